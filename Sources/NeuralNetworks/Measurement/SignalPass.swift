import LinearAlgebra

/// Everything that goes up and comes back down a network for some cases, kept layer by layer. The network is not changed.
///
/// Normalised layers take the moments of these cases, as in training, whatever their running ones are.
///
/// Shapes: all matrices are cases × units of their layer.
public struct SignalPass {
  /// Of plain layers: normalised ones with the moments held that these cases have.
  public let network: MultilayerPerceptron
  public let inputs: Matrix
  /// Zₗ = Xₗ₋₁Wₗ + bₗ, normalised before bₗ is added where the layer is; those of the last layer are the logits.
  public let preactivations: [Matrix]
  /// Xₗ = f(Zₗ)
  public let activations: [Matrix]
  /// f′(Zₗ)
  public let slopes: [Matrix]
  /// Δₗ = ∂(sum of the losses)/∂(Xₗ₋₁Wₗ), which for a plain layer is ∂(loss of a case)/∂Zₗ
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
    self.inputs = inputs
    var (signal, signals) = (inputs, [LayerSignals]())
    for layer in network.layers {
      signals.append(LayerSignals(layer, input: signal))
      signal = signals[signals.count - 1].x
    }
    preactivations = signals.map(\.z)
    activations = signals.map(\.x)
    slopes = signals.map(\.slope)
    self.network = MultilayerPerceptron(layers: signals.map(\.held))
    var gradients = [logitGradient(signal)]
    for layer in network.layers.indices.dropFirst().reversed() {
      let below = Matrix(rows: inputs.rows, columns: network.layers[layer].inputs)
      multiply(gradients[gradients.count - 1], network.layers[layer].weight.transposed, into: below)
      below.multiplyElements(by: signals[layer - 1].slope)
      signals[layer - 1].normalization?.backward(below)
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

/// What one layer makes of its input.
private struct LayerSignals {
  let z: Matrix
  /// f(Z)
  let x: Matrix
  /// f′(Z)
  let slope: Matrix
  /// Nil for a plain layer.
  let normalization: NormalizationWorkspace?
  /// The plain layer that does the same to this input.
  let held: DenseLayer

  init(_ layer: DenseLayer, input: Matrix) {
    let shape = (rows: input.rows, columns: layer.outputs)
    z = Matrix(rows: shape.rows, columns: shape.columns)
    multiply(input, layer.weight, into: z)
    normalization = layer.normalization.map { NormalizationWorkspace($0.copy(), batchSize: shape.rows) }
    normalization?.forward(z)
    z.add(bias: layer.bias)
    x = z.copy()
    slope = Matrix(rows: shape.rows, columns: shape.columns)
    let kept = layer.activation.needsCache ? Matrix(rows: shape.rows, columns: shape.columns) : nil
    layer.activation.apply(
      to: x, bias: Matrix(rows: 1, columns: shape.columns), negativeSlope: layer.negativeSlope, cache: kept)
    slope.fill(1)
    layer.activation.multiplyByDerivative(slope, output: x, negativeSlope: layer.negativeSlope, cache: kept)
    held = layer.holding(normalization)
  }
}

extension DenseLayer {
  /// The plain layer that a normalised one is with the moments of a minibatch; itself, if it is plain.
  fileprivate func holding(_ workspace: NormalizationWorkspace?) -> DenseLayer {
    guard let workspace else { return self }
    workspace.normalization.runningMean.assign(workspace.mean)
    workspace.normalization.runningVariance.assign(workspace.variance)
    return DenseLayer(
      weight: weight, bias: bias, activation: activation, normalization: workspace.normalization,
      negativeSlope: negativeSlope
    ).fused()
  }
}
