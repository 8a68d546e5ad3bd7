/// How often values fell into each of a row of bins.
public struct Histogram: Hashable, Codable, Sendable {
  /// The edges of the bins, from the lower edge of the first to the upper edge of the last.
  public let edges: [Double]
  /// One count a bin; anything below zero or not finite is drawn as none.
  public let counts: [Double]
  /// How many values were zero, or too near to it for the bins: drawn beside a logarithmic axis of values.
  public let zeroCount: Double

  /// Evenly wide bins.
  /// - Parameter range: the lower edge of the first and the upper edge of the last bin.
  public init(range: ClosedRange<Double>, counts: [Double]) {
    let count = Double(max(1, counts.count))
    edges = (0...max(counts.count, 1)).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double($0) / count)
    }
    (self.counts, zeroCount) = (counts, 0)
  }

  /// Bins between the given edges, one more than there are counts.
  public init(edges: [Double], counts: [Double], zeroCount: Double = 0) {
    precondition(edges.count == counts.count + 1 && !counts.isEmpty, "A histogram has one edge more than bins.")
    precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "The edges of a histogram's bins must rise.")
    (self.edges, self.counts, self.zeroCount) = (edges, counts, zeroCount)
  }

  /// The lower edge of the first and the upper edge of the last bin.
  public var range: ClosedRange<Double> { edges[0]...max(edges[0], edges[edges.count - 1]) }

  /// The counts that can be drawn.
  var positiveCounts: [Double] { (counts + [zeroCount]).filter { $0 > 0 && $0.isFinite } }
}

extension Histogram {
  /// The upper contour on the page, from the foot of the first bin to the foot of the last. Empty without counts.
  func contour(in area: PlotArea) -> [Point] {
    guard counts.contains(where: { $0 > 0 && $0.isFinite }) else { return [] }
    var points = [Point(x: area.xPosition(edges[0]), y: area.rect.maxY)]
    for (index, count) in counts.enumerated() {
      let y = top(of: count, in: area)
      points.append(Point(x: area.xPosition(edges[index]), y: y))
      points.append(Point(x: area.xPosition(edges[index + 1]), y: y))
    }
    points.append(Point(x: area.xPosition(edges[counts.count]), y: area.rect.maxY))
    return points.filter(\.isFinite)
  }

  /// The bar of the zeros beside the axis; nil without any.
  func zeroBar(in area: PlotArea) -> Rect? {
    guard area.x.zeroShare > 0, zeroCount > 0, zeroCount.isFinite else { return nil }
    return Rect(
      minX: area.rect.minX + 3, minY: top(of: zeroCount, in: area), maxX: area.scaleRect.minX - 4, maxY: area.rect.maxY)
  }

  private func top(of count: Double, in area: PlotArea) -> Double {
    guard count > 0, count.isFinite else { return area.rect.maxY }
    return min(area.rect.maxY, area.yPosition(count))
  }
}
