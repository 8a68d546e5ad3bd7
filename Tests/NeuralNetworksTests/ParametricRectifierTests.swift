import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// PReLU's learned slopes; their gradients against central differences are in `GradientTests` and `BatchNormalizationTests`.
@Suite struct ParametricRectifierTests {
  /// Numbers that a pocket calculator gives; see `Docs/Theory.md`. One input, two PReLUs, and logits that are their outputs.
  @Test func aStepByHand() {
    let hidden = DenseLayer(
      weight: Matrix(rows: 1, columns: 2, values: [1, -1]), bias: Matrix(rows: 1, columns: 2), activation: .prelu(),
      negativeSlope: Matrix(rows: 1, columns: 2, values: [0.25, 0.5]))
    let top = DenseLayer(
      weight: Matrix(rows: 2, columns: 2, values: [1, 0, 0, 1]), bias: Matrix(rows: 1, columns: 2),
      activation: .identity)
    let training = Backpropagation(
      MultilayerPerceptron(layers: [hidden, top]), optimizer: .gradientDescent(momentum: 0), batchSize: 3)
    let cases = Matrix(rows: 3, columns: 1, values: [1, -2, -1])
    #expect(hidden.outputs(of: cases).values == [1, -0.5, -0.5, 2, -0.25, 1])
    training.inputs(3).assign(cases)
    let (labels, gradients) = ([UInt8]([0, 1, 0]), [0.208_527_8, -0.060_808_5] as [Float])
    let found = labels.withUnsafeBufferPointer { training.gradients(labels: $0)[0] }
    #expect(abs(found.weight[0, 0] - -0.008_676_7) < 1e-6)
    _ = labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 1) }
    for (unit, (start, gradient)) in zip([0.25, 0.5] as [Float], gradients).enumerated() {
      #expect(abs((found.negativeSlope?[0, unit] ?? 9) - gradient) < 1e-6)
      #expect(abs((hidden.negativeSlope?[0, unit] ?? 9) - (start - gradient)) < 1e-6)
    }
  }

  @Test func slopesBeginAtAQuarterInHiddenLayersAlone() {
    func slopes(_ activation: Activation) -> [[Float]?] {
      MultilayerPerceptron(shape: [3, 2, 4, 2], activation: activation, initializer: .heNormal, seed: 1).layers
        .map { $0.negativeSlope?.values }
    }
    #expect(slopes(.prelu()) == [[0.25, 0.25], [0.25, 0.25, 0.25, 0.25], nil])
    #expect(slopes(.prelu(initialSlope: 0.1)) == [[0.1, 0.1], [0.1, 0.1, 0.1, 0.1], nil])
    #expect(slopes(.leakyRelu(slope: 0.25)) == [nil, nil, nil])
  }

  /// Copies have slopes of their own, and normalised networks share them, like weights.
  @Test func copiesAreTheirOwn() throws {
    let network = GradientTests.example(.prelu()).network
    let slopes = try #require(network.layers[0].negativeSlope)
    let (values, copy, fused) = (slopes.values, network.copy(), network.normalized().fused())
    let normalized = network.normalized()
    slopes.fill(7)
    #expect(copy.layers[0].negativeSlope?.values == values && fused.layers[0].negativeSlope?.values == values)
    #expect(normalized.layers[0].negativeSlope?.values == slopes.values)
    #expect(normalized.copy().layers[0].negativeSlope?.values == slopes.values)
    network.assign(copy)
    #expect(slopes.values == values)
  }

  static let optimizers: [Optimizer] = [
    .gradientDescent(momentum: 0.9), .nesterov(), .rmsProp(), .adam(), .adamW(),
  ]

  /// Every penalty changes the weights of a step, and none of them a slope.
  @Test(arguments: optimizers, [nil, 100] as [Float?])
  func penaltiesLeaveSlopesAlone(optimizer: Optimizer, clipNorm: Float?) {
    func step(_ regularization: Regularization) -> (before: MultilayerPerceptron, after: MultilayerPerceptron) {
      RegularizationTests.step(regularization, optimizer: optimizer, rate: 0.1, activation: .prelu())
    }
    let (before, free) = step(Regularization(clipNorm: clipNorm))
    for penalty in [
      Regularization(weightDecay: 0.1, clipNorm: clipNorm), Regularization(l1: 0.1, clipNorm: clipNorm),
      Regularization(maxNorm: 0.1, clipNorm: clipNorm),
    ] {
      let bound = step(penalty).after
      for layer in 0..<2 {
        #expect(bound.layers[layer].weight.values != free.layers[layer].weight.values)
        #expect(bound.layers[layer].negativeSlope?.values == free.layers[layer].negativeSlope?.values)
      }
    }
    // They moved, all but those of units that no case takes below 0.
    for layer in 0..<2 {
      let slopes = zip(before.layers[layer].negativeSlope?.values ?? [], free.layers[layer].negativeSlope?.values ?? [])
      #expect(slopes.count { $0 != $1 } >= 4)
    }
  }

  /// One class lies far from 0 on either side, which one unit can tell from the other only with a negative slope.
  @Test(arguments: optimizers)
  func trainingFindsTheSlope(optimizer: Optimizer) throws {
    let hidden = DenseLayer(
      weight: Matrix(rows: 1, columns: 1, values: [1]), bias: Matrix(rows: 1, columns: 1), activation: .prelu())
    let top = DenseLayer(
      weight: Matrix(rows: 1, columns: 2, values: [2, -2]), bias: Matrix(rows: 1, columns: 2, values: [-3, 3]),
      activation: .identity)
    let training = Backpropagation(
      MultilayerPerceptron(layers: [hidden, top]), optimizer: optimizer, batchSize: 4)
    for _ in 0..<300 {
      training.inputs(4).assign(Matrix(rows: 4, columns: 1, values: [-3, -0.5, 0.5, 3]))
      _ = ([0, 1, 1, 0] as [UInt8]).withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0.02) }
    }
    let slope = try #require(hidden.negativeSlope?[0, 0])
    #expect(slope < -0.5, "\(slope)")
  }
}
