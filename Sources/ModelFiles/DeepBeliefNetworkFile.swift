import BoltzmannMachines
import LinearAlgebra

/// Machines in files: `rbm.0.weight` (visible × hidden), `rbm.0.visibleBias` (visible), `rbm.0.hiddenBias` (hidden),
/// `rbm.1.weight`, …, from the data up.
extension Safetensors {
  /// A machine, whose numbers are shared and not copied.
  ///
  /// Kinds of units that are not binary stand in the metadata `visibleUnits` and `hiddenUnits`, and make the file one of format 2, so
  /// that earlier versions of this program do not take it for a binary machine.
  /// - Parameters:
  ///   - pixels: what Gaussian visible units saw: (pixel − mean) / deviation; each 1 × visible.
  ///   - remarks: further metadata; `Docs/Models.md` has the usual names.
  public init(
    _ machine: RestrictedBoltzmannMachine, pixels: (means: Matrix, deviations: Matrix)? = nil,
    remarks: [String: String] = [:]
  ) {
    self = ModelKind.restrictedBoltzmannMachine.file(remarks: remarks)
    if !machine.isBinary {
      metadata["format"] = ModelKind.formatWithUnits
      metadata["visibleUnits"] = machine.visibleKind.fileName
      metadata["hiddenUnits"] = machine.hiddenKind.fileName
    }
    add(machine, index: 0)
    if let logVariance = machine.visibleLogVariance { add(vector: logVariance, named: "rbm.0.visibleLogVariance") }
    guard let pixels else { return }
    add(vector: pixels.means, named: "pixels.mean")
    add(vector: pixels.deviations, named: "pixels.deviation")
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
    let machine = try tensors.machine(0, visibleUnits: nil)
    let visible = try tensors.unitKind("visibleUnits", units: machine.visibleUnits, isVisible: true)
    let hidden = try tensors.unitKind("hiddenUnits", units: machine.hiddenUnits, isVisible: false)
    self.init(
      weight: machine.weight, visibleBias: machine.visibleBias, hiddenBias: machine.hiddenBias, visibleKind: visible,
      hiddenKind: hidden,
      visibleLogVariance: visible == .gaussianLearned
        ? try tensors.vector("rbm.0.visibleLogVariance", count: machine.visibleUnits) : nil)
    for name in ["pixels.mean", "pixels.deviation"] where visible.isGaussian && tensors.contains(name) {
      _ = try tensors.vector(name, count: machine.visibleUnits)
    }
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

extension UnitKind {
  /// As a file names it: labels with how many there are.
  fileprivate var fileName: String { labels > 0 ? "\(name)-\(labels)" : name }

  /// nil for a name that is not known.
  fileprivate init?(fileName: String) {
    let prefix = UnitKind.bernoulliAndLabels(classes: 1).name + "-"
    if fileName.hasPrefix(prefix), let classes = Int(fileName.dropFirst(prefix.count)), classes > 0 {
      self = .bernoulliAndLabels(classes: classes)
      return
    }
    let plain = [UnitKind.bernoulli, .gaussian, .gaussianLearned, .noisyRectified]
    guard let kind = plain.first(where: { $0.name == fileName }) else { return nil }
    self = kind
  }
}

extension ModelTensors {
  /// The kind of a layer's units; binary in a file that says nothing.
  fileprivate func unitKind(_ key: String, units: Int, isVisible: Bool) throws(ModelFileError) -> UnitKind {
    guard contains(remark: key) else { return .bernoulli }
    let name = try remark(key)
    let misplaced: Set<UnitKind> = isVisible ? [.noisyRectified] : [.gaussianLearned]
    guard let kind = UnitKind(fileName: name), !misplaced.contains(kind), isVisible || kind.labels == 0,
      kind.labels <= units
    else { throw .unknownUnits(file: file, key: key, units: name) }
    return kind
  }

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
