/// A bold title with a plain line under it, both starting at the left edge.
struct Heading: Hashable, Sendable {
  var title: String
  var subtitle: String
  var titleFont = Font.title
  var subtitleFont = Font.subtitle

  private static let maximumLines = 2
  private static let gapBelow = 8.0

  /// The height in points with the gap below; 0 for empty texts.
  func height(width: Double, typesetter: Typesetter) -> Double {
    let heights = lines(width: width, typesetter: typesetter).map { typesetter.lineHeight($0.font) }
    return heights.isEmpty ? 0 : heights.reduce(Self.gapBelow, +)
  }

  /// Draws from the top left of the frame.
  func draw(on canvas: inout Canvas, in frame: Rect) {
    var y = frame.minY
    for line in lines(width: frame.width, typesetter: canvas.typesetter) {
      let height = canvas.typesetter.lineHeight(line.font)
      let middle = Point(x: frame.minX, y: y + height / 2)
      canvas.text(line.text, at: middle, font: line.font, color: line.color, anchor: Anchor(.left, .middle))
      y += height
    }
  }

  private func lines(width: Double, typesetter: Typesetter) -> [(text: String, font: Font, color: Color)] {
    let parts = [(title, titleFont, Color.text), (subtitle, subtitleFont, Color.secondaryText)]
    return parts.filter { !$0.0.isEmpty }.flatMap { text, font, color in
      typesetter.lines(of: text, font: font, width: width, maximumLines: Self.maximumLines).map { ($0, font, color) }
    }
  }
}
