import Datasets
import Foundation
import Testing

@testable import Experiments
@testable import Reporting

/// What reports say of the data, and what guessing is worth on them.
@Suite struct DataReportTests {
  /// Networks of two classes, 97 cases of one on 3 of the other.
  private static func unevenComparison() throws -> Comparison {
    let data = Dataset.synthetic(seed: 1, trainingCount: 600, testCount: 100, size: 10, classCount: 2)
    func uneven(_ images: LabeledImages, parts: Int) -> LabeledImages {
      let (zeros, ones) = (
        images.labels.indices.filter { images.labels[$0] == 0 }, images.labels.indices.filter { images.labels[$0] == 1 }
      )
      // In every part of a hundred three of the second class.
      let indices = (0..<100 * parts).map { $0 % 100 < 97 ? zeros[$0 % zeros.count] : ones[$0 % ones.count] }
      return images.selecting(indices)
    }
    let dataset = Dataset(
      name: "uneven", title: "Uneven", training: uneven(data.training, parts: 6), test: uneven(data.test, parts: 1))
    var settings = ComparisonSettings(dataset: "uneven", preset: .smoke)
    settings.arms = try Arm.list("random,he")
    (settings.hidden, settings.epochs) = ([8], 1)
    let runData = try RunData(dataset, settings: settings)
    let result = ComparisonRunner(settings: settings, data: runData, jobs: 1).run { _ in }
    let record = ComparisonRecord(
      settings: settings, dataset: runData.description(settings: settings),
      environment: Environment(
        processor: "p", cores: 1, operatingSystem: "o", mathLibrary: "m", jobs: 1, peakGflops: 100),
      command: "compare", wallSeconds: 1)
    return Comparison(record: record, runs: result.runs)
  }

  /// The loss that tells of nothing learned is the entropy of the shares, not log 2, and the error that of the majority, not a half.
  @Test func lossesAndErrorsAreSetAgainstTheClassesShares() throws {
    let comparison = try Self.unevenComparison()
    let (loss, error) = (
      try #require(ReportFigure.all(of: comparison).first { $0.file == "loss-curves.png" }).caption,
      try #require(ReportFigure.all(of: comparison).first { $0.file == "error-curves.png" }).caption
    )
    #expect(
      loss.contains(
        "A curve that stays near 0.135 nats, the entropy of the classes' shares of the validation cases, has learned"),
      "\(loss)")
    #expect(!loss.contains("0.69"))
    #expect(error.contains("Always saying the most frequent class, 0, makes 3.00 % errors on the validation cases."))
    let sentence =
      "Always saying the most frequent class, 0, makes 3.00 % errors on the test cases. No run makes fewer."
    #expect(SummaryTable(comparison).text.contains(sentence), "\(SummaryTable(comparison).text)")
    let files = try ComparisonReportTests.written(comparison)
    #expect(ComparisonReportTests.text(files["report.md"]).contains(sentence))
    #expect(ComparisonReportTests.text(files["index.html"]).contains(pageEscaped(sentence)))
  }

  @Test func confusionsAndGuessesAreInTheResults() throws {
    let comparison = try Self.unevenComparison()
    let json = try JSONSerialization.jsonObject(with: ResultsDocument(comparison).encoded())
    let results = try #require(json as? [String: Any])
    let arms = try #require(results["arms"] as? [[String: Any]])
    for (arm, run) in zip(arms, comparison.runs) {
      #expect(arm["confusion"] as? [[[Int]]] == run.outcome.map { [$0.confusion] })
    }
    let guess = try #require(results["testGuess"] as? [String: Any])
    #expect(guess["majority"] as? Int == 0 && guess["errorPercent"] as? Double == 3)
    #expect(abs((guess["loss"] as? Double ?? 0) - 0.134742) < 1e-6)
    let data = try #require(results["data"] as? [String: Any])
    #expect((data["classCounts"] as? [String: [Int]])?["test"] == [97, 3])
    #expect((data["remarks"] as? [String])?.contains { $0.contains("also among the training images") } == true)
  }

  @Test func remarksStandOnThePages() throws {
    var comparison = try ComparisonReportTests.comparison(arms: "he")
    comparison.record.dataset.remarks = ["The first <remark>.", "The second."]
    let files = try ComparisonReportTests.written(comparison)
    #expect(
      ComparisonReportTests.text(files["report.md"]).contains(
        "\n> Data: The first &lt;remark&gt;.\n\n> Data: The second.\n"))
    #expect(
      ComparisonReportTests.text(files["index.html"]).contains(
        "<p class=\"banner\">Data: The first &lt;remark&gt;.</p>"))
    #expect(SummaryTable(comparison).text.hasSuffix("Data: The first <remark>.\nData: The second."))
  }

  /// Records of older versions do not tell the classes but of the test cases, by their confusion matrices.
  @Test func olderRecordsTellWhatTheyCan() throws {
    var comparison = try Self.unevenComparison()
    (comparison.record.dataset.classCounts, comparison.record.dataset.remarks) = (nil, nil)
    let captions = ReportFigure.all(of: comparison).map(\.caption)
    #expect(captions.contains { $0.contains("near 0.135 nats, the entropy of the classes' shares of the test cases") })
    #expect(!captions.contains { $0.contains("on the validation cases") })
    for index in comparison.runs.indices { comparison.runs[index].outcome = nil }
    #expect(GuessText.error(comparison) == "" && GuessText.loss(comparison) == "")
    #expect(
      !ComparisonReportTests.text(try ComparisonReportTests.written(comparison)["index.html"]).contains("<p></p>"))
  }

  @Test func labelsThatAreNotBalancedAreNotCalledSo() throws {
    var comparison = try Self.unevenComparison()
    comparison.record.dataset.labelledCount = 40
    comparison.record.dataset.classCounts?.labelled = [25, 15]
    func report() throws -> String {
      ComparisonReportTests.text(try ComparisonReportTests.written(comparison)["report.md"])
    }
    #expect(
      try report().contains("Only 40 of them, as evenly from the classes as there are images of them, have labels"))
    #expect(try report().contains("| cases in a minibatch | 40 |"))
    comparison.record.dataset.classCounts?.labelled = [20, 20]
    #expect(try report().contains("Only 40 of them, balanced over the classes, have labels"))
  }

  // MARK: One machine

  @Test func machinesWithLabelsStandBesideTheMajority() throws {
    let model = try LaboratoryReportTests.model(visible: .bernoulliAndLabels)
    let counts = try #require(model.data.classCounts)
    let rows = LaboratoryTables(model).likelihoods
    let row = try #require(rows.first { $0[0] == "always saying the most frequent class" })
    let expected = [counts.training, counts.validation, counts.test].map { (part: [Int]) -> String in
      let share = Double(part.max() ?? 0) / Double(part.reduce(0, +))
      return NumberText.decimal(100 - 100 * share, digits: 2)
    }
    #expect(Array(row.dropFirst(2)) == expected)
    #expect(rows.firstIndex(of: row) == (rows.firstIndex { $0[0] == "classification error" } ?? -9) + 1)
    let json = String(decoding: try LaboratoryResults(model).encoded(), as: UTF8.self)
    #expect(json.contains("\"majorityError\" : "))
    #expect(try !LaboratoryText(LaboratoryReportTests.model()).text.contains("always saying"))
  }

  /// The gap's side is told in words, and what cannot be known of one case is left out.
  @Test(arguments: [
    ([-1.0, -3], [-2.0, -6], "log p of training cases lies 2.000 ± 2.236 nats (one standard error) above that"),
    ([-2.0, -6], [-1.0, -3], "log p of training cases lies 2.000 ± 2.236 nats (one standard error) below that"),
    ([-2.0, -6], [-9.0], "log p of training cases lies 5.000 nats above that of validation cases, on average."),
  ])
  func gapsHaveASideAndNoSign(training: [Double], validation: [Double], text: String) throws {
    let model = try LaboratoryReportTests.model(evaluation: { measured in
      func part(_ part: LaboratoryEvaluation.Part, _ values: [Double]) -> LaboratoryEvaluation.Part {
        LaboratoryEvaluation.Part(
          name: part.name, cases: values.count, unnormalized: values, independentLogLikelihood: -200,
          importanceWeighted: nil, pseudoLikelihood: nil,
          classificationError: nil, reconstructionError: part.reconstructionError)
      }
      return LaboratoryEvaluation(
        exactLogPartition: measured.exactLogPartition, annealed: measured.annealed, mixing: measured.mixing,
        parts: [part(measured.parts[0], training), part(measured.parts[1], validation), measured.parts[2]])
    })
    #expect(LaboratoryText(model).text.contains(text), "\(LaboratoryText(model).text)")
  }

  /// Captions count the cases that were used.
  @Test func captionsCountWhatWasUsed() throws {
    let figures = LaboratoryFigures(try LaboratoryReportTests.model()).all
    let texts = figures.map { $0.figure.footer + $0.caption }.joined(separator: "\n")
    #expect(texts.contains("on the 334 training cases and the 66 validation cases"), "\(texts)")
    #expect(texts.contains("with its own probability in the 334 training cases") && !texts.contains("2,000"))
    #expect(texts.contains("The upper half of a test case of each class is held"))
    #expect(LaboratoryTables(try LaboratoryReportTests.model()).likelihoods.contains { $0[0] == "pseudo-likelihood" })
  }
}
