import Datasets
import Testing

@testable import Experiments
@testable import Plotting
@testable import Studies

@Suite struct BoltzmannStudyTests {
  /// Seeds scatter by ten nats and kinds by one: the picture has both, and the differences are those of the same seed.
  @Test func likelihoodsAreComparedSeedBySeed() throws {
    let rows = [
      LikelihoodFigures.Row(name: "CD-1", values: [-170, -160], published: -165, color: Palette.orange),
      LikelihoodFigures.Row(name: "PCD-1", values: [-169, -158.5], color: Palette.blue),
    ]
    let panels = LikelihoodFigures.dots(rows, title: "t", subtitle: "").placements.compactMap { $0.content as? DotPlot }
    #expect(panels.map { $0.rows.map(\.values) } == [[[-170, -160], [-169, -158.5]], [[0, 0], [1, 1.5]]])
    #expect(panels[0].rows.map(\.published) == [-165, nil] && panels[1].hasBaseline && !panels[0].hasBaseline)
    #expect(panels[1].value.label == "nats above CD-1")
    let bounds = LikelihoodFigures.dots(rows, isPaired: false, title: "t", subtitle: "")
    #expect(bounds.placements.count == 1 && bounds.footer.contains("Diamonds: published"))
  }

  /// Melchior's study in small: eight hidden units and 12 × 12 pixels.
  @Test func onlyACentredMachineLearnsTheInverseAsWell() throws {
    let dataset = Dataset.synthetic(seed: 1, trainingCount: 3000, testCount: 500, size: 12)
    let context = StudyContext(scope: .tiny, seedCount: 1, jobs: 2, dataset: dataset)
    let scores = try Melchior.scores(context, hidden: 8, epochs: 80, cases: 3000, learningRate: 0.05)
    func score(_ kind: Melchior.Kind) -> Double { scores[kind].values[0] }
    let centred = score(Melchior.invertedCentred) - score(Melchior.centred)
    let plain = score(Melchior.invertedPlain) - score(Melchior.plain)
    #expect(abs(centred) < 1, "\(scores)")
    #expect(-plain > 2 * abs(centred) && -plain > 1, "\(scores)")
    #expect(score(Melchior.invertedCentred) > score(Melchior.invertedPlain) + 1, "\(scores)")
  }

  /// Minibatches grow with the labels, those of pretraining do not: else few labels would come with more pretraining.
  @Test func pretrainingIsTheSameForAllNumbersOfLabels() throws {
    let context = StudyContext(
      scope: .full, seedCount: 1, jobs: 1, dataset: .synthetic(seed: 1, trainingCount: 20, testCount: 10, size: 8))
    let settings = StudyContext.settings("mnist")
    let arms = try [100, 10_000].map { try LabelCounts.Start.all[0].arms(labels: $0, context, hidden: [5]) }
    #expect(arms.map { $0.map { settings.batchSize(of: $0) } } == [[10, 10, 10], [100, 100, 100]])
    let plans = arms.map { $0.map { PretrainedStack.Plan($0, seed: 1, settings: settings) } }
    #expect(plans[0] == plans[1] && Set(plans[0]).count == 1 && plans[0][0]?.settings.batchSize == 100)
  }

  /// The rate is chosen on the validation cases, in the mean over the seeds, and marked at the ends of the grid.
  @Test func aRateIsChosenByTheValidationError() throws {
    let runs = try [[0.1, 0.9], [0.3, 0.4], [0.2, 0.6]].map {
      PerSeed(try $0.map { try TrainingGridTests.run(1, validationError: $0) })
    }
    #expect(LabelCounts.Best(["0.1", "0.2", "0.3"], runs).rate == "0.2")
    #expect(LabelCounts.Best(["0.1", "0.2", "0.3"], runs.reversed()).rate == "0.2")
    #expect(LabelCounts.Best(["0.1", "0.2"], Array(runs.dropFirst())).rate == "0.1*")
  }

  /// What cannot be computed is told; what diverged is infinitely bad.
  @Test func onlyADivergenceIsAScore() throws {
    let context = StudyContext(
      scope: .tiny, seedCount: 1, jobs: 1, dataset: .synthetic(seed: 1, trainingCount: 200, testCount: 40, size: 8))
    let refused = context.machine(.exact, hidden: 40, epochs: 1, cases: 100)
    #expect(throws: LaboratoryError.self) { try context.machines("machines", [refused]) { $0 } }
    var wild = context.machine(.contrastiveDivergence(steps: 1), hidden: 4, epochs: 3, cases: 100)
    wild.training.learningRate = 1e38
    #expect(try context.machines("machines", [wild]) { $0 }[wild].logLikelihood == [-.infinity])
  }

  @Test func inversionIsItsOwnInverse() {
    let dataset = Dataset.synthetic(seed: 2, trainingCount: 20, testCount: 10, size: 8)
    #expect(dataset.inverted.training != dataset.training)
    #expect(dataset.inverted.inverted.training == dataset.training && dataset.inverted.inverted.test == dataset.test)
  }
}
