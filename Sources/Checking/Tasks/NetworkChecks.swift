import Foundation
import LinearAlgebra
import NeuralNetworks

/// Chapter 5, first half: up and down a network.
extension Suite {
  private static func layer(_ situation: Situation, _ activation: Activation) -> DenseLayer {
    DenseLayer(
      weight: situation.numbers(situation.visible, situation.hidden, part: 40),
      bias: situation.numbers(1, situation.hidden, part: 41),
      activation: activation)
  }

  /// Two hidden layers and three classes. Their units are smooth, for finite differences.
  static func network(_ situation: Situation, _ activation: Activation = .softsign, part: Int = 50)
    -> MultilayerPerceptron
  {
    let shape = [situation.visible, situation.hidden, 4, 3]
    return MultilayerPerceptron(
      layers: (1..<shape.count).map { index in
        DenseLayer(
          weight: situation.numbers(shape[index - 1], shape[index], part: part + 2 * index),
          bias: situation.numbers(1, shape[index], part: part + 2 * index + 1),
          activation: index == shape.count - 1 ? .identity : activation)
      })
  }

  static func backpropagation(
    _ network: MultilayerPerceptron, _ situation: Situation, _ optimizer: Optimizer = .gradientDescent(momentum: 0)
  ) -> Backpropagation {
    let backpropagation = Backpropagation(network, optimizer: optimizer, batchSize: situation.cases)
    backpropagation.inputs(situation.cases).assign(situation.greys(situation.cases, situation.visible, part: 48))
    return backpropagation
  }

  /// Loss and ∂loss/∂logits.
  private static func entropy(_ logits: Matrix, bias: Matrix, _ labels: [UInt8]) -> (loss: Double, gradient: Matrix) {
    let gradient = logits.copy()
    let loss = labels.withUnsafeBufferPointer { gradient.applySoftmaxCrossEntropy(bias: bias, labels: $0).loss }
    return (loss, gradient)
  }

  private static let derivatives: [(Activation, [Float])] = [
    (.sigmoid, [0.02, 0.3, 0.5, 0.9]), (.tanh, [-0.9, -0.1, 0, 0.6]), (.relu, [0, 0.1, 2, 0]),
  ]

  /// f′ at outputs y of every activation of the task, times a number each.
  private static func slopes(_ situation: Situation) -> Numbers {
    Numbers(
      derivatives.map { activation, outputs in
        let delta = situation.numbers(1, outputs.count, part: 45, size: 2)
        activation.multiplyByDerivative(delta, output: Matrix(rows: 1, columns: outputs.count, values: outputs))
        return delta
      })
  }

  /// f′(x) by the difference of two values of f.
  private static func difference(_ activation: Activation, at x: Double) -> Double {
    (activation.value(at: x + 1e-5) - activation.value(at: x - 1e-5)) / 2e-5
  }

  static let networkChecks: [String: [Check]] = [
    "5.1": [
      .known("outputs of a layer of identity units") {
        Numbers(layer($0, .identity).outputs(of: $0.numbers($0.cases, $0.visible, part: 42)))
      },
      .known("outputs of ReLUs") {
        Numbers(layer($0, .relu).outputs(of: $0.numbers($0.cases, $0.visible, part: 42, size: 2)))
      },
      .known("outputs of softsign units") {
        Numbers(layer($0, .softsign).outputs(of: $0.numbers($0.cases, $0.visible, part: 43)))
      },
      .known("outputs of PReLUs, which have slopes of their own") { situation in
        let plain = layer(situation, .identity)
        let learned = DenseLayer(
          weight: plain.weight, bias: plain.bias, activation: .prelu(),
          negativeSlope: situation.numbers(1, situation.hidden, part: 44))
        return Numbers(learned.outputs(of: situation.numbers(situation.cases, situation.visible, part: 42)))
      },
    ],
    "5.2": [
      .known("the gradient p − t") {
        Numbers(
          entropy($0.numbers($0.cases, 5, part: 46, size: 3), bias: $0.numbers(1, 5, part: 47), $0.labels(5)).gradient)
      },
      .known("the loss, summed over cases, at small and at large logits") { situation in
        Numbers(
          [1, 10, 100].map { size in
            entropy(
              situation.numbers(situation.cases, 5, part: 46, size: size), bias: Matrix(rows: 1, columns: 5),
              situation.labels(5)
            ).loss
          })
      },
      .property("the gradient is the slope of the loss, by finite differences") { situation in
        let (logits, bias) = (situation.numbers(situation.cases, 4, part: 46), Matrix(rows: 1, columns: 4))
        let labels = situation.labels(4)
        let gradient = entropy(logits, bias: bias, labels).gradient
        for index in 0..<logits.count {
          let (up, down) = (logits.copy(), logits.copy())
          up.pointer[index] += 0.01
          down.pointer[index] -= 0.01
          let slope = (entropy(up, bias: bias, labels).loss - entropy(down, bias: bias, labels).loss) / 0.02
          guard abs(slope - Double(gradient.pointer[index])) < 2e-3 else {
            throw Check.Complaint(
              expected: "\(Float(slope)) (± 0.002)", came: "\(gradient.pointer[index])",
              place: "case \(index / 4 + 1), class \(index % 4 + 1)")
          }
        }
      },
    ],
    "5.3": [
      .known("errors times f′, from outputs: sigmoid, tanh, ReLU") { slopes($0) },
      .property("f′ is the slope of f, by finite differences") { situation in
        for x in situation.numbers(1, 6, part: 49, size: 3).values.map(Double.init) {
          for (activation, _) in derivatives {
            let delta = Matrix(rows: 1, columns: 1, values: [1])
            let y = Matrix(rows: 1, columns: 1, values: [Float(activation.value(at: x))])
            activation.multiplyByDerivative(delta, output: y)
            let slope = difference(activation, at: x)
            guard abs(Double(delta[0, 0]) - slope) < 1e-4 else {
              throw Check.Complaint(
                expected: "\(Float(slope)) (± 0.0001)", came: "\(delta[0, 0])",
                place: "\(activation.rawValue) at x = \(x)")
            }
          }
        }
      },
    ],
    "5.4": [
      .known("gradients of the mean loss by all weights and biases (gradients(labels:))") { situation in
        let labels = situation.labels(3)
        let gradients = labels.withUnsafeBufferPointer {
          backpropagation(network(situation), situation).gradients(labels: $0)
        }
        return Numbers(gradients.flatMap { [$0.weight, $0.bias] })
      },
      .known("weights and biases after a step of descent (step; this needs 5.5)") { situation in
        let network = network(situation)
        let backpropagation = backpropagation(network, situation)
        _ = situation.labels(3).withUnsafeBufferPointer { backpropagation.step(labels: $0, learningRate: 0.5) }
        return Numbers(network.layers.flatMap { [$0.weight, $0.bias] })
      },
      .known("the errors Δ of each layer, cases × units (signals)") { situation in
        let errors = situation.labels(3).withUnsafeBufferPointer {
          backpropagation(network(situation), situation).signals(labels: $0).map(\.error)
        }
        return Numbers(errors)
      },
      .property("the gradient is the slope of the loss, by finite differences (this needs 5.1, 5.2 and 1.4)") {
        situation in
        let network = network(situation)
        let labels = situation.labels(3)
        func loss() -> Double {
          let logits = Array(network.layers).outputs(of: situation.greys(situation.cases, situation.visible, part: 48))
          return entropy(logits, bias: Matrix(rows: 1, columns: 3), labels).loss / Double(situation.cases)
        }
        let gradients = labels.withUnsafeBufferPointer { backpropagation(network, situation).gradients(labels: $0) }
        for (index, layer) in network.layers.enumerated() {
          let before = layer.weight[0, 0]
          layer.weight[0, 0] = before + 0.01
          let up = loss()
          layer.weight[0, 0] = before - 0.01
          let slope = (up - loss()) / 0.02
          layer.weight[0, 0] = before
          guard abs(slope - Double(gradients[index].weight[0, 0])) < 2e-3 else {
            throw Check.Complaint(
              expected: "\(Float(slope)) (± 0.002)", came: "\(gradients[index].weight[0, 0])",
              place: "layer \(index + 1), weight (1, 1)")
          }
        }
      },
      .property("a network learns fifty digits (this needs 5.1, 5.2, 5.5 and 1.4)") { situation in
        let network = MultilayerPerceptron(
          shape: [Digits.side * Digits.side, 30, 10], activation: .softsign,
          initializer: .normal(standardDeviation: 0.07),
          seed: situation.seed)
        let backpropagation = Backpropagation(
          network, optimizer: .gradientDescent(momentum: 0.9), batchSize: Digits.count)
        var (first, last) = ((loss: 0.0, errors: 0), (loss: 0.0, errors: 0))
        for step in 0..<200 {
          backpropagation.inputs(Digits.count).assign(Digits.images())
          last = Digits.labels.withUnsafeBufferPointer { backpropagation.step(labels: $0, learningRate: 0.1) }
          if step == 0 { first = last }
        }
        guard last.errors == 0, last.loss < 0.1 * first.loss else {
          throw Check.Complaint(
            expected: "no error, and a tenth of the first loss of \(Float(first.loss / 50))",
            came: "\(last.errors) errors and a loss of \(Float(last.loss / 50))", place: "step 200")
        }
      },
    ],
  ]
}
