import CPNG
import Foundation

/// A PNG file: an image with its texts.
public struct PNG: Hashable, Sendable {
  /// A keyword such as "Software" with its value, kept inside the file.
  public struct Text: Hashable, Sendable {
    /// 1 to 79 printable ASCII characters, without spaces at either end.
    public let keyword: String
    public let value: String

    public init(_ keyword: String, _ value: String) {
      precondition((1...79).contains(keyword.utf8.count), "A PNG keyword has 1 to 79 characters.")
      precondition(
        keyword.utf8.allSatisfy { (32...126).contains($0) } && !keyword.hasPrefix(" ") && !keyword.hasSuffix(" "),
        "A PNG keyword is printable ASCII without spaces at its ends.")
      self.keyword = keyword
      self.value = value
    }

    /// What a file held, taken as it is.
    fileprivate init(found keyword: String, _ value: String) {
      self.keyword = keyword
      self.value = value
    }
  }

  public var bitmap: Bitmap
  public var texts: [Text]
  /// The density that viewers and printers should assume; not read back from files.
  public var pixelsPerInch: Double?

  public init(bitmap: Bitmap, texts: [Text] = [], pixelsPerInch: Double? = nil) {
    self.bitmap = bitmap
    self.texts = texts
    self.pixelsPerInch = pixelsPerInch
  }
}

extension PNG {
  /// Longest side, in pixels, of an image that is read.
  public static let sideLimit = 16_384
  /// Most pixels of an image that is read.
  public static let pixelLimit = 1 << 26

  /// Reads a file. Grey, palette, 16-bit and interlaced images become 8-bit RGB; those with transparency RGBA.
  public init(decoding bytes: some Collection<UInt8>) throws(PlottingError) {
    var image = CPNGImage()
    defer {
      free(image.pixels)
      free(image.texts.bytes)
    }
    var message = [CChar](repeating: 0, count: CPNGMessageSize)
    let bytes = Array(bytes)
    let code = bytes.withUnsafeBufferPointer { bytes in
      var source = CPNGSource(bytes: bytes.baseAddress, count: bytes.count, offset: 0)
      return cpng_decode(&source, UInt32(Self.sideLimit), UInt64(Self.pixelLimit), &image, &message)
    }
    guard code == 0 else { throw .decodingFailed(reason: Self.text(message)) }
    bitmap = Bitmap(
      width: Int(image.width), height: Int(image.height), channels: Int(image.channels),
      pixels: Array(
        UnsafeBufferPointer(start: image.pixels, count: Int(image.width) * Int(image.height) * Int(image.channels))))
    texts = Self.texts(in: UnsafeBufferPointer(start: image.texts.bytes, count: image.texts.count))
    pixelsPerInch = nil
  }

  /// The bytes of the file; the same image and texts always give the same bytes.
  public func encoded() throws(PlottingError) -> [UInt8] {
    var output = CPNGBuffer()
    defer { free(output.bytes) }
    output.capacity = bitmap.pixels.count / 16 + 4096
    output.bytes = malloc(output.capacity)?.assumingMemoryBound(to: UInt8.self)
    guard output.bytes != nil else { throw .encodingFailed(reason: "out of memory") }
    var message = [CChar](repeating: 0, count: CPNGMessageSize)
    let code = withContents { contents in
      var contents = contents
      return cpng_encode(&contents, &output, &message)
    }
    guard code == 0 else { throw .encodingFailed(reason: Self.text(message)) }
    return Array(UnsafeBufferPointer(start: output.bytes, count: output.count))
  }

  private func withContents(_ encode: (CPNGContents) -> Int32) -> Int32 {
    let stored = StoredPixels(bitmap)
    let flat = texts.flatMap { [$0.keyword, $0.value] }.flatMap { $0.utf8.filter { $0 != 0 } + [0] }
      .map { CChar(bitPattern: $0) }
    return stored.bytes.withUnsafeBufferPointer { pixels in
      stored.palette.withUnsafeBufferPointer { palette in
        flat.withUnsafeBufferPointer { texts in
          encode(
            CPNGContents(
              pixels: pixels.baseAddress, width: UInt32(bitmap.width), height: UInt32(bitmap.height),
              channels: Int32(stored.channels), palette: palette.baseAddress, color_count: Int32(palette.count / 3),
              pixels_per_metre: UInt32(((pixelsPerInch ?? 0) / 0.0254).rounded()), texts: texts.baseAddress,
              text_count: Int32(self.texts.count)))
        }
      }
    }
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func texts(in bytes: UnsafeBufferPointer<UInt8>) -> [Text] {
    let strings = bytes.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    return stride(from: 0, to: strings.count - 1, by: 2).map { Text(found: strings[$0], strings[$0 + 1]) }
  }
}
