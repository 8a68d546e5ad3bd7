import BoltzmannMachines
import Checksums
import Foundation
import LinearAlgebra

/// Annealed chains of one machine's evaluation, in a folder.
struct EvaluationParts: AnnealingParts {
  private let values: ComputedValues
  private let plan: LaboratoryCheckpoint.Plan
  private let annealing: LaboratorySettings.Annealing
  /// The CRC-32 of the machine's parameters.
  private let machine: String

  private struct Plan: Encodable {
    let plan: LaboratoryCheckpoint.Plan
    let annealing: LaboratorySettings.Annealing
    let machine: String
    let name: String
  }

  init(_ values: ComputedValues, _ laboratory: Laboratory, _ machine: RestrictedBoltzmannMachine) {
    (self.values, plan, annealing) = (values, laboratory.plan, laboratory.settings.annealing)
    var bytes = Data()
    for matrix in [machine.weight, machine.visibleBias, machine.hiddenBias] {
      matrix.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    self.machine = Checksum.hexadecimal(of: bytes)
  }

  func part(_ name: String) -> AnnealingPart? {
    values.value(of: whole(name), as: AnnealingPart.self)?.value
  }

  /// What cannot be kept is only computed again.
  func keep(_ part: AnnealingPart, as name: String) {
    try? values.keep(part, of: whole(name), seconds: 0)
  }

  private func whole(_ name: String) -> Plan { Plan(plan: plan, annealing: annealing, machine: machine, name: name) }
}
