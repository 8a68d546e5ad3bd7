/// How often values fell into each of a row of evenly wide bins.
public struct Histogram: Hashable, Sendable {
  /// The lower edge of the first and the upper edge of the last bin.
  public var range: ClosedRange<Double>
  /// One count a bin; anything below zero or not finite is drawn as none.
  public var counts: [Double]

  public init(range: ClosedRange<Double>, counts: [Double]) {
    self.range = range
    self.counts = counts
  }

  /// The lower edge of a bin, or the upper edge of the one before it.
  func edge(_ index: Int) -> Double {
    let fraction = Double(index) / Double(max(1, counts.count))
    return range.lowerBound + (range.upperBound - range.lowerBound) * fraction
  }

  /// The counts that can be drawn.
  var positiveCounts: [Double] { counts.filter { $0 > 0 && $0.isFinite } }
}

extension Histogram {
  /// The upper contour on the page, from the foot of the first bin to the foot of the last. Empty without counts.
  func contour(in area: PlotArea) -> [Point] {
    guard !positiveCounts.isEmpty else { return [] }
    var points = [Point(x: area.xPosition(edge(0)), y: area.rect.maxY)]
    for (index, count) in counts.enumerated() {
      let y = top(of: count, in: area)
      points.append(Point(x: area.xPosition(edge(index)), y: y))
      points.append(Point(x: area.xPosition(edge(index + 1)), y: y))
    }
    points.append(Point(x: area.xPosition(edge(counts.count)), y: area.rect.maxY))
    return points.filter(\.isFinite)
  }

  private func top(of count: Double, in area: PlotArea) -> Double {
    guard count > 0, count.isFinite else { return area.rect.maxY }
    return min(area.rect.maxY, area.yPosition(count))
  }
}
