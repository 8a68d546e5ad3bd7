/// Paragraphs of text, broken to the width they are given.
public struct TextBlock: Drawable, Hashable, Codable {
  /// The words; a line feed ends a paragraph.
  public var text: String
  public var font: Font
  public var color: Color
  public var alignment: Anchor.Horizontal

  public init(_ text: String, font: Font = .label, color: Color = .text, alignment: Anchor.Horizontal = .left) {
    self.text = text
    self.font = font
    self.color = color
    self.alignment = alignment
  }

  /// The height in points that the text takes at a width.
  public func height(width: Double, typesetter: Typesetter) -> Double {
    if text.isEmpty { return 0 }
    let lines = typesetter.lines(of: text, font: font, width: width)
    return Double(lines.count) * typesetter.lineHeight(font)
  }

  public func preferredHeight(width: Double, typesetter: Typesetter) -> Double? {
    height(width: width, typesetter: typesetter)
  }

  /// Draws from the top of the frame; the last line that has room ends in an ellipsis where more text follows.
  public func draw(on canvas: inout Canvas, in frame: Rect) {
    let lineHeight = canvas.typesetter.lineHeight(font)
    let room = Int(min(1000, frame.height / lineHeight + 1e-6))
    guard room >= 1, !text.isEmpty else { return }
    let lines = canvas.typesetter.lines(of: text, font: font, width: frame.width, maximumLines: room)
    let x =
      switch alignment {
      case .left: frame.minX
      case .center: frame.midX
      case .right: frame.maxX
      }
    for (index, line) in lines.enumerated() {
      let middle = Point(x: x, y: frame.minY + (Double(index) + 0.5) * lineHeight)
      canvas.text(line, at: middle, font: font, color: color, anchor: Anchor(alignment, .middle))
    }
  }
}
