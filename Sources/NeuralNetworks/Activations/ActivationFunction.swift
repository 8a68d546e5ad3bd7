import Foundation

/// The functions themselves, of one number in double precision; that of `prelu` at its initial slope.
extension Activation {
  /// f(x)
  public func value(at x: Double) -> Double {
    switch self {
    case .identity: x
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .relu: max(0, x)
    case .leakyRelu(let slope), .prelu(let slope): x > 0 ? x : Double(slope) * x
    case .elu: x > 0 ? x : expm1(x)
    case .selu: Self.seluScale * (x > 0 ? x : Self.seluAlpha * expm1(x))
    case .softplus:
      // BEGIN SOLUTION 1.2
      max(x, 0) + log1p(exp(-abs(x)))
    // END SOLUTION
    case .softsign: x / (1 + abs(x))
    case .gelu: x * Self.normalDistribution(x)
    }
  }

  /// f′(x); at a kink, that below.
  public func derivative(at x: Double) -> Double {
    switch self {
    case .identity: 1
    case .sigmoid: 1 / (2 + exp(x) + exp(-x))
    case .tanh: 1 - pow(Foundation.tanh(x), 2)
    case .relu: x > 0 ? 1 : 0
    case .leakyRelu(let slope), .prelu(let slope): x > 0 ? 1 : Double(slope)
    case .elu: x > 0 ? 1 : exp(x)
    case .selu: Self.seluScale * (x > 0 ? 1 : Self.seluAlpha * exp(x))
    case .softplus: 1 / (1 + exp(-x))
    case .softsign: 1 / pow(1 + abs(x), 2)
    case .gelu: Self.normalDistribution(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
  }

  /// Φ(x)
  private static func normalDistribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The greatest value of f′.
  public var greatestSlope: Float {
    switch self {
    case .sigmoid: 0.25
    case .selu: Float(Self.seluScale * Self.seluAlpha)
    // Φ(x) + xφ(x) has its maximum where (2 − x²)φ(x) is 0.
    case .gelu: Float(derivative(at: 2.0.squareRoot()))
    case .identity, .tanh, .relu, .leakyRelu, .prelu, .elu, .softplus, .softsign: 1
    }
  }

  /// Whether a unit with slope f′ has all but stopped to learn because its nonlinearity is flat there: |f′| is below 1 % of its
  /// greatest value. Never true of what is made of straight lines; of `relu`, whose zeros are ordinary, a *dead* unit is counted
  /// instead.
  public func isSaturated(slope: Float) -> Bool {
    switch self {
    case .identity, .relu, .leakyRelu, .prelu: false
    case .sigmoid, .tanh, .elu, .selu, .softplus, .softsign, .gelu: abs(slope) < 0.01 * greatestSlope
    }
  }

  /// All values that the outputs can take, if they are bounded.
  public var range: ClosedRange<Double>? {
    switch self {
    case .sigmoid: 0...1
    case .tanh, .softsign: -1...1
    case .identity, .relu, .leakyRelu, .prelu, .elu, .selu, .softplus, .gelu: nil
    }
  }
}
