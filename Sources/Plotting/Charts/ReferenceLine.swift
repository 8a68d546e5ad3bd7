/// A straight line across a chart at one value, such as the error of guessing.
public struct ReferenceLine: Hashable, Codable, Sendable {
  public enum Direction: Hashable, Codable, Sendable {
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
  /// Where a reference line goes on the page, with its text.
  struct Place: Hashable {
    let direction: Direction
    let color: Color
    let dash: Dash
    let start: Point
    let end: Point
    let text: String
  }

  /// The places of a chart's lines whose values lie inside the plot.
  static func places(of chart: LineChart, in area: PlotArea) -> [Place] {
    chart.references.compactMap { line in
      let ends = line.ends(in: area)
      guard area.rect.contains(ends.start), area.rect.contains(ends.end) else { return nil }
      return Place(
        direction: line.direction, color: line.color, dash: line.dash, start: ends.start, end: ends.end,
        text: line.label)
    }
  }

  private func ends(in area: PlotArea) -> (start: Point, end: Point) {
    let rect = area.rect
    switch direction {
    case .horizontal:
      let y = area.yPosition(value)
      return (Point(x: rect.minX, y: y), Point(x: rect.maxX, y: y))
    case .vertical:
      let x = area.xPosition(value)
      return (Point(x: x, y: rect.minY), Point(x: x, y: rect.maxY))
    }
  }
}

extension ReferenceLine.Place {
  func drawLine(on canvas: inout Canvas) {
    canvas.stroke(Path(from: start, to: end), with: color, style: StrokeStyle(width: 1, cap: .butt, dash: dash))
  }

  /// Boxes for the text: above and below a horizontal line from the right to the left, beside a vertical one from the top down.
  func labelBoxes(_ size: Size, in plot: Rect) -> [Rect] {
    switch direction {
    case .horizontal:
      let lefts = stride(from: plot.maxX - 2 - size.width, through: plot.minX, by: -max(12, size.width / 3))
      return lefts.flatMap { left in
        [start.y - 2 - size.height, start.y + 2].map {
          Rect(x: left, y: $0, width: size.width, height: size.height)
        }
      }
    case .vertical:
      let tops = stride(from: plot.minY, through: plot.maxY - size.height, by: max(4, size.height / 2))
      return tops.flatMap { top in
        [start.x + 3, start.x - 3 - size.width].map { Rect(x: $0, y: top, width: size.width, height: size.height) }
      }
    }
  }
}
