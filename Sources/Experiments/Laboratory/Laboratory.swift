import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Trains one model, measures it, and looks into it.
public struct Laboratory {
  public let settings: LaboratorySettings
  public let data: LaboratoryData
  /// Threads for what is measured; results do not depend on it.
  /// Of the same shape and units: what its machines begin with. Nil for random weights.
  private let start: DeepBeliefNetwork?

  /// - Throws: ``LaboratoryError/notEnumerable(visible:hidden:)``.
  public init(
    _ settings: LaboratorySettings, data: LaboratoryData, start: DeepBeliefNetwork? = nil
  ) throws(LaboratoryError) {
    (self.settings, self.data, self.start) = (settings, data, start)
    guard settings.training.estimator == .exact else { return }
    for (visible, hidden) in zip([data.visibleUnits] + settings.hidden, settings.hidden)
    where !Self.isEnumerable(visible, hidden, data.visibleKind, settings.hiddenKind) {
      throw .notEnumerable(visible: visible, hidden: hidden)
    }
  }

  private static func isEnumerable(_ visible: Int, _ hidden: Int, _ visibleKind: UnitKind, _ hiddenKind: UnitKind)
    -> Bool
  {
    emptyMachine(visible, hidden, visibleKind, hiddenKind).isEnumerable
  }

  private static func emptyMachine(
    _ visible: Int, _ hidden: Int, _ visibleKind: UnitKind, _ hiddenKind: UnitKind
  ) -> RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: Matrix(rows: visible, columns: hidden), visibleBias: Matrix(rows: 1, columns: visible),
      hiddenBias: Matrix(rows: 1, columns: hidden), visibleKind: visibleKind, hiddenKind: hiddenKind,
      visibleLogVariance: visibleKind == .gaussianLearned ? Matrix(rows: 1, columns: visible) : nil)
  }

  // MARK: Training

  /// Trains the machines from the data up, each on what the one below makes of the training cases.
  ///
  /// - Parameters:
  ///   - checkpoint: where to go on; nil to begin.
  ///   - stop: ends training at the next step. What is returned then is as it was after the last finished epoch: fewer epochs, and
  ///     the machines that have one.
  ///   - annealing: whether likelihoods of machines that cannot be enumerated are estimated after each epoch; see
  ///     ``LaboratoryEpoch/annealedLogLikelihoodValidation``.
  ///   - afterEpoch: called with where training stands. Its machines are trained on; nobody may keep them.
  ///   - afterStep: called with the machine and the epoch, from 0, and the number of cases done in it.
  /// - Throws: ``LaboratoryError/diverged(machine:epoch:learningRate:)`` or ``LaboratoryError/ranAway(machine:epoch:ratio:learningRate:)``.
  public func train(
    from checkpoint: LaboratoryCheckpoint? = nil, stop: StopRequest = StopRequest(), annealing: Bool = true,
    afterEpoch: (LaboratoryCheckpoint) -> Void = { _ in },
    afterStep: (_ machine: Int, _ epoch: Int, _ cases: Int) -> Void = { _, _, _ in }
  ) throws(LaboratoryError) -> LaboratoryOutcome {
    var (machines, epochs) = ([RestrictedBoltzmannMachine](), checkpoint?.epochs ?? [])
    var best = checkpoint?.best
    var layer = Layer(
      table: data.training, binarization: settings.training.binarization,
      monitors: data.parts.prefix(2).map(\.cases))
    for index in settings.hidden.indices where !stop.isAsked {
      if let below = machines.last { layer = self.layer(index, above: below, layer) }
      let known = checkpoint.flatMap { $0.machines.indices.contains(index) ? $0.machines[index] : nil }
      let isLast = known != nil && index == (checkpoint?.machines.count ?? 0) - 1
      if let known, !isLast {
        machines.append(known)
        continue
      }
      if !isLast { best = nil }
      let resumed = isLast ? known.map { (machine: $0, memory: checkpoint?.memory ?? []) } : nil
      let firstEpoch = isLast ? epochs.count - index * settings.epochs : 0
      let machine = try trainMachine(
        index, on: layer, from: resumed, epoch: firstEpoch, annealing: annealing, stop: stop,
        afterStep: { afterStep(index, $0, $1) }
      ) { machine, memory, epoch in
        if best.map({ epoch.monitor > $0.epoch.monitor }) ?? true {
          best = LaboratoryCheckpoint.Best(machine: machine.copy(), epoch: epoch)
        }
        epochs.append(epoch)
        afterEpoch(
          LaboratoryCheckpoint(epochs: epochs, machines: machines + [machine], memory: memory, best: best))
      }
      if let machine { machines.append(machine) }
    }
    return outcome(machines, epochs, best)
  }

  private func outcome(
    _ machines: [RestrictedBoltzmannMachine], _ epochs: [LaboratoryEpoch], _ best: LaboratoryCheckpoint.Best?
  ) -> LaboratoryOutcome {
    let isEarlier = best.map { $0.epoch.machine == machines.count && $0.epoch.isBetter(than: epochs.last) } ?? false
    return LaboratoryOutcome(
      network: DeepBeliefNetwork(machines: machines), epochs: epochs,
      best: best.flatMap { best in
        isEarlier
          ? LaboratoryOutcome.Best(
            network: DeepBeliefNetwork(machines: machines.dropLast() + [best.machine]), epoch: best.epoch) : nil
      })
  }

  /// The data of one machine.
  private struct Layer {
    let table: CaseTable
    let binarization: Binarization
    /// Training and validation cases to measure on.
    let monitors: [CaseTable]
  }

  private func layer(_ index: Int, above machine: RestrictedBoltzmannMachine, _ below: Layer) -> Layer {
    let cases = below.binarization.cases(below.table, of: .training(layer: index - 1), seed: settings.seed)
    // Grey data are taken for probabilities all the way up; what is no probability is not.
    let isGrey = settings.training.binarization == .none && !settings.visible.isGaussian
    let upper = isGrey ? Binarization.none : .sampled
    return Layer(
      table: .numbers(machine.hiddenProbabilities(of: cases)), binarization: upper,
      monitors: zip(below.monitors, [.watchedTraining(layer: index), .watchedValidation(layer: index)]).map {
        Binarization.sampled.cases(.numbers(machine.hiddenProbabilities(of: $0)), of: $1, seed: settings.seed)
      })
  }

  /// - Parameters:
  ///   - resumed: the machine and its trainer's memory after `epoch` epochs; nil to begin.
  ///   - afterEpoch: gets the machine and what its trainer remembers, both of which go on to change.
  /// - Returns: the machine after its last finished epoch; nil if it has none.
  private func trainMachine(
    _ index: Int, on layer: Layer, from resumed: (machine: RestrictedBoltzmannMachine, memory: [NamedMatrix])?,
    epoch first: Int, annealing: Bool, stop: StopRequest, afterStep: (_ epoch: Int, _ cases: Int) -> Void,
    afterEpoch: (RestrictedBoltzmannMachine, [NamedMatrix], LaboratoryEpoch) -> Void
  ) throws(LaboratoryError) -> RestrictedBoltzmannMachine? {
    var finished = resumed?.machine.copy()
    guard first < settings.epochs else { return finished }
    func cases(epoch: Int) -> CaseTable {
      layer.binarization.cases(layer.table, of: .training(layer: index), epoch: epoch, seed: settings.seed)
    }
    var data = cases(epoch: 0)
    let machine =
      resumed?.machine ?? start?.machines[index].copy()
      ?? RestrictedBoltzmannMachine(
        hiddenUnits: settings.hidden[index], cases: data, visible: index == 0 ? self.data.visibleKind : .bernoulli,
        hidden: settings.hiddenKind, layer: index, seed: settings.seed)
    let trainer = trainer(machine, on: data, count: layer.table.count, index: index)
    if let resumed { trainer.memory.assign(resumed.memory) }
    let watch = MachineWatch(
      training: data, monitors: layer.monitors, kind: machine.visibleKind, isAnnealing: annealing, seed: settings.seed)
    for epoch in first..<settings.epochs {
      if epoch > 0 && !layer.binarization.isTheSameEachEpoch { data = cases(epoch: epoch) }
      let measured: LikelihoodTrainer.Epoch
      do throws(EarlyEnd) {
        measured = try trainer.trainEpoch(data, epoch: epoch, of: settings.epochs) { (cases) throws(EarlyEnd) in
          if stop.isAsked { throw .interrupted }
          afterStep(epoch, cases)
        }
      } catch {
        return finished
      }
      let record = watch.epoch(epoch, index, machine, measured)
      try check(machine, record)
      afterEpoch(machine, trainer.memory, record)
      finished = machine.copy()
    }
    return finished
  }

  private func check(_ machine: RestrictedBoltzmannMachine, _ epoch: LaboratoryEpoch) throws(LaboratoryError) {
    let learningRate = settings.training.learningRate
    // Weights may be finite, and sums of them too large for single precision.
    guard machine.isFinite, epoch.freeEnergyTraining.isFinite, epoch.freeEnergyValidation.isFinite else {
      throw .diverged(machine: epoch.machine, epoch: epoch.epoch, learningRate: learningRate)
    }
    guard epoch.reconstructionRatio <= LaboratoryError.mostVariances else {
      throw .ranAway(
        machine: epoch.machine, epoch: epoch.epoch, ratio: epoch.reconstructionRatio, learningRate: learningRate)
    }
  }

  private func trainer(
    _ machine: RestrictedBoltzmannMachine, on data: CaseTable, count: Int, index: Int
  ) -> LikelihoodTrainer {
    var training = settings.training
    training.batchSize = min(training.batchSize, max(count, 1))
    training.chains = training.batchSize
    return LikelihoodTrainer(machine, settings: training, cases: data, layer: index, seed: settings.seed)
  }

  // MARK: Checkpoints

  var plan: LaboratoryCheckpoint.Plan { LaboratoryCheckpoint.Plan(settings, data.description) }

  /// Reads a checkpoint of ``LaboratoryCheckpoint/encoded(_:)``; nil if it is of another model.
  public func checkpoint(reading bytes: Data, file: String) throws(OutputError) -> LaboratoryCheckpoint? {
    try LaboratoryCheckpoint(Checkpoint(reading: bytes, file: file), laboratory: self)
  }

  /// The bytes of a checkpoint of this model; nil if nobody could go on from it.
  public func encoded(_ checkpoint: LaboratoryCheckpoint) -> Data? { checkpoint.encoded(plan) }

  /// A machine of the stack with all its parameters 0.
  func emptyMachine(_ index: Int) -> RestrictedBoltzmannMachine {
    Self.emptyMachine(
      index == 0 ? data.visibleUnits : settings.hidden[index - 1], settings.hidden[index],
      index == 0 ? data.visibleKind : .bernoulli, settings.hiddenKind)
  }

  /// What the trainer of a machine would remember, for its names and shapes.
  func emptyMemory(for machine: RestrictedBoltzmannMachine, index: Int) -> [NamedMatrix] {
    trainer(
      machine, on: .numbers(Matrix(rows: 1, columns: machine.visibleUnits)), count: data.training.count, index: index
    ).memory
  }

  // MARK: Features

  /// Hidden probabilities of the top machine for all cases of a part, cases × units. Of a machine with labels they are those given the
  /// pixels alone, for all parts alike: labels as input would tell a classifier of test features what it is to find out.
  /// - Parameter part: `training`, `validation` or `test`.
  public func features(of part: String, network: DeepBeliefNetwork) -> Matrix {
    var table = data.allCases(of: part, settings: settings)
    for machine in network.machines {
      let hidden =
        machine.visibleKind.labels > 0
        ? machine.hiddenProbabilities(ofPixelsIn: table) : machine.hiddenProbabilities(of: table)
      table = .numbers(hidden)
    }
    guard case .numbers(let features) = table else { preconditionFailure("a network without machines") }
    return features
  }
}

extension RestrictedBoltzmannMachine {
  fileprivate var isFinite: Bool {
    weight.isFinite && visibleBias.isFinite && hiddenBias.isFinite && (visibleLogVariance?.isFinite ?? true)
  }
}

extension [Double] {
  /// NaN if there are none.
  package var mean: Double { reduce(0, +) / Double(count) }
}
