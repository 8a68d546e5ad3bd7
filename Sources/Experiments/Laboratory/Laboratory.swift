import BoltzmannMachines
import Foundation
import LinearAlgebra

/// What was measured of a machine after an epoch.
public struct LaboratoryEpoch: Codable, Hashable, Sendable {
  /// The machine's place in the stack, and the epoch; both from 1.
  public let machine: Int
  public let epoch: Int
  /// Exact mean log-likelihoods in nats, of the fixed part of the training cases and of the validation cases as the machine sees
  /// them; nil if it has too many states to be enumerated after every epoch.
  public let logLikelihoodTraining: Double?
  public let logLikelihoodValidation: Double?
  /// The mean over validation cases of the stochastic estimate, in nats; nil if units are not binary.
  public let pseudoLikelihoodValidation: Double?
  /// The share of validation cases whose label is not the most probable one; nil without labels.
  public let classificationErrorValidation: Double?
  /// Mean squared error a visible unit, up and down by probabilities.
  public let reconstructionErrorValidation: Double
  /// Means in nats, of the fixed part of the training cases and of the validation cases.
  public let freeEnergyTraining: Double
  public let freeEnergyValidation: Double
  /// Length of the last update of the weights relative to the weights.
  public let relativeUpdate: Double
  /// Of parallel tempering: the share of swaps that each pair of neighbouring temperatures accepted, from the hottest pair on.
  public let swapRates: [Double]
}

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
  ///   - afterEpoch: called with what was measured.
  /// - Throws: ``LaboratoryError/diverged(machine:epoch:learningRate:)``.
  public func train(
    stop: StopRequest = StopRequest(), afterEpoch: (LaboratoryEpoch) -> Void = { _ in }
  ) throws(LaboratoryError) -> (network: DeepBeliefNetwork, epochs: [LaboratoryEpoch]) {
    var (machines, epochs) = ([RestrictedBoltzmannMachine](), [LaboratoryEpoch]())
    var layer = Layer(
      table: data.training, binarization: settings.training.binarization,
      monitors: data.parts.prefix(2).map(\.cases))
    for (index, width) in settings.hidden.enumerated() where !stop.isAsked {
      if let below = machines.last { layer = self.layer(index, above: below, layer) }
      let machine = try trainMachine(index, width: width, on: layer, stop: stop) { epoch in
        epochs.append(epoch)
        afterEpoch(epoch)
      }
      if let machine { machines.append(machine) }
    }
    return (DeepBeliefNetwork(machines: machines), epochs)
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

  private func trainMachine(
    _ index: Int, width: Int, on layer: Layer, stop: StopRequest, afterEpoch: (LaboratoryEpoch) -> Void
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
      let record = self.epoch(epoch, index, machine, layer.monitors, measured)
      // Weights may be finite, and sums of them too large for single precision.
      guard record.freeEnergyTraining.isFinite, record.freeEnergyValidation.isFinite else { throw diverged }
      afterEpoch(record)
      finished = machine.copy()
    }
    return machine
  }

  /// Machines with more states are not enumerated after every epoch: 2²⁰ states of 784 units take about a second.
  private static let enumeratedEachEpoch = 20

  private func epoch(
    _ epoch: Int, _ index: Int, _ machine: RestrictedBoltzmannMachine, _ monitors: [CaseTable],
    _ measured: LikelihoodTrainer.Epoch
  ) -> LaboratoryEpoch {
    let energies = monitors.map { FreeEnergy(machine).mean($0) }
    let isSmall = machine.enumeratedUnits.map { $0 <= Self.enumeratedEachEpoch } ?? false
    let logPartition = isSmall ? machine.logPartitionFunction(threads: jobs) : nil
    let pseudo = machine.isBinary ? machine.stochasticPseudoLikelihoods(of: monitors[1], seed: settings.seed) : nil
    let hasLabels = machine.visibleKind.labels > 0
    return LaboratoryEpoch(
      machine: index + 1, epoch: epoch + 1, logLikelihoodTraining: logPartition.map { -energies[0] - $0 },
      logLikelihoodValidation: logPartition.map { -energies[1] - $0 }, pseudoLikelihoodValidation: pseudo?.mean,
      classificationErrorValidation: hasLabels ? machine.classificationError(of: monitors[1]) : nil,
      reconstructionErrorValidation: machine.reconstructionErrors(of: monitors[1]).mean,
      freeEnergyTraining: energies[0], freeEnergyValidation: energies[1], relativeUpdate: measured.relativeUpdate,
      swapRates: measured.swapRates)
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
