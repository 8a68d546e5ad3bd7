/// Effects that are judged together: all that is said of them holds with at least 95 %.
package struct EffectFamily: Hashable, Sendable {
  /// How many effects are judged.
  package var size: Int
  /// Whether somebody looked after every seed, to stop when enough is known.
  package var isSequential: Bool

  package init(size: Int = 1, isSequential: Bool = false) { (self.size, self.isSequential) = (size, isSequential) }

  /// Bonferroni's share of 5 % for each.
  package var confidence: Double { 1 - 0.05 / Double(max(size, 1)) }

  /// The mean of numbers of which one stands for each seed, and the ends of its interval: Student's, or that of a
  /// ``ConfidenceSequence``. Nil for fewer than two numbers, and where a sequence has yet nothing to say.
  package func interval(_ values: [Double]) -> (mean: Double, low: Double, high: Double)? {
    if isSequential {
      let sequence = ConfidenceSequence(values, confidence: confidence)
      guard sequence.halfWidth.isFinite else { return nil }
      return (sequence.mean, sequence.mean - sequence.halfWidth, sequence.mean + sequence.halfWidth)
    }
    let interval = ConfidenceInterval(values, confidence: confidence)
    return interval.halfWidth.map { (interval.mean, interval.mean - $0, interval.mean + $0) }
  }
}
