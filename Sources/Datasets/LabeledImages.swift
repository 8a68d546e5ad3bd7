/// Grey images of one size as bytes, each with its class.
public struct LabeledImages: Hashable, Sendable {
  /// In pixels.
  public let width: Int
  public let height: Int
  /// count × (height · width) intensities, image by image and row by row: 0 is background, 255 is ink.
  public let pixels: [UInt8]
  /// The class of each image, from 0.
  public let labels: [UInt8]

  public var count: Int { labels.count }
  public var pixelCount: Int { width * height }

  public init(width: Int, height: Int, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == labels.count * width * height, "\(pixels.count) pixels for \(labels.count) images")
    (self.width, self.height, self.pixels, self.labels) = (width, height, pixels, labels)
  }

  /// Consecutive images.
  public subscript(range: Range<Int>) -> LabeledImages {
    LabeledImages(
      width: width, height: height,
      pixels: Array(pixels[range.lowerBound * pixelCount..<range.upperBound * pixelCount]), labels: Array(labels[range])
    )
  }

  /// The first images, all if there are no more.
  public func prefix(_ count: Int) -> LabeledImages { count >= self.count ? self : self[0..<count] }

  /// Indices of `count` images, chosen at random with as equal numbers of each class as there are images for, in random order.
  ///
  /// Classes differ by at most one image, unless a class has too few; then the others fill up. All indices if `count` is at
  /// least the number of images.
  public func balancedSelection(
    count: Int, classCount: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let order = labels.indices.shuffled(using: &generator)
    var queues = [[Int]](repeating: [], count: classCount)
    for index in order.reversed() { queues[Int(labels[index])].append(index) }
    var chosen: [Int] = []
    let wanted = min(count, self.count)
    chosen.reserveCapacity(wanted)
    // One from each class in turn; shuffled once more, so that minibatches do not repeat the order of classes.
    while chosen.count < wanted {
      for label in queues.indices where chosen.count < wanted {
        if let index = queues[label].popLast() { chosen.append(index) }
      }
    }
    return chosen.shuffled(using: &generator)
  }
}
