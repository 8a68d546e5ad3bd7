/// Which share of a layer's outputs is left out of each case during training; Srivastava et al. (2014).
public struct Dropout: Hashable, Codable, Sendable {
  /// Share of the inputs dropped, from 0 up to but not including 1.
  public var input: Float
  /// Share of each hidden layer's units dropped.
  public var hidden: Float

  public static let none = Dropout(input: 0, hidden: 0)

  public init(input: Float, hidden: Float) {
    precondition(input >= 0 && input < 1 && hidden >= 0 && hidden < 1, "a dropout rate lies between 0 and 1")
    (self.input, self.hidden) = (input, hidden)
  }
}
