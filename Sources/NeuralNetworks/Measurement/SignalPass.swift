import LinearAlgebra

/// Everything that goes up and comes back down a network for some cases, kept layer by layer. The network is not changed.
///
/// Shapes: all matrices are cases × units of their layer.
public struct SignalPass {
  /// Of plain layers; normalised ones are taken with their running moments.
  public let network: MultilayerPerceptron
  public let inputs: Matrix
  /// Zₗ = Xₗ₋₁Wₗ + bₗ; those of the last layer are the logits.
  public let preactivations: [Matrix]
  /// Xₗ = f(Zₗ)
  public let activations: [Matrix]
  /// f′(Zₗ)
  public let slopes: [Matrix]
  /// Δₗ = ∂(loss of a case)/∂Zₗ
  public let gradients: [Matrix]

  /// Up, and down from the softmax cross-entropy.
  /// - Parameters:
  ///   - inputs: cases × inputs.
  ///   - labels: the right class of each case.
  public init(_ network: MultilayerPerceptron, inputs: Matrix, labels: [UInt8]) {
    self.init(network, inputs: inputs) { logits in
      let gradient = logits.copy()
      let noBias = Matrix(rows: 1, columns: logits.columns)
      _ = labels.withUnsafeBufferPointer { gradient.applySoftmaxCrossEntropy(bias: noBias, labels: $0) }
      return gradient
    }
  }

  /// Up, and down from a gradient that is given for the logits.
  public init(_ network: MultilayerPerceptron, inputs: Matrix, logitGradient: Matrix) {
    self.init(network, inputs: inputs) { _ in logitGradient }
  }

  private init(_ network: MultilayerPerceptron, inputs: Matrix, logitGradient: (Matrix) -> Matrix) {
    let network = network.fused()
    (self.network, self.inputs) = (network, inputs)
    var (signal, signals) = (inputs, [(z: Matrix, x: Matrix, slope: Matrix)]())
    for layer in network.layers {
      signals.append(layer.signals(of: signal))
      signal = signals[signals.count - 1].x
    }
    preactivations = signals.map(\.z)
    activations = signals.map(\.x)
    slopes = signals.map(\.slope)
    var gradients = [logitGradient(signal)]
    for layer in network.layers.indices.dropFirst().reversed() {
      let below = Matrix(rows: inputs.rows, columns: network.layers[layer].inputs)
      multiply(gradients[gradients.count - 1], network.layers[layer].weight.transposed, into: below)
      below.multiplyElements(by: slopes[layer - 1])
      gradients.append(below)
    }
    self.gradients = gradients.reversed()
  }

  /// The Euclidean length of the mean loss's gradient with respect to each layer's weights, ‖Xₗ₋₁ᵀΔₗ‖/cases.
  public var weightGradientNorms: [Double] {
    network.layers.indices.map { layer in
      let gradient = Matrix(rows: network.layers[layer].inputs, columns: network.layers[layer].outputs)
      let input = layer == 0 ? inputs : activations[layer - 1]
      multiply(input.transposed, gradients[layer], into: gradient, scale: 1 / Float(max(inputs.rows, 1)))
      return gradient.norm
    }
  }

  /// The Jacobian of the logits by the inputs at one case: ∂logitⱼ/∂xᵢ in row i, column j; inputs × classes.
  public func jacobian(case index: Int) -> Matrix {
    var jacobian: Matrix?
    for (layer, slope) in zip(network.layers, slopes) {
      let next: Matrix
      if let jacobian {
        next = Matrix(rows: network.inputs, columns: layer.outputs)
        multiply(jacobian, layer.weight, into: next)
      } else {
        next = layer.weight.copy()
      }
      for row in 0..<next.rows { next.rows(row..<row + 1).multiplyElements(by: slope.rows(index..<index + 1)) }
      jacobian = next
    }
    return jacobian ?? Matrix(rows: 0, columns: 0)
  }
}

extension DenseLayer {
  /// Z, f(Z) and f′(Z).
  fileprivate func signals(of input: Matrix) -> (z: Matrix, x: Matrix, slope: Matrix) {
    let z = DenseLayer(weight: weight, bias: bias, activation: .identity).outputs(of: input)
    let x = z.copy()
    let slope = Matrix(rows: z.rows, columns: z.columns)
    let kept = activation.needsCache ? Matrix(rows: z.rows, columns: z.columns) : nil
    activation.apply(to: x, bias: Matrix(rows: 1, columns: outputs), negativeSlope: negativeSlope, cache: kept)
    slope.fill(1)
    activation.multiplyByDerivative(slope, output: x, negativeSlope: negativeSlope, cache: kept)
    return (z, x, slope)
  }
}
