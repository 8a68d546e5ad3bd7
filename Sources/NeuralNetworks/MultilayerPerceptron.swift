import LinearAlgebra

/// A network of dense layers whose last layer gives the logits of a softmax over classes.
public struct MultilayerPerceptron {
  /// From the inputs up; the last has `identity` as its activation, the softmax being part of the loss.
  public let layers: [DenseLayer]

  public var inputs: Int { layers[0].inputs }
  public var classes: Int { layers[layers.count - 1].outputs }
  /// Widths from inputs to classes, e.g. [784, 500, 500, 500, 10].
  public var shape: [Int] { [inputs] + layers.map(\.outputs) }

  public init(layers: [DenseLayer]) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    for (lower, upper) in zip(layers, layers.dropFirst()) {
      precondition(lower.outputs == upper.inputs, "\(lower.outputs) outputs do not fit \(upper.inputs) inputs")
    }
    self.layers = layers
  }

  /// A fresh network.
  ///
  /// - Parameters:
  ///   - shape: widths from inputs to classes.
  ///   - activation: of the hidden layers.
  ///   - initializer: of every layer.
  ///   - seed: each layer draws from a stream of its own, so another depth does not change the layers below.
  ///   - cases: cases × inputs, for an initializer that looks at some; see ``Initializer/isDataDependent``.
  public init(shape: [Int], activation: Activation, initializer: Initializer, seed: UInt64, cases: Matrix? = nil) {
    precondition(shape.count >= 2, "a network has at least inputs and classes")
    precondition(cases != nil || !initializer.isDataDependent, "\(initializer.title) takes cases to look at")
    self.init(
      layers: (1..<shape.count).map { index in
        var stream = PhiloxStream(seed: seed, stream: .initialization(layer: index - 1))
        return DenseLayer(
          inputs: shape[index - 1], outputs: shape[index],
          activation: index == shape.count - 1 ? .identity : activation, initializer: initializer, using: &stream)
      })
    if let cases { initializer.adapt(layers, to: cases) }
  }

  /// A network with parameters of its own, equal to these.
  public func copy() -> MultilayerPerceptron { MultilayerPerceptron(layers: layers.map { $0.copy() }) }

  /// A network of the same weights, biases and learned slopes, shared, whose hidden layers are normalised afresh.
  public func normalized() -> MultilayerPerceptron {
    MultilayerPerceptron(
      layers: layers.dropLast().map {
        DenseLayer(
          weight: $0.weight, bias: $0.bias, activation: $0.activation,
          normalization: BatchNormalization(units: $0.outputs), negativeSlope: $0.negativeSlope)
      } + layers.suffix(1))
  }

  /// The network of plain layers that computes the same; it shares those layers that are plain already.
  public func fused() -> MultilayerPerceptron { MultilayerPerceptron(layers: layers.map { $0.fused() }) }

  /// All parameters, which share their numbers with the network: `layers.0.weight`, `layers.0.bias` and so on, of normalised
  /// layers `layers.0.scale`, `layers.0.runningMean` and `layers.0.runningVariance`, and of PReLUs `layers.0.negativeSlope`.
  public var parameters: [NamedMatrix] {
    layers.enumerated().flatMap { index, layer in
      layer.parameters.map { $0.prefixed("layers.\(index).") }
    }
  }

  /// Overwrites all parameters with those of a network of the same shape.
  public func assign(_ other: MultilayerPerceptron) {
    precondition(shape == other.shape, "networks of shapes \(shape) and \(other.shape)")
    parameters.assign(other.parameters)
  }

  /// Floating-point operations of the matrix products that a case takes on its way up: 2 for each weight.
  public var forwardOperations: Double { layers.reduce(0) { $0 + 2 * Double($1.weight.count) } }

  /// The same for a training step: up, the gradient of each weight, and down through all layers but the first.
  public var trainingOperations: Double { 3 * forwardOperations - 2 * Double(layers[0].weight.count) }
}
