extension LineChart.Series {
  /// What lies beyond the plot at one side, from where the line leaves it to where it comes back.
  struct Excursion: Hashable {
    /// At the edge that the line leaves by, above or below the point that lies furthest out.
    let point: Point
    let isAbove: Bool
    /// Of the point that lies furthest out; may be infinite.
    let value: Double
  }

  /// A point of the line: its place on the page, and whether that lies beyond the scale. Nil breaks the line.
  private struct Placed {
    let point: Point
    let value: Double
    /// −1 below the scale, 1 above it.
    let side: Int
  }

  /// - Parameter zeroLane: from 0 to 1, the height at which this line's zeros are drawn in their band.
  private func placed(in area: PlotArea, zeroLane: Double) -> [Placed?] {
    let scaled = area.scaleRect
    return zip(x, y).map { x, y in
      let horizontal = area.xPosition(x)
      guard horizontal.isFinite, !y.isNaN else { return nil }
      if y == 0, area.y.zeroShare > 0 {
        let room = area.rect.maxY - scaled.maxY - 6
        return Placed(point: Point(x: horizontal, y: area.rect.maxY - 2 - zeroLane * room), value: y, side: 0)
      }
      if area.y.kind == .logarithmic, y <= 0 { return nil }
      let vertical = y.isFinite ? area.yPosition(y) : y > 0 ? -1e9 : 1e9
      let slack = 0.01
      let side = vertical < scaled.minY - slack ? 1 : vertical > scaled.maxY + slack ? -1 : 0
      return Placed(point: Point(x: horizontal, y: max(-1e9, min(1e9, vertical))), value: y, side: side)
    }
  }

  /// The unbroken stretches of the line that lie on the scale or among the zeros, as points on the page.
  func runs(in area: PlotArea) -> [[Point]] {
    var runs: [[Point]] = []
    var current: [Point] = []
    var last: Placed?
    for place in placed(in: area, zeroLane: zeroLane) {
      guard let place else {
        if !current.isEmpty { runs.append(current) }
        (current, last) = ([], nil)
        continue
      }
      if let last, last.side != place.side || place.side == 0 {
        if let entry = Self.crossing(from: place, to: last, in: area) {
          if last.side != 0 { current = [entry] }
        }
        if place.side == 0 {
          current.append(place.point)
        } else if !current.isEmpty {
          if let exit = Self.crossing(from: last, to: place, in: area) { current.append(exit) }
          runs.append(current)
          current = []
        }
      } else if place.side == 0 {
        current = [place.point]
      }
      last = place
    }
    if !current.isEmpty { runs.append(current) }
    return runs
  }

  /// Where the line from a place that may lie within to one beyond an edge crosses that edge; nil if the second lies within.
  private static func crossing(from start: Placed, to end: Placed, in area: PlotArea) -> Point? {
    guard end.side != 0 else { return nil }
    let edge = end.side > 0 ? area.scaleRect.minY : area.scaleRect.maxY
    let height = end.point.y - start.point.y
    // Zero is at no distance on the scale that a share of it could be taken of.
    guard height != 0, start.value != 0 || area.y.zeroShare == 0 else { return Point(x: end.point.x, y: edge) }
    return Point(x: start.point.interpolated(to: end.point, by: (edge - start.point.y) / height).x, y: edge)
  }

  /// What lies beyond the plot, side by side from the left.
  func excursions(in area: PlotArea) -> [Excursion] {
    let scaled = area.scaleRect
    let stretches = placed(in: area, zeroLane: zeroLane).reduce(into: [[Placed]]()) { stretches, place in
      guard let place, place.side != 0, place.point.x >= area.rect.minX - 0.01, place.point.x <= area.rect.maxX + 0.01
      else { return stretches.append([]) }
      if stretches.last?.last?.side == place.side {
        stretches[stretches.count - 1].append(place)
      } else {
        stretches.append([place])
      }
    }
    return stretches.compactMap { stretch in
      guard let side = stretch.first?.side else { return nil }
      let furthest = stretch.reduce(stretch[0]) {
        side > 0 ? ($1.value > $0.value ? $1 : $0) : ($1.value < $0.value ? $1 : $0)
      }
      return Excursion(
        point: Point(x: furthest.point.x, y: side > 0 ? scaled.minY : scaled.maxY), isAbove: side > 0,
        value: furthest.value)
    }
  }

  /// The unbroken stretches of the band within the plot, as pairs of points on the page. A lower edge that has no place on a
  /// logarithmic axis is drawn at the foot of the plot.
  func bandRuns(in area: PlotArea) -> [[(low: Point, high: Point)]] {
    guard let band else { return [] }
    let scaled = area.scaleRect
    func position(_ value: Double) -> Double {
      if area.y.kind == .logarithmic, value <= 0 { return area.y.zeroShare > 0 ? area.yPosition(0) : area.rect.maxY }
      guard !value.isNaN else { return .nan }
      return max(scaled.minY, min(scaled.maxY, value.isFinite ? area.yPosition(value) : value > 0 ? -1e9 : 1e9))
    }
    let pairs = x.indices.map { index in
      let horizontal = area.xPosition(x[index])
      return (
        low: Point(x: horizontal, y: position(band.low[index])),
        high: Point(x: horizontal, y: position(band.high[index]))
      )
    }
    let stretches = pairs.split { !$0.low.isFinite || !$0.high.isFinite }.map(Array.init)
    return stretches.filter { $0.count > 1 }.map { $0.envelope(width: 0.5) }
  }

  /// Whether anything of the series can be seen in a plot.
  func isVisible(in area: PlotArea) -> Bool {
    let isInside = runs(in: area).joined().contains { $0.x >= area.rect.minX - 0.01 && $0.x <= area.rect.maxX + 0.01 }
    return isInside || !excursions(in: area).isEmpty
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
