extension LineChart.Series {
  /// The unbroken stretches of the line, as points on the page.
  func runs(in area: PlotArea) -> [[Point]] {
    zip(x, y).map { area.point($0, $1) }.split { !$0.isFinite }.map(Array.init)
  }

  /// The unbroken stretches of the band, as pairs of points on the page. A lower edge that has no place on a
  /// logarithmic axis is drawn at the foot of the plot.
  func bandRuns(in area: PlotArea) -> [[(low: Point, high: Point)]] {
    guard let band else { return [] }
    let floor = area.y.range.lowerBound
    let pairs = x.indices.map { index in
      let low = area.y.kind == .logarithmic && band.low[index] <= 0 ? floor : band.low[index]
      return (low: area.point(x[index], low), high: area.point(x[index], band.high[index]))
    }
    let thinned = pairs.split { !$0.low.isFinite || !$0.high.isFinite }.map(Array.init)
    return thinned.filter { $0.count > 1 }.map { $0.envelope(width: 0.5) }
  }
}

extension [Point] {
  /// The same line with at most four points in each column of the page: first, lowest, highest and last. Columns are
  /// `width` points wide, so that nothing which could be seen is lost.
  func thinned(to width: Double) -> [Point] {
    guard count > 4 else { return self }
    var result: [Point] = []
    var start = 0
    while start < count {
      let column = (self[start].x / width).rounded(.down)
      var end = start
      var (lowest, highest) = (start, start)
      while end < count, (self[end].x / width).rounded(.down) == column {
        if self[end].y < self[lowest].y { lowest = end }
        if self[end].y > self[highest].y { highest = end }
        end += 1
      }
      let kept = Set([start, lowest, highest, end - 1]).sorted()
      result += kept.map { self[$0] }
      start = end
    }
    return result
  }
}

extension [(low: Point, high: Point)] {
  /// The same band with at most one pair in each column of the page, reaching as far down and up as any of its pairs.
  fileprivate func envelope(width: Double) -> Self {
    guard count > 4 else { return self }
    var result: Self = []
    for pair in self {
      if let last = result.last, result.count > 1,
        (last.low.x / width).rounded(.down) == (pair.low.x / width).rounded(.down)
      {
        result[result.count - 1].low.y = Swift.max(last.low.y, pair.low.y)
        result[result.count - 1].high.y = Swift.min(last.high.y, pair.high.y)
      } else {
        result.append(pair)
      }
    }
    if let last, result.count > 1 { result[result.count - 1].low.x = last.low.x }
    if let last, result.count > 1 { result[result.count - 1].high.x = last.high.x }
    return result
  }
}
