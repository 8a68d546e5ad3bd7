import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct BackpropagationTests {
  /// Weights after `steps` steps on one minibatch, by the formula of the optimizer on gradients from `gradients(labels:)`.
  @Test func momentumFollowsItsFormula() {
    let (network, inputs) = GradientTests.example(.tanh)
    let (twin, _) = GradientTests.example(.tanh)
    let (rate, momentum, decay): (Float, Float, Float) = (0.1, 0.9, 0.01)
    let training = Backpropagation(
      network, optimizer: .gradientDescent(momentum: momentum), batchSize: 5,
      regularization: Regularization(weightDecay: decay))
    let twinTraining = Backpropagation(twin, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    var velocities = twin.layers.map { [Float](repeating: 0, count: $0.weight.count) }
    var biasVelocities = twin.layers.map { [Float](repeating: 0, count: $0.bias.count) }
    for _ in 0..<4 {
      training.inputs(5).assign(inputs)
      _ = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: rate) }
      twinTraining.inputs(5).assign(inputs)
      let gradients = GradientTests.labels.withUnsafeBufferPointer { twinTraining.gradients(labels: $0) }
      for (index, layer) in twin.layers.enumerated() {
        for i in 0..<layer.weight.count {
          let slope = gradients[index].weight.pointer[i] + decay * layer.weight.pointer[i]
          velocities[index][i] = momentum * velocities[index][i] - rate * slope
          layer.weight.pointer[i] += velocities[index][i]
        }
        for i in 0..<layer.bias.count {
          biasVelocities[index][i] = momentum * biasVelocities[index][i] - rate * gradients[index].bias.pointer[i]
          layer.bias.pointer[i] += biasVelocities[index][i]
        }
      }
    }
    for (mine, right) in zip(network.layers, twin.layers) {
      #expect(zip(mine.weight.values, right.weight.values).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(mine.bias.values, right.bias.values).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test(arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()])
  func aSmallMinibatchCountsLikeALargeOneOfTheSameCases(optimizer: Optimizer) {
    // The mean over cases: showing each case twice changes nothing.
    func trained(copies: Int) -> [Float] {
      let (network, inputs) = GradientTests.example(.relu)
      let training = Backpropagation(network, optimizer: optimizer, batchSize: 10)
      for _ in 0..<3 {
        for copy in 0..<copies { training.inputs(5 * copies).rows(5 * copy..<5 * copy + 5).assign(inputs) }
        let labels = [[UInt8]](repeating: GradientTests.labels, count: copies).flatMap { $0 }
        _ = labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0.05) }
      }
      return network.layers[0].weight.values
    }
    #expect(zip(trained(copies: 1), trained(copies: 2)).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(
    arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()],
    [Activation.sigmoid, .tanh, .relu, .prelu(), .selu, .gelu])
  func learnsExclusiveOr(optimizer: Optimizer, activation: Activation) {
    let network = MultilayerPerceptron(shape: [2, 16, 2], activation: activation, initializer: .xavierNormal, seed: 3)
    let training = Backpropagation(network, optimizer: optimizer, batchSize: 4)
    let cases = Matrix(rows: 4, columns: 2, values: [0, 0, 0, 1, 1, 0, 1, 1])
    let labels: [UInt8] = [0, 1, 1, 0]
    for _ in 0..<3000 {
      training.inputs(4).assign(cases)
      _ = labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: optimizer == .adam() ? 0.02 : 0.3) }
    }
    let evaluation = Evaluator(network).evaluate(.numbers(cases), labels: labels)
    #expect(evaluation.errorRate == 0 && evaluation.loss < 0.05, "\(evaluation)")
  }

  @Test func zeroWeightsNeverBreakTheirSymmetry() {
    let network = MultilayerPerceptron(shape: [6, 7, 5, 3], activation: .sigmoid, initializer: .zeros, seed: 0)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0.9), batchSize: 5)
    let (_, inputs) = GradientTests.example(.sigmoid)
    for _ in 0..<50 {
      training.inputs(5).assign(inputs)
      _ = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0.5) }
    }
    let first = network.layers[0].weight
    for row in 0..<first.rows { #expect(Set(first.rows(row..<row + 1).values).count == 1) }
    #expect(first.norm > 0)
  }

  /// The mean of dropout's outputs is the output without it, and its gradient is that of the network with the same mask.
  @Test(
    arguments: [
      (Activation.sigmoid, Dropout(input: 0.2, hidden: 0.4), false), (.gelu, Dropout(input: 0.2, hidden: 0.4), false),
      (.selu, Dropout(input: 0.2, hidden: 0, alpha: 0.3), false), (.tanh, Dropout(input: 0.2, hidden: 0.4), true),
      (.prelu(), Dropout(input: 0.2, hidden: 0.4), false), (.prelu(), Dropout(input: 0.2, hidden: 0.4), true),
      (.gelu, Dropout(input: 0.2, hidden: 0.4), true), (.selu, Dropout(input: 0, hidden: 0, alpha: 0.3), true),
    ])
  func dropoutGradientsAgreeWithCentralDifferences(activation: Activation, dropout: Dropout, isNormalized: Bool) {
    let (plain, inputs) = GradientTests.example(activation)
    let network = isNormalized ? plain.normalized() : plain
    func loss() -> Double {
      let pass = Backpropagation(
        network, optimizer: .gradientDescent(momentum: 0), batchSize: 5, dropout: dropout, seed: 9)
      pass.inputs(5).assign(inputs)
      return GradientTests.labels.withUnsafeBufferPointer { pass.step(labels: $0, learningRate: 0).loss } / 5
    }
    let training = Backpropagation(
      network, optimizer: .gradientDescent(momentum: 0), batchSize: 5, dropout: dropout, seed: 9)
    training.inputs(5).assign(inputs)
    let before = network.copy()
    _ = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 1) }
    let after = network.copy()
    network.assign(before)
    let learned = zip(network.parameters, after.parameters).filter {
      $0.0.name.hasSuffix("weight") || $0.0.name.hasSuffix("negativeSlope")
    }
    for (parameter, changed) in learned.map({ ($0.matrix, $1.matrix) }) {
      for index in stride(from: 0, to: parameter.count, by: 3) {
        let value = parameter.pointer[index]
        // So short that hardly a pre-activation crosses the kink of SELU.
        let step: Float = 1.0 / 512
        parameter.pointer[index] = value + step
        let above = loss()
        parameter.pointer[index] = value - step
        let below = loss()
        parameter.pointer[index] = value
        let slope = Double(value - changed.pointer[index])
        #expect(abs((above - below) / Double(2 * step) - slope) < 2e-4)
      }
    }
  }

  @Test func aMinibatchMayBeSmaller() {
    let (network, inputs) = GradientTests.example(.relu)
    let training = Backpropagation(network, optimizer: .adam(), batchSize: 5)
    training.inputs(3).assign(inputs.rows(0..<3))
    let result = Array(GradientTests.labels.prefix(3)).withUnsafeBufferPointer {
      training.step(labels: $0, learningRate: 0.1)
    }
    #expect(result.loss.isFinite && training.steps == 1)
  }
}
