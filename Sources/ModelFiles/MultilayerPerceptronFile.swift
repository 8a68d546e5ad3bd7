import LinearAlgebra
import NeuralNetworks

/// Networks in files: `layers.0.weight` (inputs × outputs), `layers.0.bias` (outputs), `layers.1.weight`, …, from the inputs
/// up, and the activation of the hidden layers in the metadata.
extension Safetensors {
  /// A network, whose numbers are shared and not copied; normalised layers are fused, which makes plain ones of them.
  /// - Parameter remarks: further metadata; `Docs/Models.md` has the usual names.
  public init(_ network: MultilayerPerceptron, remarks: [String: String] = [:]) {
    self = ModelKind.multilayerPerceptron.file(remarks: remarks)
    metadata["activation"] = network.hiddenActivation.rawValue
    for (index, layer) in network.fused().layers.enumerated() {
      add(layer.weight, named: "layers.\(index).weight")
      add(vector: layer.bias, named: "layers.\(index).bias")
    }
  }
}

extension MultilayerPerceptron {
  /// The network in a file, with whose contents it shares its numbers.
  ///
  /// Refused are another kind of model, an activation that is not known, layers that do not fit together or are not numbered
  /// from 0 without a gap, and tensors that do not belong to the network.
  /// - Parameter file: its name, for messages.
  public init(_ contents: Safetensors, file: String) throws(ModelFileError) {
    var tensors = try ModelTensors(contents, kind: .multilayerPerceptron, file: file)
    let activation = try Self.activation(named: try tensors.remark("activation"), file: file)
    var parameters: [(weight: Matrix, bias: Matrix)] = []
    repeat {
      let name = "layers.\(parameters.count)"
      let weight = try tensors.matrix(name + ".weight", rows: parameters.last?.weight.columns)
      parameters.append((weight, try tensors.vector(name + ".bias", count: weight.columns)))
    } while tensors.contains("layers.\(parameters.count).weight")
    try tensors.finish(count: parameters.count, of: "layer")
    self.init(
      layers: parameters.indices.map {
        DenseLayer(
          weight: parameters[$0].weight, bias: parameters[$0].bias,
          activation: $0 == parameters.count - 1 ? .identity : activation)
      })
  }

  private static func activation(named name: String, file: String) throws(ModelFileError) -> Activation {
    guard let activation = Activation(rawValue: name) else {
      throw .unknownActivation(file: file, activation: name, known: Activation.allCases.map(\.rawValue))
    }
    return activation
  }

  /// The one activation of all hidden layers; `identity` if there are none.
  fileprivate var hiddenActivation: Activation {
    let activations = Set(layers.dropLast().map(\.activation))
    precondition(activations.count <= 1, "a model file has one activation for all hidden layers")
    precondition(layers[layers.count - 1].activation == .identity, "the last layer of a model file gives logits")
    return activations.first ?? .identity
  }
}
