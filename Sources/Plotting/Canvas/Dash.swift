/// A pattern of ink and gap along a line.
public struct Dash: Hashable, Codable, Sendable {
  /// Lengths of ink and gap in turn, in points. Empty means a solid line.
  public let lengths: [Double]

  /// A pattern of ink and gap in turn; an even number of lengths above zero, or none.
  public init(_ lengths: [Double]) {
    precondition(lengths.count.isMultiple(of: 2), "A dash pattern needs ink and gap in pairs.")
    precondition(lengths.allSatisfy { $0 > 0 && $0.isFinite }, "The lengths of a dash pattern must be above zero.")
    self.lengths = lengths
  }

  public static let solid = Dash([])
  public static let dashed = Dash([5, 3])
  public static let dotted = Dash([1, 2.5])
  public static let dashDotted = Dash([6, 2.5, 1, 2.5])
  public static let longDashed = Dash([9, 3])
  public static let dashDotDotted = Dash([6, 2, 1, 2, 1, 2])
}

extension Dash {
  /// The inked pieces of a line of straight segments.
  func cut(_ points: [Point]) -> [[Point]] {
    guard !lengths.isEmpty, let start = points.first else { return [points] }
    var pieces: [[Point]] = []
    var current = [start]
    var phase = 0
    var remaining = lengths[0]
    for (from, to) in zip(points, points.dropFirst()) {
      let length = from.distance(to: to)
      var travelled = 0.0
      while length - travelled > remaining {
        travelled += remaining
        let point = from.interpolated(to: to, by: travelled / length)
        if phase.isMultiple(of: 2) { pieces.append(current + [point]) }
        current = [point]
        phase = (phase + 1) % lengths.count
        remaining = lengths[phase]
      }
      remaining -= length - travelled
      if phase.isMultiple(of: 2) { current.append(to) }
    }
    if phase.isMultiple(of: 2), current.count > 1 { pieces.append(current) }
    return pieces
  }
}
