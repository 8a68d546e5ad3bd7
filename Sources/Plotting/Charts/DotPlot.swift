/// Dots along an axis of numbers, a row for each group: every value is seen, with the group's centre and the ends of its whisker.
public struct DotPlot: Plot, Hashable, Codable {
  public struct Row: Hashable, Codable, Sendable {
    public var name: String
    public var color: Color
    /// One dot each; values that are not finite are left out.
    public var values: [Double]
    /// An upright stroke; none if it is not finite.
    public var center: Double
    /// A line behind the dots.
    public var ends: ClosedRange<Double>?
    /// A hollow diamond: a number that others had.
    public var published: Double?

    public init(
      _ name: String, color: Color, values: [Double], center: Double = .nan, ends: ClosedRange<Double>? = nil,
      published: Double? = nil
    ) {
      (self.name, self.color, self.values) = (name, color, values)
      (self.center, self.ends, self.published) = (center, ends, published)
    }
  }

  public var title: String
  public var rows: [Row]
  public var value: Axis
  /// What the values are differences from is at 0: an upright line there, which the axis reaches.
  public var hasBaseline: Bool

  public init(title: String = "", rows: [Row], value: Axis, hasBaseline: Bool = false) {
    (self.title, self.rows, self.value, self.hasBaseline) = (title, rows, value, hasBaseline)
  }

  private static let rowHeight = 24.0
  private static let radius = 2.6

  public func preferredHeight(width: Double, typesetter: Typesetter) -> Double? {
    let insets = insets(for: Size(width: width, height: 100), typesetter: typesetter) ?? Insets()
    return insets.top + insets.bottom + Self.rowHeight * Double(max(1, rows.count))
  }
}

extension DotPlot {
  var heading: Heading { Heading(title: title, subtitle: "") }

  func plotFrame(for size: Size, typesetter: Typesetter) -> PlotFrame {
    let marks = rows.map { [$0.ends?.lowerBound, $0.ends?.upperBound, $0.center, $0.published].compactMap { $0 } }
    let dots = RobustLimits.withoutStrays(rows.map(\.values), marks: marks.flatMap { $0 }, scale: value.scale)
    let all = zip(dots, marks).map { $0 + $1 }
    var value = value
    if hasBaseline { value.includesZero = true }
    let range = value.range(over: RobustLimits.values(all, scale: value.scale), padding: 0.06)
    return PlotFrame(
      x: .horizontal(
        value, range: range, length: size.width, typesetter: typesetter,
        hasZeroBand: value.hasZeroBand(over: rows.lazy.flatMap(\.values))),
      y: AxisScale(label: "", categories: rows.map(\.name), isReversed: true),
      left: rows.contains { !$0.name.isEmpty } ? nil : 4)
  }

  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    area.drawGrid(on: &canvas)
    area.drawAxes(on: &canvas, in: frame)
    if hasBaseline { drawBaseline(on: &canvas, in: area) }
    canvas.clipped(to: area.rect.outset(by: Self.radius + 1).intersection(frame)) { canvas in
      for index in rows.indices { draw(row: index, on: &canvas, in: area) }
    }
  }

  /// Where the dots of a row go: each on the row's middle, or as far beside it as those near it on the axis need. A value beyond the
  /// axis is nil here.
  func dots(row index: Int, in area: PlotArea) -> [Point?] {
    let middle = area.yPosition(Double(index) + 0.5)
    let lanes = [0.0, -1, 1, -2, 2].map { middle + $0 * 3.4 }
    var placed: [Point] = []
    return rows[index].values.map { value in
      let x = area.xPosition(value)
      guard x.isFinite, x >= area.rect.minX - 0.01, x <= area.rect.maxX + 0.01 else { return nil }
      let y = lanes.first { y in !placed.contains { $0.distance(to: Point(x: x, y: y)) < 2 * Self.radius } } ?? middle
      placed.append(Point(x: x, y: y))
      return Point(x: x, y: y)
    }
  }

  private func draw(row index: Int, on canvas: inout Canvas, in area: PlotArea) {
    let row = rows[index]
    let middle = area.yPosition(Double(index) + 0.5)
    func held(_ value: Double) -> Double { max(area.rect.minX, min(area.rect.maxX, area.xPosition(value))) }
    if let ends = row.ends, held(ends.lowerBound).isFinite, held(ends.upperBound).isFinite {
      let line = Path(
        from: Point(x: held(ends.lowerBound), y: middle), to: Point(x: held(ends.upperBound), y: middle))
      canvas.stroke(line, with: row.color.opacity(0.35), style: StrokeStyle(width: 5, cap: .butt))
    }
    for point in dots(row: index, in: area).compactMap({ $0 }) {
      canvas.fill(Path(circleAt: point, radius: Self.radius), with: row.color)
    }
    let center = area.xPosition(row.center)
    if center.isFinite, center >= area.rect.minX, center <= area.rect.maxX {
      let stroke = Path(from: Point(x: center, y: middle - 8), to: Point(x: center, y: middle + 8))
      canvas.stroke(stroke, with: row.color.readable, style: StrokeStyle(width: 1.6, cap: .butt))
    }
    if let published = row.published.map(area.xPosition), published >= area.rect.minX, published <= area.rect.maxX {
      drawDiamond(at: Point(x: published, y: middle), on: &canvas)
    }
    for side in [1.0, -1] { drawStrays(of: row, to: side, at: middle, on: &canvas, in: area) }
  }

  /// What lies beyond the axis to the right (1) or to the left (−1): an arrow at the edge, with the values above it.
  private func drawStrays(of row: Row, to side: Double, at middle: Double, on canvas: inout Canvas, in area: PlotArea) {
    let strays = row.values.filter {
      $0.isFinite && (side > 0 ? area.x.fraction(of: $0) > 1 : area.x.fraction(of: $0) < 0)
    }
    guard !strays.isEmpty else { return }
    let edge = Point(x: side > 0 ? area.rect.maxX : area.rect.minX, y: middle)
    canvas.fill(Self.arrow(at: edge, points: side), with: row.color)
    canvas.text(
      strays.map { NumberStyle.short($0) }.joined(separator: ", "), at: Point(x: edge.x - 3 * side, y: middle - 5),
      font: Font(size: 9), color: row.color.readable, anchor: Anchor(side > 0 ? .right : .left, .bottom))
  }

  private func drawBaseline(on canvas: inout Canvas, in area: PlotArea) {
    let x = area.xPosition(0)
    let line = Path(from: Point(x: x, y: area.rect.minY), to: Point(x: x, y: area.rect.maxY))
    canvas.stroke(line, with: .secondaryText, style: StrokeStyle(width: 1, cap: .butt))
  }

  private func drawDiamond(at center: Point, on canvas: inout Canvas) {
    let path = Path(
      points: [(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)].map { Point(x: center.x + $0.0, y: center.y + $0.1) },
      closed: true)
    canvas.fill(path, with: .white)
    canvas.stroke(path, with: .text, style: StrokeStyle(width: 1.2))
  }

  /// A triangle with its tip at the point, to the right (1) or to the left (−1).
  private static func arrow(at tip: Point, points side: Double) -> Path {
    let base = tip.x - 6.5 * side
    return Path(points: [tip, Point(x: base, y: tip.y - 4), Point(x: base, y: tip.y + 4)], closed: true)
  }
}
