import BoltzmannMachines
import Experiments
import NeuralNetworks

/// Arms that differ in their starts alone, and in the rate that suits each, from the plainest start to what machines have learned: what
/// each step is worth.
struct StartLadder {
  /// How much of what pretraining knows a start has.
  private enum Rung: Int {
    case unscaled, scaled, shuffled, pretrained

    init(_ arm: Arm) {
      switch arm.initializer {
      case _ where arm.isPretrained: self = arm.isShuffled == true ? .shuffled : .pretrained
      case .constant, .uniform, .normal, .truncatedNormal: self = .unscaled
      default: self = .scaled
      }
    }
  }

  /// From the plainest up, at least two.
  let rungs: [ArmSummary]

  /// Those that have more to tell than the errors of two arms, the highest first.
  static func told(of comparison: Comparison) -> [StartLadder] { all(of: comparison).filter { $0.rungs.count > 2 } }

  /// Those of a comparison, the highest first. Arms without a test error have no place in one.
  static func all(of comparison: Comparison) -> [StartLadder] {
    let settings = comparison.record.settings
    let tested = ArmSummary.all(of: comparison).filter { !$0.completed.isEmpty }
    let kinds = tested.map { ArmDifferences.companions(of: $0.arm, settings) }
    var ladders: [StartLadder] = []
    for kind in Set(kinds) {
      let arms = zip(tested, kinds).filter { $0.1 == kind }.map(\.0)
      if Set(arms.map { Start($0.arm) }).count == arms.count, arms.count > 1 { ladders.append(StartLadder(arms)) }
    }
    let order = tested.map(\.arm.name)
    func place(_ ladder: StartLadder) -> Int {
      ladder.rungs.compactMap { order.firstIndex(of: $0.arm.name) }.min() ?? 0
    }
    return ladders.sorted { ($1.rungs.count, place($0)) < ($0.rungs.count, place($1)) }
  }

  private struct Start: Hashable {
    let initializer: Initializer
    let pretraining: ContrastiveDivergence?
    let machines: MachineChoices?
    let pretrainEpochs: Int?
    let isShuffled: Bool

    init(_ arm: Arm) {
      (initializer, pretraining, machines) = (arm.initializer, arm.pretraining, arm.machines)
      (pretrainEpochs, isShuffled) = (arm.pretrainEpochs, arm.isShuffled == true)
    }
  }

  private init(_ arms: [ArmSummary]) {
    let places = arms.enumerated().map { (Rung($1.arm).rawValue, $0) }.sorted { $0 < $1 }
    rungs = places.map { arms[$0.1] }
  }

  /// The steps from each rung to the next.
  var steps: [(from: ArmSummary, to: ArmSummary)] { Array(zip(rungs, rungs.dropFirst())) }

  /// E.g. "With the same sigmoid units, the start alone takes the test error from 6.01 % (random) to 2.49 % (xavier-sigmoid): …".
  var sentence: String {
    let first = rungs[0]
    let later = rungs.dropFirst().map { "\(NumberText.percent($0.testError.center)) (\($0.arm.name))" }
    let steps = steps.map(Self.text)
    let worth = steps.count > 1 ? ". Step by step: \(steps.joined(separator: "; "))" : ""
    let rates = Set(rungs.map(\.arm.learningRate)).count > 1 ? ", each at a rate of its own," : ""
    return """
      With the same \(first.arm.activation.title) units the start alone\(rates) takes the test error from \
      \(NumberText.percent(first.testError.center)) (\(first.arm.name)) to \(later.joined(separator: ", "))\(worth).
      """
  }

  /// What a step stands for, and the points that it takes away.
  private static func text(_ step: (from: ArmSummary, to: ArmSummary)) -> String {
    let points = 100 * PairedErrors.Row(step.from, step.to).difference.center
    let amount = "\(NumberText.decimal(abs(points), digits: 2)) points \(points < 0 ? "more" : "fewer")"
    let what =
      switch (Rung(step.from.arm), Rung(step.to.arm)) {
      case (.unscaled, .scaled): "a scale that suits the widths"
      case (.scaled, .shuffled): "the sizes and biases that machines gave the weights"
      case (.shuffled, .pretrained): "what the machines learned of the images"
      default: "\(step.to.arm.name) in the place of \(step.from.arm.name)"
      }
    return "\(what), \(amount)"
  }
}
