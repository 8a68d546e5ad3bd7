import BoltzmannMachines
import LinearAlgebra

/// Machines in files: `rbm.0.weight` (visible × hidden), `rbm.0.visibleBias` (visible), `rbm.0.hiddenBias` (hidden),
/// `rbm.1.weight`, …, from the data up.
extension Safetensors {
  /// A machine, whose numbers are shared and not copied.
  /// - Parameter remarks: further metadata; `Docs/Models.md` has the usual names.
  public init(_ machine: RestrictedBoltzmannMachine, remarks: [String: String] = [:]) {
    self = ModelKind.restrictedBoltzmannMachine.file(remarks: remarks)
    add(machine, index: 0)
  }

  /// A stack of machines, whose numbers are shared and not copied.
  /// - Parameter remarks: further metadata; `Docs/Models.md` has the usual names.
  public init(_ network: DeepBeliefNetwork, remarks: [String: String] = [:]) {
    precondition(!network.machines.isEmpty, "a file of a deep belief network has at least one machine")
    self = ModelKind.deepBeliefNetwork.file(remarks: remarks)
    for (index, machine) in network.machines.enumerated() { add(machine, index: index) }
  }

  private mutating func add(_ machine: RestrictedBoltzmannMachine, index: Int) {
    add(machine.weight, named: "rbm.\(index).weight")
    add(vector: machine.visibleBias, named: "rbm.\(index).visibleBias")
    add(vector: machine.hiddenBias, named: "rbm.\(index).hiddenBias")
  }
}

extension RestrictedBoltzmannMachine {
  /// The machine in a file, with whose contents it shares its numbers.
  ///
  /// Refused are another kind of model, parameters that do not fit together, and tensors that do not belong to the machine.
  /// - Parameter file: its name, for messages.
  public init(_ contents: Safetensors, file: String) throws(ModelFileError) {
    var tensors = try ModelTensors(contents, kind: .restrictedBoltzmannMachine, file: file)
    self = try tensors.machine(0, visibleUnits: nil)
    try tensors.finish(count: 1, of: "machine")
  }
}

extension DeepBeliefNetwork {
  /// The stack of machines in a file, with whose contents it shares its numbers.
  ///
  /// Refused are another kind of model, machines that do not fit together or are not numbered from 0 without a gap, and tensors
  /// that do not belong to them.
  /// - Parameter file: its name, for messages.
  public init(_ contents: Safetensors, file: String) throws(ModelFileError) {
    var tensors = try ModelTensors(contents, kind: .deepBeliefNetwork, file: file)
    var machines: [RestrictedBoltzmannMachine] = []
    repeat {
      machines.append(try tensors.machine(machines.count, visibleUnits: machines.last?.hiddenUnits))
    } while tensors.contains("rbm.\(machines.count).weight")
    try tensors.finish(count: machines.count, of: "machine")
    self.init(machines: machines)
  }
}

extension ModelTensors {
  /// The machine of the given number.
  /// - Parameter visibleUnits: how many it must have; nil if any number will do.
  fileprivate mutating func machine(
    _ index: Int, visibleUnits: Int?
  ) throws(ModelFileError) -> RestrictedBoltzmannMachine {
    let name = "rbm.\(index)"
    let weight = try matrix(name + ".weight", rows: visibleUnits)
    return RestrictedBoltzmannMachine(
      weight: weight, visibleBias: try vector(name + ".visibleBias", count: weight.rows),
      hiddenBias: try vector(name + ".hiddenBias", count: weight.columns))
  }
}
