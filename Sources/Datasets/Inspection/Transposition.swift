import Foundation

/// Whether images are turned about their main diagonal, rows for columns.
///
/// EMNIST's files hold all images so; Cohen, Afshar, Tapson & van Schaik (2017). Its digits have the labels 0 to 9, alone or before
/// letters, and look on average like MNIST's. So the mean images of these classes are set against those of MNIST's test images as they
/// are and transposed. Clothes, letters and other figures look like neither, and nothing can be said of them.
public enum Transposition: Sendable {
  case upright
  case transposed
  /// No digits of MNIST's size.
  case unknown

  private static let digits = 10
  /// Mean correlations of mean images. MNIST's first 10,000 training images have 0.99 with its test images and 0.56 with those transposed.
  private static let (leastAlike, leastDifference) = (0.85, 0.1)
  /// As many images make mean images that hardly change with more.
  private static let mostImages = 10_000

  public init(of images: LabeledImages) {
    guard let reference = Self.reference, images.width == reference.side, images.height == reference.side,
      let means = Self.digitMeans(images.prefix(Self.mostImages))
    else {
      self = .unknown
      return
    }
    let side = reference.side
    func likeness(_ transposes: Bool) -> Double {
      let correlations = zip(means, reference.means).map { mine, other in
        let turned = mine.indices.map { mine[$0 % side * side + $0 / side] }
        return Self.correlation(transposes ? turned : mine, other)
      }
      return correlations.reduce(0, +) / Double(Self.digits)
    }
    let (upright, transposed) = (likeness(false), likeness(true))
    guard max(upright, transposed) > Self.leastAlike, abs(upright - transposed) > Self.leastDifference else {
      self = .unknown
      return
    }
    self = upright > transposed ? .upright : .transposed
  }

  /// Mean images of MNIST's digits; nil if its files are not there.
  private static let reference: (side: Int, means: [[Double]])? = {
    guard let images = try? Dataset.mnistTestImages(), images.width == images.height else { return nil }
    return digitMeans(images).map { (images.width, $0) }
  }()

  /// The mean image of each of the classes 0 to 9; nil if one of them has no image.
  private static func digitMeans(_ images: LabeledImages) -> [[Double]]? {
    var sums = [[Int]](repeating: [Int](repeating: 0, count: images.pixelCount), count: digits)
    var counts = [Int](repeating: 0, count: digits)
    images.pixels.withUnsafeBufferPointer { pixels in
      for (image, label) in images.labels.enumerated() where label < digits {
        counts[Int(label)] += 1
        let start = image * images.pixelCount
        sums[Int(label)].withUnsafeMutableBufferPointer { sum in
          for pixel in sum.indices { sum[pixel] += Int(pixels[start + pixel]) }
        }
      }
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    return zip(sums, counts).map { sum, count in sum.map { Double($0) / Double(count) } }
  }

  /// Pearson's; 0 if one of the two does not vary.
  private static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let count = Double(first.count)
    let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (both, one, other) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      both += (x - means.0) * (y - means.1)
      one += (x - means.0) * (x - means.0)
      other += (y - means.1) * (y - means.1)
    }
    return one > 0 && other > 0 ? both / (one * other).squareRoot() : 0
  }
}
