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

  /// - Parameters:
  ///   - training: the cases to learn.
  ///   - validation: cases of the same kind, never learned from.
  ///   - progress: called after every step with layer and epoch (from 0) and the cases done in it.
  ///   - afterEpoch: called after every epoch.
  public func run(
    training: CaseTable, validation: CaseTable,
    progress: (_ layer: Int, _ epoch: Int, _ cases: Int) -> Void = { _, _, _ in },
    afterEpoch: (Epoch) -> Void = { _ in }
  ) -> DeepBeliefNetwork {
    var machines: [RestrictedBoltzmannMachine] = []
    var data = training
    var monitors = Monitors(
      training: training.first(min(monitored, training.count)), validation: validation)
    for (layer, width) in hidden.enumerated() {
      let machine = RestrictedBoltzmannMachine(hiddenUnits: width, cases: data, layer: layer, seed: seed)
      var settings = settings
      settings.batchSize = min(settings.batchSize, max(data.count, 1))
      let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, layer: layer, seed: seed)
      let freeEnergy = FreeEnergy(machine)
      for epoch in 0..<epochs {
        let error = trainer.trainEpoch(data, epoch: epoch, of: epochs) { progress(layer, epoch, $0) }
        afterEpoch(
          Epoch(
            layer: layer, epoch: epoch + 1, reconstructionError: error,
            freeEnergyTraining: freeEnergy.mean(monitors.training),
            freeEnergyValidation: freeEnergy.mean(monitors.validation),
            relativeUpdate: trainer.relativeUpdate, operations: operations(machine, cases: data.count, monitors)))
      }
      machines.append(machine)
      guard layer + 1 < hidden.count else { break }
      data = .numbers(machine.hiddenProbabilities(of: data))
      monitors = Monitors(
        training: .numbers(machine.hiddenProbabilities(of: monitors.training)),
        validation: .numbers(machine.hiddenProbabilities(of: monitors.validation)))
    }
    return DeepBeliefNetwork(machines: machines)
  }

  private struct Monitors {
    var training: CaseTable
    var validation: CaseTable
  }

  private func operations(_ machine: RestrictedBoltzmannMachine, cases: Int, _ monitors: Monitors) -> Double {
    let training = settings.operations(visible: machine.visibleUnits, hidden: machine.hiddenUnits) * Double(cases)
    return training + 2 * Double(machine.weight.count) * Double(monitors.training.count + monitors.validation.count)
  }
}

extension CaseTable {
  /// The first `count` cases as numbers.
  fileprivate func first(_ count: Int) -> CaseTable {
    let cases = Matrix(rows: count, columns: columns)
    gather(from: 0, into: cases)
    return .numbers(cases)
  }
}
