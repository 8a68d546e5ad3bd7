import Foundation
import LinearAlgebra
import ModelFiles

/// What one task has reached, as a file: numbers by name and a state, in the safetensors format with a checksum.
///
/// A task names its matrices once, for writing and reading alike, so that a checkpoint either fits the task exactly or is
/// refused.
struct Checkpoint {
  private static let kind = "checkpoint"
  /// Raised when an older program's checkpoints cannot be gone on from.
  private static let format = "2"

  private let contents: Safetensors
  private let file: String

  /// The bytes of a checkpoint; nil if a number is infinite or none, from which nobody could go on.
  static func encoded(_ matrices: [NamedMatrix], state: some Encodable) -> Data? {
    guard matrices.allSatisfy(\.matrix.isFinite), let json = try? JSON.record.encoded(state) else { return nil }
    var contents = Safetensors(metadata: [
      "kind": kind, "format": format, "state": String(decoding: json, as: UTF8.self),
    ])
    for entry in matrices { contents.add(entry.matrix, named: entry.name) }
    return contents.encoded()
  }

  /// Reads bytes and checks them as far as that can be done without the task.
  /// - Parameter file: for messages.
  init(reading data: Data, file: String) throws(OutputError) {
    do {
      contents = try Safetensors(reading: data, file: file)
    } catch {
      throw .damagedCheckpoint(file: file, reason: "it is not a whole file in the safetensors format")
    }
    self.file = file
    guard contents.metadata["kind"] == Self.kind, contents.metadata["format"] == Self.format else {
      throw .damagedCheckpoint(file: file, reason: "it is not a checkpoint of this version")
    }
  }

  /// The state that was saved with the numbers, still unchecked.
  func state<State: Decodable>(_ type: State.Type) throws(OutputError) -> State {
    do {
      return try RecordFile.decode(type, from: Data((contents.metadata["state"] ?? "").utf8), file: file)
    } catch {
      throw damaged("its state cannot be read")
    }
  }

  /// Overwrites a task's matrices with those of the file, which has exactly these.
  func fill(_ matrices: [NamedMatrix]) throws(OutputError) {
    guard matrices.count == contents.tensors.count else {
      throw damaged("it has \(contents.tensors.count) tensors where \(matrices.count) are expected")
    }
    for entry in matrices {
      guard let saved = contents.tensor(named: entry.name), saved.shape == [entry.matrix.rows, entry.matrix.columns]
      else {
        throw damaged("it has no tensor \(entry.name) of \(entry.matrix.rows) × \(entry.matrix.columns)")
      }
      entry.matrix.assign(saved.values)
    }
  }

  /// Of each tensor.
  var numbers: [[Float]] { contents.tensors.map { $0.values.values } }

  /// Runs a check of the state, and refuses the file if it fails.
  func require(_ check: () throws(ImpossibleValue) -> Void) throws(OutputError) {
    do { try check() } catch { throw damaged(error.description) }
  }

  private func damaged(_ reason: String) -> OutputError { .damagedCheckpoint(file: file, reason: reason) }
}
