/// A highlighted point of a line chart with the place of its label.
struct Callout: Hashable {
  let point: Point
  let color: Color
  let label: String
  /// Where the label goes; nil without one.
  let box: Rect?

  /// Distances, in points, at which places for the label are tried, from near to far.
  private static let distances = [7.0, 20, 34, 50, 70]
  private static let ringRadius = 3.4

  /// The highlighted points inside the plot, with each label where it covers the least data and no other label.
  static func all(of chart: LineChart, in area: PlotArea, typesetter: Typesetter) -> [Callout] {
    var obstacles = Obstacles(linesOf: chart, in: area, typesetter: typesetter)
    var callouts: [Callout] = []
    for series in chart.series {
      guard let highlight = series.highlight else { continue }
      let point = area.point(series.x[highlight.index], series.y[highlight.index])
      guard point.isFinite, area.rect.contains(point) else { continue }
      let box = Self.box(for: highlight.label, near: point, in: area.rect, obstacles, typesetter)
      if let box { obstacles.addBox(box) }
      callouts.append(Callout(point: point, color: series.color, label: highlight.label, box: box))
    }
    return callouts
  }

  /// Draws the ring, and the label with a thin line to it where it stands away.
  func draw(on canvas: inout Canvas) {
    if let box { drawLabel(on: &canvas, in: box) }
    canvas.fill(Path(circleAt: point, radius: Self.ringRadius), with: .white)
    canvas.stroke(Path(circleAt: point, radius: Self.ringRadius), with: color, style: StrokeStyle(width: 1.8))
  }

  private func drawLabel(on canvas: inout Canvas, in box: Rect) {
    let end = Point(x: max(box.minX, min(box.maxX, point.x)), y: max(box.minY, min(box.maxY, point.y)))
    if end.distance(to: point) > 10 {
      canvas.stroke(Path(from: point, to: end), with: color, style: StrokeStyle(width: 0.75, cap: .butt))
    }
    canvas.fill(box, with: Color.white.opacity(0.75))
    let middle = Point(x: box.midX, y: box.midY)
    canvas.text(label, at: middle, font: .note, color: color, anchor: Anchor(.center, .middle))
  }

  private static func box(
    for label: String, near point: Point, in plot: Rect, _ obstacles: Obstacles, _ typesetter: Typesetter
  ) -> Rect? {
    guard !label.isEmpty else { return nil }
    let size = Size(width: typesetter.width(of: label, font: .note) + 4, height: typesetter.lineHeight(.note) + 1)
    let boxes = distances.flatMap { places(for: size, near: point, distance: $0) }.map { held($0, in: plot) }
    let costs = boxes.enumerated().map { rank, box in
      plot.contains(box) ? Double(obstacles.count(in: box)) + 0.1 * Double(rank) : Double.infinity
    }
    return costs.indices.min { costs[$0] < costs[$1] }.map { boxes[$0] }
  }

  /// Above, below, right and left of a point.
  private static func places(for size: Size, near point: Point, distance: Double) -> [Rect] {
    let (width, height) = (size.width, size.height)
    return [
      (point.x - width / 2, point.y - distance - height), (point.x - width / 2, point.y + distance),
      (point.x + distance, point.y - height / 2), (point.x - distance - width, point.y - height / 2),
    ].map { Rect(x: $0.0, y: $0.1, width: width, height: height) }
  }

  /// The box moved sideways into the plot.
  private static func held(_ box: Rect, in plot: Rect) -> Rect {
    var box = box
    box.x = max(plot.minX + 3, min(plot.maxX - box.width, box.x))
    return box
  }
}
