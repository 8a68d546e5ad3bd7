import LinearAlgebra
import NeuralNetworks

extension Workload {
  /// Steps of `Backpropagation` with 100 cases each.
  static func backpropagation(shape: [Int], _ activation: Activation, _ optimizer: Optimizer, name: String) -> Workload
  {
    Workload(
      name: "mlp-" + shape.map(String.init).joined(separator: "-") + "-" + name,
      summary: "backpropagation, \(activation.title) units, \(optimizer.title), 100 cases a step",
      operationsPerCase: network(shape, activation).trainingOperations,
      session: {
        let cases = BenchmarkData.cases(count: 1000, columns: shape[0])
        let labels = BenchmarkData.labels(count: 1000, classes: shape[shape.count - 1])
        let training = Backpropagation(network(shape, activation), optimizer: optimizer, batchSize: 100)
        return Session(cases: 1000) {
          for start in stride(from: 0, to: 1000, by: 100) {
            cases.gather(from: start, into: training.inputs(100))
            labels.withUnsafeBufferPointer {
              _ = training.step(labels: UnsafeBufferPointer(rebasing: $0[start..<start + 100]), learningRate: 1e-3)
            }
          }
        }
      },
      parts: { parts(network(shape, activation), optimizer: optimizer) })
  }

  private static func network(_ shape: [Int], _ activation: Activation) -> MultilayerPerceptron {
    MultilayerPerceptron(shape: shape, activation: activation, initializer: .xavierUniform, seed: 1)
  }

  private static func parts(_ network: MultilayerPerceptron, optimizer: Optimizer) -> [StepPart] {
    let cases = BenchmarkData.cases(count: 1000, columns: network.inputs)
    let signals = network.shape.map { Matrix(rows: 100, columns: $0) }
    let gradients = network.layers.map { $0.weight.copy() }
    let moments = network.layers.map { layer in
      (0..<2).map { _ in
        let moment = layer.weight.copy()
        moment.fill(1e-3)
        return moment
      }
    }
    let hidden = network.layers.dropLast().indices
    return [
      StepPart(kind: .products, cases: 100) {
        for (index, layer) in network.layers.enumerated() {
          multiply(signals[index], layer.weight, into: signals[index + 1])
        }
        for (index, layer) in network.layers.enumerated().reversed() {
          multiply(signals[index].transposed, signals[index + 1], into: gradients[index], scale: 1e-9, keeping: 0.5)
          if index > 0 { multiply(signals[index + 1], layer.weight.transposed, into: signals[index]) }
        }
      },
      StepPart(kind: .gather, cases: 100) { cases.gather(from: 0, into: signals[0]) },
      StepPart(kind: .activation, cases: 100) {
        for index in hidden {
          let layer = network.layers[index]
          layer.activation.apply(to: signals[index + 1], bias: layer.bias)
          layer.activation.multiplyByDerivative(signals[index + 1], output: signals[index + 1])
        }
      },
      StepPart(kind: .update, cases: 100) {
        for (index, layer) in network.layers.enumerated() {
          update(layer.weight, optimizer, gradient: gradients[index], moments: moments[index])
        }
      },
    ]
  }

  private static func update(_ weight: Matrix, _ optimizer: Optimizer, gradient: Matrix, moments: [Matrix]) {
    switch optimizer {
    case .gradientDescent:
      weight.applyVelocity(gradient)
    case .nesterov(let momentum):
      weight.applyNesterov(
        gradient: gradient, velocity: moments[0], learningRate: 1e-9, momentum: momentum, decay: 0)
    case .rmsProp(let rho, let epsilon):
      weight.applyRMSProp(
        gradient: gradient, meanSquare: moments[0], learningRate: 1e-9, rho: rho,
        epsilon: epsilon, decay: 0)
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      weight.applyAdam(
        gradient: gradient, firstMoment: moments[0], secondMoment: moments[1], step: 10,
        learningRate: 1e-9, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: 0)
    }
  }
}
