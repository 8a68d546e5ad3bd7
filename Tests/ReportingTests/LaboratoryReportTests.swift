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
    let laboratory = try Laboratory(settings, data: data, jobs: 2)
    let outcome = try laboratory.train()
    let network = outcome.network
    change(network)
    let measured = evaluation(laboratory.evaluate(network, chains: true))
    return LaboratoryModel(
      settings: settings, data: data.description, outcome: outcome, evaluation: measured,
      pictures: laboratory.pictures(of: network, evaluation: measured), standardization: data.standardization,
      command: "compare rbm", trainingSeconds: 1, seconds: 2)
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

  /// Bounds that lie apart are told with the run that is to blame and the signs of it.
  @Test(arguments: [(101.0, "starts"), (118, "schedule")])
  func openBoundsNameTheRunToBlame(third: Double, culprit: String) throws {
    func estimate(_ direction: AnnealedEstimate.Direction, _ values: [Double]) -> AnnealedEstimate {
      AnnealedEstimate(direction: direction, logPartitions: values, seed: 1)
    }
    let bounds = LogPartitionBounds(lower: estimate(.forward, [99, 101]), upper: estimate(.reverse, [110, 114]))
    let diagnosis = LaboratoryEvaluation.Diagnosis(bounds, logPartition: third, cases: 100, startsAreExact: false)
    let series = (0..<4).map { chain in (0..<100).map { Double(chain) + Double($0 % 7) / 10 } }
    let model = try Self.model(
      hidden: [30],
      evaluation: {
        LaboratoryEvaluation(
          exactLogPartition: nil,
          annealed: LaboratoryEvaluation.Annealed(
            bounds: bounds, temperatures: 14_500, gibbsSteps: 5000, diagnosis: diagnosis),
          mixing: LaboratoryEvaluation.Mixing(autocorrelation: Autocorrelation(chains: series), burnIn: 25),
          parts: $0.parts)
      })
    let text = LaboratoryText(model).text
    // Means of 100 and 112, variances of 2 and 8.
    #expect(text.contains("log w has the variance 2.0 and single chains a mean of 100.000"), "\(text)")
    #expect(text.contains("log w has the variance 8.0 and single chains a mean of 112.000"))
    #expect(
      text.contains("the starts of the downward one are to blame: Gibbs chains of 5,000 steps, which remember at least")
        == (culprit == "starts"))
    #expect(text.contains("the schedule of 14,500 steps is too short") == (culprit == "schedule"))
    #expect(text.contains("4 chains of 100 steps") && text.contains("no, a lower bound"))
    #expect(text.contains("fewer than 50 such times"))
    let json = String(decoding: try LaboratoryResults(model).encoded(), as: UTF8.self)
    #expect(json.contains("\"culprit\" : \"\(culprit)\"") && json.contains("\"isReliable\" : false"))
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
}
