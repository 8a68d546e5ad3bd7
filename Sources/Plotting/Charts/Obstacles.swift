/// Samples of everything in a line chart that a legend should not cover.
struct Obstacles {
  private static let step = 3.0

  private var points: [Point] = []

  init(of chart: LineChart, in area: PlotArea) {
    for series in chart.series {
      for run in series.runs(in: area) { addLine(run.thinned(to: 1)) }
      for pair in series.bandRuns(in: area).joined() { addLine([pair.low, pair.high]) }
      addHighlight(of: series, in: area)
    }
    for reference in chart.references { add(reference, in: area) }
  }

  /// How many samples lie in a box.
  func count(in box: Rect) -> Int {
    points.reduce(0) { $0 + (box.contains($1) ? 1 : 0) }
  }

  private mutating func addLine(_ line: [Point]) {
    points += line.prefix(1)
    for (start, end) in zip(line, line.dropFirst()) {
      let pieces = max(1, min(500, Int(start.distance(to: end) / Self.step)))
      points += (1...pieces).map { start.interpolated(to: end, by: Double($0) / Double(pieces)) }
    }
  }

  private mutating func addHighlight(of series: LineChart.Series, in area: PlotArea) {
    guard let highlight = series.highlight else { return }
    let point = area.point(series.x[highlight.index], series.y[highlight.index])
    guard point.isFinite else { return }
    let width = 5.0 * Double(highlight.label.count)
    let left = max(area.rect.minX, min(area.rect.maxX - width, point.x - width / 2))
    for dy in [-14.0, 0, 14] {
      addLine([Point(x: left, y: point.y + dy), Point(x: left + width, y: point.y + dy)])
    }
  }

  private mutating func add(_ reference: ReferenceLine, in area: PlotArea) {
    let rect = area.rect
    switch reference.direction {
    case .horizontal:
      let y = area.yPosition(reference.value)
      guard y.isFinite else { return }
      addLine([Point(x: rect.minX, y: y), Point(x: rect.maxX, y: y)])
      addLine([Point(x: rect.maxX - 5 * Double(reference.label.count), y: y - 8), Point(x: rect.maxX, y: y - 8)])
    case .vertical:
      let x = area.xPosition(reference.value)
      guard x.isFinite else { return }
      addLine([Point(x: x, y: rect.minY), Point(x: x, y: rect.maxY)])
      addLine([Point(x: x, y: rect.minY + 6), Point(x: x + 5 * Double(reference.label.count), y: rect.minY + 6)])
    }
  }
}
