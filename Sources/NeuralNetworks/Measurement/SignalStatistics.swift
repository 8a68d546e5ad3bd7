import LinearAlgebra

/// What goes through one layer, in numbers.
public struct SignalStatistics: Hashable, Codable, Sendable {
  /// Z, over cases and units, with mean and standard deviation.
  public let preactivations: Histogram
  /// f(Z), from 0 to 1 for sigmoids and from −1 to 1 for tanh and softsign.
  public let activations: Histogram
  /// Δ = ∂(loss of a case)/∂Z
  public let gradients: Histogram
  /// Share of pre-activations where f is flat; see ``Activation/isSaturated(slope:)``.
  public let saturated: Double
  /// Share of `relu` units that are 0 for every case; 0 for other activations.
  public let dead: Double
  /// Of f(Z), cases × units; see ``LinearAlgebra/Matrix/effectiveRank``.
  public let effectiveRank: Double
  /// The mean cosine of the angle between the Z of two cases; see ``LinearAlgebra/Matrix/meanCosine``.
  public let cosine: Double
}

/// A network's signals for some cases, before or during training, from the first layer to the logits.
public struct SignalDiagnosis: Hashable, Codable, Sendable {
  /// Of all layers; the last has the logits for both its pre-activations and activations.
  public let layers: [SignalStatistics]
  /// E[x²] and the mean cosine of the inputs themselves.
  public let inputMeanSquare: Double
  public let inputCosine: Double
  /// ‖∂loss/∂W‖ for each layer, of the mean loss.
  public let gradientNorms: [Double]
  /// Singular values of the Jacobian of the logits by the inputs, those of some cases together, the greatest first.
  public let jacobian: [Float]

  /// The first layer's ‖∂loss/∂W‖ in terms of the last layer's. NaN if both are 0.
  public var gradientRatio: Double { gradientNorms[0] / gradientNorms[gradientNorms.count - 1] }

  /// - Parameters:
  ///   - jacobianCases: at how many of the cases, from the first, the Jacobian is taken. Each costs about as much as going up
  ///     with as many cases as there are inputs.
  public init(_ pass: SignalPass, jacobianCases: Int = 1) {
    layers = pass.network.layers.indices.map { SignalStatistics(pass, layer: $0) }
    inputMeanSquare = pass.inputs.norm * pass.inputs.norm / Double(pass.inputs.count)
    inputCosine = pass.inputs.meanCosine
    gradientNorms = pass.weightGradientNorms
    let cases = 0..<min(jacobianCases, pass.inputs.rows)
    jacobian = cases.flatMap { pass.jacobian(case: $0).singularValues }.sorted(by: >)
  }
}

extension SignalStatistics {
  fileprivate init(_ pass: SignalPass, layer: Int) {
    let activation = pass.network.layers[layer].activation
    preactivations = Histogram(of: pass.preactivations[layer].elements)
    activations = Histogram(of: pass.activations[layer].elements, range: activation.range)
    gradients = Histogram(of: pass.gradients[layer].elements)
    saturated = pass.slopes[layer].share { activation.isSaturated(slope: $0) }
    dead = activation == .relu ? pass.activations[layer].shareOfZeroColumns : 0
    effectiveRank = pass.activations[layer].effectiveRank
    cosine = pass.preactivations[layer].meanCosine
  }
}
