import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Where the pretraining of a stack stands.
struct StackCheckpoint {
  /// All but the numbers of the machines and their velocities.
  struct State: Codable, Hashable {
    let plan: PretrainedStack.Plan
    /// Of the data; nil in checkpoints of older versions.
    let checksum: String?
    var epochs: [PretrainingEpoch] = []
    /// Of the epoch that is not finished.
    var seconds = 0.0
    /// How many machines have been begun, and which epoch, from 0, the last of them is in.
    var machines = 1
    var epoch = 0
    var position = ContrastiveDivergenceTrainer.Position()
    /// Of the last machine.
    var losses = LossTrace()

    init(plan: PretrainedStack.Plan, checksum: String) { (self.plan, self.checksum) = (plan, checksum) }
  }

  let state: State
  let snapshot: GreedyPretraining.Snapshot

  init(_ state: State, _ snapshot: GreedyPretraining.Snapshot) { (self.state, self.snapshot) = (state, snapshot) }

  private static func matrices(_ snapshot: GreedyPretraining.Snapshot) -> [NamedMatrix] {
    DeepBeliefNetwork(machines: snapshot.machines).parameters + snapshot.memory
  }

  func encoded() -> Data? { Checkpoint.encoded(Self.matrices(snapshot), state: state) }

  /// Reads what fits the plan and nothing else.
  init(_ checkpoint: Checkpoint, plan: PretrainedStack.Plan, data: RunData) throws(OutputError) {
    let state = try checkpoint.state(State.self)
    try checkpoint.require { () throws(ImpossibleValue) in
      try RecordCheck("checksum").require(state.checksum ?? data.checksum == data.checksum, "is that of other data")
      try state.check(plan: plan, cases: data.training.count)
    }
    let shape = ([data.training.pixelCount] + plan.hidden).prefix(state.machines + 1)
    let machines = zip(shape, shape.dropFirst()).map { RestrictedBoltzmannMachine(visibleUnits: $0, hiddenUnits: $1) }
    let snapshot = GreedyPretraining.Snapshot(
      machines: machines, memory: ContrastiveDivergenceTrainer.emptyMemory(for: machines[machines.count - 1]),
      epoch: state.epoch, position: state.position)
    try checkpoint.fill(Self.matrices(snapshot))
    self.init(state, snapshot)
  }
}

extension StackCheckpoint.State {
  /// Seconds of computing so far.
  var allSeconds: Double { epochs.reduce(seconds) { $0 + $1.seconds } }

  /// Takes note of a step.
  /// - Throws: ``EarlyEnd/diverged(_:)`` if the reconstruction error is not a number any more.
  /// - Parameter cases: of an epoch.
  mutating func add(_ snapshot: GreedyPretraining.Snapshot, of cases: Int) throws(EarlyEnd) {
    if snapshot.machines.count > machines { losses = LossTrace() }
    let isSameEpoch = snapshot.machines.count == machines && snapshot.epoch == epoch
    let before = isSameEpoch ? position : ContrastiveDivergenceTrainer.Position()
    let machine = snapshot.machines[snapshot.machines.count - 1]
    let loss =
      (snapshot.position.squaredError - before.squaredError)
      / Double((snapshot.position.cases - before.cases) * machine.visibleUnits)
    (machines, epoch, position) = (snapshot.machines.count, snapshot.epoch, snapshot.position)
    let step = minibatches(of: cases).index(at: position.cases)
    try losses.watch(loss, layer: machines - 1, epoch: epoch + 1, step: step)
  }

  private func minibatches(of cases: Int) -> Minibatches {
    Minibatches(of: cases, atMost: plan.settings.batchSize)
  }

  /// Takes note of an epoch's end.
  mutating func add(_ metrics: PretrainingEpoch, _ snapshot: GreedyPretraining.Snapshot) {
    epochs.append(metrics)
    (seconds, epoch, position) = (0, snapshot.epoch, snapshot.position)
  }

  fileprivate func check(plan: PretrainedStack.Plan, cases: Int) throws(ImpossibleValue) {
    let top = RecordCheck()
    try top["plan"].require(self.plan == plan, "is not that of the comparison")
    try top["machines"].whole(machines, in: 1...plan.hidden.count)
    try top["epoch"].whole(epoch, in: 0...plan.epochs)
    try epochs.check(top["epochs"], layers: plan.hidden.count, epochs: plan.epochs)
    try top["epochs"].count(epochs.count, (machines - 1) * plan.epochs + epoch)
    try top["seconds"].amount(seconds)
    try top["position"]["cases"].whole(position.cases, in: 0...(epoch < plan.epochs ? cases : 0))
    try top["position"]["cases"].require(
      minibatches(of: cases).isBetweenSteps(position.cases), "is not at the end of a minibatch")
    try top["position"]["squaredError"].number(position.squaredError, in: 0...1e300)
    try top["position"]["stream"].require(position.stream.isPossible, "is where no stream stands")
  }
}
