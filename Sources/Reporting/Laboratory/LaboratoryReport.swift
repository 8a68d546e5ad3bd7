import BoltzmannMachines
import Experiments
import Foundation
import Plotting

/// All files that tell of a model, ready to be written.
public struct LaboratoryReport {
  private let model: LaboratoryModel
  private let tables: LaboratoryTables
  private let figures: [ReportFigure]

  public init(_ model: LaboratoryModel) {
    (self.model, tables) = (model, LaboratoryTables(model))
    figures = LaboratoryFigures(model).all
  }

  /// - Throws: ``ReportError`` or `PlottingError` if something cannot be made.
  public func files() throws -> [(name: String, bytes: Data)] {
    let best = model.bestFile.map { [("best.safetensors", $0.encoded())] } ?? []
    let metrics = model.epochs.isEmpty ? [] : [("metrics.csv", Data(LaboratoryMetrics(model.epochs).text.utf8))]
    let numbers =
      [("model.safetensors", model.file.encoded())] + best + metrics + [
        ("results.json", try LaboratoryResults(model).encoded()), ("report.md", try markdown()),
      ]
    return numbers + (try keptPage(beside: numbers).allFiles())
  }

  private func markdown() throws(ReportError) -> Data {
    var context = context(markdownEscaped)
    context["command"] = markdownFenced(model.command, language: "sh")
    return Data(try Templates.render("model.md", with: context).utf8)
  }

  /// One page that needs no other file.
  private func keptPage(beside files: [(name: String, bytes: Data)]) -> KeptPage {
    KeptPage(
      page,
      pictures: figures.map {
        KeptPage.Picture(file: $0.file, title: $0.title, caption: $0.caption, figure: $0.figure)
      },
      texts: [PNG.Text("Version", Environment.programName), PNG.Text("Seeds", "\(model.settings.seed)")],
      beside: files)
  }

  private var page: Page {
    let blocks = tables.all.map { Page.Block.table(Self.table($0)) } + tables.notes.map(Page.Block.paragraph)
    return Page(
      title: tables.title, summary: summary, up: Page.wayBack("../../../index.html"),
      sections: [Page.Section(nil, blocks)],
      lastSections: [
        Page.Section(
          "Settings",
          [.table(Page.Table("What decides the numbers", rows: settings.map { Page.Row([$0.0, $0.1]) }))]),
        Page.Section(
          "The same again", [.code(model.command), .paragraph("The model and its numbers:"), .links(links)]),
      ])
  }

  private var links: [Page.Link] {
    let best = model.best == nil ? [] : ["best.safetensors"]
    let metrics =
      model.epochs.isEmpty ? [] : [Page.Link("metrics.csv", "metrics.csv", remark: "a row for each epoch")]
    return (["model.safetensors"] + best).map { Page.Link($0, $0) } + metrics + [
      Page.Link("results.json", "results.json"), Page.Link("report.md", "report.md"),
    ]
  }

  /// The first number of the test cases that there is, as a sentence.
  private var summary: String {
    guard let row = tables.likelihoods.dropFirst().first, let value = row.last else { return tables.title }
    return "\(row[0]) of the test cases: \(value) \(row[1])."
  }

  /// What stands over the names of its rows is what the table is called.
  private static func table(_ rows: [[String]]) -> Page.Table {
    let name = rows[0][0].isEmpty ? "Means over the cases of each part" : rows[0][0]
    return Page.Table(name, header: [""] + rows[0].dropFirst(), rows: rows.dropFirst().map { Page.Row($0) })
  }

  /// - Parameter escape: applied to every text that a user or a file may have chosen.
  private func context(_ escape: (String) -> String) -> [String: Any] {
    [
      "title": escape(tables.title), "command": model.command, "notes": tables.notes.map(escape),
      "tables": tables.all.map { MarkdownTable.text($0.map { $0.map(escape) }) },
      "figures": figures.map { ["source": $0.file, "title": $0.title, "caption": $0.caption] },
      "settings": MarkdownTable.text([["setting", "value"]] + settings.map { [$0.0, escape($0.1)] }),
    ]
  }

  /// Those that are used.
  private var penalties: [(String, String)] {
    let training = model.settings.training
    func text(_ value: Float) -> String { NumberText.significant(Double(value)) }
    return [
      training.l1 == 0 ? nil : ("L1 penalty", text(training.l1)),
      training.maxNorm.map { ("greatest length of incoming weights", text($0)) },
      training.sparsity.map {
        ("sparsity", "target \(text($0.target)), cost \(text($0.cost)), average decays by \(text($0.decay))")
      },
    ].compactMap { $0 }
  }

  private var settings: [(String, String)] {
    let (settings, data) = (model.settings, model.data)
    let training = settings.training
    return [
      (
        "model",
        "\(settings.model.title), \(model.shape), \(settings.isBinary ? "Bernoulli" : settings.unitsSummary) units"
      ),
      ("data", "\(data.title), \(data.trainingCount.counted("training case")); \(tables.cases)"),
      ("estimator", training.estimator.name), ("centring", settings.isCentered ? "sliding means, rate 0.01" : "none"),
      ("begun with", settings.start.map { "the model of checksum \($0)" } ?? "random weights"),
      ("epochs of each machine", "\(settings.epochs)"),
      (
        "learning rate",
        "\(NumberText.significant(Double(training.learningRate))), \(training.schedule.rawValue)"
      ),
      training.optimizer.isAdaptive
        ? ("optimizer", training.optimizer.title)
        : (
          "momentum",
          """
          \(NumberText.significant(Double(training.initialMomentum))), from epoch \(training.finalMomentumEpoch + 1) on \
          \(NumberText.significant(Double(training.finalMomentum)))
          """
        ),
      ("weight decay", NumberText.significant(Double(training.weightDecay))),
    ] + penalties + [
      ("cases in a minibatch, and chains", "\(min(training.batchSize, data.trainingCount))"),
      ("seed", "\(settings.seed)"),
      ("machine", Environment.machine),
      (
        "time",
        NumberText.duration(model.seconds)
          + (model.epochs.isEmpty ? "" : ", of which training \(NumberText.duration(model.trainingSeconds))")
      ),
    ]
  }
}
