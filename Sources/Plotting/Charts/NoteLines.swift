/// Short notes over a panel, such as "mean 0.02", as many to a line as have room.
struct NoteLines: Hashable, Sendable {
  static let lineHeight = 11.0
  private static let separator = "  ·  "

  let lines: [String]

  init(_ notes: [String], width: Double, typesetter: Typesetter) {
    lines = notes.reduce(into: []) { lines, note in
      let longer = lines.last.map { $0 + Self.separator + note }
      if let longer, typesetter.width(of: longer, font: .note) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(typesetter.truncated(note, font: .note, width: width))
      }
    }
  }

  /// With a gap below; 0 without notes.
  var height: Double { Self.height(lines: lines.count) }

  static func height(lines: Int) -> Double { lines == 0 ? 0 : Double(lines) * lineHeight + 3 }

  /// Draws above the top of a plot.
  func draw(on canvas: inout Canvas, above plot: Rect) {
    for (index, line) in lines.enumerated() {
      let top = Point(x: plot.minX, y: plot.minY - height + Double(index) * Self.lineHeight)
      canvas.text(line, at: top, font: .note, color: .secondaryText, anchor: Anchor(.left, .top))
    }
  }
}
