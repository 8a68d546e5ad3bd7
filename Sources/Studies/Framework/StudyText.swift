import Foundation
import Reporting

/// A study for people: on the terminal, and together with others as a page.
public enum StudyText {
  /// Claimed, measured, verdict.
  public static func terminal(_ record: StudyRecord) -> String {
    let rows = [["effect", "claimed", "measured", ""]] + record.effects.map(row)
    return """
      \(record.title)
      claimed:  \(record.claim) (\(record.source))
      measured: \(record.dataset), \(seeds(record)), \(NumberText.duration(record.seconds))
      \(TextTable.aligned(rows))
      verdict:  \(record.verdict.rawValue)\(record.scope == .full ? "" : " (a quick look)")
      """
  }

  /// Names and titles, a line for each.
  public static var list: String {
    TextTable.aligned(
      [["study", "time", "--quick", "what it is about"]]
        + Study.all.map {
          [$0.name, NumberText.duration($0.seconds.full), NumberText.duration($0.seconds.quick), $0.title]
        })
  }

  private static func row(_ effect: Effect) -> [String] {
    [effect.name, effect.claimedText, effect.measuredText, effect.standing.rawValue]
  }

  private static func seeds(_ record: StudyRecord) -> String {
    "\(record.seeds.count) seed\(record.seeds.count == 1 ? "" : "s")"
  }

  // MARK: The page

  /// All studies as Markdown.
  /// - Parameter figures: the path from the page to the studies' folders.
  public static func page(_ records: [StudyRecord], figures: String) -> String {
    let summary = table(
      [["study", "claim", "verdict"]]
        + records.map { ["[\($0.name)](#\($0.name))", $0.title, $0.verdict.rawValue + scope($0)] })
    let head = """
      # Studies: published claims, put to an experiment

      Written by `swift run compare study docs` from the results in `figures/studies`; do not edit. Each study is one command,
      `swift run compare study NAME`, and its verdict is computed: an effect *holds* if its whole 95 % interval over the seeds \
      (Student's t; of logarithms for ratios) lies on the claimed side of the limit, *fails* if it lies on the other side, and \
      is *unsettled* in between. A claim is reproduced if all its effects hold, and partly reproduced if only some do. If none \
      does, it is undecided as long as one is unsettled, and else not reproduced.

      \(summary)
      """
    return ([head] + records.map { section($0, figures: figures) }).joined(separator: "\n\n") + "\n"
  }

  private static func scope(_ record: StudyRecord) -> String { record.scope == .full ? "" : " (quick)" }

  private static func section(_ record: StudyRecord, figures: String) -> String {
    let effects = [["effect", "claimed", "measured", "standing"]] + record.effects.map(row)
    let quick = record.scope == .full ? "" : " --quick"
    var parts = [
      "## \(record.name)", "**\(record.title).** \(record.claim)", "Source: \(record.source).", table(effects),
      "Verdict: **\(record.verdict.rawValue)**\(scope(record)).",
    ]
    parts += record.pictures.map { picture in
      "![\(record.title)](\(figures)/\(record.name)/\(picture.file))\n\n\(picture.caption)"
    }
    for table in record.tables { parts += ["\(table.title):", Self.table(table.rows)] }
    parts += record.notes
    parts.append(
      """
      \(record.dataset), \(seeds(record)), \(NumberText.duration(record.seconds)) on a machine that was busy with other things: \
      `swift run compare study \(record.name)\(quick)`
      """)
    return parts.joined(separator: "\n\n")
  }

  private static func table(_ rows: [[String]]) -> String {
    let lines = rows.map { row in "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
    let rule = "|" + rows[0].map { _ in " --- |" }.joined()
    return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
  }
}
