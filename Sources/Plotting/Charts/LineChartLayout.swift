/// Where the parts of a line chart go in a frame of a given size. Nothing is drawn here.
struct LineChartLayout {
  enum Names: Hashable {
    case none
    case inside
    case rowsAbove
    case atEnds
  }

  /// More series than these have their names at the ends of their lines.
  private static let mostInLegend = 4

  /// The chart with each line of zeros in a lane of its own, and lines that coincide dashed.
  let chart: LineChart
  /// Where the names of the series go.
  private(set) var names: Names
  /// The room around the plot, in points.
  private(set) var insets = Insets()

  private let typesetter: Typesetter
  private let axes: LineChartAxes
  private let headingHeight: Double
  /// Those of ``PointLabels/items(of:in:)`` whose texts stand in the rows above the plot.
  private var moved: Set<Int> = []

  /// - Parameter atLeast: the least room around the plot, as where plots of a figure line up.
  init(_ chart: LineChart, size: Size, typesetter: Typesetter, atLeast: Insets = Insets()) {
    self.chart = chart.withZeroLanes().withTwinsDashed()
    self.typesetter = typesetter
    axes = LineChartAxes(chart)
    headingHeight = chart.heading.height(width: size.width, typesetter: typesetter)
    names = .none
    settle(in: Rect(x: 0, y: 0, width: size.width, height: size.height), atLeast)
  }

  /// The axes and the plot in a frame.
  func area(in frame: Rect) -> PlotArea { axes.area(chart, frame.inset(by: insets), typesetter) }

  /// Marks and texts that belong to places of the plot.
  func labels(in area: PlotArea) -> PointLabels {
    PointLabels(
      PointLabels.items(of: chart, in: area), moved: moved, chart: chart, area: area, typesetter: typesetter)
  }

  func drawLegend(on canvas: inout Canvas, in frame: Rect, area: PlotArea, _ labels: PointLabels) {
    let top = Rect(minX: frame.minX, minY: frame.minY + headingHeight, maxX: frame.maxX, maxY: area.rect.minY)
    rows(in: area).drawRows(on: &canvas, in: top)
    let legend = chart.legendEntries(in: area)
    if names == .inside, let box = Self.freePlace(for: legend, area, labels.obstacles, typesetter) {
      legend.drawColumn(on: &canvas, in: box)
    }
    if names == .atEnds { EndLabels(chart: chart, area: area).draw(on: &canvas, in: frame) }
  }

  /// The entries above the plot: names, if they are there, and texts that have no place in it.
  private func rows(in area: PlotArea) -> Legend {
    let entries = names == .rowsAbove ? chart.legendEntries(in: area).entries : []
    return Legend(
      entries: entries + PointLabels.entries(PointLabels.items(of: chart, in: area), moved: moved, chart: chart))
  }
}

extension LineChartLayout {
  /// Moves texts out of the plot until all that are left have a free place in it. What is moved makes the plot smaller, so the
  /// others look again.
  private mutating func settle(in frame: Rect, _ atLeast: Insets) {
    let bare = axes.insets(chart, frame.size, typesetter)
    names = firstNames(in: frame.inset(by: bare), frame.size)
    while true {
      insets = bare.widened(to: atLeast)
      insets.top = bare.top + headingHeight
      let entries = chart.legendEntries(in: area(in: frame)).entries
      if names == .atEnds {
        insets.right = max(insets.right, EndLabels.room(for: entries, typesetter: typesetter))
      }
      insets.top += rows(in: area(in: frame)).rowsHeight(width: frame.width, typesetter: typesetter)
      insets.top = max(insets.top, atLeast.top)
      let area = area(in: frame)
      let labels = labels(in: area)
      if !labels.homeless.isEmpty {
        moved.formUnion(labels.homeless)
      } else if names == .inside,
        Self.freePlace(for: Legend(entries: entries), area, labels.obstacles, typesetter) == nil
      {
        names = .rowsAbove
      } else {
        return
      }
    }
  }

  private func firstNames(in plot: Rect, _ size: Size) -> Names {
    let entries = chart.legendEntries(in: axes.area(chart, plot, typesetter)).entries
    if entries.isEmpty || chart.legend == .none { return .none }
    guard chart.legend == .endLabels || entries.count > Self.mostInLegend else { return .inside }
    return EndLabels.fit(entries, in: size, plotHeight: plot.height - headingHeight, typesetter: typesetter)
      ? .atEnds : .rowsAbove
  }

  /// A place inside the plot where the names cover nothing; nil if there is none.
  static func freePlace(
    for legend: Legend, _ area: PlotArea, _ obstacles: Obstacles, _ typesetter: Typesetter
  ) -> Rect? {
    let size = legend.columnSize(typesetter: typesetter)
    let plot = area.scaleRect.inset(by: Insets(top: 2, left: 6, bottom: 6, right: 2))
    let xs = [plot.maxX - size.width, plot.minX, plot.midX - size.width / 2]
    let ys = [plot.minY, plot.maxY - size.height, plot.midY - size.height / 2]
    return ys.flatMap { y in xs.map { x in Rect(x: x, y: y, width: size.width, height: size.height) } }
      .first { plot.contains($0) && obstacles.count(in: $0) == 0 }
  }
}

extension Insets {
  /// At every side the greater of the two.
  func widened(to other: Insets) -> Insets {
    Insets(
      top: max(top, other.top), left: max(left, other.left), bottom: max(bottom, other.bottom),
      right: max(right, other.right))
  }
}

extension LineChart {
  /// The same chart with the zeros of each series at a height of their own, so that none covers another.
  fileprivate func withZeroLanes() -> LineChart {
    var chart = self
    let atZero = series.indices.filter { y.scale == .logarithmic && series[$0].y.contains(0) }
    for (lane, index) in atZero.enumerated() {
      chart.series[index].zeroLane = (Double(lane) + 0.5) / Double(atZero.count)
    }
    return chart
  }

  /// The same chart with gaps in each line that lies on an earlier one, so that both are seen.
  fileprivate func withTwinsDashed() -> LineChart {
    var chart = self
    for index in series.indices where !series[index].name.isEmpty {
      let twins = series[..<index].count {
        !$0.name.isEmpty && $0.x == series[index].x && $0.y == series[index].y && $0.dash == series[index].dash
      }
      if twins > 0, !series[index].y.allSatisfy(\.isNaN) { chart.series[index].dash = Dash([5, 5 * Double(twins)]) }
    }
    return chart
  }
}
