import LinearAlgebra

/// How the weights of a layer start. Biases start at zero.
///
/// An initializer is a plain value:
///
///     DenseLayer(inputs: 784, outputs: 500, activation: .relu, initializer: .heNormal, using: &stream)
///
/// n_in (`fanIn`) is the number of inputs of a unit, n_out (`fanOut`) the number of units that its layer feeds in parallel,
/// that is, the layer's own width.
public enum Initializer: Hashable, Codable, Sendable {
  /// All weights zero. No unit of a hidden layer ever becomes different from its neighbours.
  case zeros
  /// N(0, σ²)
  case normal(standardDeviation: Float)
  /// N(0, 2/(n_in + n_out)); Glorot & Bengio (2010), equation 12.
  case xavierNormal
  /// U(−a, a) with a = √(6/(n_in + n_out)); Glorot & Bengio (2010), equation 16, their "normalized initialization".
  case xavierUniform
  /// N(0, 2/n_in); He et al. (2015), equation 10.
  case heNormal
  /// U(−a, a) with a = √(6/n_in), which has the variance of `heNormal`.
  case heUniform

  /// The standard deviation of the weights.
  public func standardDeviation(fanIn: Int, fanOut: Int) -> Float {
    switch self {
    case .zeros: 0
    case .normal(let standardDeviation): standardDeviation
    case .xavierNormal, .xavierUniform: (2 / Float(fanIn + fanOut)).squareRoot()
    case .heNormal, .heUniform: (2 / Float(fanIn)).squareRoot()
    }
  }

  /// Overwrites `weight` (fanIn × fanOut) with initial values.
  public func fill(_ weight: Matrix, using stream: inout PhiloxStream) {
    let sigma = standardDeviation(fanIn: weight.rows, fanOut: weight.columns)
    switch self {
    case .zeros: weight.fill(0)
    case .normal, .xavierNormal, .heNormal: weight.fillNormal(standardDeviation: sigma, using: &stream)
    // A uniform distribution on (−a, a) has the standard deviation a/√3.
    case .xavierUniform, .heUniform: weight.fillUniform(limit: sigma * Float(3).squareRoot(), using: &stream)
    }
  }
}
