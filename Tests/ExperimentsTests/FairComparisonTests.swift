import Foundation
import Synchronization
import Testing

@testable import Experiments

/// As much work for all, as much tuning for all, as many seeds as it takes.
@Suite struct FairComparisonTests {
  private let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  @Test func equalOperationsAreWithinAnEpoch() throws {
    let settings = try SmallComparison.settings(arms: "random,dbn,he,he:epochs=2,he:hidden=8x8")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let equal = settings.spendingEqually(data)
    #expect(equal.budget == .operations && equal.epochs(of: equal.arms[1]) == settings.epochs)
    #expect(equal.arms[3].epochs == 2 && equal.spendingEqually(data) == equal)
    let runs = ComparisonRunner(settings: equal, data: data, jobs: 2).run { _ in }.runs
    let most = runs[1].operations
    for run in [runs[0], runs[2], runs[4]] {
      let epoch = run.training[0].operations
      #expect(run.training.count > settings.epochs)
      #expect(run.operations <= most * 1.000001 && run.operations > most - epoch, "\(run.arm.name)")
    }
  }

  private func session(
    most: Int, isSettled: (Comparison) -> Bool, stop: StopRequest = StopRequest(),
    observe: @escaping @Sendable (ComparisonRunner.Event) -> Void = { _ in }
  ) throws -> (comparison: Comparison, adopted: Int) {
    var settings = try SmallComparison.settings(arms: "random,he", seeds: most)
    settings.settling = Settling(mostSeeds: most)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let record = ComparisonRecord(
      settings: settings, dataset: data.description(settings: settings),
      environment: Environment(
        processor: "p", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100, build: "b"),
      command: "c", wallSeconds: 0)
    let store = RecordStore(directory: directory)
    let session = try ComparisonSession(record, data: data, in: store, start: .any)
    let comparison = try session.run(
      jobs: 2, stop: stop, measuresPeak: false, isSettled: isSettled, observe: observe)
    session.close(isComplete: !comparison.isPartial)
    return (comparison, session.adoptedCount)
  }

  @Test func seedsAreAddedUntilItIsSettled() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var looks: [Int] = []
    let first = try session(most: 9) { comparison in
      looks.append(comparison.record.settings.seedCount)
      return comparison.record.settings.seedCount == 6
    }.comparison
    #expect(looks == [4, 5, 6] && first.record.settings.seedCount == 6 && first.runs.count == 12)
    #expect(try RecordStore(directory: directory).read().runs == first.runs)
    // The same again takes over what there is, and keeps no second copy of it.
    let again = try session(most: 9) { $0.record.settings.seedCount == 6 }
    #expect(again.adopted == 12 && again.comparison.runs == first.runs)
    #expect(!FileManager.default.fileExists(atPath: directory + "/earlier"))
    #expect(try session(most: 7) { _ in false }.comparison.record.settings.seedCount == 7)
    // They are those of a fixed number of seeds.
    let fixed = try SmallComparison.run(SmallComparison.settings(arms: "random,he", seeds: 6))
    #expect(fixed.map(\.timeless) == first.runs.map(\.timeless))
  }

  @Test func aSessionThatWasStoppedGoesOn() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let stop = StopRequest()
    let finished = Mutex(0)
    let broken = try session(most: 6, isSettled: { _ in false }, stop: stop) { event in
      guard case .finished = event else { return }
      let count = finished.withLock { count in
        count += 1
        return count
      }
      if count == 9 { stop.ask() }
    }.comparison
    #expect(broken.isPartial)
    let whole = try session(most: 6) { _ in false }.comparison
    let fixed = try SmallComparison.run(SmallComparison.settings(arms: "random,he", seeds: 6))
    #expect(whole.runs.map(\.timeless) == fixed.map(\.timeless))
  }

  // MARK: Tuning

  private func tuned(_ arms: String, stop: StopRequest = StopRequest()) throws -> (
    result: (settings: ComparisonSettings, tuning: Tuning)?, trained: [String]
  ) {
    let settings = try SmallComparison.settings(arms: arms)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let trained = Mutex<[String]>([])
    let tuner = Tuner(settings, data: data, jobs: 2, stop: stop, values: ComputedValues(directory: directory))
    let result = try tuner.run { event in
      guard case .finished(let run, _) = event else { return }
      trained.withLock { $0.append("\(run.arm.name) \(run.seed)") }
    }
    return (result, trained.withLock { $0 })
  }

  @Test func everyArmGetsTheRateOfItsLowestError() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let (result, trained) = try tuned("random,he,he:optimizer=adam,xavier:lr=0.05")
    let (settings, tuning) = try #require(result)
    #expect(
      tuning.seeds == [1_000_001, 1_000_002] && tuning.searches.map(\.arm) == ["random", "he", "he:optimizer=adam"])
    for (search, arm) in zip(tuning.searches, settings.arms) {
      #expect(search.trials.count >= 7 && search.trials.allSatisfy { $0.error >= search.chosen.error })
      let written = try Arm(parsing: arm.name)
      #expect(arm.learningRate == search.chosen.learningRate && arm == written)
      // An arm whose best rate is the first or the last was tried beyond it, as far as the search goes.
      #expect(!search.isAtEdge || search.trials.count >= 11 || search.chosen.error == search.trials[0].error)
    }
    #expect(abs(tuning.searches[2].trials[0].learningRate / 0.0001 - 1) < 1e-6)
    #expect(settings.arms[3].name == "xavier:lr=0.05")
    // The errors are those of runs of a comparison with these seeds.
    var alone = try SmallComparison.settings(arms: "he:lr=0.08", seeds: 2)
    alone.firstSeed = 1_000_001
    let errors = try SmallComparison.run(alone).map { $0.training.map(\.validationErrorRate).min() }
    #expect(
      tuning.searches[1].trials.first { abs($0.learningRate - 0.08) < 1e-6 }?.validationErrors
        == errors.compactMap { $0 })
    #expect(trained.count == 2 * tuning.searches.reduce(0) { $0 + $1.trials.count })
    // What is known is not computed again.
    #expect(try tuned("random,he,he:optimizer=adam").trained.isEmpty)
  }

  @Test func aSearchThatIsStoppedSaysNothing() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let stop = StopRequest()
    stop.ask()
    #expect(try tuned("he", stop: stop).result == nil)
  }
}
