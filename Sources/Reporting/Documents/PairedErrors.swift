import Experiments

/// How far arms are from each other, seed by seed: every arm beside the pretrained one (beside the first, if none is), and each step of
/// the ladders of starts.
struct PairedErrors {
  struct Row {
    let first: ArmSummary
    let second: ArmSummary
    let difference: PairedDifference
  }

  let rows: [Row]
  let family: EffectFamily

  init(_ comparison: Comparison) {
    let tested = ArmSummary.all(of: comparison).filter { !$0.completed.isEmpty }
    let reference = tested.first { $0.arm.isPretrained && $0.arm.isShuffled != true } ?? tested.first
    var pairs = tested.compactMap { arm in
      reference.flatMap { $0.arm.name == arm.arm.name ? nil : (first: arm, second: $0) }
    }
    for step in StartLadder.all(of: comparison).flatMap(\.steps) {
      let isThere = pairs.contains {
        Set([$0.first.arm.name, $0.second.arm.name]) == Set([step.from.arm.name, step.to.arm.name])
      }
      if !isThere { pairs.append((step.from, step.to)) }
    }
    let family = EffectFamily(
      size: pairs.count, isSequential: comparison.record.settings.settling != nil)
    self.family = family
    rows = pairs.map { Row($0.first, $0.second, family: family) }
  }
}

extension PairedErrors {
  /// Whether nothing is open, so that no further seed is needed.
  var isSettled: Bool { rows.allSatisfy { $0.difference.verdict != .open } }
}

extension Comparison {
  /// Whether every difference of test errors that its report has is settled.
  public var isSettled: Bool { PairedErrors(self).isSettled }
}

extension PairedErrors.Row {
  init(_ first: ArmSummary, _ second: ArmSummary, family: EffectFamily = EffectFamily()) {
    let errors = Dictionary(second.completed.map { ($0.seed, $0.outcome?.testErrorRate ?? .nan) }) { one, _ in one }
    let pairs = first.completed.compactMap { run in
      errors[run.seed].map { (seed: run.seed, first: run.outcome?.testErrorRate ?? .nan, second: $0) }
    }
    (self.first, self.second) = (first, second)
    difference = PairedDifference(pairs, family: family)
  }

  /// E.g. "he less dbn".
  var name: String { "\(first.arm.name) less \(second.arm.name)" }

  /// E.g. "0.25 (0.16 to 0.34)", with the seeds where these are few.
  var points: String {
    func text(_ share: Double) -> String { NumberText.decimal(100 * share, digits: 2) }
    guard let ends = difference.ends else { return text(difference.center) }
    let range = "\(text(ends.lowerBound)) to \(text(ends.upperBound))"
    let few = difference.values.count < SeedSpread.fewestOfInterval
    let seeds = few ? "; seeds: " + difference.values.map(text).joined(separator: ", ") : ""
    let kind = difference.isMedian && !few ? "median, " : ""
    return "\(text(difference.center)) (\(kind)\(range)\(seeds))"
  }

  /// What may be said of the two arms.
  var verdict: String {
    let seeds = difference.values.count
    switch difference.verdict {
    case .fewer: return "\(first.arm.name) makes fewer errors"
    case .more: return "\(first.arm.name) makes more errors"
    case .alike: return "alike within \(NumberText.decimal(100 * PairedDifference.margin, digits: 1)) points"
    case .open where !difference.isInterval && Set(difference.values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }).count == 1:
      let sign = difference.center > 0 ? "more" : difference.center < 0 ? "fewer" : "as many"
      return "\(sign) in \(seeds == 1 ? "the one seed" : "each of \(seeds) seeds"), too few to tell of others"
    case .open: return "not told apart by \(seeds.counted("seed"))"
    }
  }
}

extension PairedErrors {
  static let title = "Differences of test errors, seed by seed, in points"
  static let header = ["difference", "points", "verdict"]

  /// Empty for a single seed, which has nothing to be judged by.
  var table: [[String]] {
    rows.contains { $0.difference.values.count > 1 } ? rows.map { [$0.name, $0.points, $0.verdict] } : []
  }

  /// What the numbers in parentheses are.
  var explanation: String {
    guard !table.isEmpty else { return "" }
    let most = rows.map(\.difference.values.count).max() ?? 0
    guard family.isSequential || most >= SeedSpread.fewestOfInterval else {
      return """
        Differences: of the same seed, which gives both networks the same minibatches in the same order; median, and from the lowest to the \
        highest.
        """
    }
    let kind = family.isSequential ? "a confidence sequence, which may be looked at after every seed" : "Student's t"
    return """
      Differences: of the same seed, which gives both networks the same minibatches in the same order; in parentheses an interval by \
      \(kind). All \(rows.count) hold together with 95 % (Bonferroni). Where one seed is far from the others it is the median and its \
      exact interval. Two arms are alike if the interval lies within \
      \(NumberText.decimal(100 * PairedDifference.margin, digits: 1)) points of none.
      """
  }
}
