import LinearAlgebra

/// The nonlinearity of a layer.
public enum Activation: String, Codable, Sendable, CaseIterable {
  /// f(x) = x
  case identity
  /// f(x) = 1 / (1 + e⁻ˣ)
  case sigmoid
  /// f(x) = tanh x
  case tanh
  /// f(x) = max(0, x); Nair & Hinton (2010)
  case relu

  /// For people.
  public var title: String { self == .relu ? "ReLU" : rawValue }

  /// x ← f(x + bias), for x: cases × units and bias: 1 × units.
  public func apply(to x: Matrix, bias: Matrix) {
    switch self {
    case .identity: x.add(bias: bias)
    case .sigmoid: x.applySigmoid(bias: bias)
    case .tanh: x.applyTanh(bias: bias)
    case .relu: x.applyRectifier(bias: bias)
    }
  }

  /// delta ← delta ⊙ f′, with f′ computed from the outputs y = f(x). Both are cases × units.
  ///
  /// At the kink of `relu` the derivative is taken as 0.
  public func multiplyByDerivative(_ delta: Matrix, output y: Matrix) {
    switch self {
    case .identity: break
    case .sigmoid: delta.multiplyBySigmoidDerivative(output: y)
    case .tanh: delta.multiplyByTanhDerivative(output: y)
    case .relu: delta.multiplyByRectifierDerivative(output: y)
    }
  }

  /// f′(x), from y = f(x).
  public func derivative(output y: Float) -> Float {
    switch self {
    case .identity: 1
    case .sigmoid: y * (1 - y)
    case .tanh: 1 - y * y
    case .relu: y > 0 ? 1 : 0
    }
  }

  /// Whether a unit with output y has all but stopped to learn because its nonlinearity is flat there: f′ is below 1 % of
  /// its greatest value. Never true of `identity`; of `relu`, whose zeros are ordinary, a *dead* unit is counted instead.
  public func isSaturated(output y: Float) -> Bool {
    switch self {
    case .identity, .relu: false
    case .sigmoid: y * (1 - y) < 0.01 * 0.25
    case .tanh: 1 - y * y < 0.01
    }
  }
}
