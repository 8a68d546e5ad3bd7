import Experiments
import Foundation

extension ReportDocument {
  /// One page that needs no other file.
  /// - Parameters:
  ///   - pictures: the bytes of each PNG.
  ///   - up: where the page of all results is.
  func html(pictures: [String: [UInt8]], up: String) throws(ReportError) -> String {
    let record = comparison.record
    let description = PictureDescription(comparison)
    let page = Page(
      title: "\(record.dataset.title): one network from several starting points",
      summary: Headline(comparison).sentence,
      up: Page.wayBack(up), sections: [Page.Section(nil, opening)],
      pictures: figures.map { figure in
        Page.Picture(
          title: figure.title, caption: figure.caption, description: description.text(figure), file: figure.file,
          png: Data(pictures[figure.file] ?? []))
      },
      lastSections: tuningSections + [
        Page.Section("Settings", [.table(Page.Table("What decides the numbers", rows: settingRows.map(Self.row)))]),
        Page.Section("Machine", [.table(Page.Table("What it was computed on", rows: environmentRows.map(Self.row)))]),
        Page.Section(
          "The same again",
          [.code(record.command), .paragraph("The numbers behind it:"), .links(Self.files)]),
      ])
    return try page.html()
  }

  private var tuningSections: [Page.Section] {
    comparison.record.tuning.map(TuningTable.init).map { table in
      let rows = table.rows.map { Page.Row($0) }
      let contents = Page.Table("Validation error at each rate", header: TuningTable.header, rows: rows)
      return [Page.Section(TuningTable.title, [.table(contents), .quiet(table.explanation)])]
    } ?? []
  }

  private static func row(_ row: (String, String)) -> Page.Row { Page.Row([row.0, row.1]) }

  private static let files = [
    Page.Link("metrics.csv", "metrics.csv", remark: "a row for each epoch"),
    Page.Link("results.json", "results.json"), Page.Link("report.md", "report.md"),
  ]

  private var opening: [Page.Block] {
    let summaries = ArmSummary.all(of: comparison)
    let unfinished = comparison.isPartial ? ["Unfinished. What follows are the epochs and runs that were done."] : []
    let paired = PairedErrors(comparison)
    let differences =
      paired.table.isEmpty
      ? []
      : [
        Page.Block.table(
          Page.Table(PairedErrors.title, header: PairedErrors.header, rows: paired.table.map { Page.Row($0) })),
        .quiet(paired.explanation),
      ]
    let paragraphs =
      ladders + [GuessText.error(comparison)] + RunNotes.all(of: summaries) + [
        ArmDifferences(comparison.record.settings).sentence
      ]
    return unfinished.map(Page.Block.banner) + [.lead(Headline(comparison).sentence)]
      + comparison.record.dataset.toldRemarks.map(Page.Block.banner) + [.table(table(summaries))]
      + differences + paragraphs.filter { !$0.isEmpty }.map(Page.Block.paragraph) + [.quiet(explanation)]
  }

  /// A row for each arm; what a narrow window shows first is the test error.
  private func table(_ summaries: [ArmSummary]) -> Page.Table {
    Page.Table(
      "Test error and cost of each arm",
      header: ["arm", "test error", "best epoch", "start", "network", "time", "work", "GFLOP/s", "units"],
      rows: summaries.map { summary in
        Page.Row(
          [
            summary.arm.name, summary.testErrorDetails, summary.bestEpochText, summary.arm.summary, summary.shapeText,
          ] + summary.costs, color: summary.style.color.code)
      })
  }
}
