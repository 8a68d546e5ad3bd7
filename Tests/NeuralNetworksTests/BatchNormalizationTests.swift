import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct BatchNormalizationTests {
  /// A normalised network whose scales and shifts are not those of the start, so that a forgotten one shows.
  static func example(_ activation: Activation) -> (network: MultilayerPerceptron, inputs: Matrix) {
    let (plain, inputs) = GradientTests.example(activation)
    let network = plain.normalized()
    var stream = PhiloxStream(seed: 8, stream: .selection)
    for layer in network.layers {
      layer.normalization?.scale.fillUniform(from: 0.5, to: 1.5, using: &stream)
      layer.normalization?.runningMean.fillNormal(standardDeviation: 0.5, using: &stream)
      layer.normalization?.runningVariance.fillUniform(from: 0.5, to: 2, using: &stream)
    }
    return (network, inputs)
  }

  /// Mean cross-entropy with the moments of the minibatch, by the definitions and in double precision.
  static func loss(_ network: MultilayerPerceptron, inputs: Matrix) -> Double {
    var signals = (0..<inputs.rows).map { row in (0..<inputs.columns).map { Double(inputs[row, $0]) } }
    let cases = Double(inputs.rows)
    for layer in network.layers {
      var z = signals.map { signal in
        (0..<layer.outputs).map { unit in
          (0..<layer.inputs).reduce(0) { $0 + signal[$1] * Double(layer.weight[$1, unit]) }
        }
      }
      if let normalization = layer.normalization {
        for unit in 0..<layer.outputs {
          let mean = z.reduce(0) { $0 + $1[unit] } / cases
          let variance = z.reduce(0) { $0 + ($1[unit] - mean) * ($1[unit] - mean) } / cases
          let scale = Double(normalization.scale[0, unit]) / (variance + 1e-5).squareRoot()
          for row in z.indices { z[row][unit] = (z[row][unit] - mean) * scale }
        }
      }
      signals = z.map { row in
        row.enumerated().map {
          layer.activation(of: $0.offset).value(at: $0.element + Double(layer.bias[0, $0.offset]))
        }
      }
    }
    var total = 0.0
    for (row, logits) in signals.enumerated() {
      total += log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(GradientTests.labels[row])]
    }
    return total / cases
  }

  /// The greatest difference between what a step of descent with rate 1 takes from a parameter and the central difference.
  static func worstError(_ activation: Activation, tampering: (MultilayerPerceptron) -> Void = { _ in }) -> Double {
    let (network, inputs) = example(activation)
    let trained = network.copy()
    let training = Backpropagation(trained, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(inputs)
    _ = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 1) }
    tampering(trained)
    var worst = 0.0
    for (before, after) in zip(network.parameters, trained.parameters) where !before.name.contains("running") {
      for index in 0..<before.matrix.count {
        let value = before.matrix.pointer[index]
        let (low, high) = (value - 0x1p-17, value + 0x1p-17)
        before.matrix.pointer[index] = high
        let above = loss(network, inputs: inputs)
        before.matrix.pointer[index] = low
        let below = loss(network, inputs: inputs)
        before.matrix.pointer[index] = value
        let difference = (above - below) / (Double(high) - Double(low))
        worst = max(worst, abs(difference - Double(value - after.matrix.pointer[index])))
      }
    }
    return worst
  }

  @Test(arguments: Activation.allCases)
  func gradientsAgreeWithCentralDifferences(activation: Activation) {
    let worst = Self.worstError(activation)
    #expect(worst < 5e-5, "largest difference \(worst)")
  }

  /// A scale whose gradient is a little off does not pass.
  @Test func aPlantedErrorIsCaught() {
    let worst = Self.worstError(.tanh) { $0.layers[0].normalization?.scale.scale(by: 1.001) }
    #expect(worst > 5e-5)
  }

  @Test func lossIsThatOfTheDefinition() {
    let (network, inputs) = Self.example(.softplus)
    let training = Backpropagation(network, optimizer: .adam(), batchSize: 5)
    training.inputs(5).assign(inputs)
    let right = Self.loss(network, inputs: inputs)
    let result = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0) }
    #expect(abs(result.loss / 5 - right) < 1e-5)
  }

  /// Rows of x̂ have mean 0 and variance 1 before scale and shift; a kernel with more columns than a vector, and a rest.
  @Test func columnsAreNormalised() {
    var stream = PhiloxStream(seed: 2, stream: .selection)
    let (x, normalized) = (Matrix(rows: 40, columns: 37), Matrix(rows: 40, columns: 37))
    x.fillNormal(mean: 3, standardDeviation: 2, using: &stream)
    let (mean, variance, scale, inverse) = (
      Matrix(rows: 1, columns: 37), Matrix(rows: 1, columns: 37), Matrix(rows: 1, columns: 37),
      Matrix(rows: 1, columns: 37)
    )
    scale.fill(2)
    x.columnMoments(mean: mean, variance: variance)
    x.normalizeColumns(
      mean: mean, variance: variance, epsilon: 1e-5, scale: scale, inverse: inverse, normalized: normalized)
    for column in 0..<37 {
      let values = (0..<40).map { Double(normalized[$0, column]) }
      let mean = values.reduce(0, +) / 40
      #expect(abs(mean) < 1e-6 && abs(values.reduce(0) { $0 + $1 * $1 } / 40 - 1) < 1e-4)
      #expect((0..<40).allSatisfy { x[$0, column] == 2 * normalized[$0, column] })
    }
  }

  /// After one step on z = (1, 2, 6): mean 3, variance 14/3, unbiased 7.
  @Test func runningMomentsFollow() {
    let layers = [
      DenseLayer(
        weight: Matrix(rows: 1, columns: 1, values: [1]), bias: Matrix(rows: 1, columns: 1), activation: .identity,
        normalization: BatchNormalization(units: 1)),
      DenseLayer(weight: Matrix(rows: 1, columns: 2), bias: Matrix(rows: 1, columns: 2), activation: .identity),
    ]
    let training = Backpropagation(
      MultilayerPerceptron(layers: layers), optimizer: .gradientDescent(momentum: 0), batchSize: 3)
    training.inputs(3).assign(Matrix(rows: 3, columns: 1, values: [1, 2, 6]))
    _ = ([0, 1, 0] as [UInt8]).withUnsafeBufferPointer { labels in
      // Looking does not move them, a step does.
      _ = training.gradients(labels: labels)
      return training.step(labels: labels, learningRate: 0)
    }
    let normalization = layers[0].normalization
    #expect(abs((normalization?.runningMean[0, 0] ?? 0) - 0.3) < 1e-6)
    #expect(abs((normalization?.runningVariance[0, 0] ?? 0) - (0.9 + 0.7)) < 1e-6)
  }

  /// The last minibatch of an odd number of cases in pairs: normalised by the running moments, which it leaves alone. By its own, x̂ would be 0
  /// and a tenth of the running variance would be lost.
  @Test func aSingleCaseHasTheRunningMoments() {
    let (network, inputs) = Self.example(.tanh)
    /// Of the network as it is evaluated.
    func loss(_ network: MultilayerPerceptron) -> Double {
      let logits = network.layers.outputs(of: inputs.rows(0..<1)).values.map(Double.init)
      return log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(GradientTests.labels[0])]
    }
    let trained = network.copy()
    let training = Backpropagation(trained, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(1).assign(inputs.rows(0..<1))
    let result = [GradientTests.labels[0]].withUnsafeBufferPointer { training.step(labels: $0, learningRate: 1) }
    #expect(abs(result.loss - loss(network)) < 1e-5)
    for (before, after) in zip(network.parameters, trained.parameters) {
      if before.name.contains("running") {
        #expect(before.matrix.values == after.matrix.values, "\(before.name)")
        continue
      }
      for index in 0..<before.matrix.count {
        let value = before.matrix.pointer[index]
        before.matrix.pointer[index] = value + 0x1p-8
        let above = loss(network)
        before.matrix.pointer[index] = value - 0x1p-8
        let slope = (above - loss(network)) / 0x1p-7
        before.matrix.pointer[index] = value
        let moved = Double(value - after.matrix.pointer[index])
        #expect(abs(slope - moved) < 2e-3, "\(before.name) \(index): \(moved) for \(slope)")
      }
    }
  }

  @Test(arguments: Activation.allCases)
  func fusedLayersComputeTheSame(activation: Activation) {
    let (network, inputs) = Self.example(activation)
    let fused = network.fused()
    #expect(fused.layers.allSatisfy { $0.normalization == nil })
    let (right, found) = (network.layers.outputs(of: inputs), fused.layers.outputs(of: inputs))
    let worst = zip(right.values, found.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 2e-5, "largest difference \(worst)")
    // It is not the network without normalisation.
    let plain = MultilayerPerceptron(
      layers: network.layers.map { DenseLayer(weight: $0.weight, bias: $0.bias, activation: $0.activation) })
    #expect(right.squaredDistance(to: plain.layers.outputs(of: inputs)) > 0.01)
  }

  /// What training ends with is what is evaluated: the running moments come near those of the cases.
  @Test func learnsExclusiveOrAndEvaluatesIt() {
    let network = MultilayerPerceptron(shape: [2, 16, 2], activation: .relu, initializer: .heNormal, seed: 3)
      .normalized()
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0.9), batchSize: 4)
    let cases = Matrix(rows: 4, columns: 2, values: [0, 0, 0, 1, 1, 0, 1, 1])
    let labels: [UInt8] = [0, 1, 1, 0]
    for _ in 0..<500 {
      training.inputs(4).assign(cases)
      _ = labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0.1) }
    }
    // The running variance is the unbiased one, 4/3 of that of the four cases.
    let evaluation = Evaluator(network.fused()).evaluate(.numbers(cases), labels: labels)
    #expect(evaluation.errorRate == 0 && evaluation.loss < 0.2, "\(evaluation)")
  }
}
