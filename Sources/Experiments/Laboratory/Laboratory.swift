import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Trains one model, measures it, and looks into it.
public struct Laboratory {
  public let settings: LaboratorySettings
  public let data: LaboratoryData
  /// Threads for what is measured; results do not depend on it.
  public let jobs: Int

  /// - Throws: ``LaboratoryError/notEnumerable(visible:hidden:)``.
  public init(_ settings: LaboratorySettings, data: LaboratoryData, jobs: Int) throws(LaboratoryError) {
    (self.settings, self.data, self.jobs) = (settings, data, jobs)
    guard settings.training.estimator == .exact else { return }
    for (visible, hidden) in zip([data.visibleUnits] + settings.hidden, settings.hidden)
    where !Self.isEnumerable(visible, hidden, data.visibleKind, settings.hiddenKind) {
      throw .notEnumerable(visible: visible, hidden: hidden)
    }
  }

  private static func isEnumerable(_ visible: Int, _ hidden: Int, _ visibleKind: UnitKind, _ hiddenKind: UnitKind)
    -> Bool
  {
    RestrictedBoltzmannMachine(
      weight: Matrix(rows: visible, columns: hidden), visibleBias: Matrix(rows: 1, columns: visible),
      hiddenBias: Matrix(rows: 1, columns: hidden), visibleKind: visibleKind, hiddenKind: hiddenKind,
      visibleLogVariance: visibleKind == .gaussianLearned ? Matrix(rows: 1, columns: visible) : nil
    ).isEnumerable
  }

  /// Trains the machines from the data up, each on what the one below makes of the training cases.
  ///
  /// - Parameters:
  ///   - stop: ends training at the next step. What is returned then is as it was after the last finished epoch: fewer epochs, and
  ///     the machines that have one.
  ///   - annealing: whether likelihoods of machines that cannot be enumerated are estimated after each epoch; see
  ///     ``LaboratoryEpoch/annealedLogLikelihoodValidation``.
  ///   - afterEpoch: called with all epochs so far, of all machines.
  /// - Throws: ``LaboratoryError/diverged(machine:epoch:learningRate:)`` or ``LaboratoryError/ranAway(machine:epoch:ratio:learningRate:)``.
  public func train(
    stop: StopRequest = StopRequest(), annealing: Bool = true, afterEpoch: ([LaboratoryEpoch]) -> Void = { _ in }
  ) throws(LaboratoryError) -> LaboratoryOutcome {
    var (machines, epochs) = ([RestrictedBoltzmannMachine](), [LaboratoryEpoch]())
    var best: (machine: RestrictedBoltzmannMachine, epoch: LaboratoryEpoch)?
    var layer = Layer(
      table: data.training, binarization: settings.training.binarization,
      monitors: data.parts.prefix(2).map(\.cases))
    for (index, width) in settings.hidden.enumerated() where !stop.isAsked {
      if let below = machines.last { layer = self.layer(index, above: below, layer) }
      best = nil
      let machine = try trainMachine(index, width: width, on: layer, annealing: annealing, stop: stop) {
        machine, epoch in
        if best.map({ epoch.monitor > $0.epoch.monitor }) ?? true { best = (machine, epoch) }
        epochs.append(epoch)
        afterEpoch(epochs)
      }
      if let machine { machines.append(machine) }
    }
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

  /// Numbers the draws of a layer so that no two share their random numbers.
  private func part(_ number: Int, layer: Int) -> Int { 8 * layer + number }

  private func layer(_ index: Int, above machine: RestrictedBoltzmannMachine, _ below: Layer) -> Layer {
    let cases = below.binarization.cases(below.table, part: part(0, layer: index - 1), seed: settings.seed)
    let upper = settings.training.binarization == .none ? Binarization.none : .sampled
    return Layer(
      table: .numbers(machine.hiddenProbabilities(of: cases)), binarization: upper,
      monitors: below.monitors.enumerated().map { number, monitor in
        Binarization.sampled.cases(
          .numbers(machine.hiddenProbabilities(of: monitor)), part: part(4 + number, layer: index), seed: settings.seed)
      })
  }

  /// - Parameter afterEpoch: gets a copy of the machine.
  private func trainMachine(
    _ index: Int, width: Int, on layer: Layer, annealing: Bool, stop: StopRequest,
    afterEpoch: (RestrictedBoltzmannMachine, LaboratoryEpoch) -> Void
  ) throws(LaboratoryError) -> RestrictedBoltzmannMachine? {
    var training = settings.training
    training.batchSize = min(training.batchSize, max(layer.table.count, 1))
    training.chains = training.batchSize
    func cases(epoch: Int) -> CaseTable {
      layer.binarization.cases(layer.table, part: part(0, layer: index), epoch: epoch, seed: settings.seed)
    }
    var data = cases(epoch: 0)
    let machine = RestrictedBoltzmannMachine(
      hiddenUnits: width, cases: data, visible: self.data.visibleKind, hidden: settings.hiddenKind, layer: index,
      seed: settings.seed)
    let trainer = LikelihoodTrainer(machine, settings: training, cases: data, layer: index, seed: settings.seed)
    let watch = MachineWatch(
      training: data, monitors: layer.monitors, kind: machine.visibleKind, isAnnealing: annealing, seed: settings.seed,
      threads: jobs)
    var finished: RestrictedBoltzmannMachine?
    for epoch in 0..<settings.epochs {
      if epoch > 0 && !layer.binarization.isTheSameEachEpoch { data = cases(epoch: epoch) }
      let measured = try? trainer.trainEpoch(data, epoch: epoch, of: settings.epochs) { _ in
        if stop.isAsked { throw Interruption() }
      }
      guard let measured else { return finished }
      let diverged = LaboratoryError.diverged(
        machine: index + 1, epoch: epoch + 1, learningRate: training.learningRate)
      guard machine.isFinite else { throw diverged }
      let record = watch.epoch(epoch, index, machine, measured)
      // Weights may be finite, and sums of them too large for single precision.
      guard record.freeEnergyTraining.isFinite, record.freeEnergyValidation.isFinite else { throw diverged }
      guard record.reconstructionRatio <= LaboratoryError.mostVariances else {
        throw .ranAway(
          machine: index + 1, epoch: epoch + 1, ratio: record.reconstructionRatio, learningRate: training.learningRate)
      }
      let copy = machine.copy()
      afterEpoch(copy, record)
      finished = copy
    }
    return finished
  }

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
