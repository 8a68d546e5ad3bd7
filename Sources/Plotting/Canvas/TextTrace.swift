/// What a canvas remembers of the texts on it, so that tests can tell whether any of them meets data or another text.
struct TextTrace: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    let text: String
    /// In points; of a text at an angle, around its corners.
    let box: Rect
    let size: Double
    let color: Color
    /// How many pixels there had been ink before.
    let covered: Int
    /// What the box held when the text had been drawn, by red, green and blue.
    let pixels: [UInt8]
  }

  var entries: [Entry] = []
}

extension Canvas {
  /// The pixels of a box that lie on the page and in the clip, by red, green and blue.
  func pixels(in box: Rect) -> [UInt8] {
    let (minX, maxX) = (max(0, Int(box.minX * scale)), min(bitmap.width, Int(box.maxX * scale)))
    let (minY, maxY) = (max(0, Int(box.minY * scale)), min(bitmap.height, Int(box.maxY * scale)))
    guard minX < maxX, minY < maxY else { return [] }
    return (minY..<maxY).flatMap { y in bitmap.pixels[3 * (y * bitmap.width + minX)..<3 * (y * bitmap.width + maxX)] }
  }

  /// How many of the pixels are ink: neither ground nor, as in a cell of a map, all of one colour.
  ///
  /// Texts may stand on paper, grid, and the ground of zeros, each of which is light grey.
  static func ink(in pixels: [UInt8]) -> Int {
    var (inked, isOneColor, start) = (0, true, 0)
    pixels.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      while start < buffer.count {
        let pixel = first + start
        let isGrey = pixel[0] == pixel[1] && pixel[0] == pixel[2]
        if !isGrey || pixel[0] < Color.grid.red { inked += 1 }
        if pixel[0] != first[0] || pixel[1] != first[1] || pixel[2] != first[2] { isOneColor = false }
        start += 3
      }
    }
    return isOneColor ? 0 : inked
  }
}
