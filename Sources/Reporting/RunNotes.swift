import Experiments

/// What is to be said of single runs below a table: where they diverged, and why.
enum RunNotes {
  /// The pages of thousands of seeds would be nothing else.
  private static let most = 12

  /// A paragraph for each run, e.g. "he diverged at epoch 1, step 2. The learning rate lr=9 is probably too high: …".
  static func all(of summaries: [ArmSummary]) -> [String] {
    let notes = summaries.flatMap { summary in
      summary.diverged.compactMap { run in
        run.divergence.map { "\(summary.name(of: run)) diverged at \($0.place). \($0.likelyCause(in: run.arm))" }
      }
    }
    let rest = notes.count - most
    return notes.prefix(most) + (rest > 0 ? ["\(rest) more runs diverged; results.json has all of them."] : [])
  }
}
