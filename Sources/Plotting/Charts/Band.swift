/// The lower and the upper edge of a shaded band around a line, such as one standard deviation over seeds.
public struct Band: Hashable, Codable, Sendable {
  public var low: [Double]
  public var high: [Double]

  /// Edges in the units of the vertical axis; as many of one as of the other.
  public init(low: [Double], high: [Double]) {
    precondition(low.count == high.count, "A band needs as many lower as upper edges.")
    self.low = low
    self.high = high
  }
}
