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
  let dataset: Dataset
  private let tell: @Sendable (String) -> Void

  /// - Parameter tell: says how far it has come, on any thread.
  public init(
    scope: Scope, seedCount: Int, jobs: Int, dataset: Dataset, tell: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.scope, self.jobs, self.dataset, self.tell) = (scope, jobs, dataset, tell)
    seeds = (0..<UInt64(seedCount)).map { $0 + 1 }
  }

  /// The same on other data.
  func on(_ dataset: Dataset) -> StudyContext {
    StudyContext(scope: scope, seedCount: seeds.count, jobs: jobs, dataset: dataset, tell: tell)
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
    _ what: String, _ inputs: [Input], cost: (Input) -> Double = { _ in 1 },
    _ body: @escaping @Sendable (Input) -> Output
  ) -> [Output] {
    let progress = Progress(what, of: inputs.count, tell: tell)
    return Parallel.map(inputs, jobs: jobs, cost: cost) { input in
      defer { progress.step() }
      return body(input)
    }
  }

  /// Trains each arm with each seed.
  /// - Parameter change: what else of the settings is not as usual.
  /// - Returns: the records by arm, then seed.
  func train(
    _ what: String, _ arms: [Arm], epochs: Int, data: RunData, batchSize: Int = 100,
    change: (inout ComparisonSettings) -> Void = { _ in }
  ) -> [[RunRecord]] {
    var settings = Self.settings(dataset.name)
    (settings.arms, settings.epochs, settings.batchSize) = (arms, epochs, batchSize)
    change(&settings)
    (settings.seedCount, settings.firstSeed) = (seeds.count, seeds[0])
    let progress = Progress(what, of: arms.count * seeds.count, tell: tell)
    let runs = ComparisonRunner(settings: settings, data: data, jobs: jobs).run { event in
      if case .finished = event { progress.step() }
    }.runs
    return arms.map { arm in runs.filter { $0.arm.name == arm.name } }
  }
}

/// Counts what is done of a number of things, and tells at each tenth.
private final class Progress: Sendable {
  private let what: String
  private let count: Int
  private let done = Mutex(0)
  private let tell: @Sendable (String) -> Void

  init(_ what: String, of count: Int, tell: @escaping @Sendable (String) -> Void) {
    (self.what, self.count, self.tell) = (what, count, tell)
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
  /// The training loss of the last epoch in nats; infinite if the run diverged.
  var finalLoss: Double { divergence == nil ? training.last?.trainingLoss ?? .nan : .infinity }

  var testError: Double { outcome?.testErrorRate ?? .nan }

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
