import Experiments

/// What guessing is worth, in words, to stand beside what networks reach.
enum GuessText {
  /// E.g. "Always saying the most frequent class, 1, makes 88.65 % errors on the test cases."
  static func error(_ guess: Guess, on cases: String = "test", of data: DatasetDescription? = nil) -> String {
    """
    Always saying the most frequent class, \(data?.className(guess.majority) ?? String(guess.majority)), makes \(NumberText.percent(guess.errorRate)) errors on the \(cases) \
    cases.
    """
  }

  /// The same for the test cases of a comparison, and whether some run is better; empty if the classes are not known.
  static func error(_ comparison: Comparison) -> String {
    guard let guess = comparison.testGuess else { return "" }
    let fewest = comparison.runs.compactMap { $0.outcome?.testErrorRate }.min()
    let isBeaten = fewest.map { $0 < guess.errorRate - 1e-9 } ?? true
    return error(guess, of: comparison.record.dataset) + (isBeaten ? "" : " No run makes fewer.")
  }

  /// What a loss has to be set against; empty for records that do not tell the classes.
  static func loss(_ comparison: Comparison) -> String {
    let known = [(comparison.validationGuess, "validation"), (comparison.testGuess, "test")].lazy
    guard let (guess, cases) = known.compactMap({ pair in pair.0.map { ($0, pair.1) } }).first else { return "" }
    return """
      A curve that stays near \(NumberText.decimal(guess.loss, digits: guess.loss < 1 ? 3 : 2)) nats, the entropy of the classes' shares \
      of the \(cases) cases, has learned nothing else. 
      """
  }
}
