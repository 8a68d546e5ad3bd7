import Experiments

/// What is to be said of single runs: where they diverged and why, or how far they came.
enum RunNotes {
  /// The pages of thousands of seeds would be nothing else.
  private static let most = 12

  /// Beside other words.
  private static let mostInALine = 4

  /// How far the runs of a comparison came that was broken off, e.g. "dbn (5 of 12 epochs); he (0 of 12 epochs)"; nil if all
  /// came to their end.
  static func unfinished(_ comparison: Comparison) -> String? {
    guard comparison.isPartial else { return nil }
    let notes = ArmSummary.all(of: comparison).flatMap { summary in
      summary.unfinished.map { "\(summary.name(of: $0)) (\(summary.progress(of: $0)))" }
    }
    let rest = notes.count - mostInALine
    return (notes.prefix(mostInALine) + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: "; ")
  }

  /// A paragraph for each run without a test error or whose training was in vain, e.g. "he diverged at epoch 1, step 2. The learning rate lr=9 is probably too high: …".
  static func all(of summaries: [ArmSummary]) -> [String] {
    let notes = summaries.flatMap { summary in
      summary.runs.compactMap { note(of: $0, summary) }
    }
    let rest = notes.count - most
    return notes.prefix(most) + (rest > 0 ? ["\(rest) more such runs; results.json names them."] : [])
  }

  private static func note(of run: RunRecord, _ summary: ArmSummary) -> String? {
    if let divergence = run.divergence {
      return "\(summary.name(of: run)) diverged at \(divergence.place). \(divergence.likelyCause(in: run.arm))"
    }
    if let note = run.failureNote { return "\(summary.name(of: run)) \(note)" }
    guard !run.isFinished else { return nil }
    let lowest = run.lowestValidationError.map { "; lowest validation error so far \(NumberText.percent($0))" } ?? ""
    return "\(summary.name(of: run)) is unfinished: \(summary.progress(of: run))\(lowest)."
  }
}

extension RunRecord {
  /// As a share, over the epochs so far; nil without any.
  var lowestValidationError: Double? { training.map(\.validationErrorRate).min() }
}
