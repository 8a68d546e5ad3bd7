import Foundation
import Plotting
import Testing

@testable import Experiments
@testable import Reporting

/// Reports of comparisons that were broken off, at every place where a run can be.
@Suite struct PartialReportTests {
  /// How far a run came.
  enum Stage: CaseIterable {
    case nothing, inPretraining, pretrained, started, inTraining, finished
  }

  /// A run as it was at a stage, made of its complete record.
  private static func run(_ whole: RunRecord, at stage: Stage) -> RunRecord {
    guard stage != .finished else { return whole }
    var run = RunRecord(arm: whole.arm, seed: whole.seed, shape: whole.shape)
    if stage == .nothing { return run }
    run.pretraining = stage == .inPretraining ? Array(whole.pretraining.dropLast()) : whole.pretraining
    guard stage != .inPretraining, stage != .pretrained else { return run }
    run.reconstructions = whole.reconstructions
    (run.layersBefore, run.filtersBefore) = (whole.layersBefore, whole.filtersBefore)
    if stage == .inTraining { run.training = Array(whole.training.prefix(2)) }
    return run
  }

  /// A comparison with its runs at the stages, in their order; runs that have come to nothing are missing.
  static func partial(arms: String, _ stages: [Stage], seeds: Int = 1) throws -> Comparison {
    let whole = try ComparisonReportTests.comparison(arms: arms, seeds: seeds)
    let runs = zip(whole.runs, stages).filter { $1 != .nothing }.map { run($0, at: $1) }
    return Comparison(record: whole.record, runs: runs)
  }

  private func results(_ files: [String: Data]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: files["results.json"] ?? Data()) as? [String: Any])
  }

  @Test(arguments: Stage.allCases, [Stage.nothing, .finished])
  func everyStageIsDrawnAndMarked(dbn: Stage, he: Stage) throws {
    let comparison = try Self.partial(arms: "dbn,he", [dbn, he])
    #expect(comparison.isPartial == (dbn != .finished || he != .finished) && comparison.runs.count == 2)
    for run in comparison.runs { try run.check(arm: run.arm, seed: 1, in: comparison.record, isPartial: true) }
    let files = try ComparisonReportTests.written(comparison)
    let (markdown, page) = (
      ComparisonReportTests.text(files["report.md"]), ComparisonReportTests.text(files["index.html"])
    )
    #expect(try results(files)["isPartial"] as? Bool == comparison.isPartial)
    #expect(SummaryTable(comparison).text.hasPrefix("UNFINISHED.") == comparison.isPartial)
    #expect(
      markdown.split(separator: "\n").prefix(3).contains { $0.hasPrefix("> **Unfinished.**") } == comparison.isPartial)
    #expect(page.contains("<p class=\"banner\">") == comparison.isPartial)
    #expect(!markdown.contains("nan") && !page.contains(">nan"))
    // Links lead to files that are there, and pictures that are not there have no link.
    for name in ReportFigure.fileNames { #expect(markdown.contains("(\(name))") == (files[name] != nil), "\(name)") }
    let hasCurves = dbn == .inTraining || he == .inTraining || dbn == .finished || he == .finished
    for name in ["loss-curves.png", "error-curves.png", "error-vs-compute.png"] {
      #expect((files[name] != nil) == hasCurves, "\(name)")
    }
    for figure in ReportFigure.all(of: comparison) {
      #expect(figure.figure.subtitle.contains("\nUnfinished: ") == comparison.isPartial, "\(figure.file)")
    }
  }

  /// Without any epoch there is nothing to draw, and the numbers say so.
  @Test func nothingYetIsNoPicture() throws {
    let comparison = try Self.partial(arms: "dbn,he", [.nothing, .nothing])
    #expect(ReportFigure.all(of: comparison).isEmpty)
    let files = try ComparisonReportTests.written(comparison)
    #expect(Set(files.keys) == ["metrics.csv", "results.json", "report.md", "index.html"])
    let text = SummaryTable(comparison).text
    #expect(text.contains("dbn  unfinished, 0 of 1 epochs of machine 1  –"), "\(text)")
    #expect(text.contains("he   unfinished, 0 of 3 epochs"), "\(text)")
  }

  @Test func whatIsUnfinishedIsNamed() throws {
    let comparison = try Self.partial(arms: "dbn,he,xavier", [.inPretraining, .inTraining, .finished])
    let unfinished = "dbn (0 of 1 epochs of machine 2); he (2 of 3 epochs)"
    #expect(RunNotes.unfinished(comparison) == unfinished)
    #expect(
      Headline(comparison).sentence
        == "This comparison on Synthetic strokes is unfinished: 1 of 3 runs came to their end. To be done: \(unfinished)."
    )
    let lowest = try #require(comparison.runs[1].lowestValidationError)
    let text = SummaryTable(comparison).text
    #expect(
      text.contains("he is unfinished: 2 of 3 epochs; lowest validation error so far \(NumberText.percent(lowest))."))
    let arms = try #require(try results(ComparisonReportTests.written(comparison))["arms"] as? [[String: Any]])
    let told = try #require((arms[1]["unfinished"] as? [[String: Any]])?.first)
    #expect(told["seed"] as? Int == 1 && told["epochs"] as? Int == 2 && told["pretrainingEpochs"] as? Int == 0)
    #expect(abs((told["lowestValidationErrorPercent"] as? Double ?? 0) - 100 * lowest) < 1e-6)
    // There is no test number yet.
    #expect((arms[1]["testErrorPercent"] as? [String: Any])?["mean"] is NSNull)
    #expect((arms[2]["unfinished"] as? [Any])?.isEmpty == true)
  }

  @Test func someSeedsAreEnoughForANumber() throws {
    let comparison = try Self.partial(arms: "he", [.finished, .inTraining, .finished], seeds: 3)
    let summary = ArmSummary.all(of: comparison)[0]
    #expect(summary.testErrorText.hasSuffix("; 2 of 3 seeds; seed 2 unfinished, 2 of 3 epochs)"))
    #expect(summary.shown.map(\.seed) == [1, 3])
  }

  @Test func manyRunsAreSummedUp() throws {
    let comparison = try Self.partial(arms: "he", [], seeds: 20)
    #expect(RunNotes.unfinished(comparison)?.hasSuffix("he, seed 4 (0 of 3 epochs); 16 more") == true)
    #expect(RunNotes.all(of: ArmSummary.all(of: comparison)).count == 13)
  }
}
