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
  }

  public let settings: ComparisonSettings
  public let data: RunData
  public let jobs: Int

  public init(settings: ComparisonSettings, data: RunData, jobs: Int) {
    (self.settings, self.data, self.jobs) = (settings, data, jobs)
  }

  /// One run for each arm and seed, each on one thread, the longest first so that the cores finish together. Machines that
  /// several runs start from are trained once.
  /// - Returns: the records in the order of arms and then seeds, and the seconds that it all took.
  public func run(observe: @escaping @Sendable (Event) -> Void) -> (runs: [RunRecord], wallSeconds: Double) {
    let stopwatch = Stopwatch()
    let workshop = Workshop(self, observe: observe)
    WorkQueue.run(workshop.tasks(), jobs: jobs, idleThreads: workshop.idleThreads)
    return (workshop.records, stopwatch.seconds)
  }
}

/// The tasks of one comparison and what they hand to each other.
private final class Workshop: Sendable {
  private struct State {
    var stacks: [PretrainedStack.Plan: PretrainedStack] = [:]
    /// Runs that have yet to take a stack, so that it can be let go of after the last.
    var claims: [PretrainedStack.Plan: Int] = [:]
    var records: [RunRecord?]
  }

  private let runner: ComparisonRunner
  private let observe: @Sendable (ComparisonRunner.Event) -> Void
  private let plan: [(arm: Arm, seed: UInt64)]
  private let state: Mutex<State>
  let idleThreads = IdleThreads()

  init(_ runner: ComparisonRunner, observe: @escaping @Sendable (ComparisonRunner.Event) -> Void) {
    (self.runner, self.observe) = (runner, observe)
    plan = runner.settings.arms.flatMap { arm in runner.settings.seeds.map { (arm, $0) } }
    state = Mutex(State(records: [RunRecord?](repeating: nil, count: plan.count)))
  }

  var records: [RunRecord] { state.withLock { $0.records.compactMap { $0 } } }

  /// A task for each stack that is needed, then one for each run.
  func tasks() -> [WorkQueue.Task] {
    let stackPlans = plan.map { PretrainedStack.Plan($0.arm, seed: $0.seed, settings: runner.settings) }
    var tasks: [WorkQueue.Task] = []
    var places: [PretrainedStack.Plan: Int] = [:]
    for (run, stack) in stackPlans.enumerated() {
      guard let stack else { continue }
      state.withLock { $0.claims[stack, default: 0] += 1 }
      guard places[stack] == nil else { continue }
      places[stack] = tasks.count
      tasks.append(
        WorkQueue.Task(cost: stack.operations(runner.data), prerequisite: nil) { self.pretrain(stack, forRun: run) })
    }
    var owners: Set<PretrainedStack.Plan> = []
    for (run, stack) in stackPlans.enumerated() {
      let isOwner = stack.map { owners.insert($0).inserted } ?? true
      let cost = Run.trainingOperations(plan[run].arm, settings: runner.settings, data: runner.data)
      tasks.append(
        WorkQueue.Task(cost: cost, prerequisite: stack.flatMap { places[$0] }) {
          self.compute(run, from: stack, sharesPretraining: !isOwner)
        })
    }
    return tasks
  }

  /// Trains a stack, telling its progress as that of the first run that needs it.
  private func pretrain(_ stackPlan: PretrainedStack.Plan, forRun run: Int) {
    let (arm, seed) = plan[run]
    let expected =
      stackPlan.operations(runner.data)
      + Run.trainingOperations(arm, settings: runner.settings, data: runner.data)
    let stopwatch = Stopwatch()
    var progress = RunProgress(
      phase: .pretraining(layer: 0), epoch: 1, epochs: stackPlan.epochs, fraction: 0, seconds: 0)
    let stack = PretrainedStack(stackPlan, data: runner.data) { layer, epoch, operations, metrics in
      (progress.phase, progress.epoch) = (.pretraining(layer: layer), epoch)
      (progress.fraction, progress.seconds) = (min(operations / expected, 1), stopwatch.seconds)
      progress.isEndOfEpoch = metrics != nil
      progress.reconstructionError = metrics?.reconstructionError ?? progress.reconstructionError
      observe(.progress(arm: arm.name, seed: seed, progress))
    }
    state.withLock { $0.stacks[stackPlan] = stack }
  }

  private func compute(_ index: Int, from stackPlan: PretrainedStack.Plan?, sharesPretraining: Bool) {
    let (arm, seed) = plan[index]
    let run = Run(
      arm, seed: seed, settings: runner.settings, data: runner.data, pretrained: stackPlan.flatMap(claim),
      idleThreads: idleThreads
    ) { self.observe(.progress(arm: arm.name, seed: seed, $0)) }
    var (record, model) = run.compute()
    record.sharesPretraining = sharesPretraining
    let finished = record
    state.withLock { $0.records[index] = finished }
    observe(.finished(finished, model: model))
  }

  /// Takes a stack, and lets go of it if nobody else needs it.
  private func claim(_ stackPlan: PretrainedStack.Plan) -> PretrainedStack? {
    state.withLock { state in
      state.claims[stackPlan, default: 1] -= 1
      return state.claims[stackPlan] == 0 ? state.stacks.removeValue(forKey: stackPlan) : state.stacks[stackPlan]
    }
  }
}
