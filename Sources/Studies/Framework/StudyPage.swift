import Experiments
import Foundation
import Reporting

/// A study as a page beside its pictures, to which it refers.
struct StudyPage {
  let record: StudyRecord
  /// The bytes of each picture.
  let pictures: [String: Data]

  func html() throws -> Data {
    Data(
      try Page(
        title: record.title, summary: "Verdict: \(verdict). Claim: \(record.claim)",
        up: Page.Link("../index.html", "All studies here"), sections: [Page.Section(nil, opening)],
        pictures: record.pictures.compactMap(picture), lastSections: numbers + [again]
      ).html().utf8)
  }

  private var verdict: String { record.verdict.text + (record.scope == .full ? "" : " (a quick look)") }

  private var opening: [Page.Block] {
    let rows = record.effectRows.map { Page.Row($0) }
    let table = Page.Table(
      "What the claim was judged by", header: ["effect", "claimed", "measured", "standing"], rows: rows)
    return [
      .lead(record.claim), .lead("Verdict: \(verdict)."), .quiet("Source: \(record.source)."), .table(table),
    ] + record.notes.map(Page.Block.paragraph)
  }

  /// Nil if its file is not there.
  private func picture(_ picture: StudyRecord.Picture) -> Page.Picture? {
    guard let png = pictures[picture.file] else { return nil }
    let title = Self.title(of: picture.file)
    return Page.Picture(
      title: title, caption: picture.caption, description: "\(title). \(picture.description ?? record.title)",
      file: picture.file, png: png, isEmbedded: false)
  }

  /// Of `error-at-depth.png` "Error at depth".
  private static func title(of file: String) -> String {
    let words = file.split(separator: ".").first.map { $0.replacing("-", with: " ") } ?? ""
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private var numbers: [Page.Section] {
    let tables = record.tables.filter { !$0.rows.isEmpty }.map { table in
      Page.Table(table.title, header: table.rows[0], rows: table.rows.dropFirst().map { Page.Row($0) })
    }
    return tables.isEmpty ? [] : [Page.Section("Numbers", tables.map(Page.Block.table))]
  }

  private var again: Page.Section {
    let quick = record.scope == .full ? "" : " --quick"
    let seeds = "\(record.seeds.count) seed\(record.seeds.count == 1 ? "" : "s")"
    return Page.Section(
      "The same again",
      [
        .code("swift run compare study \(record.name)\(quick)"),
        .quiet("\(record.dataset), \(seeds), \(NumberText.duration(record.seconds)), \(record.program)."),
        .links(
          [Page.Link("result.json", "result.json", remark: "all of this in numbers")]
            + (record.figuresChecksum == nil
              ? [] : [Page.Link("figures.json", "figures.json", remark: "what the pictures show, in numbers")])),
      ])
  }
}
