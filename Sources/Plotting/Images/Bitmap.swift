import Foundation

/// Rows of 8-bit pixels from the top, RGB or RGBA.
public struct Bitmap: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// 3 for RGB, 4 for RGBA.
  public let channels: Int
  /// `width * height * channels` bytes.
  public internal(set) var pixels: [UInt8]

  /// A bitmap of the given bytes; their number must fit its size.
  public init(width: Int, height: Int, channels: Int = 3, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "A bitmap needs a width and a height above zero.")
    precondition(channels == 3 || channels == 4, "A bitmap has 3 or 4 channels.")
    precondition(pixels.count == width * height * channels, "A bitmap needs width × height × channels bytes.")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// An RGB bitmap of one colour.
  public init(width: Int, height: Int, color: Color) {
    let row = [[UInt8]](repeating: [color.red, color.green, color.blue], count: width).flatMap { $0 }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(height * row.count)
    for _ in 0..<height { pixels += row }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// An RGB bitmap whose pixels, row by row from the top, have the given colours.
  public init(width: Int, height: Int, colors: some Sequence<Color>) {
    self.init(width: width, height: height, pixels: colors.flatMap { [$0.red, $0.green, $0.blue] })
  }

  /// The colour at a column and a row, counted from the top left. Setting drops the opacity of RGB bitmaps.
  public internal(set) subscript(x: Int, y: Int) -> Color {
    get {
      let start = offset(x, y)
      return Color(
        red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2],
        alpha: channels == 4 ? pixels[start + 3] : 255)
    }
    set {
      let start = offset(x, y)
      pixels[start] = newValue.red
      pixels[start + 1] = newValue.green
      pixels[start + 2] = newValue.blue
      if channels == 4 { pixels[start + 3] = newValue.alpha }
    }
  }

  /// Copies red, green and blue of some pixels of a row; each place is three times a column.
  func gather(_ places: [Int], from y: Int, into row: inout [UInt8]) {
    let start = offset(0, y)
    pixels.withUnsafeBufferPointer { pixels in
      row.withUnsafeMutableBufferPointer { row in
        guard let source = pixels.baseAddress, var target = row.baseAddress else { return }
        for place in places {
          let pixel = source + start + place
          target[0] = pixel[0]
          target[1] = pixel[1]
          target[2] = pixel[2]
          target += 3
        }
      }
    }
  }

  /// Overwrites pixels of a row of an RGB bitmap from a column on.
  mutating func setRow(_ y: Int, from x: Int, _ row: [UInt8]) {
    let start = offset(x, y)
    pixels.replaceSubrange(start..<start + row.count, with: row)
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(x >= 0 && x < width && y >= 0 && y < height, "The pixel lies outside the bitmap.")
    return (y * width + x) * channels
  }
}

extension Bitmap: Codable {
  private enum CodingKeys: CodingKey { case width, height, channels, pixels }

  /// Pixels are written as Base64.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    (width, height) = (try container.decode(Int.self, forKey: .width), try container.decode(Int.self, forKey: .height))
    channels = try container.decode(Int.self, forKey: .channels)
    pixels = Array(try container.decode(Data.self, forKey: .pixels))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(channels, forKey: .channels)
    try container.encode(Data(pixels), forKey: .pixels)
  }
}
