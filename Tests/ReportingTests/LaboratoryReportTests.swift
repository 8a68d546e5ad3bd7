import BoltzmannMachines
import Datasets
import LinearAlgebra
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct LaboratoryReportTests {
  /// A small model, whose machines and evaluation a test may change.
  static func model(
    _ kind: LaboratorySettings.Model = .rbm, hidden: [Int] = [4], visible: VisibleUnits = .bernoulli,
    hiddenKind: UnitKind = .bernoulli, change: (DeepBeliefNetwork) -> Void = { _ in },
    evaluation: (LaboratoryEvaluation) -> LaboratoryEvaluation = { $0 }
  ) throws -> LaboratoryModel {
    var settings = LaboratorySettings(kind, hidden: hidden, estimator: .contrastiveDivergence(steps: 1))
    (settings.epochs, settings.visible, settings.hiddenKind) = (1, visible, hiddenKind)
    settings.annealing = settings.isBinary ? .steps(20) : .none
    settings.training.binarization = visible.isGaussian ? .none : .sampled
    settings.training.learningRate = 0.001
    let dataset = Dataset.synthetic(seed: 1, trainingCount: 400, testCount: 100, size: 10, classCount: 4)
    let data = try LaboratoryData(dataset, settings: settings)
    let laboratory = try Laboratory(settings, data: data)
    let outcome = try laboratory.train()
    let network = outcome.network
    change(network)
    let measured = evaluation(laboratory.evaluate(network, chains: true))
    var model = LaboratoryModel(
      laboratory, outcome, evaluation: measured, pictures: laboratory.pictures(of: network, evaluation: measured),
      command: "compare rbm")
    (model.trainingSeconds, model.seconds) = (1, 2)
    return model
  }

  /// Weights that are finite, and so large that nothing computed from them is a number, end in a report and not in a trap.
  @Test(arguments: [Float(1e30), 2e38, -2e38])
  func hugeFiniteWeightsAreReported(weight: Float) throws {
    for (hidden, visible, kind) in [
      ([4], VisibleUnits.bernoulli, UnitKind.bernoulli), ([30], .bernoulli, .bernoulli),
      ([4], .gaussian, .noisyRectified), ([4], .bernoulliAndLabels, .gaussian),
    ] {
      let model = try Self.model(hidden: hidden, visible: visible, hiddenKind: kind) {
        $0.machines[0].weight.fill(weight)
      }
      #expect(try LaboratoryReport(model).files().count > 6)
      #expect(!LaboratoryText(model).text.contains("nan") && !LaboratoryText(model).text.contains("inf"))
    }
    let stack = try Self.model(.dbn, hidden: [4, 3]) { $0.machines[1].weight.fill(weight) }
    #expect(try LaboratoryReport(stack).files().count > 6)
  }

  /// Bounds from made-up estimates, of a machine that cannot be enumerated.
  private static func bounds(
    lower: [Double] = [99, 101], visited: Double = -.infinity, upper: [(ChainStart, [Double])]
  ) -> LogPartitionBounds {
    LogPartitionBounds(
      lower: AnnealedEstimate(direction: .forward, logPartitions: lower), visited: visited,
      downward: upper.map {
        .init(
          start: $0, starts: Matrix(rows: 1, columns: 1),
          estimate: AnnealedEstimate(direction: .reverse, logPartitions: $1))
      })
  }

  private static func model(
    of kind: LaboratorySettings.Model = .rbm, with bounds: LogPartitionBounds,
    coarserGap: Double? = nil
  ) throws -> LaboratoryModel {
    try model(
      kind, hidden: kind == .rbm ? [30] : [6, 30],
      evaluation: {
        LaboratoryEvaluation(
          exactLogPartition: nil,
          annealed: LaboratoryEvaluation.Annealed(
            bounds: bounds, temperatures: 14_500, gibbsSteps: 5000,
            diagnosis: LaboratoryEvaluation.Diagnosis(
              bounds, coarser: coarserGap.map { .init(temperatures: 3625, gap: $0) })),
          mixing: $0.mixing, parts: $0.parts)
      })
  }

  private static func json(_ model: LaboratoryModel) throws -> String {
    String(decoding: try LaboratoryResults(model).encoded(), as: UTF8.self)
  }

  /// Bounds that lie apart are told with what is to blame, if that can be told, and the signs of it.
  @Test(arguments: [(40.0, "schedule"), (12, "undecided")])
  func openBoundsNameWhatIsToBlame(coarserGap: Double, culprit: String) throws {
    let model = try Self.model(
      with: Self.bounds(upper: [(.cases, [90, 94]), (.visited, [110, 114])]), coarserGap: coarserGap)
    let text = LaboratoryText(model).text
    // Means of 100 and 112, variances of 2 and 8.
    #expect(text.contains("log w has the variance 2.0 and single chains a mean of 100.000"), "\(text)")
    #expect(text.contains("log w has the variance 8.0 and single chains a mean of 112.000"))
    #expect(text.contains("At 3,625 temperatures instead of 14,500 they are \(coarserGap) nats apart."))
    #expect(text.contains("the schedule of 14,500 steps is too short") == (culprit == "schedule"))
    #expect(text.contains("cannot be told") == (culprit == "undecided"))
    #expect(text.contains("reverse AIS from training cases") && text.contains("reverse AIS from visited states"))
    #expect(text.contains("downwards if its starts are draws of the machine"))
    #expect(text.contains("95 % interval, if the starts are draws"))
    let json = try Self.json(model)
    #expect(json.contains("\"culprit\" : \"\(culprit)\"") && json.contains("\"coarserTemperatures\" : 3625"))
    #expect(json.contains("\"upperStandsOn\" : \"chains\"") && json.contains("\"logLikelihoodReverseAIS\""))
  }

  /// The wrong way round by more than the errors: nothing is told as a bound that is none, in a stack either.
  @Test(arguments: [LaboratorySettings.Model.rbm, .dbn])
  func crossedBoundsClaimNothing(kind: LaboratorySettings.Model) throws {
    let model = try Self.model(
      of: kind,
      with: Self.bounds(
        lower: [Double](repeating: 399, count: 50), upper: [(.cases, [375, 375]), (.annealed, [380, 380])]))
    let text = LaboratoryText(model).text
    #expect(text.contains("Warning: log Z is open. The upward run shows that it is at least 398.8"), "\(text)")
    #expect(text.contains("none of their starts are draws") && text.contains("whatever the starts are"))
    #expect(text.contains("reverse AIS bounds nothing here") && !text.contains("on average at least"))
    #expect(text.contains("none: these are no draws") && !text.contains("downwards if"))
    #expect(text.contains("Likelihoods are told with the largest log Z, 399.000"))
    #expect(!text.contains(", reverse AIS  ") && !text.contains("95 % interval"))
    #expect(text.contains("bound nothing from below any more") == (kind == .dbn))
    let json = try Self.json(model)
    #expect(json.contains("\"areCrossed\" : true") && json.contains("\"upperStandsOn\" : \"nothing\""))
    #expect(json.contains("\"culprit\" : \"starts\"") && !json.contains("logLikelihoodReverseAIS"))
    #expect(json.contains("\"isRefuted\" : true"))
  }

  /// States that chains visited may have more than the upward run found: then these count, and a run below them does not.
  @Test func visitedStatesTakeThePlaceOfAnUpwardRunThatMissedThem() throws {
    let model = try Self.model(
      with: Self.bounds(
        lower: [Double](repeating: 308, count: 50), visited: 321.5,
        upper: [(.cases, [Double](repeating: 307, count: 50)), (.visited, [Double](repeating: 322, count: 50))]))
    let text = LaboratoryText(model).text
    #expect(text.contains("hidden states that chains visited, at least  321.500"), "\(text)")
    #expect(text.contains("Warning: the upward run missed most of this machine") && text.contains("13.5 nats more"))
    #expect(text.contains("log-likelihood, visited states") && !text.contains("log-likelihood, AIS"))
    #expect(text.contains("Starts from training cases are no draws of the machine"))
    #expect(!text.contains("nats apart"), "half a nat is not open")
    #expect(try Self.json(model).contains("\"visitedStates\" : 321.5"))
  }

  /// Chains that are only short have a lower bound of their time; those that do not mix have nothing.
  @Test func unreliableChainsSayWhy() throws {
    let model = try Self.model(
      hidden: [4],
      change: { network in
        let machine = network.machines[0]
        machine.weight.fill(0)
        for unit in 0..<20 { machine.weight[unit, 0] = 30 }
        for unit in 0..<machine.visibleUnits { machine.visibleBias[0, unit] = unit < 20 ? -10 : -3 }
        machine.hiddenBias.fill(-300)
      })
    let text = LaboratoryText(model).text
    #expect(text.contains("not known"), "\(text)")
    #expect(text.contains("Mixing: not to be relied on.") && text.contains("look like one independent draw, but"))
    #expect(text.contains("chains from different starts do not come to do the same (R̂ up to"))
    #expect(
      text.contains("Warning: one hidden state of 16 has 100.0 % of the probability and 0.0 % of what test cases"))
    #expect(text.contains("below those of training cases in the mean") && text.contains("The machine is frozen there"))
    #expect(!text.contains(" of 100,000"), "no effective draws of a frozen machine")
    let json = try Self.json(model)
    for reason in ["starts-disagree", "free-energies-apart", "few-states-dominate"] { #expect(json.contains(reason)) }
    #expect(json.contains("\"isReliable\" : false") && json.contains("\"topShares\""))
  }

  /// Both kinds of chains are drawn, and they are not the same pictures.
  @Test func sampledAndMeanFieldChainsAreDrawn() throws {
    for model in [try Self.model(), try Self.model(.dbn, hidden: [6, 4])] {
      let film = model.pictures.film
      for (sampled, meanField) in [(film.fromNoise, film.meanFieldFromNoise), (film.fromData, film.meanFieldFromData)] {
        #expect(sampled.count == 5 && meanField.count == 5)
        #expect(sampled[0].count == film.steps.count && meanField[0].count == film.steps.count)
        #expect(sampled[0].image(5) != meanField[0].image(5))
      }
      #expect(film.fromData[0].image(0) == film.meanFieldFromData[0].image(0), "both begin at the cases")
      #expect(film.fromNoise[0].image(0) != film.meanFieldFromNoise[0].image(0), "random numbers are shared")
    }
  }

  /// Machines of any number and images of any shape.
  @Test func picturesCanBeRead() throws {
    for model in [
      try Self.model(), try Self.model(.dbn, hidden: [6, 4, 5, 3, 4]), try Self.model(visible: .gaussian),
    ] {
      for figure in LaboratoryFigures(model).all { #expect(try figure.figure.faults() == [], "\(figure.file)") }
    }
  }
}
