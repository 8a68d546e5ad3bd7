import Experiments
import Foundation

/// Why a pretrained arm learns although much smaller gradients come down to its first layer than to another's, in numbers of the
/// comparison.
struct PretrainedGradient {
  let sentence: String

  /// Nil unless a pretrained arm does at least as well as one that starts with a gradient many times its own.
  init?(_ comparison: Comparison, _ summaries: [ArmSummary]) {
    let tested = summaries.filter {
      !$0.completed.isEmpty && ($0.gradientSizes.first ?? 0) > 0 && $0.gradientSizes.count > 1
    }
    guard let pretrained = tested.first(where: { $0.arm.isPretrained }),
      let other = tested.filter({ !$0.arm.isPretrained }).max(by: { $0.gradientSizes[0] < $1.gradientSizes[0] }),
      other.gradientSizes[0] > 3 * pretrained.gradientSizes[0],
      pretrained.testError.center <= other.testError.center
    else { return nil }
    let (own, its) = (pretrained.gradientSizes, other.gradientSizes)
    var reasons = [Self.evenness(pretrained, tested)]
    let rates = pretrained.arm.learningRate / other.arm.learningRate
    if rates >= 1.5 { reasons.append("its learning rate is \(Self.times(Double(rates))) times as large") }
    reasons += [Self.firstEpoch(pretrained, other)].compactMap { $0 }
    sentence = """
      The gradient in the first layer of \(pretrained.label) is \(Self.times(its[0] / own[0])) times smaller than that of \
      \(other.label), and yet it makes \(pretrained.testError.center < other.testError.center ? "fewer errors" : "no more errors"): \
      \(reasons.listed()).
      """
  }

  /// How much the gradient falls on its way down, beside the arm in which it falls most.
  private static func evenness(_ arm: ArmSummary, _ others: [ArmSummary]) -> String {
    func fall(_ summary: ArmSummary) -> Double {
      summary.gradientSizes[summary.gradientSizes.count - 1] / summary.gradientSizes[0]
    }
    let steepest = others.filter { $0.label != arm.label }.max { fall($0) < fall($1) }
    let comparison =
      steepest.flatMap { fall($0) > 2 * fall(arm) ? " (\($0.label): \(times(fall($0))) times)" : nil } ?? ""
    return "it is small in all layers alike, falling \(times(fall(arm))) times from the top layer down\(comparison)"
  }

  /// What the first layer can do before it has learned from a label.
  private static func firstEpoch(_ arm: ArmSummary, _ other: ArmSummary) -> String? {
    func error(_ summary: ArmSummary) -> Double {
      SeedSpread(summary.completed.compactMap { $0.training.first?.validationErrorRate }, scale: .share).center
    }
    guard error(arm) < error(other) else { return nil }
    return """
      its layers need to learn less, having learned from the images before: after one epoch it takes \(NumberText.percent(error(arm), digits: 1)) \
      of the validation cases for another class, \(other.label) \(NumberText.percent(error(other), digits: 1))
      """
  }

  private static func times(_ ratio: Double) -> String { NumberText.decimal(ratio, digits: ratio < 10 ? 1 : 0) }
}
