import LinearAlgebra
import NeuralNetworks

/// Networks in files: `layers.0.weight` (inputs × outputs), `layers.0.bias` (outputs), of hidden PReLUs `layers.0.negativeSlope`
/// (outputs), `layers.1.weight`, …, from the inputs up, and the activation of the hidden layers in the metadata.
extension Safetensors {
  /// A network, whose numbers are shared and not copied; normalised layers are fused, which makes plain ones of them.
  /// - Parameter remarks: further metadata; `Docs/Models.md` has the usual names.
  public init(_ network: MultilayerPerceptron, remarks: [String: String] = [:]) {
    self = ModelKind.multilayerPerceptron.file(remarks: remarks)
    metadata["activation"] = network.hiddenActivation.rawValue
    for (index, layer) in network.fused().layers.enumerated() {
      add(layer.weight, named: "layers.\(index).weight")
      add(vector: layer.bias, named: "layers.\(index).bias")
      if let negativeSlope = layer.negativeSlope { add(vector: negativeSlope, named: "layers.\(index).negativeSlope") }
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
    var layers: [DenseLayer] = []
    repeat {
      layers.append(try tensors.layer(layers.count, inputs: layers.last?.outputs, hidden: activation))
    } while tensors.contains("layers.\(layers.count).weight")
    try tensors.finish(count: layers.count, of: "layer")
    self.init(layers: layers)
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

extension ModelTensors {
  /// The layer of the given number, whose activation is `identity` if there is none above it.
  /// - Parameters:
  ///   - inputs: how many it must have; nil if any number will do.
  ///   - hidden: the activation of the others.
  fileprivate mutating func layer(
    _ index: Int, inputs: Int?, hidden: Activation
  ) throws(ModelFileError) -> DenseLayer {
    let name = "layers.\(index)"
    let weight = try matrix(name + ".weight", rows: inputs)
    let bias = try vector(name + ".bias", count: weight.columns)
    let activation = contains("layers.\(index + 1).weight") ? hidden : .identity
    let negativeSlope =
      activation.initialSlope == nil ? nil : try vector(name + ".negativeSlope", count: weight.columns)
    return DenseLayer(weight: weight, bias: bias, activation: activation, negativeSlope: negativeSlope)
  }
}
