import LinearAlgebra
import NeuralNetworks
import Testing

@testable import ModelFiles

@Suite struct MultilayerPerceptronFileTests {
  @Test(arguments: Activation.allCases)
  func whatIsWrittenIsRead(activation: Activation) throws {
    let network = smallNetwork(activation)
    let data = Safetensors(network, remarks: ["seed": "3", "kind": "overruled"]).encoded()
    let contents = try Safetensors(reading: data, file: "file")
    #expect(contents.metadata["seed"] == "3" && ModelKind(of: contents) == .multilayerPerceptron)
    let read = try MultilayerPerceptron(contents, file: "file")
    #expect(read.shape == network.shape)
    #expect(read.layers.map(\.activation) == network.layers.map(\.activation))
    for (mine, other) in zip(read.layers, network.layers) {
      #expect(mine.weight.values == other.weight.values && mine.bias.values == other.bias.values)
      #expect(mine.negativeSlope?.values == other.negativeSlope?.values)
    }
    #expect(read.layers.outputs(of: numbers(9, 5)).values == network.layers.outputs(of: numbers(9, 5)).values)
  }

  @Test func aSingleLayerIsEnough() throws {
    let network = MultilayerPerceptron(shape: [3, 2], activation: .relu, initializer: .heNormal, seed: 1)
    #expect(try MultilayerPerceptron(Safetensors(network), file: "file").shape == [3, 2])
  }

  @Test func tensorsHaveTheDocumentedNamesAndShapes() {
    let file = Safetensors(smallNetwork())
    #expect(
      file.tensors.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.2.weight", "layers.2.bias",
      ])
    #expect(file.tensors.map(\.shape) == [[5, 4], [4], [4, 6], [6], [6, 3], [3]])
    #expect(file.metadata == ["kind": "multilayer-perceptron", "format": "1", "activation": "tanh"])
  }

  @Test func learnedSlopesHaveTheDocumentedNamesAndShapes() {
    let file = Safetensors(smallNetwork(.prelu()))
    #expect(
      file.tensors.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.0.negativeSlope", "layers.1.weight", "layers.1.bias",
        "layers.1.negativeSlope", "layers.2.weight", "layers.2.bias",
      ])
    #expect(file.tensors.map(\.shape) == [[5, 4], [4], [4], [4, 6], [6], [6], [6, 3], [3]])
    #expect(file.metadata["activation"] == "prelu-0.25")
  }

  /// Missing, too many, or those of units that have none.
  @Test func learnedSlopesThatDoNotFitAreRefused() {
    let prelu = smallNetwork(.prelu())
    for name in ["layers.0.negativeSlope", "layers.1.negativeSlope"] {
      let error = complaint(prelu) { $0.remove(name) }
      #expect(error == .missingTensor(file: "file", tensor: name))
      #expect(error?.description.hasPrefix("file has no tensor '\(name)', which its model needs; ") == true)
    }
    #expect(
      complaint(prelu) { $0.replace("layers.0.negativeSlope", byVector: numbers(1, 1)) }
        == .wrongShape(file: "file", tensor: "layers.0.negativeSlope", expected: "[4]", found: [1]))
    #expect(
      complaint(prelu) { $0.add(vector: numbers(1, 3), named: "layers.2.negativeSlope") }
        == .unknownTensor(file: "file", tensor: "layers.2.negativeSlope", part: "layer", count: 3))
    #expect(
      complaint { $0.add(vector: numbers(1, 4), named: "layers.0.negativeSlope") }
        == .unknownTensor(file: "file", tensor: "layers.0.negativeSlope", part: "layer", count: 3))
  }

  @Test func metadataOfAnotherModelIsRefused() {
    #expect(complaint { $0.metadata["kind"] = nil } == .missingMetadata(file: "file", key: "kind"))
    #expect(complaint { $0.metadata["format"] = nil } == .missingMetadata(file: "file", key: "format"))
    #expect(complaint { $0.metadata["activation"] = nil } == .missingMetadata(file: "file", key: "activation"))
    #expect(
      complaint { $0.metadata["kind"] = "deep-belief-network" }
        == .wrongKind(file: "file", expected: "multilayer-perceptron", found: "deep-belief-network"))
    #expect(complaint { $0.metadata["format"] = "2" } == .unknownFormat(file: "file", format: "2"))
    #expect(
      complaint { $0.metadata["activation"] = "mish" }
        == .unknownActivation(file: "file", activation: "mish", known: Activation.allCases.map(\.rawValue)))
  }

  @Test func layersThatDoNotFitAreRefused() {
    let matrix = "with sizes from 1,"
    #expect(
      complaint { $0.replace("layers.1.weight", by: numbers(5, 6)) }
        == .wrongShape(file: "file", tensor: "layers.1.weight", expected: "[4, any], \(matrix)", found: [5, 6]))
    #expect(
      complaint { $0.replace("layers.0.weight", by: Matrix(rows: 0, columns: 4)) }
        == .wrongShape(file: "file", tensor: "layers.0.weight", expected: "[any, any], \(matrix)", found: [0, 4]))
    #expect(
      complaint { $0.replace("layers.0.weight", byVector: numbers(1, 4)) }
        == .wrongShape(file: "file", tensor: "layers.0.weight", expected: "[any, any], \(matrix)", found: [4]))
    #expect(
      complaint { $0.replace("layers.0.bias", byVector: numbers(1, 3)) }
        == .wrongShape(file: "file", tensor: "layers.0.bias", expected: "[4]", found: [3]))
    #expect(
      complaint { $0.replace("layers.0.bias", by: numbers(1, 4)) }
        == .wrongShape(file: "file", tensor: "layers.0.bias", expected: "[4]", found: [1, 4]))
  }

  @Test func missingAndForeignTensorsAreRefused() {
    #expect(complaint { $0.remove("layers.0.weight") } == .missingTensor(file: "file", tensor: "layers.0.weight"))
    #expect(complaint { $0.remove("layers.2.bias") } == .missingTensor(file: "file", tensor: "layers.2.bias"))
    let foreign: (String, Int) -> ModelFileError = {
      .unknownTensor(file: "file", tensor: $0, part: "layer", count: $1)
    }
    #expect(complaint { $0.remove("layers.1.weight") } == foreign("layers.1.bias", 1))
    #expect(complaint { $0.remove("layers.2.weight") } == foreign("layers.2.bias", 2))
    for name in [
      "layers.4.weight", "layers.-1.weight", "layers.03.weight", "layers.3.bias", "../layers.3.weight", "/x", "",
    ] {
      #expect(complaint { $0.add(numbers(3, 3), named: name) } == foreign(name, 3))
    }
  }

  /// The error that a file ends with after it has been changed, or nil.
  private func complaint(
    _ network: MultilayerPerceptron = smallNetwork(), _ change: (inout Safetensors) -> Void
  ) -> ModelFileError? {
    var contents = Safetensors(network)
    change(&contents)
    return failure { () throws(ModelFileError) in _ = try MultilayerPerceptron(contents, file: "file") }
  }
}

extension Safetensors {
  /// The same with each tensor as `change` gives it back; none for nil.
  private mutating func change(_ name: String, _ change: (inout Safetensors) -> Void) {
    var changed = Safetensors(metadata: metadata)
    for tensor in tensors {
      if tensor.name == name {
        change(&changed)
      } else if tensor.shape.count == 1 {
        changed.add(vector: tensor.values, named: tensor.name)
      } else {
        changed.add(tensor.values, named: tensor.name)
      }
    }
    self = changed
  }

  mutating func remove(_ name: String) { change(name) { _ in } }

  mutating func replace(_ name: String, by matrix: Matrix) { change(name) { $0.add(matrix, named: name) } }

  mutating func replace(_ name: String, byVector vector: Matrix) {
    change(name) { $0.add(vector: vector, named: name) }
  }
}
