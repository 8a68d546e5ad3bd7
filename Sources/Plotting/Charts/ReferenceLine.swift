/// A straight line across a chart at one value, such as the error of guessing.
public struct ReferenceLine: Hashable, Sendable {
  public enum Direction: Hashable, Sendable {
    /// Across the chart at a value of the vertical axis.
    case horizontal
    /// From bottom to top at a value of the horizontal axis.
    case vertical
  }

  public var direction: Direction
  public var value: Double
  /// Written along the line; may be empty.
  public var label: String
  public var color: Color
  public var dash: Dash

  public init(
    _ direction: Direction, at value: Double, label: String = "", color: Color = .secondaryText, dash: Dash = .dashed
  ) {
    self.direction = direction
    self.value = value
    self.label = label
    self.color = color
    self.dash = dash
  }
}

extension ReferenceLine {
  /// Where a reference line and its label go on the page.
  struct Place: Hashable {
    let start: Point
    let end: Point
    let text: String
    let label: Rect
  }

  /// The ends of the line and the box of its label, which is at the right end of a horizontal and at the top of a
  /// vertical line; nil where the value lies outside the plot.
  func place(in area: PlotArea, typesetter: Typesetter) -> Place? {
    let rect = area.rect
    let text = typesetter.truncated(label, font: .note, width: rect.width - 8)
    let size = Size(
      width: typesetter.width(of: text, font: .note), height: text.isEmpty ? 0 : typesetter.lineHeight(.note))
    switch direction {
    case .horizontal:
      let y = area.yPosition(value)
      guard y >= rect.minY, y <= rect.maxY else { return nil }
      let top = y - rect.minY < size.height + 4 ? y + 2 : y - 2 - size.height
      return Place(
        start: Point(x: rect.minX, y: y), end: Point(x: rect.maxX, y: y), text: text,
        label: Rect(x: rect.maxX - 2 - size.width, y: top, width: size.width, height: size.height))
    case .vertical:
      let x = area.xPosition(value)
      guard x >= rect.minX, x <= rect.maxX else { return nil }
      let left = x + 4 + size.width > rect.maxX ? x - 4 - size.width : x + 4
      return Place(
        start: Point(x: x, y: rect.minY), end: Point(x: x, y: rect.maxY), text: text,
        label: Rect(x: left, y: rect.minY, width: size.width, height: size.height))
    }
  }
}
