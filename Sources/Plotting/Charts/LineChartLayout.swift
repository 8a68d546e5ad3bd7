/// Where the parts of a line chart go in a frame of a given size. Nothing is drawn here.
struct LineChartLayout {
  enum Names: Hashable {
    case none
    case inside
    case rowsAbove
    case atEnds
  }

  private let chart: LineChart
  private let typesetter: Typesetter
  private let xRange: ClosedRange<Double>
  private let yRange: ClosedRange<Double>
  private let headingHeight: Double
  /// Where the names of the series go.
  let names: Names
  /// The room around the plot, in points.
  let insets: Insets

  init(_ chart: LineChart, size: Size, typesetter: Typesetter) {
    self.chart = chart
    self.typesetter = typesetter
    xRange = chart.x.range(over: chart.xValues, padding: chart.x.scale == .linear ? 0.01 : 0.02)
    yRange = chart.y.range(over: chart.yValues, padding: 0.06)
    headingHeight = chart.heading.height(width: size.width, typesetter: typesetter)
    (names, insets) = Self.settle(chart, size, typesetter, xRange, yRange, headingHeight)
  }

  /// The axes and the plot in a frame, at insets that may be wider than its own.
  func area(in frame: Rect, insets: Insets) -> PlotArea {
    Self.area(chart, frame.inset(by: insets), typesetter, xRange, yRange)
  }

  func drawLegend(of chart: LineChart, on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    let legend = chart.legendEntries
    switch names {
    case .none: break
    case .inside:
      let place = Self.freestPlace(
        for: legend.columnSize(typesetter: typesetter), chart: chart, area: area, typesetter: typesetter)
      legend.drawColumn(on: &canvas, in: place.box)
    case .rowsAbove:
      let top = Rect(minX: frame.minX, minY: frame.minY + headingHeight, maxX: frame.maxX, maxY: area.rect.minY)
      legend.drawRows(on: &canvas, in: top)
    case .atEnds:
      EndLabels(chart: chart, area: area).draw(on: &canvas, in: frame)
    }
  }
}

extension LineChartLayout {
  private static func settle(
    _ chart: LineChart, _ size: Size, _ typesetter: Typesetter, _ xRange: ClosedRange<Double>,
    _ yRange: ClosedRange<Double>, _ headingHeight: Double
  ) -> (Names, Insets) {
    let frame = Rect(x: 0, y: 0, width: size.width, height: size.height)
    let legend = chart.legendEntries
    var insets = bareInsets(chart, size, typesetter, xRange, yRange)
    insets.top += headingHeight
    if legend.entries.isEmpty || chart.legend == .none { return (.none, insets) }
    if chart.legend == .endLabels {
      insets.right = max(insets.right, EndLabels.room(for: chart, width: size.width, typesetter: typesetter))
      return (.atEnds, insets)
    }
    let area = area(chart, frame.inset(by: insets), typesetter, xRange, yRange)
    let box = legend.columnSize(typesetter: typesetter)
    if freestPlace(for: box, chart: chart, area: area, typesetter: typesetter).cost == 0 {
      return (.inside, insets)
    }
    insets.top += legend.rowsHeight(width: size.width, typesetter: typesetter)
    return (.rowsAbove, insets)
  }

  /// The room that axes and their labels take.
  private static func bareInsets(
    _ chart: LineChart, _ size: Size, _ typesetter: Typesetter, _ xRange: ClosedRange<Double>,
    _ yRange: ClosedRange<Double>
  ) -> Insets {
    let y = AxisScale.vertical(chart.y, range: yRange, length: size.height * 0.75)
    let left = PlotArea.leftRoom(for: y, size: size, typesetter: typesetter)
    let x = AxisScale.horizontal(chart.x, range: xRange, length: size.width - left - 8, typesetter: typesetter)
    return Insets(
      top: 6, left: left, bottom: PlotArea.bottomRoom(for: x, width: size.width - left, typesetter: typesetter),
      right: PlotArea.rightRoom(for: x, typesetter: typesetter))
  }

  private static func area(
    _ chart: LineChart, _ plot: Rect, _ typesetter: Typesetter, _ xRange: ClosedRange<Double>,
    _ yRange: ClosedRange<Double>
  ) -> PlotArea {
    PlotArea(
      rect: plot,
      x: .horizontal(chart.x, range: xRange, length: plot.width, typesetter: typesetter),
      y: .vertical(chart.y, range: yRange, length: plot.height))
  }

  /// The place inside the plot where a box covers the least data, and how many samples of data it covers there.
  static func freestPlace(
    for size: Size, chart: LineChart, area: PlotArea, typesetter: Typesetter
  ) -> (box: Rect, cost: Int) {
    let plot = area.rect.inset(by: Insets(top: 2, left: 6, bottom: 6, right: 2))
    let xs = [plot.maxX - size.width, plot.minX, plot.midX - size.width / 2]
    let ys = [plot.minY, plot.maxY - size.height, plot.midY - size.height / 2]
    let boxes = ys.flatMap { y in xs.map { x in Rect(x: x, y: y, width: size.width, height: size.height) } }
    var obstacles = Obstacles(linesOf: chart, in: area, typesetter: typesetter)
    for callout in Callout.all(of: chart, in: area, typesetter: typesetter) {
      obstacles.addBox(callout.box ?? Rect(x: callout.point.x, y: callout.point.y, width: 0, height: 0))
    }
    let costs = boxes.map { box in plot.contains(box) ? obstacles.count(in: box) : Int.max }
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    return (boxes[best], costs[best])
  }
}

extension LineChart {
  /// Everything that the horizontal axis has to hold.
  fileprivate var xValues: [Double] {
    let lines = references.filter { $0.direction == .vertical }.map(\.value)
    return series.flatMap { series in zip(series.x, series.y).filter { y.shows($1) }.map(\.0) } + lines
  }

  /// Everything that the vertical axis has to hold.
  fileprivate var yValues: [Double] {
    let lines = references.filter { $0.direction == .horizontal }.map(\.value)
    let points = series.flatMap { series in zip(series.x, series.y).filter { x.shows($0.0) }.map(\.1) }
    return points + series.flatMap { ($0.band?.low ?? []) + ($0.band?.high ?? []) } + lines
  }
}
