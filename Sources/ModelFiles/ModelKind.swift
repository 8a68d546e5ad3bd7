/// What a model file holds, by the metadata entry `kind`.
public enum ModelKind: String, Sendable, CaseIterable {
  case multilayerPerceptron = "multilayer-perceptron"
  case restrictedBoltzmannMachine = "restricted-boltzmann-machine"
  case deepBeliefNetwork = "deep-belief-network"

  /// The version of the names and meanings of tensors, as the metadata entry `format`.
  static let format = "1"
  /// That of machines whose units are not all binary; only they have it.
  static let formatWithUnits = "2"

  /// The kind that a file says it holds; nil if it says none, or one that is not a model.
  public init?(of contents: Safetensors) {
    guard let name = contents.metadata["kind"] else { return nil }
    self.init(rawValue: name)
  }

  /// An empty file of this kind.
  /// - Parameter remarks: further metadata, overruled by that of the kind.
  func file(remarks: [String: String]) -> Safetensors {
    var contents = Safetensors(metadata: remarks)
    contents.metadata["kind"] = rawValue
    contents.metadata["format"] = Self.format
    return contents
  }
}
