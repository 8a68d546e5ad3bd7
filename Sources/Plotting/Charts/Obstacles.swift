/// Samples, a few points apart, of everything in a line chart that a text should not cover.
struct Obstacles {
  private static let step = 2.0

  private var points: [Point] = []

  /// The lines and bands of a chart.
  init(seriesOf chart: LineChart, in area: PlotArea) {
    for series in chart.series {
      for run in series.runs(in: area) { addLine(run.thinned(to: 1)) }
      for run in series.bandRuns(in: area) { addBand(run) }
      guard series.marker == .circle else { continue }
      for point in series.runs(in: area).joined() {
        addBox(Rect(x: point.x, y: point.y, width: 0, height: 0).outset(by: 2.4))
      }
    }
  }

  /// How many samples lie in a box.
  func count(in box: Rect) -> Int {
    points.reduce(0) { $0 + (box.contains($1) ? 1 : 0) }
  }

  /// Samples all over a box.
  mutating func addBox(_ box: Rect) {
    for y in stride(from: box.minY, through: box.maxY, by: Self.step) + [box.maxY] {
      addLine([Point(x: box.minX, y: y), Point(x: box.maxX, y: y)])
    }
  }

  /// Samples all over a band, between its points as well.
  private mutating func addBand(_ run: [(low: Point, high: Point)]) {
    for (left, right) in zip(run, run.dropFirst()) {
      let pieces = max(1, Int((right.low.x - left.low.x) / Self.step))
      for piece in 0...pieces {
        let share = Double(piece) / Double(pieces)
        addLine([left.low.interpolated(to: right.low, by: share), left.high.interpolated(to: right.high, by: share)])
      }
    }
  }

  /// Samples along a line.
  mutating func addLine(_ line: [Point]) {
    points += line.prefix(1)
    for (start, end) in zip(line, line.dropFirst()) {
      let pieces = max(1, Int(min(500, (start.distance(to: end) / Self.step).rounded(.up))))
      points += (1...pieces).map { start.interpolated(to: end, by: Double($0) / Double(pieces)) }
    }
  }
}
