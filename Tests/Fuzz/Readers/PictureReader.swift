@testable import Datasets

extension FuzzedReader {
  /// A picture on its way to a network: its sides less one, its channels and the size of the images, then pixels, which
  /// begin again where there are too few.
  static let picture = FuzzedReader(name: "picture", kind: .bytes) { bytes in
    guard bytes.count > 5 else { return }
    let (width, height, channels) = (Int(bytes[0]) + 1, Int(bytes[1]) + 1, bytes[2] % 2 == 0 ? 3 : 4)
    let rule = PictureNormalization(
      width: Int(bytes[3] % 40) + 1, height: Int(bytes[3] / 40) * 5 + 1, boxShare: (Double(bytes[4]) + 1) / 256)
    let pixels = bytes[5...]
    let count = width * height * channels
    let filled = (0..<count).map { pixels[pixels.startIndex + $0 % pixels.count] }
    do throws(PictureError) {
      let seen = try rule.normalized(width: width, height: height, channels: channels, bytes: filled, file: "p.png")
      precondition(seen.pixels.count == rule.width * rule.height, "another size")
      precondition(seen.pixels.max() == 255, "an image that is paler than others")
      precondition(seen.inkBox.x.lowerBound >= 0 && seen.inkBox.x.upperBound <= width, "a figure beside the picture")
      precondition(seen.inkBox.y.lowerBound >= 0 && seen.inkBox.y.upperBound <= height, "a figure below the picture")
    } catch {
      expectSentence(error)
    }
  }
}
