import Datasets
import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite struct ComparisonRunnerTests {
  @Test func theNumberOfJobsChangesNothing() throws {
    let settings = try SmallComparison.settings(seeds: 2)
    let one = try SmallComparison.run(settings, jobs: 1).map(\.timeless)
    #expect(one == (try SmallComparison.run(settings, jobs: 2).map(\.timeless)))
    #expect(one == (try SmallComparison.run(settings, jobs: 7).map(\.timeless)))
    #expect(one.map(\.arm.name) == ["random", "random", "dbn", "dbn", "he:dropout=0.1", "he:dropout=0.1"])
    #expect(one.map(\.seed) == [1, 2, 1, 2, 1, 2])
    #expect(one[0].training != one[1].training && one[2].pretraining != one[3].pretraining)
  }

  /// Learned slopes too, with one thread and with several.
  @Test func theNumberOfJobsChangesNoLearnedSlope() throws {
    let settings = try SmallComparison.settings(arms: "he:activation=prelu,dbn:activation=prelu-0.1,lr=0.1", seeds: 2)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    func models(jobs: Int) -> [String: Data] {
      let models = Mutex<[String: Data]>([:])
      _ = ComparisonRunner(settings: settings, data: data, jobs: jobs).run { event in
        guard case .finished(let run, let model?) = event else { return }
        models.withLock { $0[run.modelFileName] = model }
      }
      return models.withLock { $0 }
    }
    let one = models(jobs: 1)
    #expect(one.count == 4 && models(jobs: 1) == one && models(jobs: 2) == one)
  }

  @Test func recordsAreComplete() throws {
    let settings = try SmallComparison.settings()
    for run in try SmallComparison.run(settings) {
      #expect(run.shape == [144, 20, 15, 4])
      #expect(run.training.map(\.epoch) == [1, 2, 3])
      #expect(run.training.allSatisfy { $0.seconds > 0 && $0.operations > 0 && $0.trainingLoss > 0 })
      #expect(run.layersBefore.count == 2 && run.layersAfter.count == 2)
      #expect(run.filtersBefore?.count == 20 && run.filtersBefore != run.filtersAfter)
      #expect(run.outcome?.confusion.flatMap { $0 }.reduce(0, +) == 100)
      #expect(run.pretraining.count == (run.arm.base == "dbn" ? 4 : 0))
      #expect(run.reconstructions.count == (run.arm.base == "dbn" ? 3 : 0))
      let errors = run.training.map(\.validationErrorRate)
      #expect(run.outcome?.bestEpoch == (errors.firstIndex(of: errors.min() ?? 0) ?? 9) + 1)
    }
  }

  /// An identity's outputs are its pre-activations, whose variance LSUV brings within 0.1 of 1 on the measured cases.
  @Test func dataDependentStartsSeeTrainingCases() throws {
    let arms = "lsuv:activation=identity,he:activation=identity,dbn:init=lsuv,dbn:init=orthogonal"
    let runs = try SmallComparison.run(SmallComparison.settings(arms: arms))
    let deviations = runs.map { $0.layersBefore.map(\.activations.standardDeviation) }
    #expect(deviations[0].allSatisfy { abs($0 * $0 - 1) < 0.1 }, "\(deviations[0])")
    #expect(!deviations[1].allSatisfy { abs($0 * $0 - 1) < 0.1 })
    #expect(runs[2].layersBefore.map(\.activations) == runs[3].layersBefore.map(\.activations))
    #expect(runs[2].training != runs[3].training)
  }

  @Test func theTestSetChangesNothingButTheOutcome() throws {
    let settings = try SmallComparison.settings(arms: "he")
    let data = SmallComparison.dataset
    let shuffled = Dataset(
      name: "synthetic", title: "x", training: data.training,
      test: LabeledImages(width: 12, height: 12, pixels: data.test.pixels.reversed(), labels: data.test.labels))
    let run = { (dataset: Dataset) in
      let data = try RunData(dataset, settings: settings)
      return ComparisonRunner(settings: settings, data: data, jobs: 1).run { _ in }.runs[0].timeless
    }
    let (mine, other) = try (run(data), run(shuffled))
    #expect(mine.training == other.training && mine.outcome?.bestEpoch == other.outcome?.bestEpoch)
    #expect(mine.outcome?.testErrorRate != other.outcome?.testErrorRate)
  }

  /// With a constant rate, stopping at the best epoch leaves the same network as going on and coming back to it.
  @Test func theNetworkOfTheBestEpochIsTested() throws {
    func outcome(epochs: Int) throws -> Outcome {
      let arm = "xavier:schedule=constant,lr=0.4,epochs=\(epochs)"
      return try #require(try SmallComparison.run(SmallComparison.settings(arms: arm))[0].outcome)
    }
    let long = try outcome(epochs: 12)
    #expect(long.bestEpoch < 12, "another rate is needed for this test")
    #expect(try outcome(epochs: long.bestEpoch) == long)
  }

  @Test func machinesAreTrainedOnceForArmsThatNeedTheSame() throws {
    let pair = try SmallComparison.run(SmallComparison.settings(arms: "dbn,dbn:dropout=0.2,dbn:pretrain-lr=0.2"))
    #expect(pair.map(\.sharesPretraining) == [false, true, false])
    #expect(pair[0].pretraining == pair[1].pretraining)
    #expect(pair[0].pretraining.map(\.metrics) != pair[2].pretraining.map(\.metrics))
    let alone = try SmallComparison.run(SmallComparison.settings(arms: "dbn:dropout=0.2"))
    #expect(alone[0].training.map(\.trainingLoss) == pair[1].training.map(\.trainingLoss))
  }

  @Test func fewLabelsAreBalancedAndPretrainingSeesEveryImage() throws {
    var settings = try SmallComparison.settings(arms: "dbn")
    let all = try SmallComparison.run(settings)[0]
    settings.labels = 40
    let few = try SmallComparison.run(settings)[0]
    #expect(all.pretraining.map(\.metrics) == few.pretraining.map(\.metrics))
    #expect(few.training[0].trainingLoss != all.training[0].trainingLoss)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let labelled = data.labelled(40, seed: 1)
    #expect(labelled.count == 40)
    #expect((0..<4).allSatisfy { label in labelled.count { data.training.labels[Int($0)] == label } == 10 })
    #expect(data.description(settings: settings).labelledCount == 40)
  }

  @Test func whatIsTrainedOnIsWhatTheSettingsSay() throws {
    var settings = try SmallComparison.settings(arms: "he")
    let data = { try RunData(SmallComparison.dataset, settings: settings) }
    #expect(try data().training.count == 500)
    settings.trainLimit = 50
    #expect(try data().training.count == 50)
    (settings.trainLimit, settings.trainsOnValidation) = (nil, true)
    #expect(try data().training.count == 600)
    #expect(try SmallComparison.run(settings)[0].outcome?.bestEpoch == 3)
  }

  @Test func divergenceStopsAnArmAlone() throws {
    let runs = try SmallComparison.run(SmallComparison.settings(arms: "he:lr=1e30,momentum=0.9,xavier"))
    #expect(runs[0].divergence != nil && runs[0].outcome == nil)
    #expect(runs[1].divergence == nil && runs[1].outcome != nil)
  }

  @Test func progressRisesToTheEnd() throws {
    let settings = try SmallComparison.settings(arms: "dbn")
    let fractions = Mutex<[Double]>([])
    let data = try RunData(SmallComparison.dataset, settings: settings)
    _ = ComparisonRunner(settings: settings, data: data, jobs: 1).run { event in
      if case .progress(_, _, let progress) = event { fractions.withLock { $0.append(progress.fraction) } }
    }
    let told = fractions.withLock { $0 }
    #expect(told.first ?? 1 < 0.2 && told.last ?? 0 > 0.99)
    #expect(zip(told, told.dropFirst()).allSatisfy { $1 >= $0 - 0.05 })
  }
}
