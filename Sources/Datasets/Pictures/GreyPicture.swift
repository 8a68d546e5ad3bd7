/// A picture of any size in shades of grey, from a file that somebody made.
public struct GreyPicture: Hashable, Sendable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// width × height lightnesses, row by row from the top: 0 is black, 255 is white.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture of \(width) × \(height) pixels")
    precondition(pixels.count == width * height, "\(pixels.count) values for \(width) × \(height) pixels")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// The luma of a colour picture, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), of the values as they are stored: MNIST's greys
  /// were not made linear either. Grey stays exactly as it is.
  ///
  /// - Parameters:
  ///   - channels: 3 for RGB, 4 for RGBA, whose colours are not multiplied by their opacity.
  ///   - bytes: width × height × channels, row by row from the top.
  ///   - ground: the lightness that shows through where the picture is transparent.
  public init(width: Int, height: Int, channels: Int, bytes: [UInt8], ground: UInt8 = 255) {
    precondition(channels == 3 || channels == 4, "a picture of \(channels) channels")
    precondition(bytes.count == width * height * channels, "\(bytes.count) bytes for \(width) × \(height) pixels")
    let pixels = bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
        count = width * height
        for index in 0..<count {
          let place = index * channels
          let luma = Self.luma(bytes[place], bytes[place + 1], bytes[place + 2])
          target[index] = channels == 3 ? luma : Self.mixed(luma, over: ground, opacity: bytes[place + 3])
        }
      }
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  static func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let (red, green, blue) = (Int(red), Int(green), Int(blue))
    return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
  }

  static func mixed(_ luma: UInt8, over ground: UInt8, opacity: UInt8) -> UInt8 {
    let (luma, ground, opacity) = (Int(luma), Int(ground), Int(opacity))
    return UInt8((luma * opacity + ground * (255 - opacity) + 127) / 255)
  }
}
