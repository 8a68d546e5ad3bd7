/// A bitmap's pixels as a file holds them in the fewest bytes without loss: one a pixel where there are only greys, or at most 256
/// colours; all channels elsewhere.
struct StoredPixels {
  let bytes: [UInt8]
  let channels: Int
  /// Red, green and blue of the colours whose places `bytes` are; empty if there is no palette.
  let palette: [UInt8]

  init(_ bitmap: Bitmap) {
    if let greys = Self.greys(bitmap) {
      (bytes, channels, palette) = (greys, 1, [])
    } else if let (places, colors) = Self.places(bitmap) {
      (bytes, channels, palette) = (places, 1, colors)
    } else {
      (bytes, channels, palette) = (bitmap.pixels, bitmap.channels, [])
    }
  }

  private static func greys(_ bitmap: Bitmap) -> [UInt8]? {
    guard bitmap.channels == 3 else { return nil }
    return bitmap.pixels.withUnsafeBufferPointer { pixels in
      let starts = stride(from: 0, to: pixels.count, by: 3)
      let isGrey = starts.allSatisfy { pixels[$0] == pixels[$0 + 1] && pixels[$0] == pixels[$0 + 2] }
      return isGrey ? starts.map { pixels[$0] } : nil
    }
  }

  /// Colours stand in the palette in the order in which they are met.
  private static func places(_ bitmap: Bitmap) -> (places: [UInt8], colors: [UInt8])? {
    guard bitmap.channels == 3 else { return nil }
    var known: [UInt32: UInt8] = [:]
    var colors: [UInt8] = []
    var places: [UInt8] = []
    places.reserveCapacity(bitmap.width * bitmap.height)
    // Most pixels are like the one before.
    var last: (key: UInt32, place: UInt8)?
    for start in stride(from: 0, to: bitmap.pixels.count, by: 3) {
      let color = bitmap.pixels[start..<start + 3]
      let key = color.reduce(0) { $0 << 8 | UInt32($1) }
      if last?.key != key {
        if known[key] == nil {
          guard known.count < 256 else { return nil }
          known[key] = UInt8(known.count)
          colors += color
        }
        last = known[key].map { (key, $0) }
      }
      places.append(last?.place ?? 0)
    }
    return (places, colors)
  }
}
