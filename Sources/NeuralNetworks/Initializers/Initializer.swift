import LinearAlgebra

/// How the weights of a layer start. Biases start at zero.
///
/// An initializer is a plain value:
///
///     DenseLayer(inputs: 784, outputs: 500, activation: .relu, initializer: .heNormal, using: &stream)
///
/// n_in (`fanIn`) is the number of inputs of a unit, n_out (`fanOut`) the number of units that its layer feeds in parallel,
/// that is, the layer's own width. Names are those of torch.nn.init and Keras where these agree; see ``init(name:)``.
public enum Initializer: Hashable, Sendable {
  /// All weights the same. No unit of a hidden layer ever becomes different from its neighbours.
  case constant(Float)
  /// U(from, to)
  case uniform(from: Float, to: Float)
  /// N(μ, σ²)
  case normal(mean: Float = 0, standardDeviation: Float)
  /// N(μ, σ²), drawn again until it lies within 2σ of μ: `TruncatedNormal` of Keras. As there, σ is that of the distribution
  /// before it is cut off, and not corrected: what stays has the standard deviation 0.8796 σ.
  case truncatedNormal(mean: Float = 0, standardDeviation: Float)
  /// Var W = 1/n_in; LeCun, Bottou, Orr & Müller (1998), section 4.6.
  case leCun(Distribution)
  /// Var W = gain² · 2/(n_in + n_out); Glorot & Bengio (2010), equations 12 and 16.
  case xavier(Distribution, gain: Float = 1)
  /// Var W = 2/((1 + slope²) n), with n = n_in or n_out; He et al. (2015), equations 10 and 14, and 15 for a rectifier with a
  /// slope below zero.
  case he(Distribution, fan: Fan = .input, slope: Float = 0)
  /// Orthonormal columns or rows, whichever are fewer or equal, times `gain`; Saxe, McClelland & Ganguli (2014).
  case orthogonal(gain: Float = 1)
  /// Orthonormal, then scaled layer by layer on cases; Mishkin & Matas (2016).
  case layerSequentialUnitVariance(LayerSequentialUnitVariance = LayerSequentialUnitVariance())

  /// Overwrites `weight` (fanIn × fanOut) with initial values. Of ``layerSequentialUnitVariance(_:)`` this is the first stage;
  /// the second is ``adapt(_:to:)``.
  public func fill(_ weight: Matrix, using stream: inout PhiloxStream) {
    switch self {
    case .constant(let value): weight.fill(value)
    case .uniform(let low, let high): weight.fillUniform(from: low, to: high, using: &stream)
    case .normal(let mean, let sigma): weight.fillNormal(mean: mean, standardDeviation: sigma, using: &stream)
    case .truncatedNormal(let mean, let sigma):
      weight.fillTruncatedNormal(mean: mean, standardDeviation: sigma, using: &stream)
    case .leCun(let distribution), .xavier(let distribution, _), .he(let distribution, _, _):
      let sigma = standardDeviation(fanIn: weight.rows, fanOut: weight.columns)
      distribution.fill(weight, standardDeviation: sigma, using: &stream)
    case .orthogonal(let gain): weight.fillOrthogonal(gain: gain, using: &stream)
    case .layerSequentialUnitVariance: weight.fillOrthogonal(gain: 1, using: &stream)
    }
  }

  /// The standard deviation of the weights; of ``layerSequentialUnitVariance(_:)`` after its first stage.
  public func standardDeviation(fanIn: Int, fanOut: Int) -> Float {
    switch self {
    case .constant: 0
    case .uniform(let low, let high): (high - low) / Float(12).squareRoot()
    case .normal(_, let sigma): sigma
    case .truncatedNormal(_, let sigma): sigma * Matrix.truncatedNormalFactor
    case .leCun: (1 / Float(fanIn)).squareRoot()
    case .xavier(_, let gain):
      // BEGIN SOLUTION 2.1
      (gain * gain * 2 / Float(fanIn + fanOut)).squareRoot()
    // END SOLUTION
    case .he(_, let fan, let slope):
      // BEGIN SOLUTION 2.2
      (2 / (1 + slope * slope) / Float(fan == .input ? fanIn : fanOut)).squareRoot()
    // END SOLUTION
    // The squares of an orthonormal vector add up to 1.
    case .orthogonal(let gain): gain / Float(max(fanIn, fanOut)).squareRoot()
    case .layerSequentialUnitVariance: 1 / Float(max(fanIn, fanOut)).squareRoot()
    }
  }
}

extension Initializer {
  /// No unit of a hidden layer ever becomes different from its neighbours, and no error travels down.
  public static let zeros = constant(0)
  public static let ones = constant(1)

  /// N(0, 0.01²): small random weights; Hinton (2010), section 8, and Krizhevsky et al. (2012), section 5.
  public static let smallNormal = normal(standardDeviation: 0.01)
  /// N(0, 1), the default of `torch.nn.init.normal_`.
  public static let standardNormal = normal(standardDeviation: 1)
  /// N(0, 0.5²)
  public static let largeNormal = normal(standardDeviation: 0.5)
  /// N(0, 0.02²), as in generative adversarial networks; Radford, Metz & Chintala (2016), section 4.
  public static let adversarialNormal = normal(standardDeviation: 0.02)

  public static let leCunNormal = leCun(.normal)
  /// U(−a, a) with a = √(3/n_in).
  public static let leCunUniform = leCun(.uniform)
  /// N(0, 2/(n_in + n_out)); Glorot & Bengio (2010), equation 12.
  public static let xavierNormal = xavier(.normal)
  /// U(−a, a) with a = √(6/(n_in + n_out)); Glorot & Bengio (2010), equation 16, their "normalized initialization".
  public static let xavierUniform = xavier(.uniform)
  /// N(0, 2/n_in); He et al. (2015), equation 10.
  public static let heNormal = he(.normal)
  /// U(−a, a) with a = √(6/n_in), which has the variance of `heNormal`.
  public static let heUniform = he(.uniform)
}
