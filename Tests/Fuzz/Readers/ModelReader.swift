import BoltzmannMachines
import Foundation
import NeuralNetworks

@testable import ModelFiles

extension FuzzedReader {
  /// Model files. What is read must come out the same when it is written and read again.
  static let model = FuzzedReader(name: "model", kind: .bytes) { bytes in
    do throws(ModelFileError) {
      let contents = try Safetensors(reading: Data(bytes), file: "m.safetensors")
      let again = try Safetensors(reading: contents.encoded(), file: "m.safetensors")
      precondition(again.encoded() == contents.encoded(), "another file after writing and reading")
      try readModel(contents)
    } catch {
      expectSentence(error)
    }
  }

  private static func readModel(_ contents: Safetensors) throws(ModelFileError) {
    switch ModelKind(of: contents) {
    case .multilayerPerceptron:
      let network = try MultilayerPerceptron(contents, file: "m.safetensors")
      precondition(network.shape.count > 1, "a network without layers")
    case .restrictedBoltzmannMachine:
      _ = try RestrictedBoltzmannMachine(contents, file: "m.safetensors")
    case .deepBeliefNetwork:
      let network = try DeepBeliefNetwork(contents, file: "m.safetensors")
      precondition(!network.machines.isEmpty, "a stack without machines")
    case nil: break
    }
  }
}
