/// Lines over two axes of numbers, with bands, markers, highlighted points and reference lines.
public struct LineChart: Drawable, Hashable, Codable {
  /// Where the names of the series go.
  public enum LegendPlacement: Hashable, Codable, Sendable {
    /// At the right ends of the lines if there are more than four, else inside the plot; where there is no free place, in rows
    /// above it.
    case automatic
    /// At the right end of each line, in its colour; in rows above the plot where they have no room.
    case endLabels
    case none
  }

  public var title: String
  public var subtitle = ""
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var references: [ReferenceLine]
  public var legend: LegendPlacement

  public init(
    title: String = "", x: Axis, y: Axis, series: [Series], references: [ReferenceLine] = [],
    legend: LegendPlacement = .automatic
  ) {
    (self.title, self.x, self.y) = (title, x, y)
    (self.series, self.references, self.legend) = (series, references, legend)
  }

  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    LineChartLayout(self, size: size, typesetter: typesetter).insets
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    draw(on: &canvas, in: frame, insets: Insets())
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    let layout = LineChartLayout(self, size: frame.size, typesetter: canvas.typesetter, atLeast: insets)
    layout.chart.draw(on: &canvas, in: frame, layout)
  }
}

extension LineChart {
  var heading: Heading { Heading(title: title, subtitle: subtitle) }

  /// The names of the series with samples; of one that has nothing to show in the plot, that it has not.
  func legendEntries(in area: PlotArea) -> Legend {
    Legend(
      entries: series.filter { !$0.name.isEmpty }.map { series in
        guard series.isVisible(in: area) else {
          return .init(name: "\(series.name): no line", color: .secondaryText, sample: .none)
        }
        return .init(
          name: series.name, color: series.color,
          sample: .line(series.dash, width: series.width, hasMarker: series.marker == .circle))
      })
  }

  fileprivate func draw(on canvas: inout Canvas, in frame: Rect, _ layout: LineChartLayout) {
    let area = layout.area(in: frame)
    guard area.canBeSeen else { return }
    heading.draw(on: &canvas, in: frame)
    area.drawGrid(on: &canvas)
    area.drawAxes(on: &canvas, in: frame)
    let labels = layout.labels(in: area)
    canvas.clipped(to: area.rect.outset(by: 4).intersection(frame)) { canvas in
      for series in series { drawBand(of: series, on: &canvas, in: area) }
      for series in series { draw(series, on: &canvas, in: area) }
      labels.drawMarks(on: &canvas)
      labels.drawTexts(on: &canvas)
    }
    layout.drawLegend(on: &canvas, in: frame, area: area, labels)
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
        // A line that leaves the plot ends at its edge; a marker on the edge stays whole.
        canvas.clipped(to: area.rect.outset(by: series.width / 2)) {
          $0.stroke(Path(points: run.thinned(to: 0.5)), with: series.color, style: style)
        }
      }
    }
    guard series.marker == .circle else { return }
    for index in series.x.indices {
      guard let point = series.place(of: index, in: area) else { continue }
      canvas.fill(Path(circleAt: point, radius: 2.4), with: series.color)
    }
  }
}
