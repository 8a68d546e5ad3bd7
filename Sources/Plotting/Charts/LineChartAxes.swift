/// The ranges of a line chart's axes, and the room that the axes take.
struct LineChartAxes {
  private let xRange: ClosedRange<Double>
  private let yRange: ClosedRange<Double>
  private let hasZeroBand: Bool

  init(_ chart: LineChart) {
    xRange = chart.x.range(over: chart.xValues, padding: chart.x.scale == .linear ? 0.01 : 0.02)
    yRange = chart.y.range(over: chart.yValues, padding: 0.06)
    hasZeroBand = chart.y.hasZeroBand(over: chart.series.lazy.flatMap(\.y))
  }

  /// The room that axes and their labels take.
  func insets(_ chart: LineChart, _ size: Size, _ typesetter: Typesetter) -> Insets {
    let y = AxisScale.vertical(chart.y, range: yRange, length: size.height * 0.75, hasZeroBand: hasZeroBand)
    let left = PlotFrame.leftRoom(for: y, size: size, typesetter: typesetter)
    let x = AxisScale.horizontal(chart.x, range: xRange, length: size.width - left - 8, typesetter: typesetter)
    return PlotFrame(x: x, y: y, above: 6, left: left).insets(for: size, typesetter: typesetter)
  }

  func area(_ chart: LineChart, _ plot: Rect, _ typesetter: Typesetter) -> PlotArea {
    PlotArea(
      rect: plot,
      x: .horizontal(chart.x, range: xRange, length: plot.width, typesetter: typesetter),
      y: .vertical(chart.y, range: yRange, length: plot.height, hasZeroBand: hasZeroBand))
  }
}

extension LineChart {
  /// Everything that the horizontal axis has to hold.
  fileprivate var xValues: [Double] {
    let lines = references.filter { $0.direction == .vertical }.map(\.value)
    return series.flatMap { series in zip(series.x, series.y).filter { !$0.1.isNaN }.map(\.0) } + lines
  }

  /// Everything that the vertical axis has to hold: all that is drawn but what would erase the rest.
  fileprivate var yValues: [Double] {
    let lines = references.filter { $0.direction == .horizontal }.map(\.value)
    let bySeries = series.map { series in
      zip(series.x, series.y).filter { x.shows($0.0) }.map(\.1) + (series.band?.low ?? []) + (series.band?.high ?? [])
    }
    return RobustLimits.values(bySeries, scale: y.scale) + lines
  }
}
