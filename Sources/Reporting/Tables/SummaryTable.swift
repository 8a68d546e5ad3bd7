import Experiments

/// The result of a comparison as a table for the terminal.
public struct SummaryTable {
  public let text: String

  public init(_ comparison: Comparison) {
    let header = ["arm", "test error", "best epoch", "time", "work", "GFLOP/s", "units"]
    let summaries = ArmSummary.all(of: comparison)
    let rows = summaries.map { summary in
      [
        summary.arm.name, summary.testErrorText, summary.bestEpochText, NumberText.duration(summary.seconds),
        NumberText.operations(summary.operations), NumberText.decimal(summary.gflops, digits: 0), summary.idleUnits,
      ]
    }
    let total = """
      \(NumberText.duration(comparison.record.wallSeconds)) in all, \
      \(NumberText.decimal(comparison.gflops, digits: 0)) GFLOP/s: \
      \(NumberText.percent(comparison.gflops / comparison.record.environment.peakGflops, digits: 0)) of the \
      \(NumberText.decimal(comparison.record.environment.peakGflops, digits: 0)) that this machine's matrix products \
      reached before or after
      """
    let banner = comparison.isPartial ? ["UNFINISHED. " + Headline(comparison).sentence] : []
    text = (banner + [Self.aligned([header] + rows), total] + RunNotes.all(of: summaries)).joined(separator: "\n")
  }

  /// Columns side by side, with a rule under the first row.
  static func aligned(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        .trimmingSuffix(while: { $0 == " " })
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return ([String(lines[0]), rule] + lines.dropFirst().map(String.init)).joined(separator: "\n")
  }
}

extension StringProtocol {
  func trimmingSuffix(while condition: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, condition(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
