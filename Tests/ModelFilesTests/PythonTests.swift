import BoltzmannMachines
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import ModelFiles

/// The Python of `Docs/Models.md` on files of ours, number by number. Runs where the environment names a Python that has NumPy
/// and safetensors: `DEEPBELIEF_PYTHON=… swift test --filter PythonTests`; `.ci/check-models` does.
@Suite(.enabled(if: Python.path != nil, "DEEPBELIEF_PYTHON names no Python"))
struct PythonTests {
  @Test(arguments: Activation.allCases)
  func logitsAreThoseOfNumPy(activation: Activation) throws {
    let network = MultilayerPerceptron(
      shape: [784, 50, 40, 10], activation: activation, initializer: .heNormal, seed: 3)
    for layer in network.layers {
      layer.bias.assign(numbers(1, layer.outputs, seed: 7))
      layer.negativeSlope?.assign(numbers(1, layer.outputs, seed: 8))
    }
    let cases = numbers(100, 784)
    var signal = cases
    for layer in network.layers {
      let output = Matrix(rows: cases.rows, columns: layer.outputs)
      layer.forward(signal, into: output)
      signal = output
    }
    let python = try Python()
    try python.write(Safetensors(network), to: "model")
    let theirs = try python.run(cases, "{'logits': logits('model.safetensors', cases)}")
    try expectClose(theirs, "logits", signal)
  }

  @Test func hiddenProbabilitiesAreThoseOfNumPy() throws {
    let network = smallStack()
    let cases = numbers(100, 5)
    let python = try Python()
    try python.write(Safetensors(network), to: "model")
    let theirs = try python.run(
      cases, "{str(i): h for i, h in enumerate(hidden_probabilities('model.safetensors', cases))}")
    #expect(theirs.tensors.count == 2)
    for (index, hidden) in network.hiddenProbabilities(of: cases).enumerated() {
      try expectClose(theirs, "\(index)", hidden)
    }
  }

  /// Names, remarks, shapes and numbers, through the reference implementation and back.
  @Test func contentsSurvivePython() throws {
    let python = try Python()
    try python.write(smallFile, to: "model")
    let metadata = "safe_open('model.safetensors', 'np').metadata()"
    let theirs = try python.run(
      numbers(1, 1), "load_file('model.safetensors')",
      remarks: "{key: text for key, text in \(metadata).items() if key not in ('checksum', 'crc32')}")
    #expect(Set(theirs.tensors.map(\.name)) == ["weight", "bias", "none"])
    for tensor in smallFile.tensors {
      #expect(theirs.tensor(named: tensor.name)?.shape == tensor.shape)
      #expect(theirs[tensor.name]?.values == tensor.values.values)
    }
    #expect(theirs.metadata == smallFile.metadata)
    // The numbers are laid out in another order, so the checksum is not that of the new file.
    #expect(throws: ModelFileError.self) {
      try python.run(numbers(1, 1), "load_file('model.safetensors')", remarks: metadata)
    }
  }

  /// The checksum as the document defines it, of files that need escapes too.
  @Test func checksumsAreThoseOfPython() throws {
    let python = try Python()
    var files = [Safetensors(), smallFile, Safetensors(smallNetwork()), Safetensors(smallStack())]
    files.append(Safetensors(metadata: ["\u{0}\u{8}\u{C}\u{1F}\u{7F}\"\\/é\t": "漢字 🂡\u{2028}"]))
    for file in files {
      try python.write(file, to: "model")
      #expect(try python.status("check_file.py", "model.safetensors") == 0)
    }
    var bytes = [UInt8](smallFile.encoded())
    bytes[bytes.count - 1] ^= 1
    try Data(bytes).write(to: python.folder.appendingPathComponent("model.safetensors"))
    #expect(try python.status("check_file.py", "model.safetensors") != 0)
  }

  private func expectClose(_ file: Safetensors, _ name: String, _ ours: Matrix) throws {
    let theirs = try #require(file[name])
    try #require(theirs.hasShape(of: ours))
    let worst = zip(theirs.values, ours.values).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    #expect(worst < 1e-5, "the largest difference is \(worst)")
  }
}

/// A folder with the Python files of `Docs/Models.md`, removed when the test lets go of it.
private final class Python {
  static let path = ProcessInfo.processInfo.environment["DEEPBELIEF_PYTHON"]

  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("deepbelief-" + UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let text = try String(contentsOf: package.appendingPathComponent("Docs/Models.md"), encoding: .utf8)
    for block in text.components(separatedBy: "```python\n# ").dropFirst() {
      let lines = block.components(separatedBy: "\n")
      let code = lines.dropFirst().prefix { $0 != "```" }.joined(separator: "\n") + "\n"
      try code.write(to: folder.appendingPathComponent(lines[0]), atomically: true, encoding: .utf8)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ file: Safetensors, to name: String) throws {
    try file.encoded().write(to: folder.appendingPathComponent(name + ".safetensors"))
  }

  /// Hands `cases` to an expression, and reads the tensors that it gives by name, as the reference implementation saves them.
  /// - Parameter remarks: an expression for the metadata to be saved.
  func run(_ cases: Matrix, _ expression: String, remarks: String = "None") throws -> Safetensors {
    var input = Safetensors()
    input.add(cases, named: "cases")
    try write(input, to: "cases")
    let code = """
      from safetensors import safe_open
      from safetensors.numpy import load_file, save_file
      from read_model import logits, hidden_probabilities
      cases = load_file('cases.safetensors')['cases']
      save_file(\(expression), 'result.safetensors', \(remarks))
      """
    try code.write(to: folder.appendingPathComponent("run.py"), atomically: true, encoding: .utf8)
    try #require(try status("run.py") == 0)
    return try Safetensors(contentsOf: folder.appendingPathComponent("result.safetensors").path)
  }

  /// Runs a file with arguments, in the folder; gives its exit status.
  func status(_ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path ?? "")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
