import Datasets
import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks
import Reporting
import Synchronization

/// What a study computes with: how much, how often, on which data and how many threads.
public struct StudyContext: Sendable {
  public let scope: Scope
  public let seeds: [UInt64]
  public let jobs: Int
  private(set) var dataset: Dataset
  /// Where what is computed is kept; nil to keep nothing.
  let values: ComputedValues?
  private let tell: @Sendable (String) -> Void
  private var checksum: String
  private let before = SecondsBefore()

  /// - Parameters:
  ///   - values: where what is computed is kept, so that a study that was broken off goes on, and one of more seeds computes those alone.
  ///   - tell: says how far it has come, on any thread.
  public init(
    scope: Scope, seedCount: Int, jobs: Int, dataset: Dataset, values: ComputedValues? = nil,
    tell: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.scope, self.jobs, self.dataset, self.values, self.tell) = (scope, jobs, dataset, values, tell)
    seeds = (0..<UInt64(seedCount)).map { $0 + 1 }
    checksum = Self.checksum(dataset)
  }

  /// The same on other data.
  func on(_ dataset: Dataset) -> StudyContext {
    var context = self
    (context.dataset, context.checksum) = (dataset, Self.checksum(dataset))
    return context
  }

  private static func checksum(_ dataset: Dataset) -> String {
    LabeledImages.checksum(of: [dataset.training, dataset.test])
  }

  /// The size for this scope.
  func size<Value>(full: Value, quick: Value, tiny: Value) -> Value {
    switch scope {
    case .full: full
    case .quick: quick
    case .tiny: tiny
    }
  }

  /// The first cases of the training file, and a fifth as many more to validate on; fewer if there are no more.
  func data(cases: Int) throws -> RunData {
    let part = Dataset(
      name: dataset.name, title: dataset.title, training: dataset.training.prefix(cases + cases / 5),
      test: dataset.test)
    return try RunData(part, settings: Self.settings(dataset.name))
  }

  /// All training cases, those for validation among them, as in papers that set none aside.
  func allData() throws -> RunData {
    var settings = Self.settings(dataset.name)
    settings.trainsOnValidation = true
    return try RunData(dataset, settings: settings)
  }

  /// The data set with the number of cases that are trained on, e.g. "MNIST, 10,000 cases".
  func title(of data: RunData) -> String { "\(dataset.title), \(data.training.count.formatted) cases" }

  /// Settings that a study fills in.
  static func settings(_ dataset: String) -> ComparisonSettings {
    ComparisonSettings(dataset: dataset, preset: .standard)
  }

  /// The same for many things, several at a time, in their order.
  func map<Input, Output>(
    _ what: String, _ inputs: [Input], _ body: @escaping @Sendable (Input) -> Output
  ) -> [Output] {
    let progress = Progress(what, of: inputs.count, tell: tell)
    return Parallel.map(inputs, jobs: jobs) { input in
      defer { progress.step() }
      return body(input)
    }
  }

  /// The same for many things that take long: what has been computed from an equal plan is taken from there.
  /// - Parameters:
  ///   - what: also tells plans apart that are of other kinds.
  ///   - plan: all that decides an output besides the data set.
  ///   - body: gets a place to keep what it has reached.
  func map<Input, Output: Codable & Sendable>(
    _ what: String, _ inputs: [Input], plan: (Input) -> some Encodable & Sendable, cost: (Input) -> Double = { _ in 1 },
    _ body: @escaping @Sendable (Input, Halfway) throws -> Output
  ) throws -> [Output] {
    let plans = inputs.map { StudyPlan(what: what, checksum: checksum, plan: plan($0)) }
    let known = plans.map { takeOver($0, as: Output.self) }
    let progress = Progress(what, of: inputs.count, known: known.count { $0 != nil }, tell: tell)
    let missing = inputs.indices.filter { known[$0] == nil }.map { (input: inputs[$0], plan: plans[$0]) }
    let computed = Parallel.map(missing, jobs: jobs, cost: { cost($0.input) }) { [values] task in
      Result {
        let stopwatch = Stopwatch()
        let output = try body(task.input, Halfway(values: values, plan: task.plan))
        try values?.keep(output, of: task.plan, seconds: stopwatch.seconds)
        progress.step()
        return output
      }
    }
    var rest = try computed.map { try $0.get() }[...]
    return known.map { $0 ?? rest.removeFirst() }
  }

  /// Seconds that a study takes in all, those in which earlier ones computed what it has taken over among them.
  func seconds(now: Double) -> Double { now + before.seconds.withLock { $0 } }

  /// A value that has been computed before.
  private func takeOver<Value: Codable>(_ plan: some Encodable, as type: Value.Type) -> Value? {
    guard let found = values?.value(of: plan, as: type) else { return nil }
    before.seconds.withLock { $0 += found.seconds / Double(jobs) }
    return found.value
  }

  /// Trains each arm with each seed.
  /// - Parameter change: what else of the settings is not as usual.
  /// - Returns: the records by arm, then seed, without pictures.
  func train(
    _ what: String, _ arms: [Arm], epochs: Int, data: RunData, batchSize: Int = 100,
    change: (inout ComparisonSettings) -> Void = { _ in }
  ) throws -> [PerSeed<RunRecord>] {
    var settings = Self.settings(dataset.name)
    (settings.arms, settings.epochs, settings.batchSize) = (arms, epochs, batchSize)
    change(&settings)
    (settings.seedCount, settings.firstSeed) = (seeds.count, seeds[0])
    let plan = data.plans(settings)
    let known = arms.map { arm in seeds.map { takeOver(plan(arm, $0), as: RunRecord.self) } }
    let progress = Progress(what, of: arms.count * seeds.count, known: known.joined().count { $0 != nil }, tell: tell)
    let byName = Dictionary(
      uniqueKeysWithValues: zip(arms, known).map { ($0.name, Dictionary(uniqueKeysWithValues: zip(seeds, $1))) })
    let failure = Mutex(OutputError?.none)
    let stop = StopRequest()
    let runner = ComparisonRunner(settings: settings, data: data, jobs: jobs, stop: stop) {
      byName[$0.name]?[$1] ?? nil
    }
    let runs = runner.run { [values] event in
      guard case .finished(let record, _) = event else { return }
      do throws(OutputError) {
        try values?.keep(record.withoutPictures, of: plan(record.arm, record.seed), seconds: record.seconds)
      } catch {
        failure.withLock { $0 = error }
        stop.ask()
      }
      progress.step()
    }.runs
    if let failure = failure.withLock({ $0 }) { throw failure }
    return arms.map { arm in PerSeed(runs.filter { $0.arm.name == arm.name }.map(\.withoutPictures)) }
  }
}

/// Names a value of a study.
private struct StudyPlan<Plan: Encodable & Sendable>: Encodable, Sendable {
  let what: String
  /// Of all images and labels.
  let checksum: String
  let plan: Plan
}

/// A network of a study that is not one of a comparison's.
struct NetworkPlan: Codable, Sendable {
  let arm: Arm
  let seed: UInt64
  let epochs: Int
  /// Trained on.
  let cases: Int
  /// Units of the last layer, if not as many as there are classes.
  var outputs: Int?
}

/// Where what takes long keeps what it has reached, and finds it after a break.
final class Halfway: Sendable {
  private let values: ComputedValues?
  private let plan: any Encodable & Sendable
  private let kept = Mutex(ContinuousClock.now)

  fileprivate init(values: ComputedValues?, plan: any Encodable & Sendable) {
    (self.values, self.plan) = (values, plan)
  }

  /// Whether so much has been computed since the last time that it would be a pity to lose it.
  var isDue: Bool { values != nil && kept.withLock { ContinuousClock.now - $0 > .seconds(10) } }

  /// Nil if nothing was reached before.
  var checkpoint: (bytes: Data, file: String)? { values?.checkpoint(of: plan) }

  func keep(_ checkpoint: Data) throws(OutputError) {
    try values?.keepCheckpoint(checkpoint, of: plan)
    kept.withLock { $0 = .now }
  }
}

/// Seconds that what was taken over took when it was computed, on as many threads.
private final class SecondsBefore: Sendable {
  let seconds = Mutex(0.0)
}

/// Counts what is done of a number of things, and tells at each tenth.
private final class Progress: Sendable {
  private let what: String
  private let count: Int
  private let done = Mutex(0)
  private let tell: @Sendable (String) -> Void

  /// - Parameter known: those that were done before.
  init(_ what: String, of count: Int, known: Int = 0, tell: @escaping @Sendable (String) -> Void) {
    (self.what, self.count, self.tell) = (what, count, tell)
    guard known > 0 else { return }
    done.withLock { $0 = known }
    tell("\(what): \(known) of \(count) computed before")
  }

  func step() {
    done.withLock { done in
      done += 1
      guard done * 10 / count > (done - 1) * 10 / count else { return }
      tell("\(what): \(done) of \(count)")
    }
  }
}

extension Arm {
  /// An arm of a study.
  /// - Parameters:
  ///   - name: in figures and tables.
  ///   - text: as on the command line, e.g. `he:lr=0.01`.
  init(_ name: String, _ text: String, hidden: [Int]) throws {
    try self.init(parsing: text)
    (self.name, self.hidden) = (name, hidden)
  }
}

extension RunRecord {
  /// What studies look at: pictures and distributions would be most of what is kept.
  fileprivate var withoutPictures: RunRecord {
    var record = self
    (record.filtersBefore, record.filtersAfter, record.reconstructions) = (nil, nil, [])
    (record.layersBefore, record.layersAfter) = ([], [])
    return record
  }

  /// The training loss of the last epoch in nats; infinite if the run diverged.
  var finalLoss: Double { divergence == nil ? training.last?.trainingLoss ?? .nan : .infinity }

  /// In terms of guessing.
  var finalShare: Double { finalLoss / log(10) }

  /// The share of errors among the test cases; infinite if the run diverged.
  var testError: Double { divergence == nil ? outcome?.testErrorRate ?? .nan : .infinity }

  /// The share of errors among the validation cases after the last epoch; infinite if the run diverged.
  var lastValidationError: Double { divergence == nil ? training.last?.validationErrorRate ?? .nan : .infinity }

  /// Passes over the training cases until their loss is below a limit, between epochs by a straight line; infinite if it is never
  /// reached. An epoch's loss is its mean, so it counts for the epoch's middle.
  func epochs(toLoss limit: Double) -> Double {
    guard divergence == nil, let index = training.firstIndex(where: { $0.trainingLoss < limit }) else {
      return .infinity
    }
    guard index > 0 else { return 0.5 }
    let (above, below) = (training[index - 1].trainingLoss, training[index].trainingLoss)
    return Double(index) - 0.5 + (above - limit) / (above - below)
  }
}
