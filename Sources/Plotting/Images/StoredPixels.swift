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
    var greys = [UInt8](repeating: 0, count: bitmap.width * bitmap.height)
    let areGrey = greys.withUnsafeMutableBufferPointer { greys in
      bitmap.pixels.withUnsafeBufferPointer { pixels in
        guard let greys = greys.baseAddress, var pixel = pixels.baseAddress else { return false }
        var index = 0
        while index < bitmap.width * bitmap.height {
          guard pixel[0] == pixel[1], pixel[0] == pixel[2] else { return false }
          greys[index] = pixel[0]
          pixel += 3
          index += 1
        }
        return true
      }
    }
    return areGrey ? greys : nil
  }

  /// Colours stand in the palette in the order in which they are met.
  private static func places(_ bitmap: Bitmap) -> (places: [UInt8], colors: [UInt8])? {
    guard bitmap.channels == 3 else { return nil }
    var known: [UInt32: UInt8] = [:]
    var places = [UInt8](repeating: 0, count: bitmap.width * bitmap.height)
    let fits = places.withUnsafeMutableBufferPointer { places in
      bitmap.pixels.withUnsafeBufferPointer { pixels in
        guard let places = places.baseAddress, let pixels = pixels.baseAddress else { return false }
        // Most pixels are like the one before.
        var last: (key: UInt32, place: UInt8)?
        var index = 0
        while index < bitmap.width * bitmap.height {
          let pixel = pixels + 3 * index
          let key = UInt32(pixel[0]) << 16 | UInt32(pixel[1]) << 8 | UInt32(pixel[2])
          if last?.key != key {
            guard known[key] != nil || known.count < 256 else { return false }
            let place = known[key] ?? UInt8(known.count)
            known[key] = place
            last = (key, place)
          }
          places[index] = last?.place ?? 0
          index += 1
        }
        return true
      }
    }
    guard fits else { return nil }
    let keys = known.sorted { $0.value < $1.value }.map(\.key)
    return (places, keys.flatMap { [UInt8($0 >> 16), UInt8($0 >> 8 & 255), UInt8($0 & 255)] })
  }
}
