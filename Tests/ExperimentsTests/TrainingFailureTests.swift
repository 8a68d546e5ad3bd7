import Datasets
import Foundation
import NeuralNetworks
import Testing

@testable import Experiments

/// Runs whose numbers are all finite, and that learned nothing all the same.
@Suite struct TrainingFailureTests {
  private static func run(_ arm: String, change: (inout ComparisonSettings) -> Void = { _ in }) throws -> RunRecord {
    var settings = try SmallComparison.settings(arms: arm)
    change(&settings)
    return try #require(try SmallComparison.run(settings).first)
  }

  private static func epoch(_ training: Double, _ validation: Double, error: Double) -> TrainingEpoch {
    TrainingEpoch(
      epoch: 1, learningRate: 1, trainingLoss: training, trainingErrorRate: error, validationLoss: validation,
      validationErrorRate: error, operations: 1, seconds: 1)
  }

  // MARK: What guessing costs

  @Test func guessingIsTheEntropyOfTheClasses() {
    func guessing(_ counts: [Int]) -> Guessing { Guessing(training: counts, validation: counts) }
    #expect(abs(guessing([5, 5, 5, 5]).loss - log(4)) < 1e-12)
    #expect(abs(guessing([97, 3]).loss - 0.13474) < 1e-5)
    #expect([[7, 0], [], [0, 0]].allSatisfy { guessing($0).loss == 0 })
    #expect(abs(guessing([97, 3]).errorRate - 0.03) < 1e-12 && guessing([]).errorRate == 0)
  }

  /// Of the cases that have labels, and of the validation cases; and every run says so.
  @Test func aRunRecordsWhatGuessingCosts() throws {
    let labels = [UInt8](repeating: 0, count: 90) + [UInt8](repeating: 1, count: 10) + [0, 0, 0, 1, 0, 1, 1, 2, 1, 1]
    let images = LabeledImages(
      width: 2, height: 2, pixels: (0..<4 * labels.count).map { UInt8($0 % 251) }, labels: labels)
    var settings = try SmallComparison.settings(arms: "he")
    let dataset = Dataset(name: "synthetic", title: "t", training: images, test: images)
    settings.trainLimit = 80
    let data = try RunData(dataset, settings: settings)
    #expect(data.guessing(data.labelled(nil, seed: 1)).loss == 0)
    // Validation takes the last 18 of 110: 4 zeros, 13 ones, 1 two.
    #expect(data.guessing([0, 1]).errorRate == 5.0 / 18)
    let run = try Self.run("he")
    #expect(run.guessing.map { abs($0.loss - log(4)) < 0.01 && abs($0.errorRate - 0.75) < 0.1 } == true)
    #expect(run.firstLoss.map { $0 > 1 && $0 < 5 } == true && run.failure == nil && run.failureNote == nil)
  }

  // MARK: The limits

  @Test func onlyLossesFarAboveGuessingAreExplosions() {
    let guessing = Guessing(loss: 2.3, errorRate: 0.9)
    func name(_ training: Double, _ validation: Double, error: Double = 0.1) -> String? {
      TrainingFailure([Self.epoch(training, validation, error: error)], guessing: guessing)?.name
    }
    #expect(name(12.2, 1) == nil && name(12.4, 1) == "exploded" && name(.infinity, 1) == "exploded")
    // Sure of its mistakes, as a network that knows a few cases by heart may be.
    #expect(name(0, 15) == nil && name(0, 103) == "exploded")
    #expect(name(2.3, 2.3, error: 0.9) == "learned nothing" && name(2.3, 2.3, error: 0.899) == nil)
    #expect(name(1e9, 1e9, error: 0.95) == "exploded")
    #expect(TrainingFailure([], guessing: guessing) == nil)
    // The end counts for an explosion, the best epoch for what was learned.
    let calmed = [Self.epoch(1e9, 1e9, error: 0.9), Self.epoch(1, 1, error: 0.3)]
    #expect(TrainingFailure(calmed, guessing: guessing) == nil)
    #expect(TrainingFailure(calmed.reversed(), guessing: guessing)?.isExplosion == true)
    let lost = [Self.epoch(1, 1, error: 0.3), Self.epoch(2.3, 2.3, error: 0.9)]
    #expect(TrainingFailure(lost, guessing: guessing) == nil)
  }

  // MARK: Real runs

  /// Real explosions, all of whose losses are finite.
  @Test(arguments: ["he:lr=50,schedule=constant", "xavier:lr=1e10"]) func aLossThatExplodedIsTold(arm: String) throws {
    let run = try Self.run(arm)
    #expect(run.divergence == nil && run.training.count == 3 && run.outcome != nil)
    let last = try #require(run.training.last)
    #expect(last.trainingLoss.isFinite && last.trainingLoss > 12, "\(last.trainingLoss)")
    #expect(run.failure?.isExplosion == true)
    let note = try #require(run.failureNote)
    #expect(
      note.hasPrefix("exploded: its training loss ended at ") && note.contains(", far above the 1.4 of guessing. "))
    let lower = arm.hasPrefix("he") ? "try lr=5." : "try lr=1e+09."
    #expect(note.hasSuffix("The learning rate lr=\(run.arm.learningRate) is probably too high: \(lower)"), "\(note)")
  }

  @Test(arguments: [
    ("zeros", "All units of a layer start alike, init=zeros, get the same gradient and stay alike: try init=he-normal"),
    (
      "he:init=normal-1e3,lr=1e-12",
      "The starting weights, init=normal-1000.0, are too large, since the loss was"
    ),
    ("random:epochs=1", "the weights of init=normal-0.01 are probably too small for this depth. Try a start"),
    ("he:lr=1e-12,epochs=1", "Perhaps the learning rate lr=1e-12 is too high or too low, or the epochs are too few"),
  ])
  func whatLearnsNothingIsToldWithItsLikelyCause(arm: String, cause: String) throws {
    let run = try Self.run(arm) { $0.hidden = [20, 20, 20] }
    let note = run.failureNote ?? "nothing"
    #expect(note.contains(cause), "\(arm): \(note)")
  }

  /// Whether the rate or the start is to blame is told by when the units died.
  @Test func unitsThatDiedAreToldWithTheirShare() throws {
    let run = try Self.run("he:lr=8,schedule=constant")
    let (before, after) = (run.layersBefore, run.layersAfter)
    #expect((after.map(\.dead).max() ?? 0) >= 0.9, "\(after.map(\.dead))")
    let nothing = try #require(
      TrainingFailure([Self.epoch(2, 2, error: 0.9)], guessing: Guessing(loss: 1.4, errorRate: 0.7)))
    func cause(before: [LayerStatistics]) -> String {
      FailureCause(arm: run.arm, firstLoss: 1.4, before: before, after: after).sentence(of: nothing)
    }
    let late = cause(before: before)
    #expect(late.contains("of the units of hidden layer") && late.contains("are 0 for every case, after"))
    #expect(late.hasSuffix("the learning rate lr=8.0 is probably too high, try lr=0.8."), "\(late)")
    #expect(cause(before: after).hasSuffix("try another start than init=he-normal."))
  }

  /// While it runs, an explosion is told at the end of its epoch.
  @Test func progressTellsAnExplosion() throws {
    let settings = try SmallComparison.settings(arms: "he:lr=50,schedule=constant,xavier")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let run = Run(settings.arms[0], seed: 1, settings: settings, data: data) { progress in
      if progress.isEndOfEpoch { #expect(progress.hasExploded == (progress.trainingLoss ?? 0 > 12)) }
    }
    let keeper = CheckpointKeeper("x", storage: nil, stop: StopRequest())
    #expect(run.compute(from: nil, checkpoint: nil, keeper: keeper).record.failure != nil)
  }

  // MARK: Old records

  /// A record that does not say what guessing costs is measured by the classes of the test cases.
  @Test func recordsOfOlderProgramsAreJudgedToo() throws {
    var run = try Self.run("he:lr=50,schedule=constant")
    let now = try #require(run.failure)
    (run.guessing, run.firstLoss) = (nil, nil)
    let json = String(decoding: try JSONEncoder().encode(run), as: UTF8.self)
    #expect(!json.contains("guessing") && !json.contains("firstLoss"))
    let old = try JSONDecoder().decode(RunRecord.self, from: Data(json.utf8))
    #expect(old.failure?.kind == now.kind && abs((old.failure?.guessing.loss ?? 0) - log(4)) < 0.01)
    #expect(old.failureNote?.contains("lr=50.0 is probably too high") == true)
    // What was broken off or diverged is told otherwise.
    run.outcome = nil
    #expect(run.failure == nil)
  }
}
