import LinearAlgebra

/// Takes the tensors of a model out of a file by name, and remembers which, so that none is left over unnoticed.
struct ModelTensors {
  private let contents: Safetensors
  let file: String
  private var taken: Set<String> = []

  /// Checks that the file holds a model of the kind in a format that is known.
  /// - Parameter file: its name, for messages.
  init(_ contents: Safetensors, kind: ModelKind, file: String) throws(ModelFileError) {
    (self.contents, self.file) = (contents, file)
    let found = try remark("kind")
    guard found == kind.rawValue else { throw .wrongKind(file: file, expected: kind.rawValue, found: found) }
    let format = try remark("format")
    let known = [ModelKind.format] + (kind == .restrictedBoltzmannMachine ? [ModelKind.formatWithUnits] : [])
    guard known.contains(format) else { throw .unknownFormat(file: file, format: format) }
  }

  /// An entry of the metadata.
  func remark(_ key: String) throws(ModelFileError) -> String {
    guard let value = contents.metadata[key] else { throw .missingMetadata(file: file, key: key) }
    return value
  }

  func contains(remark key: String) -> Bool { contents.metadata[key] != nil }

  func contains(_ name: String) -> Bool { contents[name] != nil }

  /// A matrix with at least one element.
  /// - Parameter rows: how many it must have; nil if any number will do.
  mutating func matrix(_ name: String, rows: Int?) throws(ModelFileError) -> Matrix {
    let tensor = try take(name)
    guard tensor.shape.count == 2, !tensor.shape.contains(0), rows == nil || rows == tensor.shape[0] else {
      let expected = rows.map { "[\($0), any]" } ?? "[any, any]"
      throw .wrongShape(file: file, tensor: name, expected: "\(expected), with sizes from 1,", found: tensor.shape)
    }
    return tensor.values
  }

  /// A vector of `count` elements, 1 × count.
  mutating func vector(_ name: String, count: Int) throws(ModelFileError) -> Matrix {
    let tensor = try take(name)
    guard tensor.shape == [count] else {
      throw .wrongShape(file: file, tensor: name, expected: "[\(count)]", found: tensor.shape)
    }
    return tensor.values
  }

  /// Checks that every tensor has been taken.
  /// - Parameters:
  ///   - count: of the layers or machines that the file has turned out to hold.
  ///   - part: what they are called, for messages.
  func finish(count: Int, of part: String) throws(ModelFileError) {
    guard let other = contents.tensors.first(where: { !taken.contains($0.name) }) else { return }
    throw .unknownTensor(file: file, tensor: other.name, part: part, count: count)
  }

  private mutating func take(_ name: String) throws(ModelFileError) -> Safetensors.Tensor {
    guard let tensor = contents.tensor(named: name) else { throw .missingTensor(file: file, tensor: name) }
    taken.insert(name)
    return tensor
  }
}
