import Foundation
import NeuralNetworks

/// Looks for the cause of a failure in what was measured of the layers.
struct FailureCause {
  let arm: Arm
  /// Of the first minibatch, before any step; nil in records of older programs.
  let firstLoss: Double?
  /// Of the hidden layers before and after training; empty if they were not measured.
  let before: [LayerStatistics]
  let after: [LayerStatistics]

  /// The share of a layer's units that are idle, dead or saturated, from which on it passes on next to nothing; and the share
  /// before training from which on the start is to blame.
  private static let (idle, idleAtStart) = (0.9, 0.5)
  /// The size of the gradient in the first hidden layer, as a share of that in the last, below which the first hardly learns.
  private static let leastGradient = 0.05

  func sentence(of failure: TrainingFailure) -> String {
    let start = largeStart(failure.guessing)
    return switch failure.kind {
    case .exploded: start ?? "The learning rate \(rate) is probably too high: \(lowerRate)."
    case .learnedNothing: symmetry ?? start ?? idleLayer ?? vanishedGradient ?? perhapsTheRate
    }
  }

  private var rate: String { "lr=\(arm.learningRate)" }
  private var lowerRate: String { "try lr=" + NumberText.spelled(Double(arm.learningRate / 10)) }

  /// The first loss, which is the starting weights' own.
  private func largeStart(_ guessing: Guessing) -> String? {
    guard let firstLoss, firstLoss > guessing.loss + TrainingFailure.trainingExcess else { return nil }
    let loss = NumberText.spelled(firstLoss)
    return arm.isPretrained
      ? """
      The weights that pretraining left are too large, since the loss was \(loss) before the first step: its learning rate \
      pretrain-lr=\(arm.pretraining?.learningRate ?? 0) is probably too high.
      """
      : """
      The starting weights, init=\(arm.initializer.name), are too large, since the loss was \(loss) before the first step: try \
      \(otherStarts).
      """
  }

  /// Never the arm's own.
  private var otherStarts: String {
    [Initializer.heNormal, .xavierNormal].filter { $0 != arm.initializer }.map { "init=\($0.name)" }
      .joined(separator: " or ")
  }

  private var symmetry: String? {
    guard case .constant = arm.initializer, !arm.isPretrained else { return nil }
    return """
      All units of a layer start alike, init=\(arm.initializer.name), get the same gradient and stay alike: try \
      \(otherStarts).
      """
  }

  /// The hidden layer with the most idle units, if next to nothing passes through it.
  private var idleLayer: String? {
    func idle(_ layer: LayerStatistics) -> Double { max(layer.dead, layer.saturated) }
    let shares = after.map(idle)
    guard let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst] >= Self.idle else {
      return nil
    }
    let what = after[worst].dead >= after[worst].saturated ? "0 for every case" : "saturated"
    let earlier = before.indices.contains(worst) ? idle(before[worst]) : 0
    func percent(_ share: Double) -> String { NumberText.percent(share, digits: 0) }
    return
      "\(percent(shares[worst])) of the units of hidden layer \(worst + 1) are \(what), after \(percent(earlier)) before training: "
      + (earlier >= Self.idleAtStart && !arm.isPretrained
        ? "try another start than init=\(arm.initializer.name)."
        : "the learning rate \(rate) is probably too high, \(lowerRate).")
  }

  private var vanishedGradient: String? {
    guard let first = before.first?.gradients.standardDeviation, let last = before.last?.gradients.standardDeviation,
      last > 0, first < Self.leastGradient * last, !arm.isPretrained
    else { return nil }
    return """
      Before training the gradient in hidden layer 1 was \(NumberText.spelled(first / last, digits: 1)) times that in hidden layer \
      \(before.count): the weights of init=\(arm.initializer.name) are probably too small for this depth. Try a start that keeps \
      the size of signals, such as \(otherStarts), or fewer layers.
      """
  }

  private var perhapsTheRate: String {
    """
    Perhaps the learning rate \(rate) is too high or too low, or the epochs are too few; `compare diagnose` shows the signals in \
    each layer.
    """
  }
}
