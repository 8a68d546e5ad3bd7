import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct SignalDiagnosisTests {
  static func diagnose(_ activation: Activation) -> (pass: SignalPass, diagnosis: SignalDiagnosis) {
    let (network, inputs) = GradientTests.example(activation)
    let pass = SignalPass(network, inputs: inputs, labels: GradientTests.labels)
    return (pass, SignalDiagnosis(pass))
  }

  /// The same signals that training sees.
  @Test(arguments: Activation.allCases)
  func signalsAreThoseOfBackpropagation(activation: Activation) {
    let (network, inputs) = GradientTests.example(activation)
    let (pass, diagnosis) = Self.diagnose(activation)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(inputs)
    let signals = GradientTests.labels.withUnsafeBufferPointer { training.signals(labels: $0) }
    func agree(_ a: Matrix, _ b: Matrix) -> Bool { zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-5 } }
    for layer in 0..<3 {
      #expect(agree(pass.gradients[layer], signals[layer].error))
      if layer < 2 { #expect(agree(pass.activations[layer], signals[layer].output)) }
      let z = pass.preactivations[layer].values
      for (index, slope) in pass.slopes[layer].values.enumerated() where layer < 2 {
        let unit = network.layers[layer].activation(of: index % network.layers[layer].outputs)
        #expect(abs(Double(slope) - unit.derivative(at: Double(z[index]))) < 1e-5)
      }
    }
    let gradients = GradientTests.labels.withUnsafeBufferPointer { training.gradients(labels: $0) }
    for (norm, gradient) in zip(diagnosis.gradientNorms, gradients) {
      #expect(abs(norm - gradient.weight.norm) < 1e-5 * gradient.weight.norm)
    }
    #expect(diagnosis.gradientRatio == diagnosis.gradientNorms[0] / diagnosis.gradientNorms[2])
  }

  /// Normalised layers take the moments of the cases, as training does, before any have been followed.
  @Test(arguments: [Activation.tanh, .relu])
  func normalisedSignalsAreThoseOfTraining(activation: Activation) {
    let (plain, inputs) = GradientTests.example(activation)
    let network = plain.normalized()
    let pass = SignalPass(network, inputs: inputs, labels: GradientTests.labels)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(inputs)
    let gradients = GradientTests.labels.withUnsafeBufferPointer { training.gradients(labels: $0) }
    for (norm, gradient) in zip(pass.weightGradientNorms, gradients) {
      #expect(abs(norm - gradient.weight.norm) < 1e-4 * gradient.weight.norm)
    }
    for unit in 0..<network.layers[0].outputs {
      let z = (0..<5).map { Double(pass.preactivations[0][$0, unit]) }
      let mean = z.reduce(0, +) / 5
      let variance = z.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
      #expect(abs(mean - Double(network.layers[0].bias[0, unit])) < 1e-5 && abs(variance - 1) < 1e-2)
    }
    // The plain layers that are kept for the Jacobian compute the same.
    let outputs = pass.network.layers.outputs(of: inputs)
    #expect(zip(outputs.values, pass.activations[2].values).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test(arguments: [Activation.tanh, .selu, .gelu])
  func jacobianAgreesWithCentralDifferences(activation: Activation) {
    let (network, inputs) = GradientTests.example(activation)
    let jacobian = Self.diagnose(activation).pass.jacobian(case: 2)
    func logits(_ shift: Float, of input: Int) -> [Float] {
      let one = inputs.rows(2..<3).copy()
      one[0, input] += shift
      return network.layers.outputs(of: one).values
    }
    for input in 0..<6 {
      let (above, below) = (logits(1.0 / 512, of: input), logits(-1.0 / 512, of: input))
      for unit in 0..<3 { #expect(abs((above[unit] - below[unit]) * 256 - jacobian[input, unit]) < 2e-3) }
    }
  }

  /// A linear network of orthogonal matrices turns and scales: all singular values are gain^depth (Saxe et al. 2014).
  @Test func orthogonalLinearNetworksAreIsometries() {
    let network = MultilayerPerceptron(
      shape: [40, 40, 40, 40], activation: .identity, initializer: .orthogonal(gain: 0.5), seed: 4)
    let inputs = SignalTheoryTests.normalized(6, 40, seed: 1)
    let diagnosis = SignalDiagnosis(
      SignalPass(network, inputs: inputs, labels: [0, 1, 2, 3, 4, 5]), jacobianCases: 2)
    #expect(diagnosis.jacobian.count == 80 && diagnosis.jacobian.allSatisfy { abs($0 - 0.125) < 1e-5 })
    // Angles stay, lengths shrink by a half a layer.
    for (depth, layer) in diagnosis.layers.enumerated() {
      #expect(abs(layer.cosine - diagnosis.inputCosine) < 1e-5)
      let length = hypot(layer.preactivations.standardDeviation, layer.preactivations.mean)
      #expect(abs(length / pow(0.5, Double(depth + 1)) - 1) < 1e-5)
    }
    #expect(abs(diagnosis.inputMeanSquare - 1) < 1e-5)
  }

  /// A case each of saturation, death and collapse, by hand: inputs 1 and 2, weights 1 and −1, or equal.
  @Test func whatIsCounted() {
    func layer(_ activation: Activation, _ weights: [Float], inputs: [Float]) -> SignalStatistics {
      let hidden = DenseLayer(
        weight: Matrix(rows: 1, columns: 2, values: weights), bias: Matrix(rows: 1, columns: 2), activation: activation)
      let top = DenseLayer(
        weight: Matrix(rows: 2, columns: 2), bias: Matrix(rows: 1, columns: 2), activation: .identity)
      let pass = SignalPass(
        MultilayerPerceptron(layers: [hidden, top]), inputs: Matrix(rows: 2, columns: 1, values: inputs),
        labels: [0, 1])
      return SignalDiagnosis(pass).layers[0]
    }
    let relu = layer(.relu, [1, -1], inputs: [1, 2])
    #expect(relu.dead == 0.5 && relu.saturated == 0)
    #expect(relu.preactivations.mean == 0 && relu.activations.mean == 0.75)
    // Sigmoids at ±8 are flat, those at ±1 are not.
    let sigmoid = layer(.sigmoid, [1, -1], inputs: [1, 8])
    #expect(sigmoid.saturated == 0.5 && sigmoid.dead == 0)
    #expect(sigmoid.activations.low == 0 && sigmoid.activations.high == 1)
    // Both cases lie on one line, in opposite directions.
    let linear = layer(.identity, [1, -1], inputs: [1, -3])
    #expect(abs(linear.cosine + 1) < 1e-6 && abs(linear.effectiveRank - 1) < 1e-3)
    // No weight leads on, so no error comes down.
    #expect(linear.gradients.standardDeviation == 0)
  }

  @Test func effectiveRanksOfKnownMatrices() {
    let identity = Matrix(rows: 8, columns: 5)
    for index in 0..<5 { identity[index, index] = 3 }
    #expect(abs(identity.effectiveRank - 5) < 1e-5)
    let line = Matrix(rows: 3, columns: 2, values: [1, 2, 2, 4, -3, -6])
    #expect(abs(line.effectiveRank - 1) < 1e-5)
    // Singular values 3 and 1: e^H = 4/3^(3/4).
    let diagonal = Matrix(rows: 2, columns: 2, values: [3, 0, 0, 1])
    #expect(abs(diagonal.effectiveRank - 4 / pow(3, 0.75)) < 1e-5)
    #expect(Matrix(rows: 2, columns: 2).effectiveRank == 0)
    #expect(Matrix(rows: 1, columns: 1, values: [.nan]).effectiveRank.isNaN)
  }

  @Test func cosinesOfKnownPairs() {
    // The pairs have the cosines 0.6 and −1; the fifth row has no partner.
    let matrix = Matrix(rows: 5, columns: 2, values: [1, 0, 3, 4, 1, 1, -2, -2, 9, 9])
    #expect(abs(matrix.meanCosine - -0.2) < 1e-6)
    // A row of zeros has no direction.
    #expect(abs(Matrix(rows: 4, columns: 2, values: [0, 0, 1, 1, 1, 0, 3, 4]).meanCosine - 0.6) < 1e-6)
    #expect(Matrix(rows: 2, columns: 2).meanCosine.isNaN)
  }
}
