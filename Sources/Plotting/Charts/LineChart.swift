/// Lines over two axes of numbers, with bands, markers, highlighted points and reference lines.
public struct LineChart: Drawable, Hashable {
  /// Where the names of the series go.
  public enum LegendPlacement: Hashable, Sendable {
    /// Inside the plot where it covers no data, else in a row above it.
    case automatic
    /// At the right end of each line, in its colour.
    case endLabels
    case none
  }

  public var title: String
  public var subtitle: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var references: [ReferenceLine]
  public var legend: LegendPlacement

  public init(
    title: String = "", subtitle: String = "", x: Axis, y: Axis, series: [Series], references: [ReferenceLine] = [],
    legend: LegendPlacement = .automatic
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.series = series
    self.references = references
    self.legend = legend
  }

  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    LineChartLayout(self, size: size, typesetter: typesetter).insets
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    let layout = LineChartLayout(self, size: frame.size, typesetter: canvas.typesetter)
    draw(on: &canvas, in: frame, insets: layout.insets, layout: layout)
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    let layout = LineChartLayout(self, size: frame.size, typesetter: canvas.typesetter)
    draw(on: &canvas, in: frame, insets: insets, layout: layout)
  }
}

extension LineChart {
  var heading: Heading { Heading(title: title, subtitle: subtitle) }

  var legendEntries: Legend {
    Legend(
      entries: series.filter { !$0.name.isEmpty }.map { series in
        .init(
          name: series.name, color: series.color,
          sample: .line(series.dash, width: series.width, hasMarker: series.marker == .circle))
      })
  }

  private func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets, layout: LineChartLayout) {
    let area = layout.area(in: frame, insets: insets)
    guard area.rect.width > 8, area.rect.height > 8 else { return }
    heading.draw(on: &canvas, in: frame)
    area.drawGrid(on: &canvas)
    let room = Rect(
      minX: area.rect.minX - 4, minY: area.rect.minY - 4, maxX: area.rect.maxX + 4, maxY: area.rect.maxY + 4)
    canvas.clipped(to: room.intersection(frame)) { canvas in
      for series in series { drawBand(of: series, on: &canvas, in: area) }
      for reference in references { draw(reference, on: &canvas, in: area) }
      for series in series { draw(series, on: &canvas, in: area) }
    }
    area.drawAxes(on: &canvas, in: frame)
    for series in series { drawHighlight(of: series, on: &canvas, in: area) }
    layout.drawLegend(of: self, on: &canvas, in: frame, area: area)
  }

  private func drawBand(of series: Series, on canvas: inout Canvas, in area: PlotArea) {
    canvas.clipped(to: area.rect) { canvas in
      for run in series.bandRuns(in: area) {
        let outline = run.map(\.low) + run.reversed().map(\.high)
        canvas.fill(Path(points: outline, closed: true), with: series.color.opacity(0.18))
      }
    }
  }

  private func draw(_ series: Series, on canvas: inout Canvas, in area: PlotArea) {
    let style = StrokeStyle(width: series.width, cap: series.dash == .solid ? .round : .butt, dash: series.dash)
    for run in series.runs(in: area) {
      if run.count == 1 {
        canvas.fill(Path(circleAt: run[0], radius: max(1.8, series.width)), with: series.color)
      } else {
        canvas.stroke(Path(points: run.thinned(to: 0.5)), with: series.color, style: style)
      }
      guard series.marker == .circle else { continue }
      for point in run { canvas.fill(Path(circleAt: point, radius: 2.4), with: series.color) }
    }
  }

  private func draw(_ reference: ReferenceLine, on canvas: inout Canvas, in area: PlotArea) {
    let isHorizontal = reference.direction == .horizontal
    let position = isHorizontal ? area.yPosition(reference.value) : area.xPosition(reference.value)
    let bounds = isHorizontal ? area.rect.minY...area.rect.maxY : area.rect.minX...area.rect.maxX
    guard bounds.contains(position) else { return }
    let (rect, style) = (area.rect, StrokeStyle(width: 1, cap: .butt, dash: reference.dash))
    let ends =
      isHorizontal
      ? [Point(x: rect.minX, y: position), Point(x: rect.maxX, y: position)]
      : [Point(x: position, y: rect.minY), Point(x: position, y: rect.maxY)]
    canvas.stroke(Path(points: ends), with: reference.color, style: style)
    drawLabel(of: reference, at: position, on: &canvas, in: rect)
  }

  private func drawLabel(of reference: ReferenceLine, at position: Double, on canvas: inout Canvas, in rect: Rect) {
    let text = canvas.typesetter.truncated(reference.label, font: .note, width: rect.width - 8)
    if reference.direction == .horizontal {
      let isHigh = position - rect.minY < 14
      let point = Point(x: rect.maxX - 2, y: position + (isHigh ? 3 : -3))
      let anchor = Anchor(.right, isHigh ? .top : .bottom)
      canvas.text(text, at: point, font: .note, color: reference.color, anchor: anchor)
    } else {
      let isLate = position + canvas.typesetter.width(of: text, font: .note) + 6 > rect.maxX
      let point = Point(x: position + (isLate ? -4 : 4), y: rect.minY)
      let anchor = Anchor(isLate ? .right : .left, .top)
      canvas.text(text, at: point, font: .note, color: reference.color, anchor: anchor)
    }
  }

  private func drawHighlight(of series: Series, on canvas: inout Canvas, in area: PlotArea) {
    guard let highlight = series.highlight else { return }
    let point = area.point(series.x[highlight.index], series.y[highlight.index])
    guard point.isFinite, area.rect.contains(point) else { return }
    canvas.fill(Path(circleAt: point, radius: 4), with: .white)
    canvas.stroke(Path(circleAt: point, radius: 3.4), with: series.color, style: StrokeStyle(width: 1.8))
    guard let box = area.labelBox(of: highlight.label, near: point, typesetter: canvas.typesetter) else { return }
    canvas.fill(box, with: Color.white.opacity(0.75))
    let middle = Point(x: box.midX, y: box.midY)
    canvas.text(highlight.label, at: middle, font: .note, color: series.color, anchor: Anchor(.center, .middle))
  }
}
