import LinearAlgebra

/// The nonlinearity of a layer.
///
/// Kernels work on whole matrices; ``value(at:)`` and ``derivative(at:)`` are the same functions of one number, for theory.
public enum Activation: Hashable, Sendable {
  /// f(x) = x
  case identity
  /// f(x) = 1 / (1 + e⁻ˣ)
  case sigmoid
  /// f(x) = tanh x
  case tanh
  /// f(x) = max(0, x); Nair & Hinton (2010)
  case relu
  /// f(x) = x above 0, and slope · x below; Maas, Hannun & Ng (2013). The slope lies between 0 and 1.
  case leakyRelu(slope: Float = 0.01)
  /// f(x) = x above 0, and a · x below, where each unit learns an a of its own from the given one on; He, Zhang, Ren & Sun (2015),
  /// equation 1, the channel-wise variant. The initial slope lies between 0 and 1, the learned ones anywhere. They are their
  /// layer's: see ``DenseLayer/negativeSlope``.
  case prelu(initialSlope: Float = 0.25)
  /// f(x) = x above 0, and eˣ − 1 below; Clevert, Unterthiner & Hochreiter (2016), with α = 1.
  case elu
  /// f(x) = λx above 0, and λα(eˣ − 1) below, with the λ and α for which signals of mean 0 and variance 1 keep both; Klambauer,
  /// Unterthiner, Mayr & Hochreiter (2017).
  case selu
  /// f(x) = log(1 + eˣ); Dugas et al. (2001)
  case softplus
  /// f(x) = x / (1 + |x|); Bergstra et al. (2009)
  case softsign
  /// f(x) = x Φ(x), with Φ the normal distribution itself and not one of its approximations; Hendrycks & Gimpel (2016)
  case gelu

  /// λ and α of ``selu``.
  static let (seluScale, seluAlpha) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2)

  /// The value that ``selu`` approaches far below 0, −λα.
  static let seluSaturation = Float(-seluScale * seluAlpha)

  /// Where a layer's learned slopes begin; nil for an activation that learns none.
  public var initialSlope: Float? { if case .prelu(let slope) = self { slope } else { nil } }

  /// Whether the way back cannot be computed from the output, because f takes some values twice. Then
  /// ``apply(to:bias:negativeSlope:cache:)`` has to be given a matrix for what it takes.
  public var needsCache: Bool { self == .gelu || initialSlope != nil }

  /// x ← f(x + bias), for x: cases × units and bias: 1 × units.
  /// - Parameters:
  ///   - negativeSlope: the learned slopes of `prelu`, 1 × units; the others have none.
  ///   - cache: cases × units; receives f′(x + bias) of `gelu` and x + bias of `prelu`, and is left alone by the others. Not needed
  ///     where nothing is propagated back.
  public func apply(to x: Matrix, bias: Matrix, negativeSlope: Matrix? = nil, cache: Matrix? = nil) {
    switch self {
    case .identity: x.add(bias: bias)
    case .sigmoid: x.applySigmoid(bias: bias)
    case .tanh: x.applyTanh(bias: bias)
    case .relu: x.applyRectifier(bias: bias)
    case .leakyRelu(let slope): x.applyLeakyRectifier(bias: bias, slope: slope)
    case .prelu:
      guard let negativeSlope else { preconditionFailure("\(title) has slopes of its own for each layer") }
      x.applyParametricRectifier(bias: bias, negativeSlope: negativeSlope, preactivation: cache ?? x)
    case .elu: x.applyExponentialLinear(bias: bias, scale: 1, alpha: 1)
    case .selu:
      x.applyExponentialLinear(bias: bias, scale: Float(Self.seluScale), alpha: Float(Self.seluAlpha))
    case .softplus: x.applySoftplus(bias: bias)
    case .softsign: x.applySoftsign(bias: bias)
    case .gelu: x.applyGaussianErrorLinear(bias: bias, slope: cache)
    }
  }

  /// delta ← delta ⊙ f′, with f′ computed from the outputs y = f(x). Both are cases × units.
  ///
  /// At the kink of `relu`, `leakyRelu` and `prelu` the derivative is taken as that below.
  /// - Parameters:
  ///   - negativeSlope: the learned slopes of `prelu`, 1 × units.
  ///   - cache: what ``apply(to:bias:negativeSlope:cache:)`` left there, if ``needsCache``.
  public func multiplyByDerivative(
    _ delta: Matrix, output y: Matrix, negativeSlope: Matrix? = nil, cache: Matrix? = nil
  ) {
    switch self {
    case .identity: break
    case .sigmoid: delta.multiplyBySigmoidDerivative(output: y)
    case .tanh: delta.multiplyByTanhDerivative(output: y)
    case .relu: delta.multiplyByRectifierDerivative(output: y)
    case .leakyRelu(let slope): delta.multiplyByLeakyRectifierDerivative(output: y, slope: slope)
    case .prelu:
      guard let negativeSlope, let cache else {
        preconditionFailure("the derivative of \(title) does not follow from its output")
      }
      delta.multiplyByParametricRectifierDerivative(preactivation: cache, negativeSlope: negativeSlope)
    case .elu: delta.multiplyByExponentialLinearDerivative(output: y, scale: 1, alpha: 1)
    case .selu:
      delta.multiplyByExponentialLinearDerivative(
        output: y, scale: Float(Self.seluScale), alpha: Float(Self.seluAlpha))
    case .softplus: delta.multiplyBySoftplusDerivative(output: y)
    case .softsign: delta.multiplyBySoftsignDerivative(output: y)
    case .gelu:
      guard let cache else { preconditionFailure("the derivative of \(title) does not follow from its output") }
      delta.multiplyElements(by: cache)
    }
  }
}
