import BoltzmannMachines
import Datasets
import Foundation
import NeuralNetworks
import Synchronization

/// Computes all runs of a comparison, several at a time.
public struct ComparisonRunner: Sendable {
  /// What happens while the runs are computed; told on their threads.
  public enum Event: Sendable {
    case progress(arm: String, seed: UInt64, RunProgress)
    /// With the network that was tested, as a file in the safetensors format.
    case finished(RunRecord, model: Data?)
    /// In an earlier session.
    case wasFinished(RunRecord)
    /// Something that the user should know, in a sentence.
    case notice(String)
  }

  public let settings: ComparisonSettings
  public let data: RunData
  public let jobs: Int
  private let storage: UnfinishedComparison?
  private let stop: StopRequest
  private let known: @Sendable (Arm, UInt64) -> RunRecord?

  /// - Parameters:
  ///   - storage: where runs are kept and gone on from; nil to keep nothing.
  ///   - stop: asked to stop, all runs save what they have reached and end.
  ///   - known: the record of a run that need not be computed, by arm and seed.
  public init(
    settings: ComparisonSettings, data: RunData, jobs: Int, storage: UnfinishedComparison? = nil,
    stop: StopRequest = StopRequest(), known: @escaping @Sendable (Arm, UInt64) -> RunRecord? = { _, _ in nil }
  ) {
    (self.settings, self.data, self.jobs, self.storage, self.stop) = (settings, data, jobs, storage, stop)
    self.known = known
  }

  /// One run for each arm and seed, each led by one thread, the longest first so that the cores finish together. Machines that
  /// several runs start from are trained once. If a file cannot be written, all runs end and the storage has its
  /// ``UnfinishedComparison/failure``.
  /// - Returns: the records in the order of arms and then seeds, those not finished that were stopped, and the seconds that it
  ///   all took.
  public func run(observe: @escaping @Sendable (Event) -> Void) -> (runs: [RunRecord], wallSeconds: Double) {
    let stopwatch = Stopwatch()
    storage?.onFailure(stop.ask)
    let workshop = Workshop(self, storage: storage, stop: stop, known: known, observe: observe)
    WorkQueue.run(workshop.tasks(), jobs: jobs)
    storage?.flush()
    return (workshop.records, stopwatch.seconds)
  }
}

/// The tasks of one comparison and what they hand to each other.
private final class Workshop: Sendable {
  private typealias Plan = PretrainedStack.Plan

  private struct State {
    var stacks: [Plan: PretrainedStack] = [:]
    /// Runs that have yet to take a stack, so that it can be let go of after the last.
    var claims: [Plan: Int] = [:]
    var checkpoints: [Int: RunCheckpoint] = [:]
    var records: [RunRecord]
  }

  private let runner: ComparisonRunner
  private let storage: UnfinishedComparison?
  private let stop: StopRequest
  private let known: @Sendable (Arm, UInt64) -> RunRecord?
  private let observe: @Sendable (ComparisonRunner.Event) -> Void
  private let plan: [(arm: Arm, seed: UInt64)]
  private let state: Mutex<State>

  init(
    _ runner: ComparisonRunner, storage: UnfinishedComparison?, stop: StopRequest,
    known: @escaping @Sendable (Arm, UInt64) -> RunRecord?,
    observe: @escaping @Sendable (ComparisonRunner.Event) -> Void
  ) {
    (self.runner, self.storage, self.stop, self.known, self.observe) = (runner, storage, stop, known, observe)
    plan = runner.settings.arms.flatMap { arm in runner.settings.seeds.map { (arm, $0) } }
    let shape = [runner.data.training.pixelCount]
    state = Mutex(
      State(
        records: plan.map { arm, seed in
          RunRecord(
            arm: arm, seed: seed, shape: shape + runner.settings.hidden(of: arm) + [runner.data.classCount])
        }))
  }

  var records: [RunRecord] { state.withLock { $0.records } }

  // MARK: Planning

  /// A task for each stack that is needed, then one for each run that is not finished.
  func tasks() -> [WorkQueue.Task] {
    let stackPlans = plan.map { Plan($0.arm, seed: $0.seed, settings: runner.settings) }
    // Of the runs that need a stack the first owns it, whether or not it is this process that computes it.
    let shares = plan.indices.map { run in stackPlans[run].map { stackPlans.firstIndex(of: $0) != run } ?? false }
    let open = plan.indices.filter { !takeUp($0, sharesPretraining: shares[$0]) }
    let starting = state.withLock { state in open.filter { state.checkpoints[$0] == nil } }
    var (tasks, places): ([WorkQueue.Task], [Plan: Int]) = ([], [:])
    for run in starting {
      guard let stack = stackPlans[run] else { continue }
      state.withLock { $0.claims[stack, default: 0] += 1 }
      guard places[stack] == nil, let owner = stackPlans.firstIndex(of: stack) else { continue }
      places[stack] = tasks.count
      let cost = stack.operations(runner.data)
      tasks.append(WorkQueue.Task(cost: cost, prerequisite: nil) { self.pretrain(stack, owner: owner) })
    }
    for run in open {
      let stack = starting.contains(run) ? stackPlans[run] : nil
      let cost = Run.trainingOperations(plan[run].arm, settings: runner.settings, data: runner.data)
      tasks.append(
        WorkQueue.Task(cost: cost, prerequisite: stack.flatMap { places[$0] }) {
          self.compute(run, from: stack, sharesPretraining: shares[run])
        })
    }
    return tasks
  }

  /// Takes up what was kept of a run. What is damaged counts for nothing, and the user is told.
  /// - Returns: whether the run is finished.
  private func takeUp(_ run: Int, sharesPretraining: Bool) -> Bool {
    let (arm, seed) = plan[run]
    do throws(OutputError) {
      var finished = known(arm, seed)
      if finished == nil { finished = try storage?.files.finished(arm, seed: seed)?.run }
      if var record = finished {
        if record.sharesPretraining != sharesPretraining {
          record.sharesPretraining = sharesPretraining
          storage?.add(record, model: nil)
        }
        state.withLock { $0.records[run] = record }
        observe(.wasFinished(record))
        return true
      }
      if let storage, let saved = try storage.checkpoint(name(run)) {
        let checkpoint = try RunCheckpoint(saved, arm: arm, seed: seed, in: storage.comparison, data: runner.data)
        state.withLock { $0.checkpoints[run] = checkpoint }
      }
    } catch {
      observe(.notice(error.description))
    }
    return false
  }

  private func name(_ run: Int) -> String { records[run].stem }

  // MARK: Work

  /// Trains a stack, telling its progress as that of the first run that needs it.
  private func pretrain(_ stackPlan: Plan, owner run: Int) {
    let (arm, seed) = plan[run]
    let expected =
      stackPlan.operations(runner.data)
      + Run.trainingOperations(arm, settings: runner.settings, data: runner.data)
    let name = name(run) + "-pretraining"
    var progress = RunProgress(
      phase: .pretraining(layer: 0), epoch: 1, epochs: stackPlan.epochs, fraction: 0, seconds: 0)
    var (stopwatch, before) = (Stopwatch(), 0.0)
    func report(_ layer: Int, _ epoch: Int, _ operations: Double, _ metrics: GreedyPretraining.Epoch?) {
      (progress.phase, progress.epoch) = (.pretraining(layer: layer), epoch)
      (progress.fraction, progress.seconds) = (min(operations / expected, 1), before + stopwatch.seconds)
      progress.isEndOfEpoch = metrics != nil
      progress.reconstructionError = metrics?.reconstructionError ?? progress.reconstructionError
      observe(.progress(arm: arm.name, seed: seed, progress))
    }
    let keeper = CheckpointKeeper(name, storage: storage, stop: stop)
    func train(from saved: Checkpoint?) throws -> PretrainedStack {
      if let settings = stackPlan.laboratory {
        return try PretrainedStack(
          stackPlan, settings, data: runner.data, from: saved, keeper: keeper, report: report)
      }
      let checkpoint = try saved.map { try StackCheckpoint($0, plan: stackPlan, data: runner.data) }
      (stopwatch, before) = (Stopwatch(), checkpoint?.state.allSeconds ?? 0)
      return PretrainedStack(stackPlan, data: runner.data, from: checkpoint, keeper: keeper, report: report)
    }
    let stack: PretrainedStack
    do {
      stack = try train(from: storage?.checkpoint(name))
    } catch {
      // What is kept is damaged, or of other machines.
      observe(.notice("\(error)"))
      do {
        stack = try train(from: nil)
      } catch {
        preconditionFailure("settings and data were looked at before: \(error)")
      }
    }
    state.withLock { $0.stacks[stackPlan] = stack }
  }

  private func compute(_ index: Int, from stackPlan: Plan?, sharesPretraining: Bool) {
    let stack = stackPlan.flatMap(claim)
    let checkpoint = state.withLock { $0.checkpoints.removeValue(forKey: index) }
    let (arm, seed) = plan[index]
    var (record, model) = (records[index], Data?.none)
    if let stack, stack.network == nil || stop.isAsked {
      (record.pretraining, record.divergence) = (stack.epochs, stack.divergence)
    } else if stop.isAsked {
      record = checkpoint?.record ?? record
    } else {
      let run = Run(arm, seed: seed, settings: runner.settings, data: runner.data) {
        self.observe(.progress(arm: arm.name, seed: seed, $0))
      }
      let keeper = CheckpointKeeper(name(index), storage: storage, stop: stop)
      (record, model) = run.compute(from: stack, checkpoint: checkpoint, keeper: keeper)
    }
    record.sharesPretraining = sharesPretraining
    finish(index, record, model: model)
  }

  private func finish(_ index: Int, _ record: RunRecord, model: Data?) {
    state.withLock { $0.records[index] = record }
    guard record.isFinished else { return }
    storage?.add(record, model: model)
    storage?.removeCheckpoint(name(index))
    observe(.finished(record, model: model))
  }

  /// Takes a stack, and lets go of it if nobody else needs it.
  private func claim(_ stackPlan: Plan) -> PretrainedStack? {
    state.withLock { state in
      state.claims[stackPlan, default: 1] -= 1
      return state.claims[stackPlan] == 0 ? state.stacks.removeValue(forKey: stackPlan) : state.stacks[stackPlan]
    }
  }
}
