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
    /// What the box held when the text had been drawn.
    let pixels: [Color]
  }

  var entries: [Entry] = []
}

extension Canvas {
  /// The colours that texts may stand on: paper, grid, and the ground of zeros. Each is light grey.
  private static func isGround(_ color: Color) -> Bool {
    color.red == color.green && color.green == color.blue && color.red >= Color.grid.red
  }

  /// The pixels of a box that lie on the page and in the clip.
  func pixels(in box: Rect) -> [Color] {
    let (minX, maxX) = (max(0, Int(box.minX * scale)), min(bitmap.width, Int(box.maxX * scale)))
    let (minY, maxY) = (max(0, Int(box.minY * scale)), min(bitmap.height, Int(box.maxY * scale)))
    guard minX < maxX, minY < maxY else { return [] }
    return (minY..<maxY).flatMap { y in (minX..<maxX).map { bitmap[$0, y] } }
  }

  /// How many of the pixels are ink: neither ground nor, as in a cell of a map, all of one colour.
  static func ink(in pixels: [Color]) -> Int {
    Set(pixels).count <= 1 ? 0 : pixels.count { !isGround($0) }
  }
}
