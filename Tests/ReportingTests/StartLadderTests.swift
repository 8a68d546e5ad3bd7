import Foundation
import Testing

@testable import Experiments
@testable import Reporting

/// What a report says of starts that alone differ, and of differences seed by seed.
@Suite struct StartLadderTests {
  private static let arms = ["dbn", "he", "random", "shuffled-dbn", "xavier", "xavier-sigmoid"]

  private func comparison(_ errors: [Double], of arms: [String] = arms, seeds: Int = 1) throws -> Comparison {
    try SyntheticComparison(arms: arms, fates: errors.map { .learns($0) }, seeds: seeds).comparison()
  }

  /// Errors of the one seed are a tenth above these.
  @Test func stepsAreInTheOrderOfWhatAStartKnows() throws {
    let comparison = try comparison([0.01, 0.2, 0.1, 0.02, 0.3, 0.04])
    let ladders = StartLadder.all(of: comparison)
    #expect(ladders.map { $0.rungs.map(\.arm.name) } == [["random", "xavier-sigmoid", "shuffled-dbn", "dbn"]])
    #expect(
      Headline(comparison).sentence.hasSuffix(
        """
        With the same sigmoid units the start alone, each at a rate of its own, takes the test error from 11.00 % (random) to 4.40 % \
        (xavier-sigmoid), 2.20 % (shuffled-dbn), 1.10 % (dbn). Step by step: a scale that suits the widths, 6.60 points fewer; the sizes and \
        biases that machines gave the weights, 2.20 points fewer; what the machines learned of the images, 1.10 points fewer.
        """))
  }

  @Test func aStepThatCostsIsSaidToCost() throws {
    let sentence = try #require(StartLadder.all(of: comparison([0.03, 0.2, 0.1, 0.02, 0.3, 0.04])).first?.sentence)
    #expect(sentence.hasSuffix("what the machines learned of the images, 1.10 points more."))
  }

  /// Other units, another optimizer or the same start at another rate make no ladder; diverged arms are left out of one.
  @Test func onlyStartsMayDiffer() throws {
    for arms in [["random", "he"], ["he", "he:lr=0.1"], ["he", "he:init=zeros,optimizer=adam"], ["he"]] {
      #expect(StartLadder.all(of: try comparison([0.1], of: arms)).isEmpty, "\(arms)")
    }
    let ladders = StartLadder.all(
      of: try comparison([0.1], of: ["xavier:activation=relu", "random", "he", "dbn", "he:init=zeros"]))
    #expect(ladders.map(\.rungs.count) == [3, 2])
    #expect(ladders[0].rungs.map(\.arm.name) == ["he:init=zeros", "xavier:activation=relu", "he"])
    let half = try SyntheticComparison(arms: ["random", "dbn"], fates: [.diverges, .learns(0.1)]).comparison()
    #expect(StartLadder.all(of: half).isEmpty)
  }

  @Test func everyArmIsSetBesideThePretrainedOneAndEveryStepIsThere() throws {
    let paired = PairedErrors(try comparison([0.01, 0.2, 0.1, 0.02, 0.3, 0.04], seeds: 6))
    #expect(
      paired.rows.map(\.name) == [
        "he less dbn", "random less dbn", "shuffled-dbn less dbn", "xavier less dbn", "xavier-sigmoid less dbn",
        "random less xavier-sigmoid", "xavier-sigmoid less shuffled-dbn",
      ])
    #expect(paired.family.size == 7 && !paired.family.isSequential && paired.rows[0].difference.isInterval)
    #expect(paired.rows.map(\.verdict)[2] == "shuffled-dbn makes more errors")
    #expect(paired.explanation.contains("All 7 hold together with 95 %"))
    // Without a pretrained arm the first stands for it.
    let plain = PairedErrors(try comparison([0.01, 0.02], of: ["he", "xavier"], seeds: 3))
    #expect(plain.rows.map(\.name) == ["xavier less he"])
    #expect(plain.rows[0].verdict == "more in each of 3 seeds, too few to tell of others")
    #expect(plain.table[0][1].hasSuffix("seeds: 1.10, 1.20, 1.30)"), "\(plain.table)")
    #expect(PairedErrors(try comparison([0.01, 0.02], of: ["he", "xavier"])).table.isEmpty)
  }

  @Test func reportAndPageHaveThem() throws {
    let comparison = try comparison([0.01, 0.2, 0.1, 0.02, 0.3, 0.04], seeds: 3)
    let document = ReportDocument(comparison, figures: [])
    let texts = try [document.markdown(), document.html(pictures: [:], up: ".."), SummaryTable(comparison).text]
    for text in texts {
      #expect(text.contains("he less dbn") && text.contains("too few to tell of others"))
      #expect(text.contains("Step by step"))
    }
    let json = try #require(
      try JSONSerialization.jsonObject(with: ResultsDocument(comparison).encoded()) as? [String: Any])
    let differences = try #require(json["differences"] as? [[String: Any]])
    #expect(differences.count == 7 && differences[0]["first"] as? String == "he")
    #expect((differences[0]["values"] as? [Double])?.count == 3 && differences[0]["verdict"] as? String == "open")
  }

  @Test func whatWasTriedIsTold() throws {
    var comparison = try comparison([0.1], of: ["he:lr=0.16"])
    comparison.record.tuning = Tuning(
      seeds: [7, 8],
      searches: [
        Tuning.Search(
          arm: "he",
          trials: [
            .init(learningRate: 0.08, validationErrors: [0.03, 0.05]),
            .init(learningRate: 0.16, validationErrors: [0.02, 0.03]),
          ])
      ])
    let document = ReportDocument(comparison, figures: [])
    for text in try [document.markdown(), document.html(pictures: [:], up: "..")] {
      let tried = text.split(separator: "\n").first { $0.contains("0.08: 4.00") } ?? ""
      #expect(tried.contains("0.16: 2.50") && tried.contains("0.16, at the edge of what was tried"), "\(tried)")
      #expect(text.contains("means over seeds 7 and 8"))
    }
  }
}
