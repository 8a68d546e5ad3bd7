import Foundation
import LinearAlgebra
import NeuralNetworks

/// Chapter 5, second half: what is made of a gradient.
extension Suite {
  private static func momentum(_ situation: Situation, steps: Int, decay: Float) -> Numbers {
    let (w, v) = (situation.numbers(2, 5, part: 60), situation.numbers(2, 5, part: 61))
    for step in 0..<steps {
      w.applyMomentum(
        gradient: situation.numbers(2, 5, part: 62 + step), velocity: v, learningRate: 0.2, momentum: 0.9, decay: decay)
    }
    return Numbers([w, v])
  }

  private static func adam(_ situation: Situation, steps: Int, decay: Float = 0) -> Numbers {
    let w = situation.numbers(2, 5, part: 70)
    let (m, v) = (Matrix(rows: 2, columns: 5), Matrix(rows: 2, columns: 5))
    for step in 1...steps {
      w.applyAdam(
        gradient: situation.numbers(2, 5, part: 71 + step), firstMoment: m, secondMoment: v, step: step,
        learningRate: 0.01,
        beta1: 0.9, beta2: 0.999, epsilon: 1e-3, decay: decay)
    }
    return Numbers([w, m, v])
  }

  static let optimizerChecks: [String: [Check]] = [
    "5.5": [
      .known("parameter and velocity after one step") { momentum($0, steps: 1, decay: 0) },
      .known("parameter and velocity after three steps with weight decay") { momentum($0, steps: 3, decay: 0.1) },
      .known("a network after two steps, by the velocity that products are added to (this needs 5.1 to 5.4)") {
        situation in
        let network = network(situation)
        let backpropagation = backpropagation(network, situation, .gradientDescent(momentum: 0.7))
        for _ in 0..<2 {
          _ = situation.labels(3).withUnsafeBufferPointer { backpropagation.step(labels: $0, learningRate: 0.3) }
          backpropagation.inputs(situation.cases).assign(situation.greys(situation.cases, situation.visible, part: 66))
        }
        return Numbers(network.layers.flatMap { [$0.weight, $0.bias] })
      },
      .known("a network after a step of Nesterov's method, which wants the plain gradient (this needs 5.1 to 5.4)") {
        situation in
        let network = network(situation)
        let backpropagation = backpropagation(network, situation, .nesterov(momentum: 0.7))
        _ = situation.labels(3).withUnsafeBufferPointer { backpropagation.step(labels: $0, learningRate: 0.3) }
        return Numbers(network.layers.flatMap { [$0.weight, $0.bias] })
      },
    ],
    "5.6": [
      .known("parameter and moments after one step") { adam($0, steps: 1) },
      .known("parameter and moments after five steps") { adam($0, steps: 5) },
      .known("parameter and moments after three steps with weight decay") { adam($0, steps: 3, decay: 0.1) },
      .property("the first step is as long as the learning rate, whatever the gradient") { situation in
        let w = Matrix(rows: 1, columns: 3)
        let gradient = Matrix(rows: 1, columns: 3, values: [1000, -0.5, 20])
        w.applyAdam(
          gradient: gradient, firstMoment: Matrix(rows: 1, columns: 3), secondMoment: Matrix(rows: 1, columns: 3),
          step: 1,
          learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0)
        for (value, expected) in zip(w.values, [-0.01, 0.01, -0.01] as [Float]) where abs(value - expected) > 1e-5 {
          throw Check.Complaint(
            expected: "\(expected)", came: "\(value)", diagnosis: "the bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ make it so")
        }
      },
    ],
  ]
}
