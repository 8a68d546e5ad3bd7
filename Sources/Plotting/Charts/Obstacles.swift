/// Samples, a few points apart, of everything in a line chart that a text should not cover.
struct Obstacles {
  private static let step = 3.0

  private var points: [Point] = []

  /// The lines, bands and reference lines of a chart.
  init(linesOf chart: LineChart, in area: PlotArea, typesetter: Typesetter) {
    self.init(seriesOf: chart, in: area)
    for place in ReferenceLine.places(of: chart, in: area, typesetter: typesetter) {
      addLine([place.start, place.end])
      addBox(place.label)
    }
  }

  /// The lines and bands of a chart.
  init(seriesOf chart: LineChart, in area: PlotArea) {
    for series in chart.series {
      for run in series.runs(in: area) { addLine(run.thinned(to: 1)) }
      for pair in series.bandRuns(in: area).joined() { addLine([pair.low, pair.high]) }
    }
  }

  /// How many samples lie in a box.
  func count(in box: Rect) -> Int {
    points.reduce(0) { $0 + (box.contains($1) ? 1 : 0) }
  }

  /// Samples all over a box.
  mutating func addBox(_ box: Rect) {
    for y in stride(from: box.minY, through: box.maxY, by: Self.step) {
      addLine([Point(x: box.minX, y: y), Point(x: box.maxX, y: y)])
    }
  }

  /// Samples along a line.
  mutating func addLine(_ line: [Point]) {
    points += line.prefix(1)
    for (start, end) in zip(line, line.dropFirst()) {
      let pieces = max(1, Int(min(500, start.distance(to: end) / Self.step)))
      points += (1...pieces).map { start.interpolated(to: end, by: Double($0) / Double(pieces)) }
    }
  }
}
