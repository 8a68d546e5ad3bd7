/// A matrix with a name, by which it is found again in a file.
public struct NamedMatrix {
  public let name: String
  public let matrix: Matrix

  public init(_ name: String, _ matrix: Matrix) { (self.name, self.matrix) = (name, matrix) }

  /// The same with a part before its name, as in `best.` + `layers.0.weight`.
  public func prefixed(_ prefix: String) -> NamedMatrix { NamedMatrix(prefix + name, matrix) }
}

extension [NamedMatrix] {
  /// Overwrites these with others of the same names and shapes, in the same order.
  public func assign(_ others: [NamedMatrix]) {
    precondition(map(\.name) == others.map(\.name), "\(map(\.name)) and \(others.map(\.name))")
    for (mine, other) in zip(self, others) { mine.matrix.assign(other.matrix) }
  }
}
