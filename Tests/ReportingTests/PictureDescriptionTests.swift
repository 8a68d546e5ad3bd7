import Foundation
import Testing

@testable import Experiments
@testable import Reporting

/// What those hear who do not see the pictures.
@Suite struct PictureDescriptionTests {
  private func texts(_ comparison: Comparison) -> [(figure: ReportFigure, text: String)] {
    let description = PictureDescription(comparison)
    return ReportFigure.all(of: comparison).map { ($0, description.text($0)) }
  }

  @Test func everyPictureIsToldInNumbersAndNotByItsCaption() throws {
    let comparison = try ComparisonReportTests.comparison()
    for (figure, text) in texts(comparison) {
      #expect(text.hasPrefix(figure.title) && !text.contains(figure.caption), "\(figure.file)")
      if figure.file != "rbm-filters.png" {
        #expect(text.contains { $0.isNumber } && text.contains("dbn "), "\(figure.file): \(text)")
      }
    }
    let page = ComparisonReportTests.text(try ComparisonReportTests.written(comparison)["index.html"])
    for (figure, text) in texts(comparison) {
      #expect(page.contains("alt=\"\(pageEscaped(text))\""), "\(figure.file)")
      #expect(page.contains("<figcaption>\(pageEscaped(figure.caption))</figcaption>"), "\(figure.file)")
    }
  }

  @Test func theNumbersAreThoseOfTheArms() throws {
    let comparison = try ComparisonReportTests.comparison(arms: "dbn,he")
    let told = Dictionary(uniqueKeysWithValues: texts(comparison).map { ($0.figure.file, $0.text) })
    let (summaries, run) = (ArmSummary.all(of: comparison), comparison.runs[1])
    let sides = summaries.map { "\($0.label) \($0.testErrorText) test errors" }.joined(separator: "; ")
    #expect(told[SideBySide.file]?.hasSuffix(": \(sides).") == true)
    let (first, last) = (run.training[0].trainingLoss, run.training[2].trainingLoss)
    let losses = "he training loss from \(NumberText.significant(first)) to \(NumberText.significant(last)) in 3 epochs"
    #expect(told["loss-curves.png"]?.contains(losses) == true, "\(told["loss-curves.png"] ?? "")")
    let errors = comparison.runs[0].pretraining.map { NumberText.significant($0.metrics.reconstructionError) }
    #expect(told["pretraining-curves.png"]?.contains(errors.joined(separator: ", ")) == true)
    let taken = try #require(told["confusion.png"]?.firstMatch(of: /he takes (\d+) for (\d+) most often, (\d+) time/))
    let confusion = try #require(run.outcome?.confusion)
    let worst = confusion.indices.flatMap { row in confusion.indices.filter { $0 != row }.map { confusion[row][$0] } }
      .max()
    let (row, column) = (try #require(Int(taken.1)), try #require(Int(taken.2)))
    #expect(Int(taken.3) == worst && confusion[row][column] == worst)
  }

  @Test func manyArmsAreCutShort() throws {
    let arms = (1...10).map { "he:lr=0.0\($0)" }.joined(separator: ",")
    let comparison = try ComparisonReportTests.comparison(arms: arms)
    let text = try #require(texts(comparison).first { $0.figure.file == SideBySide.file }?.text)
    #expect(text.hasSuffix("; and 2 more arms.") && text.components(separatedBy: " test errors").count == 9)
  }
}
