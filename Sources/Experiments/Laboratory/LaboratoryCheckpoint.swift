import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Where the training of a model stands after an epoch: all machines that were begun, and what the last one's trainer remembers.
public struct LaboratoryCheckpoint {
  /// What decides the numbers. Two that differ are of different models, or of other numerics.
  struct Plan: Codable, Hashable {
    let settings: LaboratorySettings
    let data: DatasetDescription
    let program: String
    let mathLibrary: String

    /// How the likelihood is measured in the end decides nothing of training.
    init(_ settings: LaboratorySettings, _ data: DatasetDescription) {
      var settings = settings
      settings.annealing = .none
      (self.settings, self.data) = (settings, data)
      (program, mathLibrary) = (Environment.programName, MathLibrary.name)
    }
  }

  private struct State: Codable {
    let plan: Plan
    let epochs: [LaboratoryEpoch]
    let best: LaboratoryEpoch?
    let seconds: Double
  }

  /// That training has taken so far, in all processes that went on with it.
  public var seconds = 0.0
  /// Of all machines so far, in their order.
  public let epochs: [LaboratoryEpoch]
  let machines: [RestrictedBoltzmannMachine]
  /// Of the last machine.
  let memory: [NamedMatrix]
  /// Of the last machine as well: how it was after the epoch that was best.
  let best: Best?

  struct Best {
    let machine: RestrictedBoltzmannMachine
    let epoch: LaboratoryEpoch
  }

  init(
    epochs: [LaboratoryEpoch], machines: [RestrictedBoltzmannMachine], memory: [NamedMatrix], best: Best?
  ) {
    (self.epochs, self.machines, self.memory, self.best) = (epochs, machines, memory, best)
  }

  private var matrices: [NamedMatrix] {
    machines.enumerated().flatMap { $1.allNamed("rbm.\($0).") } + memory + (best?.machine.allNamed("best.") ?? [])
  }

  /// Nil if a number is infinite or none.
  func encoded(_ plan: Plan) -> Data? {
    Checkpoint.encoded(matrices, state: State(plan: plan, epochs: epochs, best: best?.epoch, seconds: seconds))
  }

  /// Reads what fits a model and nothing else; nil if the file is of other settings, data or numerics.
  init?(_ checkpoint: Checkpoint, laboratory: Laboratory) throws(OutputError) {
    let state = try checkpoint.state(State.self)
    let settings = laboratory.settings
    guard state.plan == laboratory.plan else { return nil }
    try checkpoint.require { () throws(ImpossibleValue) in
      let top = RecordCheck()
      try top["epochs"].whole(state.epochs.count, in: 1...settings.epochs * settings.hidden.count)
      for (index, epoch) in state.epochs.enumerated() {
        try top["epochs"].equal(epoch.machine, index / settings.epochs + 1)
        try top["epochs"].equal(epoch.epoch, index % settings.epochs + 1)
      }
      try top["seconds"].amount(state.seconds)
      if let best = state.best { try top["best"].require(state.epochs.contains(best), "is not one of the epochs") }
    }
    let count = (state.epochs.count - 1) / settings.epochs + 1
    let machines = (0..<count).map(laboratory.emptyMachine)
    let best = state.best.map { Best(machine: laboratory.emptyMachine(count - 1), epoch: $0) }
    self.init(
      epochs: state.epochs, machines: machines,
      memory: laboratory.emptyMemory(for: machines[count - 1], index: count - 1), best: best)
    seconds = state.seconds
    try checkpoint.fill(matrices)
  }
}

extension RestrictedBoltzmannMachine {
  /// All parameters, learned variances among them.
  fileprivate func allNamed(_ prefix: String) -> [NamedMatrix] {
    named(prefix) + (visibleLogVariance.map { [NamedMatrix(prefix + "visibleLogVariance", $0)] } ?? [])
  }
}
