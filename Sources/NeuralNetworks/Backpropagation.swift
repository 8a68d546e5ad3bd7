import LinearAlgebra

/// Trains a network by stochastic gradient descent on the softmax cross-entropy; Rumelhart, Hinton & Williams (1986).
///
/// All memory that a step needs is allocated here once. Put a minibatch into ``inputs(_:)`` and call ``step(labels:learningRate:)``.
///
/// In the formulas below X₀ is the minibatch, Xₗ the outputs of layer l, Δₗ = ∂loss/∂(preactivations of layer l), all cases ×
/// units, and the loss is the sum over cases; the mean enters with the factor that the optimizer gives the gradient.
public final class Backpropagation {
  public let network: MultilayerPerceptron
  public let batchSize: Int
  /// Steps taken so far.
  public private(set) var steps = 0

  private let dropout: Dropout
  private let regularization: Regularization
  private let seed: UInt64
  private let batch: Matrix
  private let outputs: [Matrix]
  /// `errors[l]` holds Δ of hidden layer l; that of the last layer replaces its logits.
  private let errors: [Matrix]
  /// `caches[l]` holds what the way back through hidden layer l's activation takes besides its outputs, if it takes more.
  let caches: [Matrix?]
  /// `masks[l]` belongs to the inputs of layer l. Empty without dropout.
  private let masks: [Matrix]
  private var dropoutStreams: [PhiloxStream] = []
  /// `normalizations[l]` belongs to layer l, if that is normalised.
  private let normalizations: [NormalizationWorkspace?]
  private let weightStates: [OptimizerState]
  private let biasStates: [OptimizerState]
  private let scaleStates: [OptimizerState?]
  /// Of the learned slopes of PReLUs.
  private let slopeStates: [OptimizerState?]
  /// `slopeGradients[l]` holds ∂loss/∂a of layer l's learned slopes, 1 × units, if it has any.
  private let slopeGradients: [Matrix?]
  /// `columnFactors[l]` is where the lengths of a hidden layer's columns are limited. Empty without a limit.
  private let columnFactors: [Matrix]
  private var stepCases = 0
  private var stepLearningRate: Float = 0

  /// - Parameters:
  ///   - network: changed by training.
  ///   - batchSize: the most cases in a step; a step may have fewer.
  ///   - regularization: of the weights; never applied to biases and learned slopes, but for the clipping of gradients.
  ///   - seed: of the units that are dropped.
  public init(
    _ network: MultilayerPerceptron, optimizer: Optimizer, batchSize: Int, dropout: Dropout = .none,
    regularization: Regularization = .none, seed: UInt64 = 0
  ) {
    precondition(batchSize > 0, "a minibatch holds at least one case")
    (self.network, self.batchSize, self.dropout) = (network, batchSize, dropout)
    (self.regularization, self.seed) = (regularization, seed)
    batch = Matrix(rows: batchSize, columns: network.inputs)
    outputs = network.layers.map { Matrix(rows: batchSize, columns: $0.outputs) }
    errors = network.layers.dropLast().map { Matrix(rows: batchSize, columns: $0.outputs) }
    caches = network.layers.dropLast().map {
      $0.activation.needsCache ? Matrix(rows: batchSize, columns: $0.outputs) : nil
    }
    masks = dropout == .none ? [] : network.layers.map { Matrix(rows: batchSize, columns: $0.inputs) }
    precondition(
      dropout.alpha == nil || network.layers.dropLast().allSatisfy { $0.activation == .selu },
      "alpha dropout keeps the moments of SELU's outputs alone")
    let clips = regularization.clipNorm != nil
    weightStates = network.layers.map { OptimizerState(optimizer, parameter: $0.weight, clips: clips) }
    biasStates = network.layers.map { OptimizerState(optimizer, parameter: $0.bias, clips: clips) }
    scaleStates = network.layers.map { layer in
      layer.normalization.map { OptimizerState(optimizer, parameter: $0.scale, clips: clips) }
    }
    slopeStates = network.layers.map { layer in
      layer.negativeSlope.map { OptimizerState(optimizer, parameter: $0, clips: clips) }
    }
    slopeGradients = network.layers.map { $0.negativeSlope.map { Matrix(rows: 1, columns: $0.columns) } }
    precondition(network.layers[network.layers.count - 1].normalization == nil, "logits are not normalised")
    normalizations = network.layers.map { layer in
      layer.normalization.map { NormalizationWorkspace($0, batchSize: batchSize) }
    }
    columnFactors =
      regularization.maxNorm == nil ? [] : network.layers.dropLast().map { Matrix(rows: 1, columns: $0.outputs) }
    beginEpoch(0)
  }

  /// Where the next minibatch of `cases` cases goes.
  public func inputs(_ cases: Int) -> Matrix { batch.rows(0..<cases) }

  /// Starts the streams of an epoch, so that what is dropped depends on the epoch and not on the steps before it.
  public func beginEpoch(_ epoch: Int) {
    dropoutStreams = masks.indices.map { PhiloxStream(seed: seed, stream: .dropout(layer: $0, epoch: epoch)) }
  }

  /// Where training stands between two steps. The rest of it depends on this, on the network, and on ``memory``.
  public struct Position: Hashable, Codable, Sendable {
    public var steps = 0
    /// One for each layer; empty without dropout.
    public var dropout: [PhiloxStream.Position] = []

    /// Before the first step of all.
    public init() {}
  }

  public var position: Position {
    var position = Position()
    (position.steps, position.dropout) = (steps, dropoutStreams.map(\.position))
    return position
  }

  /// Goes on within an epoch that has been begun, from a position that training of the same kind had reached in it.
  public func resume(from position: Position) {
    precondition(position.dropout.count == dropoutStreams.count, "a position of another network")
    steps = position.steps
    for layer in dropoutStreams.indices { dropoutStreams[layer].position = position.dropout[layer] }
  }

  /// What the optimizer remembers of each parameter, which shares its numbers with the training:
  /// `velocity.layers.0.weight` and so on.
  public var memory: [NamedMatrix] {
    network.layers.indices.flatMap { layer in
      let states: [(parameter: String, state: OptimizerState?)] = [
        ("weight", weightStates[layer]), ("bias", biasStates[layer]), ("scale", scaleStates[layer]),
        ("negativeSlope", slopeStates[layer]),
      ]
      return states.flatMap { parameter, state in
        (state?.memory ?? []).map { NamedMatrix("\($0.name).layers.\(layer).\(parameter)", $0.matrix) }
      }
    }
  }

  /// One step on the minibatch in ``inputs(_:)``, which has a case for each label.
  /// - Returns: the loss summed over the cases, in nats, and the number of cases classified wrongly; both before the step.
  public func step(labels: UnsafeBufferPointer<UInt8>, learningRate: Float) -> (loss: Double, errors: Int) {
    let result = forward(labels: labels)
    for layer in normalizations.indices { normalizations[layer]?.follow(cases: labels.count) }
    steps += 1
    (stepCases, stepLearningRate) = (labels.count, learningRate)
    backward()
    return result
  }

  private func backward() {
    for layer in network.layers.indices.reversed() {
      accumulateGradient(layer)
      // The error must pass through the weights before they change.
      if layer > 0 { propagateError(below: layer, cases: stepCases) }
      if regularization.clipNorm == nil { update(layer) }
    }
    if let clipNorm = regularization.clipNorm {
      clipGradients(to: clipNorm)
      for layer in network.layers.indices { update(layer) }
    }
  }

  /// g ← g · min(1, limit/‖g‖), for the gradient g by all parameters together.
  private func clipGradients(to limit: Float) {
    var square = 0.0
    for layer in network.layers.indices {
      let (weight, bias) = (weightStates[layer].gradient.norm, biasStates[layer].gradient.norm)
      let (scale, slope) = (scaleStates[layer]?.gradient.norm ?? 0, slopeStates[layer]?.gradient.norm ?? 0)
      square += weight * weight + bias * bias + scale * scale + slope * slope
    }
    guard square > Double(limit) * Double(limit) else { return }
    let factor = Float(Double(limit) / square.squareRoot())
    for layer in network.layers.indices {
      weightStates[layer].gradient.scale(by: factor)
      biasStates[layer].gradient.scale(by: factor)
      scaleStates[layer]?.gradient.scale(by: factor)
      slopeStates[layer]?.gradient.scale(by: factor)
    }
  }

  private func update(_ layer: Int) {
    weightStates[layer].apply(
      learningRate: stepLearningRate, step: steps, weightDecay: regularization.weightDecay, l1: regularization.l1)
    biasStates[layer].apply(learningRate: stepLearningRate, step: steps, weightDecay: 0, l1: 0)
    scaleStates[layer]?.apply(learningRate: stepLearningRate, step: steps, weightDecay: 0, l1: 0)
    slopeStates[layer]?.apply(learningRate: stepLearningRate, step: steps, weightDecay: 0, l1: 0)
    if let maxNorm = regularization.maxNorm, layer < columnFactors.count {
      network.layers[layer].weight.limitColumnNorms(to: maxNorm, factors: columnFactors[layer])
    }
  }

  /// Carries the minibatch up and its error down without changing anything.
  /// - Returns: for each layer its outputs and ∂loss/∂preactivation, cases × units. The last layer's outputs are not kept, and
  ///   its error stands in their place. The matrices are this object's own and valid until its next call.
  public func signals(labels: UnsafeBufferPointer<UInt8>) -> [(output: Matrix, error: Matrix)] {
    _ = forward(labels: labels)
    for layer in network.layers.indices.dropFirst().reversed() { propagateError(below: layer, cases: labels.count) }
    return network.layers.indices.map { layer in
      let output = outputs[layer].rows(0..<labels.count)
      return (output, layer < errors.count ? errors[layer].rows(0..<labels.count) : output)
    }
  }

  /// Of the mean loss, with respect to one layer's weight, bias and learned slopes, of the same shapes.
  public typealias LayerGradient = (weight: Matrix, bias: Matrix, negativeSlope: Matrix?)

  /// The gradients of the mean loss over the minibatch, layer by layer. For checks.
  public func gradients(labels: UnsafeBufferPointer<UInt8>) -> [LayerGradient] {
    let signals = signals(labels: labels)
    return network.layers.indices.map { layer in
      let weight = Matrix(rows: network.layers[layer].inputs, columns: network.layers[layer].outputs)
      let bias = Matrix(rows: 1, columns: network.layers[layer].outputs)
      let scale = 1 / Float(labels.count)
      // BEGIN SOLUTION 5.4
      multiply(input(of: layer, cases: labels.count).transposed, signals[layer].error, into: weight, scale: scale)
      (normalizations[layer]?.shiftGradient ?? signals[layer].error).sumRows(into: bias, scale: scale)
      // END SOLUTION
      let negativeSlope = slopeGradients[layer]?.copy()
      negativeSlope?.scale(by: scale)
      return (weight, bias, negativeSlope)
    }
  }

  /// Xₗ = f(Xₗ₋₁ Wₗ + bₗ) up to the logits, then softmax, loss, and Δ of the last layer.
  private func forward(labels: UnsafeBufferPointer<UInt8>) -> (loss: Double, errors: Int) {
    precondition(labels.count <= batchSize, "\(labels.count) cases in a minibatch of \(batchSize)")
    for (index, layer) in network.layers.enumerated() {
      let input = input(of: index, cases: labels.count)
      drop(input, layer: index)
      let output = outputs[index].rows(0..<labels.count)
      if let normalization = normalizations[index] {
        multiply(input, layer.weight, into: output)
        normalization.forward(output)
        layer.activation.apply(
          to: output, bias: layer.bias, negativeSlope: layer.negativeSlope, cache: caches[index]?.rows(0..<labels.count)
        )
      } else if index < network.layers.count - 1 {
        layer.forward(input, into: output, cache: caches[index]?.rows(0..<labels.count))
      } else {
        multiply(input, layer.weight, into: output)
        return output.applySoftmaxCrossEntropy(bias: layer.bias, labels: labels)
      }
    }
    return (0, 0)
  }

  /// ∂loss/∂Wₗ = Xₗ₋₁ᵀ Δₗ and ∂loss/∂bₗ = Σ over cases of Δₗ, and those that are known already, into the optimizer's memory.
  private func accumulateGradient(_ layer: Int) {
    let delta = error(of: layer, cases: stepCases)
    let (scale, keeping) = weightStates[layer].accumulation(learningRate: stepLearningRate, cases: stepCases)
    let input = input(of: layer, cases: stepCases)
    // BEGIN SOLUTION 5.4
    multiply(input.transposed, delta, into: weightStates[layer].gradient, scale: scale, keeping: keeping)
    // A normalised layer's Δ has been carried past its shift and scale already.
    let shift = normalizations[layer]?.shiftGradient ?? delta
    shift.sumRows(into: biasStates[layer].gradient, scale: scale, keeping: keeping)
    // END SOLUTION
    if let normalization = normalizations[layer], let state = scaleStates[layer] {
      normalization.scaleGradient.sumRows(into: state.gradient, scale: scale, keeping: keeping)
    }
    if let slopeGradient = slopeGradients[layer], let state = slopeStates[layer] {
      slopeGradient.sumRows(into: state.gradient, scale: scale, keeping: keeping)
    }
  }

  /// Δₗ₋₁ = (Δₗ Wₗᵀ) ⊙ f′(Xₗ₋₁), for hidden layer l − 1, and through its normalisation, if it has one. On its way it leaves the
  /// gradient of learned slopes, ∂loss/∂aⱼ = Σ over cases of (Δₗ Wₗᵀ)ⱼ min(0, zⱼ) with the pre-activations z; He et al. (2015),
  /// equations 2 and 3.
  private func propagateError(below layer: Int, cases: Int) {
    let below = error(of: layer - 1, cases: cases)
    // BEGIN SOLUTION 5.4
    multiply(error(of: layer, cases: cases), network.layers[layer].weight.transposed, into: below)
    // END SOLUTION
    let output = outputs[layer - 1].rows(0..<cases)
    if dropout.hiddenRate > 0 {
      below.multiplyElements(by: masks[layer].rows(0..<cases))
      // Back to the outputs before they were scaled up. Those dropped are others instead, but no error reaches them.
      if let alpha = dropout.alpha {
        output.undoAlphaDropout(rate: alpha, saturation: Activation.seluSaturation)
      } else {
        output.scale(by: 1 - dropout.hidden)
      }
    }
    let (lower, cache) = (network.layers[layer - 1], caches[layer - 1]?.rows(0..<cases))
    if let slopeGradient = slopeGradients[layer - 1], let cache {
      below.sumProducts(withNegativePartOf: cache, into: slopeGradient)
    }
    lower.activation.multiplyByDerivative(below, output: output, negativeSlope: lower.negativeSlope, cache: cache)
    normalizations[layer - 1]?.backward(below)
  }

  private func input(of layer: Int, cases: Int) -> Matrix { (layer == 0 ? batch : outputs[layer - 1]).rows(0..<cases) }

  private func error(of layer: Int, cases: Int) -> Matrix {
    (layer < errors.count ? errors[layer] : outputs[layer]).rows(0..<cases)
  }

  private func drop(_ input: Matrix, layer: Int) {
    let rate = layer == 0 ? dropout.input : dropout.hiddenRate
    guard rate > 0 else { return }
    let mask = masks[layer].rows(0..<input.rows)
    if layer > 0, dropout.alpha != nil {
      input.applyAlphaDropout(
        rate: rate, saturation: Activation.seluSaturation, mask: mask, using: &dropoutStreams[layer])
    } else {
      input.applyDropout(rate: rate, mask: mask, using: &dropoutStreams[layer])
    }
  }
}
