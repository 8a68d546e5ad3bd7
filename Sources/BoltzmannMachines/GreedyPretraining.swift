import LinearAlgebra

/// Trains a deep belief network layer by layer, without labels.
///
/// Once a machine is trained it is frozen, and its hidden probabilities, computed once for every case, are the data of the next.
public struct GreedyPretraining {
  /// What was measured after an epoch in one layer.
  public struct Epoch: Hashable, Codable, Sendable {
    /// The machine's place in the stack, from 0, and the epoch, from 1.
    public let layer: Int
    public let epoch: Int
    /// Mean of (v − reconstruction)² over cases and visible units, while the epoch ran.
    public let reconstructionError: Double
    /// Mean free energies in nats, of a fixed part of the training cases and of the validation cases. If the second rises
    /// above the first, the machine has begun to fit its training cases too closely; Hinton (2010), section 6.
    public let freeEnergyTraining: Double
    public let freeEnergyValidation: Double
    /// Length of the last update relative to the weights.
    public let relativeUpdate: Double
    /// Floating-point operations of the epoch's matrix products, monitoring included.
    public let operations: Double

    public init(
      layer: Int, epoch: Int, reconstructionError: Double, freeEnergies: (training: Double, validation: Double),
      relativeUpdate: Double, operations: Double
    ) {
      (self.layer, self.epoch, self.reconstructionError) = (layer, epoch, reconstructionError)
      (freeEnergyTraining, freeEnergyValidation) = freeEnergies
      (self.relativeUpdate, self.operations) = (relativeUpdate, operations)
    }
  }

  /// Widths of the hidden layers, from the data up.
  public var hidden: [Int]
  public var epochs: Int
  public var settings: ContrastiveDivergence
  public var seed: UInt64
  /// How many training cases, the first ones, the free energy is measured on at most. Validation cases are all measured.
  public var monitored = monitoredByDefault
  public static let monitoredByDefault = 2000

  public init(hidden: [Int], epochs: Int, settings: ContrastiveDivergence, seed: UInt64) {
    (self.hidden, self.epochs, self.settings, self.seed) = (hidden, epochs, settings, seed)
  }

  /// Where pretraining stands between two steps. A snapshot shares its numbers with the training, so it holds until the next
  /// step.
  public struct Snapshot {
    /// Those that are trained, and last the one in training.
    public var machines: [RestrictedBoltzmannMachine]
    /// What the trainer of the last machine remembers.
    public var memory: [NamedMatrix]
    /// The epoch of the last machine, from 0; as many as there are when it is trained.
    public var epoch: Int
    public var position: ContrastiveDivergenceTrainer.Position

    public init(
      machines: [RestrictedBoltzmannMachine], memory: [NamedMatrix], epoch: Int,
      position: ContrastiveDivergenceTrainer.Position
    ) {
      (self.machines, self.memory, self.epoch, self.position) = (machines, memory, epoch, position)
    }
  }

  /// - Parameters:
  ///   - training: the cases to learn.
  ///   - validation: cases of the same kind, never learned from.
  ///   - start: where to go on from; its matrices are trained further. The result is the same as without a break.
  ///   - afterStep: called after every step; what it throws ends pretraining there.
  ///   - afterEpoch: called after every epoch, likewise.
  public func run<Failure: Error>(
    training: CaseTable, validation: CaseTable, from start: Snapshot? = nil,
    afterStep: (Snapshot) throws(Failure) -> Void, afterEpoch: (Epoch, Snapshot) throws(Failure) -> Void
  ) throws(Failure) -> DeepBeliefNetwork {
    var machines: [RestrictedBoltzmannMachine] = []
    var data = training
    var monitors = Monitors(
      training: training.first(min(monitored, training.count)), validation: validation)
    for (layer, width) in hidden.enumerated() {
      // BEGIN SOLUTION 4.2
      if let below = machines.last { (data, monitors) = (below.up(data), monitors.up(through: below)) }
      // END SOLUTION
      let begun = start.flatMap { layer < $0.machines.count ? $0.machines[layer] : nil }
      machines.append(begun ?? RestrictedBoltzmannMachine(hiddenUnits: width, cases: data, layer: layer, seed: seed))
      guard machines.count >= start?.machines.count ?? 0 else { continue }
      let resumed = begun == nil ? nil : start
      try train(machines, on: data, monitors: monitors, from: resumed, afterStep: afterStep, afterEpoch: afterEpoch)
    }
    return DeepBeliefNetwork(machines: machines)
  }

  /// The same from the beginning to the end.
  public func run(training: CaseTable, validation: CaseTable, afterEpoch: (Epoch) -> Void = { _ in })
    -> DeepBeliefNetwork
  {
    run(training: training, validation: validation, afterStep: { _ in }, afterEpoch: { epoch, _ in afterEpoch(epoch) })
  }

  /// Trains the last of the machines.
  private func train<Failure: Error>(
    _ machines: [RestrictedBoltzmannMachine], on data: CaseTable, monitors: Monitors, from start: Snapshot?,
    afterStep: (Snapshot) throws(Failure) -> Void, afterEpoch: (Epoch, Snapshot) throws(Failure) -> Void
  ) throws(Failure) {
    let (layer, machine) = (machines.count - 1, machines[machines.count - 1])
    var settings = settings
    settings.batchSize = min(settings.batchSize, max(data.count, 1))
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, layer: layer, seed: seed)
    if let start { trainer.memory.assign(start.memory) }
    let freeEnergy = FreeEnergy(machine)
    var snapshot = Snapshot(
      machines: machines, memory: trainer.memory, epoch: start?.epoch ?? 0, position: start?.position ?? .init())
    while snapshot.epoch < epochs {
      let epoch = snapshot.epoch
      let error = try trainer.trainEpoch(data, epoch: epoch, of: epochs, from: snapshot.position) {
        (reached) throws(Failure) in
        snapshot.position = reached
        try afterStep(snapshot)
      }
      (snapshot.epoch, snapshot.position) = (epoch + 1, .init())
      let metrics = Epoch(
        layer: layer, epoch: epoch + 1, reconstructionError: error,
        freeEnergies: (freeEnergy.mean(monitors.training), freeEnergy.mean(monitors.validation)),
        relativeUpdate: trainer.relativeUpdate, operations: operations(machine, cases: data.count, monitors))
      try afterEpoch(metrics, snapshot)
    }
  }

  private struct Monitors {
    var training: CaseTable
    var validation: CaseTable

    /// The same cases as the next machine sees them.
    func up(through machine: RestrictedBoltzmannMachine) -> Monitors {
      Monitors(training: machine.up(training), validation: machine.up(validation))
    }
  }

  private func operations(_ machine: RestrictedBoltzmannMachine, cases: Int, _ monitors: Monitors) -> Double {
    let training = settings.operations(visible: machine.visibleUnits, hidden: machine.hiddenUnits) * Double(cases)
    return training + 2 * Double(machine.weight.count) * Double(monitors.training.count + monitors.validation.count)
  }
}

extension RestrictedBoltzmannMachine {
  /// The hidden probabilities of all cases, as the data of the next machine.
  fileprivate func up(_ cases: CaseTable) -> CaseTable { .numbers(hiddenProbabilities(of: cases)) }
}

extension CaseTable {
  /// The first `count` cases as numbers.
  fileprivate func first(_ count: Int) -> CaseTable {
    let cases = Matrix(rows: count, columns: columns)
    gather(from: 0, into: cases)
    return .numbers(cases)
  }
}
