import Experiments

/// What came out, in a sentence made from the numbers.
struct Headline {
  /// Short, for the top of a figure.
  let title: String
  /// With the numbers.
  let sentence: String

  init(_ comparison: Comparison) {
    if let unfinished = RunNotes.unfinished(comparison) {
      let (arms, runs) = (comparison.record.settings.arms.count, comparison.runs)
      title = "One network, \(Self.word(arms)) starting point\(arms == 1 ? "" : "s") (unfinished)"
      sentence = """
        This comparison on \(comparison.record.dataset.title) is unfinished: \(runs.count(where: \.isFinished)) of \
        \(runs.count) runs came to their end. To be done: \(unfinished).
        """
      return
    }
    let ranked = ArmSummary.all(of: comparison).filter { !$0.completed.isEmpty }
      .sorted { $0.testError.mean < $1.testError.mean }
    let data = comparison.record.dataset.title
    guard let best = ranked.first, let worst = ranked.last, ranked.count > 1 else {
      title = "One network on \(data)"
      sentence =
        ranked.first.map { "\($0.arm.name) makes \($0.testErrorText) errors on the test cases." }
        ?? "No run came to an end."
      return
    }
    title = "One network, \(Self.word(ranked.count)) starting points"
    let ratio = worst.testError.mean / max(best.testError.mean, 1e-9)
    let comparisonWord =
      ratio >= 1.95 ? "\(NumberText.decimal(ratio, digits: ratio < 10 ? 1 : 0)) times as many" : "more"
    sentence = """
      On \(data), \(best.arm.name) makes the fewest test errors, \(best.testErrorText), and \(worst.arm.name) \
      \(comparisonWord), \(worst.testErrorText).
      """
  }

  private static func word(_ count: Int) -> String {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count - 1) ? words[count - 1] : "\(count)"
  }
}
