import Foundation
import Testing

@testable import Experiments
@testable import NeuralNetworks
@testable import Plotting
@testable import Reporting

/// What figures say is so.
@Suite struct FigureContentTests {
  private func figure(
    _ runs: SyntheticComparison, _ make: (Comparison, [ArmSummary]) -> ReportFigure?
  ) throws -> (figure: ReportFigure, summaries: [ArmSummary]) {
    let comparison = try runs.comparison()
    let summaries = ArmSummary.all(of: comparison)
    return (try #require(make(comparison, summaries)), summaries)
  }

  // MARK: The headline

  private func headline(_ fates: [SyntheticComparison.Fate], seeds: Int = 1) throws -> String {
    try Headline(
      SyntheticComparison(arms: ["random", "dbn", "xavier"], fates: fates, seeds: seeds).comparison()
    ).sentence
  }

  /// "random 495000000 times as many" was said of this.
  @Test func noErrorIsNoRatio() throws {
    #expect(
      try headline([.learns(0.045), .perfect, .learns(0.02)])
        == "On Synthetic strokes, dbn makes no test error, and random the most, 4.95 %.")
    #expect(
      try headline([.learns(0.045), .perfect, .perfect])
        == "On Synthetic strokes, dbn and xavier make no test error, and random the most, 4.95 %.")
  }

  @Test func tiesAreNamedAsTies() throws {
    #expect(
      try headline([.guesses])
        == "On Synthetic strokes, random, dbn and xavier make equally many test errors, 75.00 % each.")
    #expect(
      try headline([.learns(0.02), .learns(0.02), .guesses])
        == """
        On Synthetic strokes, random and dbn make the fewest test errors, 2.20 % each, and xavier 34 times as many, \
        75.00 % (learned nothing).
        """
    )
    #expect(try headline([.perfect]).hasSuffix("make equally many test errors, 0.00 % each."))
    #expect(try headline([.learns(0.02), .learns(0.021), .learns(0.03)]).contains(" and xavier more, "))
  }

  // MARK: Layers

  /// Wherever a figure names a layer, the number is that layer's.
  @Test func theTopLayersShareIsTheTopLayers() throws {
    let (figure, summaries) = try figure(
      .init(arms: ["random", "he"], fates: [.learns(0.1)], seeds: 3, depth: 3), SideBySide.figure)
    let panels = figure.figure.placements.compactMap { $0.content as? HistogramPanel }
    #expect(panels.map(\.annotations) == [["20.0 % saturated"], ["40.0 % dead"]])
    #expect(summaries.map(\.idleUnits) == ["10.0 % saturated", "20.0 % dead"])
    #expect(NumberText.idleShare(0.00016) == "0.016 %" && NumberText.idleShare(0) == "0 %")
  }

  @Test func sharesEndAtOne() throws {
    for make in [ActivationHistograms.figure, GradientHistograms.figure] {
      let (figure, _) = try figure(.init(arms: ["random", "he"], fates: [.learns(0.1)]), make)
      let grids = figure.figure.placements.compactMap { $0.content as? HistogramGrid }
      #expect(!grids.isEmpty && grids.allSatisfy { $0.y.range == 1e-4...1 && $0.sharedCounts == .all })
    }
  }

  @Test(arguments: [(1, [1]), (5, [5]), (6, [5, 1]), (10, [5, 5]), (32, [5, 5])])
  func layersWrapAfterFive(depth: Int, columns: [Int]) throws {
    let (figure, _) = try figure(
      .init(arms: ["random", "he"], fates: [.learns(0.1)], depth: depth), ActivationHistograms.figure)
    let grids = figure.figure.placements.compactMap { $0.content as? HistogramGrid }
    #expect(grids.map(\.columnTitles.count) == columns && figure.figure.size.width <= 1140)
    #expect(grids.last?.columnTitles.last == "hidden layer \(depth)")
    #expect(figure.figure.footer.contains("10 of the 32 layers") == (depth == 32))
  }

  @Test(arguments: [2, 4, 5, 12, 32])
  func columnsWrapAfterFour(count: Int) throws {
    let arms = (0..<count).map { "he:lr=0.\(100 + $0)" }
    let (figure, _) = try figure(.init(arms: arms, fates: [.learns(0.1)], seeds: 3, units: 30), SideBySide.figure)
    #expect(figure.figure.columns.count == min(count, 4) && figure.figure.size.width <= 900)
    #expect(figure.figure.placements.count { $0.content is ArmHeader } == count)
    #expect(figure.figure.size.height * Figure.scale <= Canvas.longestSide)
  }

  /// The room that the last block leaves shows all arms above each other.
  @Test(arguments: [(4, 0), (5, 5), (6, 6), (7, 0), (8, 0)]) func freeColumnsShowAllArms(count: Int, rows: Int) throws {
    let arms = (0..<count).map { "he:lr=0.\(100 + $0)" }
    let (figure, _) = try figure(.init(arms: arms, fates: [.learns(0.1)], seeds: 3, units: 30), SideBySide.figure)
    let plots = figure.figure.placements.compactMap { $0.content as? DotPlot }
    #expect((plots.first { $0.title == "Test errors of all arms" }?.rows.count ?? 0) == rows)
  }

  /// The weights of a table's columns have their names, and room for all that is written.
  @Test(arguments: [2, 6]) func tablesHaveTheirFeaturesNames(count: Int) throws {
    let arms = Array(["random", "xavier-sigmoid", "shuffled-dbn", "dbn", "xavier", "he"].prefix(count))
    var comparison = try SyntheticComparison(
      arms: arms, fates: [.learns(0.1)], units: 20, width: 4, height: 1
    ).comparison()
    comparison.record.dataset.featureNames = ["length", "width", "colour=blue", "colour=red"]
    let summaries = ArmSummary.all(of: comparison)
    let figure = try #require(FeatureWeights.figure(comparison, summaries))
    let maps = figure.figure.placements.compactMap { $0.content as? HeatMap }
    #expect(maps.count == count && maps.allSatisfy { $0.rowLabels == comparison.record.dataset.featureNames })
    let faults = try figure.figure.faults()
    #expect(faults.isEmpty, "\(faults)")
    // A plot without room for its parts draws none of them.
    let texts = try #require(figure.figure.tracedCanvas().textTrace).entries.map(\.text)
    for text in ["length", "colour=red", "hidden units 1 to 20"] {
      #expect(texts.count { $0 == text } == count, "\(text)")
    }
    let overview = try #require(SideBySide.figure(comparison, summaries))
    #expect(!overview.figure.footer.contains("filters"))
  }

  @Test func shuffledFiltersAreNotThoseThatPretrainingLeft() throws {
    let (figure, _) = try figure(
      .init(arms: ["dbn", "shuffled-dbn"], fates: [.learns(0.1)], units: 30), FilterImages.figure)
    let titles = figure.figure.placements.compactMap { ($0.content as? ImageGrid)?.title }
    #expect(titles.contains("dbn: after pretraining") && titles.contains("shuffled-dbn: before fine-tuning"))
  }

  // MARK: Gradients

  /// All panels have the axis of the smallest and the greatest gradient, and zeros have a bin.
  @Test func gradientsHaveOneAxisWithABinForZero() throws {
    let (figure, summaries) = try figure(
      .init(arms: ["random", "zeros"], fates: [.learns(0.1), .guesses], depth: 3), GradientHistograms.figure)
    let grid = try #require(figure.figure.placements.first?.content as? HistogramGrid)
    #expect(grid.sharedValues == .all && grid.x.scale == .logarithmic)
    let range = try #require(grid.x.range)
    #expect(range.lowerBound <= 1e-4 && range.upperBound >= 0.1)
    let shares = grid.rows[0].panels.compactMap { $0?.after }
    for histogram in shares {
      #expect(abs(histogram.counts.reduce(histogram.zeroCount, +) - 1) < 1e-9)
      #expect(histogram.zeroCount >= 0.1)
    }
    // Each layer's gradients are a tenth of the layer's above: the shape moves by a decade.
    func peak(_ histogram: Plotting.Histogram) -> Double {
      let bin = histogram.counts.indices.max { histogram.counts[$0] < histogram.counts[$1] } ?? 0
      return log10(histogram.edges[bin])
    }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { abs(peak($1) - peak($0) - 1) < 0.15 })
    // Nothing but zeros is no blank panel.
    #expect(grid.rows[1].panels.allSatisfy { $0?.after?.zeroCount == 1 })
    let sizes = try #require(figure.figure.placements.last?.content as? LineChart)
    #expect(sizes.series[1].y == [0, 0, 0] && summaries[1].gradientSizes == [0, 0, 0])
  }

  /// By hand: bins of 2 from −6 to 6; the two about zero hold 5 of 10, 2 to 4 hold 3, 4 to 6 hold 2.
  @Test func linearBinsAreSpreadOverLogarithmicOnes() {
    let values: [Float] = [-1, -0.5, 0, 0.5, 1, -3, 3, 3, 5, -6]
    let histogram = values.withUnsafeBufferPointer { NeuralNetworks.Histogram(of: $0, bins: 6) }
    let bins = MagnitudeBins([histogram])
    #expect(bins.range == 1...10)
    let shares = bins.histogram(of: histogram)
    #expect(shares.zeroCount == 0.5 && shares.counts.count == 10)
    func sum(_ low: Double, _ high: Double) -> Double {
      zip(shares.edges, shares.counts).filter { $0.0 > low * 0.99 && $0.0 < high * 0.99 }.reduce(0) { $0 + $1.1 }
    }
    // From 10^0.3 = 1.995 on; 4 lies in the bin from 3.98 to 5.01.
    #expect(abs(sum(1.99, 3.98) - 0.3 * (3.9811 - 2) / 2) < 1e-4)
    #expect(abs(shares.counts.reduce(0, +) - 0.5) < 1e-12)
  }

  // MARK: Pretraining

  @Test func everyPretrainedArmHasItsPanels() throws {
    let runs = SyntheticComparison(arms: ["dbn", "he", "dbn:pretrain-lr=0.2"], fates: [.learns(0.1)], depth: 6)
    var comparison = try runs.comparison()
    comparison.runs[2].pretraining.removeLast(1)
    let summaries = ArmSummary.all(of: comparison)
    let curves = try #require(PretrainingCurves.figure(comparison, summaries)?.figure)
    let charts = curves.placements.compactMap { $0.content as? LineChart }
    try #require(charts.count == 4)
    #expect(Set(charts.map(\.title)).count == 4)
    for chart in charts { #expect(Set(chart.series.map(\.color)).count == 6 && chart.series.count == 6) }
    #expect(charts[1].legend == .endLabels)
    let images = try #require(Reconstructions.figure(comparison, summaries)?.figure)
    #expect(images.placements.compactMap { ($0.content as? ImageGrid)?.title } == ["dbn", "dbn:pretrain-lr=0.2"])
  }

  /// Arms that start from the same machines share their panels.
  @Test func sharedMachinesAreDrawnOnce() throws {
    let (figure, _) = try figure(
      .init(arms: ["dbn", "dbn:lr=0.3"], fates: [.learns(0.1)]), PretrainingCurves.figure)
    let charts = figure.figure.placements.compactMap { $0.content as? LineChart }
    #expect(charts.map(\.title).first?.hasPrefix("dbn and dbn:lr=0.3: ") == true && charts.count == 2)
  }

  @Test func reconstructionsSayHowFarTheyAreOff() throws {
    let (figure, summaries) = try figure(
      .init(arms: ["dbn"], fates: [.learns(0.1)], classes: 62), Reconstructions.figure)
    let grid = try #require(figure.figure.placements.first?.content as? ImageGrid)
    let strips = try #require(summaries[0].example?.reconstructions)
    #expect(grid.columns == 12 && figure.figure.footer.contains("12 of the 62 classes"))
    let error = Reconstructions.error(strips[1], of: strips[0])
    let byHand = (0..<62).flatMap {
      zip(strips[1].image($0), strips[0].image($0)).map { Double(($0 - $1) * ($0 - $1)) }
    }
    #expect(abs(error - byHand.reduce(0, +) / 6200) < 1e-9 && error > 0)
    #expect(grid.rowLabels[1].hasSuffix("error \(NumberText.significant(error))") && grid.rowLabels[0] == "test image")
  }

  @Test func filtersAreShownBeforeAfterAndTheirChange() throws {
    let (figure, summaries) = try figure(.init(arms: ["dbn"], fates: [.learns(0.1)], units: 20), FilterImages.figure)
    let grids = figure.figure.placements.compactMap { $0.content as? ImageGrid }
    try #require(grids.count == 3 && grids.allSatisfy { $0.tiles.count == 20 })
    #expect(figure.figure.footer.contains("of all 20 hidden units"))
    let run = try #require(summaries[0].example)
    let (before, after) = (try #require(run.filtersBefore), try #require(run.filtersAfter))
    let expected = zip(after.image(3), before.image(3)).map { $0 - $1 }
    #expect(grids[2].tiles[3].content == .signed(expected))
    #expect(
      grids[0].tiles[3].limit == grids[1].tiles[3].limit
        && grids[0].tiles[3].limit == max(before.limits[3], after.limits[3]))
  }

  // MARK: Small things

  @Test func figuresOfOneRunSayWhichAndHowMuch() throws {
    let comparison = try SyntheticComparison(arms: ["dbn", "he"], fates: [.learns(0.1)], seeds: 3).comparison()
    for figure in ReportFigure.all(of: comparison) {
      let isOfOne = [
        "activation-histograms.png", "gradient-histograms.png", "pretraining-curves.png", "rbm-filters.png",
        "reconstructions.png",
      ].contains(figure.file)
      #expect(figure.figure.subtitle.hasSuffix(isOfOne ? "seed 1, one of 3" : ", 3 seeds"), "\(figure.file)")
      #expect(!figure.figure.footer.contains("1,000 training cases"), "\(figure.file)")
    }
  }

  @Test func workHasAUnitThatSuitsIt() throws {
    let (figure, _) = try figure(.init(arms: ["he"], fates: [.learns(0.1)]), ErrorAgainstCompute.figure)
    let chart = try #require(figure.figure.placements.first?.content as? LineChart)
    #expect(chart.x.label == "work, MFLOP of matrix products" && chart.series[0].x == [10, 20, 30, 40])
    #expect(NumberText.operations(7.26e12) == "7.3 TFLOP" && NumberText.operations(5e6) == "5.0 MFLOP")
  }

  /// How many seeds are in no line stands under the figure.
  @Test func seedsThatDivergedAreTold() throws {
    var comparison = try SyntheticComparison(arms: ["random", "he"], fates: [.learns(0.1)], seeds: 3).comparison()
    comparison.runs[4].outcome = nil
    comparison.runs[4].divergence = Divergence(epoch: 2, step: 1)
    for figure in ReportFigure.all(of: comparison)
    where ["side-by-side.png", "loss-curves.png", "error-curves.png", "error-vs-compute.png"].contains(figure.file) {
      #expect(figure.figure.footer.contains("Left out: he, 1 of 3 seeds (diverged)."), "\(figure.file)")
    }
  }
}
