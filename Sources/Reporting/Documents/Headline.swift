import Experiments

/// What came out, in a sentence made from the numbers.
struct Headline {
  /// Short, for the top of a figure.
  let title: String
  /// With the numbers.
  let sentence: String

  init(_ comparison: Comparison) {
    let count = comparison.record.settings.arms.count
    let network = "One network, \(Self.word(count)) starting point\(count == 1 ? "" : "s")"
    if let unfinished = RunNotes.unfinished(comparison) {
      title = "\(network) (unfinished)"
      sentence = """
        This comparison on \(comparison.record.dataset.title) is unfinished: \(comparison.runs.count(where: \.isFinished)) of \
        \(comparison.runs.count) runs came to their end. To be done: \(unfinished).
        """
      return
    }
    let ranked = ArmSummary.all(of: comparison).filter { !$0.completed.isEmpty }
      .sorted { $0.testError.center < $1.testError.center }
    let data = comparison.record.dataset.title
    guard let best = ranked.first, ranked.count > 1 else {
      title = count == 1 ? "One network on \(data)" : network
      sentence =
        ranked.first.map { "\($0.arm.name) makes \($0.testErrorText) errors on the test cases." }
        ?? "No run came to an end."
      return
    }
    title = network
    let tied = ranked.filter { $0.testError.center == best.testError.center }
    let ranking = "On \(data), " + Self.ranking(best: tied, worst: ranked.count > tied.count ? ranked.last : nil)
    sentence = ([ranking] + StartLadder.told(of: comparison).prefix(1).map(\.sentence)).joined(separator: " ")
  }

  /// - Parameters:
  ///   - best: all with the fewest errors, at least one.
  ///   - worst: with the most; nil if none makes more.
  private static func ranking(best: [ArmSummary], worst: ArmSummary?) -> String {
    let names = best.map(\.arm.name).listed()
    let isTie = best.count > 1
    let fewest = best[0].testError.center
    let number = isTie ? "\(NumberText.percent(fewest)) each" : best[0].testErrorText
    guard let worst else { return "\(names) make equally many test errors, \(number)." }
    let first =
      fewest > 0
      ? "\(names) \(isTie ? "make" : "makes") the fewest test errors, \(number)"
      : "\(names) \(isTie ? "make" : "makes") no test error"
    let ratio = worst.testError.center / fewest
    let more =
      fewest <= 0
      ? "the most" : ratio < 1.95 ? "more" : "\(NumberText.decimal(ratio, digits: ratio < 10 ? 1 : 0)) times as many"
    return "\(first), and \(worst.arm.name) \(more), \(worst.testErrorText)."
  }

  private static func word(_ count: Int) -> String {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words.indices.contains(count - 1) ? words[count - 1] : "\(count)"
  }
}
