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
    let color: Color
    let dash: Dash
    let start: Point
    let end: Point
    let text: String
    let label: Rect
  }

  /// The places of a chart's lines whose values lie inside the plot. The label of a horizontal line is at its right end. That
  /// of a vertical line is beside it, where it covers the least data and no other label, the higher the better.
  static func places(of chart: LineChart, in area: PlotArea, typesetter: Typesetter) -> [Place] {
    let lines = chart.references.filter { $0.isVisible(in: area) }
    var obstacles = Obstacles(seriesOf: chart, in: area)
    for line in lines { obstacles.addLine([line.ends(in: area).start, line.ends(in: area).end]) }
    return lines.map { line in
      let text = typesetter.truncated(line.label, font: .note, width: area.rect.width - 8)
      let size = Size(
        width: typesetter.width(of: text, font: .note), height: text.isEmpty ? 0 : typesetter.lineHeight(.note))
      let label = line.label(size, in: area, obstacles)
      if !text.isEmpty { obstacles.addBox(label) }
      let ends = line.ends(in: area)
      return Place(color: line.color, dash: line.dash, start: ends.start, end: ends.end, text: text, label: label)
    }
  }

  private func isVisible(in area: PlotArea) -> Bool {
    let (rect, ends) = (area.rect, ends(in: area))
    return ends.start.x >= rect.minX && ends.start.x <= rect.maxX && ends.start.y >= rect.minY
      && ends.start.y <= rect.maxY
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

  private func label(_ size: Size, in area: PlotArea, _ obstacles: Obstacles) -> Rect {
    let rect = area.rect
    switch direction {
    case .horizontal:
      let y = area.yPosition(value)
      let top = y - rect.minY < size.height + 4 ? y + 2 : y - 2 - size.height
      return Rect(x: rect.maxX - 2 - size.width, y: top, width: size.width, height: size.height)
    case .vertical:
      let boxes = Self.boxes(of: size, beside: area.xPosition(value), in: rect)
      let costs = boxes.map { obstacles.count(in: $0) }
      return costs.indices.min { costs[$0] < costs[$1] }.map { boxes[$0] } ?? boxes[0]
    }
  }

  /// Boxes on either side of a vertical line, from the top down, that stay between the sides of the plot. Where there is no
  /// room beside the line, they lie on it.
  private static func boxes(of size: Size, beside x: Double, in plot: Rect) -> [Rect] {
    let tops = stride(from: plot.minY, through: max(plot.minY, plot.maxY - size.height), by: max(size.height, 1))
    let beside = [x + 4, x - 4 - size.width].filter { $0 >= plot.minX && $0 + size.width <= plot.maxX }
    let lefts = beside.isEmpty ? [max(plot.minX, plot.maxX - 4 - size.width)] : beside
    return tops.flatMap { top in
      lefts.map { Rect(x: $0, y: top, width: size.width, height: size.height) }
    }
  }
}

extension ReferenceLine.Place {
  func drawLine(on canvas: inout Canvas) {
    canvas.stroke(Path(from: start, to: end), with: color, style: StrokeStyle(width: 1, cap: .butt, dash: dash))
  }

  func drawLabel(on canvas: inout Canvas) {
    guard !text.isEmpty else { return }
    canvas.fill(label, with: Color.white.opacity(0.9))
    let middle = Point(x: label.minX, y: label.midY)
    canvas.text(text, at: middle, font: .note, color: color, anchor: Anchor(.left, .middle))
  }
}
