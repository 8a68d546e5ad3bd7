import BoltzmannMachines
import LinearAlgebra
import Testing

@testable import ModelFiles

@Suite struct DeepBeliefNetworkFileTests {
  @Test func whatIsWrittenIsRead() throws {
    let network = smallStack()
    let data = Safetensors(network, remarks: ["epoch": "10"]).encoded()
    let contents = try Safetensors(reading: data, file: "file")
    #expect(contents.metadata["epoch"] == "10" && ModelKind(of: contents) == .deepBeliefNetwork)
    let read = try DeepBeliefNetwork(contents, file: "file")
    #expect(read.machines.count == 2)
    for (mine, other) in zip(read.machines, network.machines) { expectEqual(mine, other) }
  }

  @Test func aSingleMachineIsAKindOfItsOwn() throws {
    let machine = smallStack().machines[0]
    let contents = try Safetensors(reading: Safetensors(machine).encoded(), file: "file")
    expectEqual(try RestrictedBoltzmannMachine(contents, file: "file"), machine)
    #expect(
      failure { () throws(ModelFileError) in _ = try DeepBeliefNetwork(contents, file: "file") }
        == .wrongKind(file: "file", expected: "deep-belief-network", found: "restricted-boltzmann-machine"))
  }

  private func machine(_ visible: UnitKind, _ hidden: UnitKind) -> RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: numbers(5, 4), visibleBias: numbers(1, 5, seed: 2), hiddenBias: numbers(1, 4, seed: 3),
      visibleKind: visible, hiddenKind: hidden,
      visibleLogVariance: visible == .gaussianLearned ? numbers(1, 5, seed: 4) : nil)
  }

  @Test(
    arguments: [UnitKind.bernoulli, .bernoulliAndLabels(classes: 3), .gaussian, .gaussianLearned],
    [UnitKind.bernoulli, .gaussian, .noisyRectified])
  func kindsOfUnitsAreKept(visible: UnitKind, hidden: UnitKind) throws {
    let machine = machine(visible, hidden)
    let pixels = visible.isGaussian ? (numbers(1, 5), numbers(1, 5)) : nil
    let contents = try Safetensors(reading: Safetensors(machine, pixels: pixels).encoded(), file: "file")
    // Programs that know binary machines only must not take it for one.
    #expect(contents.metadata["format"] == (machine.isBinary ? "1" : "2"))
    #expect((contents.metadata["visibleUnits"] == nil) == machine.isBinary)
    let read = try RestrictedBoltzmannMachine(contents, file: "file")
    expectEqual(read, machine)
    #expect(read.visibleKind == visible && read.hiddenKind == hidden)
    #expect(read.visibleLogVariance?.values == machine.visibleLogVariance?.values)
  }

  @Test func unknownKindsAreRefused() {
    func complaint(_ change: (inout Safetensors) -> Void) -> ModelFileError? {
      var contents = Safetensors(machine(.gaussian, .bernoulli))
      change(&contents)
      return failure { () throws(ModelFileError) in _ = try RestrictedBoltzmannMachine(contents, file: "file") }
    }
    for name in ["poisson", "", "noisy-rectified", "bernoulli+labels-6", "bernoulli+labels-0", "bernoulli+labels-x"] {
      let error = complaint { $0.metadata["visibleUnits"] = name }
      #expect(error == .unknownUnits(file: "file", key: "visibleUnits", units: name), "\(name)")
    }
    for name in ["gaussian-learned", "bernoulli+labels-2"] {
      let error = complaint { $0.metadata["hiddenUnits"] = name }
      #expect(error == .unknownUnits(file: "file", key: "hiddenUnits", units: name), "\(name)")
    }
    #expect(
      complaint { $0.metadata["visibleUnits"] = "gaussian-learned" }
        == .missingTensor(file: "file", tensor: "rbm.0.visibleLogVariance"))
    #expect(
      complaint {
        $0.metadata["visibleUnits"] = "bernoulli+labels-2"
        $0.add(vector: numbers(1, 5), named: "pixels.mean")
      } == .unknownTensor(file: "file", tensor: "pixels.mean", part: "machine", count: 1))
    #expect(complaint { $0.metadata["format"] = "3" } == .unknownFormat(file: "file", format: "3"))
  }

  /// A file without kinds, as earlier versions wrote them, is of binary units.
  @Test func olderFilesAreBinary() throws {
    var contents = Safetensors(machine(.bernoulli, .bernoulli))
    contents.metadata["format"] = "1"
    #expect(contents.metadata == ["kind": "restricted-boltzmann-machine", "format": "1"])
    #expect(try RestrictedBoltzmannMachine(contents, file: "file").isBinary)
  }

  @Test func tensorsHaveTheDocumentedNamesAndShapes() {
    let file = Safetensors(smallStack())
    #expect(
      file.tensors.map(\.name) == [
        "rbm.0.weight", "rbm.0.visibleBias", "rbm.0.hiddenBias", "rbm.1.weight", "rbm.1.visibleBias",
        "rbm.1.hiddenBias",
      ])
    #expect(file.tensors.map(\.shape) == [[5, 4], [5], [4], [4, 3], [4], [3]])
    #expect(file.metadata == ["kind": "deep-belief-network", "format": "1"])
  }

  @Test func machinesThatDoNotFitAreRefused() {
    #expect(
      complaint { $0.replace("rbm.1.weight", by: numbers(3, 3)) }
        == .wrongShape(file: "file", tensor: "rbm.1.weight", expected: "[4, any], with sizes from 1,", found: [3, 3]))
    #expect(
      complaint { $0.replace("rbm.1.visibleBias", byVector: numbers(1, 3)) }
        == .wrongShape(file: "file", tensor: "rbm.1.visibleBias", expected: "[4]", found: [3]))
    #expect(
      complaint { $0.replace("rbm.0.hiddenBias", byVector: numbers(1, 5)) }
        == .wrongShape(file: "file", tensor: "rbm.0.hiddenBias", expected: "[4]", found: [5]))
    #expect(complaint { $0.remove("rbm.0.hiddenBias") } == .missingTensor(file: "file", tensor: "rbm.0.hiddenBias"))
    #expect(complaint { $0.remove("rbm.0.weight") } == .missingTensor(file: "file", tensor: "rbm.0.weight"))
    #expect(
      complaint { $0.remove("rbm.1.weight") }
        == .unknownTensor(file: "file", tensor: "rbm.1.visibleBias", part: "machine", count: 1))
    #expect(
      complaint { $0.add(vector: numbers(1, 4), named: "layers.0.bias") }
        == .unknownTensor(file: "file", tensor: "layers.0.bias", part: "machine", count: 2))
  }

  /// A single machine does not take the second of a stack for granted.
  @Test func aStackIsNotASingleMachine() {
    var contents = Safetensors(smallStack())
    contents.metadata["kind"] = "restricted-boltzmann-machine"
    #expect(
      failure { () throws(ModelFileError) in _ = try RestrictedBoltzmannMachine(contents, file: "file") }
        == .unknownTensor(file: "file", tensor: "rbm.1.weight", part: "machine", count: 1))
  }

  private func complaint(_ change: (inout Safetensors) -> Void) -> ModelFileError? {
    var contents = Safetensors(smallStack())
    change(&contents)
    return failure { () throws(ModelFileError) in _ = try DeepBeliefNetwork(contents, file: "file") }
  }

  private func expectEqual(_ mine: RestrictedBoltzmannMachine, _ other: RestrictedBoltzmannMachine) {
    #expect(mine.weight.rows == other.weight.rows && mine.weight.values == other.weight.values)
    #expect(mine.visibleBias.values == other.visibleBias.values && mine.hiddenBias.values == other.hiddenBias.values)
  }
}
