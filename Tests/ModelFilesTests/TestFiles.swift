import BoltzmannMachines
import Foundation
import LinearAlgebra
import NeuralNetworks

@testable import ModelFiles

/// The bytes of a file with the given header, which may be anything.
func bytes(header: String, numbers: [UInt8] = []) -> [UInt8] { bytes(header: Array(header.utf8), numbers: numbers) }

func bytes(header: [UInt8], numbers: [UInt8] = []) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + numbers
}

/// The member of a header that describes one tensor.
func entry(_ name: String, _ begin: Int, _ end: Int, shape: String, type: String = "F32") -> String {
  "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
}

/// Reads bytes as if they were the contents of a file with the name "file".
func parse(_ bytes: [UInt8]) throws(ModelFileError) -> Safetensors {
  try Safetensors(reading: Data(bytes), file: "file")
}

/// The error that something ends with, or nil.
func failure(_ body: () throws(ModelFileError) -> Void) -> ModelFileError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}

/// The error that reading the bytes ends with, or nil.
func failure(_ bytes: [UInt8]) -> ModelFileError? { failure { () throws(ModelFileError) in _ = try parse(bytes) } }

/// Everything that a file says, comparable bit by bit.
struct Contents: Hashable {
  var names: [[UInt8]]
  var shapes: [[Int]]
  var bits: [[UInt32]]
  var metadata: [[UInt8]: [UInt8]]

  init(_ file: Safetensors) {
    names = file.tensors.map { Array($0.name.utf8) }
    shapes = file.tensors.map(\.shape)
    bits = file.tensors.map { $0.values.values.map(\.bitPattern) }
    metadata = Dictionary(uniqueKeysWithValues: file.metadata.map { (Array($0.utf8), Array($1.utf8)) })
  }
}

/// A matrix of numbers that look random, exact in every bit.
func numbers(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
  let matrix = Matrix(rows: rows, columns: columns)
  var stream = PhiloxStream(seed: seed, stream: .initialization(layer: rows))
  matrix.fillNormal(standardDeviation: 0.5, using: &stream)
  return matrix
}

/// Three tensors of 8, 2 and 0 elements, and a little metadata.
var smallFile: Safetensors {
  var file = Safetensors(metadata: ["kind": "test", "note": "é \"quoted\"\n"])
  file.add(numbers(4, 2), named: "weight")
  file.add(vector: numbers(1, 2), named: "bias")
  file.add(Matrix(rows: 0, columns: 3), named: "none")
  return file
}

/// A network of five inputs, two hidden layers and three classes whose biases are not 0, and learned slopes not
/// those of the start.
func smallNetwork(_ activation: Activation = .tanh) -> MultilayerPerceptron {
  let network = MultilayerPerceptron(shape: [5, 4, 6, 3], activation: activation, initializer: .heNormal, seed: 3)
  for layer in network.layers {
    layer.bias.assign(numbers(1, layer.outputs, seed: 7))
    layer.negativeSlope?.assign(numbers(1, layer.outputs, seed: 8))
  }
  return network
}

/// Two machines, of 5 × 4 and 4 × 3 units.
func smallStack() -> DeepBeliefNetwork {
  DeepBeliefNetwork(
    machines: [(5, 4), (4, 3)].map { visible, hidden in
      RestrictedBoltzmannMachine(
        weight: numbers(visible, hidden), visibleBias: numbers(1, visible, seed: 2),
        hiddenBias: numbers(1, hidden, seed: 3))
    })
}
