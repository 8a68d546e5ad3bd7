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
          switch layer.activation {
          case .identity: return x
          case .sigmoid: return 1 / (1 + exp(-x))
          case .tanh: return Foundation.tanh(x)
          case .relu: return max(0, x)
          }
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
    return (network, inputs)
  }

  /// The greatest difference between a gradient and its central difference, over all parameters.
  static func worstError(_ activation: Activation, gradients: ([(weight: Matrix, bias: Matrix)]) -> Void = { _ in })
    -> Double
  {
    let (network, inputs) = example(activation)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: labels.count)
    training.inputs(labels.count).assign(inputs)
    let computed = labels.withUnsafeBufferPointer { training.gradients(labels: $0) }
    gradients(computed)
    var worst = 0.0
    for (layer, gradient) in zip(network.layers, computed) {
      for (parameter, slope) in [(layer.weight, gradient.weight), (layer.bias, gradient.bias)] {
        for index in 0..<parameter.count {
          let value = parameter.pointer[index]
          let step: Float = 1.0 / 1024
          parameter.pointer[index] = value + step
          let above = loss(network, inputs: inputs)
          parameter.pointer[index] = value - step
          let below = loss(network, inputs: inputs)
          parameter.pointer[index] = value
          worst = max(worst, abs((above - below) / Double(2 * step) - Double(slope.pointer[index])))
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

  @Test func lossIsTheMeanCrossEntropy() {
    let (network, inputs) = Self.example(.sigmoid)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(inputs)
    let right = Self.loss(network, inputs: inputs)
    let result = Self.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: 0) }
    #expect(abs(result.loss / 5 - right) < 1e-6)
  }

  @Test(arguments: Activation.allCases)
  func derivativeFromOutputs(activation: Activation) {
    // Also elementwise, away from the kink of relu.
    for x in stride(from: Float(-3), through: 3, by: 0.37) {
      let bias = Matrix(rows: 1, columns: 1)
      func f(_ x: Float) -> Double {
        let value = Matrix(rows: 1, columns: 1, values: [x])
        activation.apply(to: value, bias: bias)
        return Double(value[0, 0])
      }
      let slope = (f(x + 0.01) - f(x - 0.01)) / 0.02
      let output = Matrix(rows: 1, columns: 1, values: [Float(f(x))])
      let delta = Matrix(rows: 1, columns: 1, values: [1])
      activation.multiplyByDerivative(delta, output: output)
      #expect(abs(Double(delta[0, 0]) - slope) < 1e-4, "\(activation) at \(x)")
      #expect(delta[0, 0] == activation.derivative(output: output[0, 0]))
    }
  }
}
