/// Samples, a few points apart, of everything in a line chart that a text should not cover.
struct Obstacles {
  private static let step = 3.0

  private var points: [Point] = []

  /// The lines, bands and reference lines of a chart.
  init(linesOf chart: LineChart, in area: PlotArea, typesetter: Typesetter) {
    for series in chart.series {
      for run in series.runs(in: area) { addLine(run.thinned(to: 1)) }
      for pair in series.bandRuns(in: area).joined() { addLine([pair.low, pair.high]) }
    }
    for reference in chart.references {
      guard let place = reference.place(in: area, typesetter: typesetter) else { continue }
      addLine([place.start, place.end])
      addBox(place.label)
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

  private mutating func addLine(_ line: [Point]) {
    points += line.prefix(1)
    for (start, end) in zip(line, line.dropFirst()) {
      let pieces = max(1, Int(min(500, start.distance(to: end) / Self.step)))
      points += (1...pieces).map { start.interpolated(to: end, by: Double($0) / Double(pieces)) }
    }
  }
}
