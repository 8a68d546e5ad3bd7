import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// Backpropagation against central differences of the loss, in which a twin of the network is computed in double precision.
@Suite struct GradientTests {
  static let labels: [UInt8] = [0, 2, 1, 2, 0]

  /// Mean cross-entropy by its definition, in double precision.
  static func loss(_ network: MultilayerPerceptron, inputs: Matrix) -> Double {
    var total = 0.0
    for row in 0..<inputs.rows {
      var signal = (0..<inputs.columns).map { Double(inputs[row, $0]) }
      for layer in network.layers {
        signal = (0..<layer.outputs).map { unit in
          var x = Double(layer.bias[0, unit])
          for input in 0..<layer.inputs { x += signal[input] * Double(layer.weight[input, unit]) }
          return layer.activation(of: unit).value(at: x)
        }
      }
      total += log(signal.reduce(0) { $0 + exp($1) }) - signal[Int(labels[row])]
    }
    return total / Double(inputs.rows)
  }

  static func example(_ activation: Activation) -> (network: MultilayerPerceptron, inputs: Matrix) {
    let network = MultilayerPerceptron(
      shape: [6, 7, 5, 3], activation: activation, initializer: .normal(standardDeviation: 0.7), seed: 5)
    var stream = PhiloxStream(seed: 6, stream: .selection)
    let inputs = Matrix(rows: labels.count, columns: 6)
    inputs.fillNormal(standardDeviation: 1, using: &stream)
    // Biases away from 0, so that a forgotten one shows.
    for layer in network.layers { layer.bias.fillNormal(standardDeviation: 0.3, using: &stream) }
    // Slopes of every kind: negative, 0, and above 1.
    for layer in network.layers {
      layer.negativeSlope?.fillUniform(from: -1, to: 1.5, using: &stream)
      layer.negativeSlope?[0, 1] = 0
    }
    return (network, inputs)
  }

  /// The greatest difference between a gradient and its central difference, over all parameters.
  static func worstError(
    _ activation: Activation, gradients: ([Backpropagation.LayerGradient]) -> Void = { _ in }
  ) -> Double {
    let (network, inputs) = example(activation)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: labels.count)
    training.inputs(labels.count).assign(inputs)
    let computed = labels.withUnsafeBufferPointer { training.gradients(labels: $0) }
    gradients(computed)
    var worst = 0.0
    for (layer, gradient) in zip(network.layers, computed) {
      var pairs = [(layer.weight, gradient.weight), (layer.bias, gradient.bias)]
      if let slopes = layer.negativeSlope, let gradient = gradient.negativeSlope { pairs.append((slopes, gradient)) }
      for (parameter, slope) in pairs {
        for index in 0..<parameter.count {
          let value = parameter.pointer[index]
          // So short that no pre-activation of the example crosses the kink of a rectifier.
          let (low, high) = (value - 0x1p-19, value + 0x1p-19)
          parameter.pointer[index] = high
          let above = loss(network, inputs: inputs)
          parameter.pointer[index] = low
          let below = loss(network, inputs: inputs)
          parameter.pointer[index] = value
          let difference = (above - below) / (Double(high) - Double(low))
          worst = max(worst, abs(difference - Double(slope.pointer[index])))
        }
      }
    }
    return worst
  }

  @Test(arguments: Activation.allCases)
  func gradientsAgreeWithCentralDifferences(activation: Activation) {
    let worst = Self.worstError(activation)
    #expect(worst < 2e-5, "largest difference \(worst)")
  }

  /// The check itself must be able to fail: a gradient that is 1 % too large does not pass.
  @Test func aPlantedErrorIsCaught() {
    let worst = Self.worstError(.tanh) { $0[0].weight.scale(by: 1.01) }
    #expect(worst > 2e-5)
  }

  @Test func aPlantedErrorOfALearnedSlopeIsCaught() {
    let worst = Self.worstError(.prelu()) { $0[0].negativeSlope?.scale(by: 1.01) }
    #expect(worst > 2e-5)
  }

  @Test func lossIsTheMeanCrossEntropy() {
    let (network, inputs) = Self.example(.sigmoid)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(inputs)
    let right = Self.loss(network, inputs: inputs)
    let result = Self.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0) }
    #expect(abs(result.loss / 5 - right) < 1e-6)
  }

}

extension DenseLayer {
  /// What a unit computes: a PReLU with the slope that it has learned.
  func activation(of unit: Int) -> Activation { negativeSlope.map { .prelu(initialSlope: $0[0, unit]) } ?? activation }
}
