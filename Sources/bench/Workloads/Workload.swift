import Foundation

/// A piece of training or evaluation whose matrix products can be counted.
struct Workload {
  let name: String
  let summary: String
  /// Floating-point operations of the matrix products for each case.
  let operationsPerCase: Double
  /// Makes what is to be repeated, on data and memory of its own.
  let session: () -> Session
  /// The parts of a step, each to be timed alone on memory of the same size. What the step takes beyond their sum is
  /// administration, and cache that the parts take from each other.
  let parts: () -> [StepPart]

  static var all: [Workload] {
    [(784, 500), (784, 1000), (2000, 500)].flatMap { shape in
      [100, 10].map { contrastiveDivergence(visible: shape.0, hidden: shape.1, batchSize: $0) }
    } + [contrastiveDivergence(visible: 784, hidden: 500, batchSize: 100, steps: 25)] + [
      backpropagation(shape: [784, 500, 500, 2000, 10], .sigmoid, .gradientDescent(momentum: 0.9), name: "momentum"),
      backpropagation(shape: [784, 256, 256, 10], .relu, .adam(), name: "adam"),
      evaluation(shape: [784, 500, 500, 500, 10]), freeEnergy(visible: 784, hidden: 500),
      annealing(visible: 784, hidden: 500), persistent(visible: 784, hidden: 500),
    ]
  }
}

/// A part of a training step.
struct StepPart {
  enum Kind: String, CaseIterable, Codable {
    case products, gather, randomNumbers, activation, update

    var title: String { self == .randomNumbers ? "random" : rawValue }
  }

  let kind: Kind
  /// Cases in a step.
  let cases: Int
  let body: () -> Void
  /// What `body` does beside the part that is meant; its time is taken away.
  var beside: (() -> Void)?

  /// Seconds for each case.
  func measure(seconds: Double) -> Double {
    let whole = Rate.secondsPerCall(seconds: seconds, body)
    let other = beside.map { Rate.secondsPerCall(seconds: seconds, $0) } ?? 0
    return max(whole - other, 0) / Double(cases)
  }
}
