/// Lines and curves in points, to be filled or stroked.
public struct Path: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  private(set) var elements: [Element] = []

  /// A path without any parts.
  public init() {}

  /// The outline of a rectangle.
  public init(_ rect: Rect) {
    move(to: Point(x: rect.minX, y: rect.minY))
    line(to: Point(x: rect.maxX, y: rect.minY))
    line(to: Point(x: rect.maxX, y: rect.maxY))
    line(to: Point(x: rect.minX, y: rect.maxY))
    close()
  }

  /// Straight lines through the points, in order; `closed` joins the last to the first.
  public init(points: some Sequence<Point>, closed: Bool = false) {
    for point in points {
      if elements.isEmpty { move(to: point) } else { line(to: point) }
    }
    if closed, !elements.isEmpty { close() }
  }

  /// A single straight line.
  public init(from start: Point, to end: Point) {
    self.init(points: [start, end])
  }

  /// A circle, as four cubic curves that stray from it by less than 0.03 % of the radius.
  public init(circleAt center: Point, radius: Double) {
    let k = 0.5522847498 * radius
    func at(_ dx: Double, _ dy: Double) -> Point { Point(x: center.x + dx, y: center.y + dy) }
    move(to: at(radius, 0))
    curve(to: at(0, radius), at(radius, k), at(k, radius))
    curve(to: at(-radius, 0), at(-k, radius), at(-radius, k))
    curve(to: at(0, -radius), at(-radius, -k), at(-k, -radius))
    curve(to: at(radius, 0), at(k, -radius), at(radius, -k))
    close()
  }

  /// Starts a new part at the point.
  public mutating func move(to point: Point) { elements.append(.move(point)) }

  /// A straight line to the point.
  public mutating func line(to point: Point) { elements.append(.line(point)) }

  /// A cubic curve to the point, drawn by two control points.
  public mutating func curve(to end: Point, _ first: Point, _ second: Point) {
    elements.append(.curve(first, second, end))
  }

  /// Joins the end of the current part to its start.
  public mutating func close() { elements.append(.close) }

  /// Adds all parts of another path.
  public mutating func append(_ other: Path) { elements += other.elements }
}

extension Path {
  /// The straight pieces of a path: one list of points a part, curves cut into short lines.
  func flattened() -> [(points: [Point], isClosed: Bool)] {
    var parts: [(points: [Point], isClosed: Bool)] = []
    for element in elements {
      switch element {
      case .move(let point):
        parts.append(([point], false))
      case .line(let point):
        if parts.isEmpty { parts.append(([point], false)) } else { parts[parts.count - 1].points.append(point) }
      case .curve(let first, let second, let end):
        guard let start = parts.last?.points.last else { continue }
        parts[parts.count - 1].points += Self.cut(start, first, second, end)
      case .close:
        if !parts.isEmpty { parts[parts.count - 1].isClosed = true }
      }
    }
    return parts
  }

  /// Sixteen points along a cubic curve, without its start.
  private static func cut(_ start: Point, _ first: Point, _ second: Point, _ end: Point) -> [Point] {
    (1...16).map { step in
      let t = Double(step) / 16
      let u = 1 - t
      return start * (u * u * u) + first * (3 * u * u * t) + second * (3 * u * t * t) + end * (t * t * t)
    }
  }
}
