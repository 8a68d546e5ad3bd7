import CPNG
import Foundation

/// A PNG file as cases want it: its colours, row by row. `Plotting` has another reader, which keeps texts too and stands above.
struct PNGPicture: Hashable {
  let width: Int
  let height: Int
  /// 3 for RGB, 4 with opacity.
  let channels: Int
  let bytes: [UInt8]

  static let magic: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
  static let conversion = "convert pictures to PNG, e.g. with `mogrify -format png *.jpg` of ImageMagick"
  /// A picture that is a case of many is small.
  private static let (sideLimit, pixelLimit) = (UInt32(4096), UInt64(1 << 22))

  init(_ contents: Data, file: String) throws(DatasetError) {
    var image = CPNGImage()
    defer {
      free(image.pixels)
      free(image.texts.bytes)
    }
    var message = [CChar](repeating: 0, count: CPNGMessageSize)
    let code = contents.withUnsafeBytes { bytes in
      var source = CPNGSource(bytes: bytes.bindMemory(to: UInt8.self).baseAddress, count: bytes.count, offset: 0)
      return cpng_decode(&source, Self.sideLimit, Self.pixelLimit, &image, &message)
    }
    guard code == 0 else {
      let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw .unreadable(file: file, reason: reason)
    }
    (width, height, channels) = (Int(image.width), Int(image.height), Int(image.channels))
    bytes = Array(UnsafeBufferPointer(start: image.pixels, count: width * height * channels))
  }
}
