import Experiments
import Foundation
import Reporting

/// A study for people: on the terminal, and together with others as a page.
public enum StudyText {
  /// Claimed, measured, verdict.
  public static func terminal(_ record: StudyRecord) -> String {
    let rows = [["effect", "claimed", "measured", ""]] + record.effectRows
    return """
      \(record.title)
      claimed:  \(record.claim) (\(record.source))
      measured: \(record.dataset), \(seeds(record)), \(NumberText.duration(record.seconds))
      \(TextTable.aligned(rows))
      verdict:  \(record.verdict.text)\(record.scope == .full ? "" : " (a quick look)")
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

  private static func seeds(_ record: StudyRecord) -> String {
    "\(record.seeds.count) seed\(record.seeds.count == 1 ? "" : "s")"
  }

  // MARK: The page

  /// All studies as Markdown.
  /// - Parameters:
  ///   - directory: of the studies' folders.
  ///   - page: the path of the page's file.
  public static func page(_ records: [StudyRecord], in directory: String, for page: String) -> String {
    let figures = relative(directory, toFolderOf: page)
    let summary = table([["study", "claim", "verdict"]] + Study.all.map { row(of: $0, records) })
    let head = """
      # Studies: published claims, put to an experiment

      \(lessons(records))Written by `swift run compare study docs --out \(directory) --docs \(page)`; do not edit. Each study is one command,
      `swift run compare study NAME`, and its verdict is computed: an effect *holds* if its whole interval over the seeds \
      (Student's t; of logarithms for ratios) lies on the claimed side of the limit, *fails* if it lies on the other side, and \
      is *open* in between. The intervals of all effects of a study hold together with 95 % (Bonferroni), so that many effects need more \
      seeds. The tables show the interval from five seeds on, and the value of each seed where there are fewer. \
      Where seeds were added until all effects were settled, intervals are confidence sequences, \
      which may be looked at after every seed. Where a value is infinite (a run diverged, or a loss was never reached) there is no interval: then \
      an effect holds if the value of every seed lies on the claimed side, and fails if none does. A claim is reproduced if all \
      its effects hold, refuted in part if one fails, refuted if all do, and open otherwise. Times are those of the run, whatever else the machine did.

      \(summary)
      """
    return ([head] + records.map { section($0, figures: figures) }).joined(separator: "\n\n") + "\n"
  }

  /// What was learned, as far as it was; empty if nothing was.
  static func lessons(_ records: [StudyRecord]) -> String {
    let lessons = Lesson.all.filter { $0.isBorneOut(by: records) }
    guard !lessons.isEmpty else { return "" }
    let items = lessons.map { "- \($0.sentence) ([\($0.study)](#\($0.study)))" }
    return "## What was learned\n\n\(items.joined(separator: "\n"))\n\n## How it was judged\n\n"
  }

  /// The path of a directory as a link on a page has it, wherever both are.
  public static func relative(_ directory: String, toFolderOf page: String) -> String {
    func parts(_ url: URL) -> [String] { url.standardizedFileURL.pathComponents.filter { $0 != "/" } }
    let there = parts(URL(fileURLWithPath: directory))
    let here = parts(URL(fileURLWithPath: page)).dropLast()
    let common = zip(there, here).prefix { $0 == $1 }.count
    let steps = [String](repeating: "..", count: here.count - common) + there[common...]
    let path = steps.isEmpty ? "." : steps.joined(separator: "/")
    return path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
  }

  private static func row(of study: Study, _ records: [StudyRecord]) -> [String] {
    guard let record = records.first(where: { $0.name == study.name }) else {
      return [study.name, study.title, "not computed yet"]
    }
    return ["[\(record.name)](#\(record.name))", record.title, record.verdict.text + scope(record)]
  }

  private static func scope(_ record: StudyRecord) -> String { record.scope == .full ? "" : " (quick)" }

  private static func section(_ record: StudyRecord, figures: String) -> String {
    let effects = [["effect", "claimed", "measured", "standing"]] + record.effectRows
    let quick = (record.scope == .full ? "" : " --quick") + (record.isSequential == true ? " --until-settled" : "")
    var parts = [
      "## \(record.name)", "**\(record.title).** \(record.claim)", "Source: \(record.source).", table(effects),
      "Verdict: **\(record.verdict.name)**\(record.verdict.counts)\(scope(record)).",
    ]
    parts += record.pictures.map { picture in
      "![\(record.title)](\(figures)/\(record.name)/\(picture.file))\n\n\(picture.caption)"
    }
    for table in record.tables { parts += ["\(table.title):", Self.table(table.rows)] }
    parts += record.notes
    parts.append(
      """
      \(record.dataset), \(seeds(record)), \(NumberText.duration(record.seconds)): \
      `swift run compare study \(record.name)\(quick)`
      """)
    return parts.joined(separator: "\n\n")
  }

  private static func table(_ rows: [[String]]) -> String {
    MarkdownTable.text(rows.map { $0.map { $0.replacing("|", with: "\\|") } })
  }
}
