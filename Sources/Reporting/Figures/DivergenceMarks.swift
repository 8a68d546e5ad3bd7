import Experiments
import Plotting

/// Lines across a chart, in the arms' colours, where runs diverged.
enum DivergenceMarks {
  /// More labels than these would fill a chart; the tables name every run.
  private static let mostLabels = 8

  /// Over epochs of fine-tuning, of which a machine that diverged leaves none.
  /// - Parameter namesArms: whether a label begins with its arm's name and ends with the step; a chart of one arm has no room for either.
  static func overEpochs(
    _ summaries: [ArmSummary], in comparison: Comparison, namesArms: Bool = true
  ) -> [ReferenceLine] {
    lines(summaries, namesArms: namesArms) { run, divergence in
      guard divergence.layer == nil else { return 0 }
      let settings = comparison.record.settings
      return divergence.epochs(
        of: comparison.record.dataset.labelledCount, batchSize: settings.batchSize(of: run.arm))
    }
  }

  /// Over the work of the epochs recorded.
  /// - Parameter unit: floating-point operations that make one of the axis.
  static func overWork(_ summaries: [ArmSummary], unit: Double) -> [ReferenceLine] {
    lines(summaries, namesArms: true) { run, _ in run.operations / unit }
  }

  /// Over epochs of pretraining, for the machine that diverged.
  static func overPretraining(of run: RunRecord, in comparison: Comparison, color: Color) -> [ReferenceLine] {
    guard let divergence = run.divergence, let layer = divergence.layer else { return [] }
    let position = divergence.epochs(
      of: comparison.record.dataset.trainingCount, batchSize: comparison.record.settings.batchSize)
    let label = "machine \(layer + 1) diverged at epoch \(divergence.epoch), step \(divergence.step)"
    return [ReferenceLine(.vertical, at: position, label: label, color: color)]
  }

  private static func lines(
    _ summaries: [ArmSummary], namesArms: Bool, at position: (RunRecord, Divergence) -> Double
  ) -> [ReferenceLine] {
    let marks = summaries.flatMap { summary in
      ArmSummary.grouped(summary.diverged) { "diverged at \($0.divergence?.place ?? "")" }.map { end, runs in
        let (arm, seeds) = (
          namesArms ? summary.label : nil, summary.runs.count > 1 ? ArmSummary.seeds(of: runs) : nil
        )
        let name = [arm, seeds].compactMap { $0 }.joined(separator: ", ")
        return ReferenceLine(
          .vertical, at: runs[0].divergence.map { position(runs[0], $0) } ?? 0,
          label: namesArms ? "\(name) \(end)" : [seeds, "diverged"].compactMap { $0 }.joined(separator: " "),
          color: summary.style.color)
      }
    }
    return marks.enumerated().map { index, mark in
      var mark = mark
      if index >= mostLabels { mark.label = "" }
      return mark
    }
  }
}
