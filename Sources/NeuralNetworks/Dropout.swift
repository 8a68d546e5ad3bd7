/// Which share of a layer's outputs is left out of each case during training; Srivastava et al. (2014).
public struct Dropout: Hashable, Codable, Sendable {
  /// Share of the inputs dropped, from 0 up to but not including 1.
  public var input: Float
  /// Share of each hidden layer's units dropped.
  public var hidden: Float

  /// Share of each hidden layer's units set to SELU's lowest value instead, such that mean and variance stay; Klambauer et al. (2017).
  /// Nil if it is not so; takes the place of ``hidden``.
  public var alpha: Float?

  /// The share of hidden units, of either kind.
  var hiddenRate: Float { alpha ?? hidden }

  public static let none = Dropout(input: 0, hidden: 0)

  public init(input: Float, hidden: Float, alpha: Float? = nil) {
    precondition(alpha.map { hidden == 0 && $0 > 0 && $0 < 1 } ?? true, "alpha dropout is above 0, below 1 and alone")
    precondition(input >= 0 && input < 1 && hidden >= 0 && hidden < 1, "a dropout rate lies between 0 and 1")
    (self.input, self.hidden, self.alpha) = (input, hidden, alpha)
  }
}
