import Experiments

/// The result of a comparison as a table for the terminal.
public struct SummaryTable {
  public let text: String

  public init(_ comparison: Comparison) {
    let header = ["arm", "test error", "best epoch", "time", "work", "GFLOP/s", "units"]
    let summaries = ArmSummary.all(of: comparison)
    let rows = summaries.map { summary in
      [summary.arm.name, summary.testErrorDetails, summary.bestEpochText] + summary.costs
    }
    let total = """
      \(NumberText.duration(comparison.record.wallSeconds)) in all, \
      \(NumberText.decimal(comparison.gflops, digits: 0)) GFLOP/s: \
      \(NumberText.percent(comparison.gflops / comparison.record.environment.peakGflops, digits: 0)) of the \
      \(NumberText.decimal(comparison.record.environment.peakGflops, digits: 0)) that this machine's matrix products \
      reached before or after
      """
    let banner = comparison.isPartial ? ["UNFINISHED. " + Headline(comparison).sentence] : []
    let guess = [GuessText.error(comparison)].filter { !$0.isEmpty }
    let ladders = StartLadder.told(of: comparison).map(\.sentence)
    let notes = ladders + guess + [total] + RunNotes.all(of: summaries) + comparison.record.dataset.toldRemarks
    let paired = PairedErrors(comparison).table
    let differences = paired.isEmpty ? [] : [TextTable.aligned([PairedErrors.header] + paired)]
    text = (banner + [TextTable.aligned([header] + rows)] + differences + notes).joined(separator: "\n")
  }
}
