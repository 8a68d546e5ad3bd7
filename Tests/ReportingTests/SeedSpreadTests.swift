import Foundation
import Testing

@testable import Experiments
@testable import Plotting
@testable import Reporting

@Suite struct SeedSpreadTests {
  /// An interval of 13.07 ± 31.54 % was printed of these.
  @Test func fewSeedsHaveTheirMedianAndRange() {
    let spread = SeedSpread([0.0601, 0.0548, 0.2773], scale: .share)
    #expect(spread.center == 0.0601 && spread.ends == 0.0548...0.2773 && !spread.isInterval)
    #expect(spread.percentText() == "6.01 % (5.48 to 27.73)")
    #expect(spread.valuesText == "seeds: 6.01, 5.48, 27.73")
    #expect(SeedSpread([0.0143], scale: .share).percentText() == "1.43 %" && SeedSpread([]).percentText() == "–")
    #expect(
      SeedSpread([1, 2]).center == 1.5
        && SeedSpread([0, 0], scale: .share).percentText() == "0.00 % (the same in all 2 seeds)")
  }

  /// By hand: m = 0.1, s = 0.0707107, n = 5, t = 2.776445; h = 0.0877988 and logit 0.1 ± 0.975542.
  @Test func anIntervalIsOnTheScaleOfTheNumbers() throws {
    let shares = SeedSpread([0.05, 0.05, 0.05, 0.15, 0.2], scale: .share)
    let interval = ConfidenceInterval([0.05, 0.05, 0.05, 0.15, 0.2])
    let half = try #require(interval.halfWidth)
    let ends = try #require(shares.ends)
    let logit = log(0.1 / 0.9)
    #expect(abs(log(ends.upperBound / (1 - ends.upperBound)) - logit - half / 0.09) < 1e-12)
    #expect(abs(log(ends.lowerBound / (1 - ends.lowerBound)) - logit + half / 0.09) < 1e-12)
    #expect(interval.mean - half < 0.02 && ends.lowerBound > 0.03)
    let positive = try #require(SeedSpread([1, 1, 1, 1, 6], scale: .positive).ends)
    #expect(abs(positive.lowerBound * positive.upperBound - 4) < 1e-9)
    #expect(SeedSpread([1, 2, 3, 4, 5]).ends == 3 - half3...3 + half3)
  }

  private var half3: Double { ConfidenceInterval([1, 2, 3, 4, 5]).halfWidth ?? .nan }

  @Test(arguments: [[0, 0, 0, 0, 0.3], [0.9, 0.91, 1, 1, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 1, 0, 1, 1]])
  func noEndIsImpossible(values: [Double]) throws {
    let spread = SeedSpread(values, scale: .share)
    let ends = try #require(spread.ends)
    #expect(ends.lowerBound >= 0 && ends.upperBound <= 1 && ends.contains(spread.center), "\(ends)")
  }

  /// One definition for the band of a curve and the whisker of a test error, told under each figure.
  @Test(arguments: [1, 3, 10])
  func everyFigureOfSeedsSaysWhatItShows(seeds: Int) throws {
    let comparison = try SyntheticComparison(
      arms: ["random", "he"], fates: [.learns(0.1), .learns(0.02)], seeds: seeds
    ).comparison()
    let expected = ["", "median of the 3 seeds", "mean of the 10 seeds"][[1, 3, 10].firstIndex(of: seeds) ?? 0]
    for figure in ReportFigure.all(of: comparison)
    where ["side-by-side.png", "loss-curves.png", "error-curves.png", "error-vs-compute.png"].contains(figure.file) {
      #expect(figure.figure.footer.contains(expected) || seeds == 1, "\(figure.file)")
      #expect(figure.figure.footer.contains("scale)") == (seeds >= 5), "\(figure.file)")
    }
    let summary = ArmSummary.all(of: comparison)[0]
    let curve = Curve(summary.shown, scale: .share) { $0.validationErrorRate }
    #expect(curve.seeds.count == (seeds == 3 ? 3 : 0))
    let last = SeedSpread(summary.shown.map { $0.training[3].validationErrorRate }, scale: .share)
    #expect(curve.center[3] == last.center && curve.band?.low.last == last.ends?.lowerBound)
    // A mark for each seed, or none.
    let marks = curve.series("he", style: summary.style, marksBest: true).compactMap(\.highlight?.index)
    #expect(marks == (seeds == 10 ? [] : summary.completed.map { ($0.outcome?.bestEpoch ?? 0) - 1 }))
  }

  /// A dot for each seed, in the arm's colour.
  @Test func everySeedHasADot() throws {
    let comparison = try SyntheticComparison(arms: ["random", "he"], fates: [.learns(0.1), .perfect], seeds: 3)
      .comparison()
    let figure = try #require(SideBySide.figure(comparison, ArmSummary.all(of: comparison)))
    let plots = figure.figure.placements.compactMap { $0.content as? DotPlot }
    try #require(plots.map(\.rows[0].values.count) == [3, 3])
    #expect(plots[0].value == plots[1].value)
    for (plot, summary) in zip(plots, ArmSummary.all(of: comparison)) {
      #expect(plot.rows[0].values == summary.completed.compactMap { $0.outcome.map { 100 * $0.testErrorRate } })
    }
  }
}
