import Checksums
import Foundation

/// Records and models of a comparison's runs on disk, none of which is returned but as it was written.
struct RunFiles {
  let comparison: ComparisonRecord
  let records: String
  let models: String

  private static let foreignReason = "it is not the one that comparison.json vouches for"

  /// - Throws: ``OutputError/damagedRecord(file:reason:)`` for a file that is no record of this run in this comparison.
  func record(_ arm: Arm, seed: UInt64) throws(OutputError) -> RunRecord {
    let name = RunRecord(arm: arm, seed: seed, shape: []).fileName
    let (file, bytes) = (records + "/" + name, try RecordFile.contents(of: records + "/" + name))
    let run = try RunRecord(decoding: bytes, file: file, arm: arm, seed: seed, in: comparison)
    guard comparison.files?.vouch(for: bytes, named: name) ?? true else {
      throw .damagedRecord(file: file, reason: Self.foreignReason)
    }
    return run
  }

  /// The file of the network that a run has tested; nil if there is none.
  /// - Throws: ``OutputError/damagedModel(file:reason:)`` for any other file in its place.
  func model(_ arm: Arm, seed: UInt64) throws(OutputError) -> Data? {
    let name = RunRecord(arm: arm, seed: seed, shape: []).modelFileName
    guard let bytes = FileManager.default.contents(atPath: models + "/" + name) else { return nil }
    guard comparison.files?.vouch(for: bytes, named: name) ?? true else {
      throw .damagedModel(file: models + "/" + name, reason: Self.foreignReason)
    }
    return bytes
  }

  /// Both, for a comparison that goes on with them; nil if the run is not finished.
  /// - Throws: ``OutputError/damagedRun(file:reason:)`` if not both are as they were written.
  func finished(_ arm: Arm, seed: UInt64) throws(OutputError) -> (run: RunRecord, model: Data?)? {
    let name = RunRecord(arm: arm, seed: seed, shape: []).fileName
    guard FileManager.default.fileExists(atPath: records + "/" + name), comparison.files?.contains(name) ?? true
    else { return nil }
    do throws(OutputError) {
      let (run, model) = (try record(arm, seed: seed), try model(arm, seed: seed))
      guard model != nil || comparison.files?.contains(run.modelFileName) != true else {
        throw .damagedModel(file: models + "/" + run.modelFileName, reason: "it is missing")
      }
      return (run, model)
    } catch .damagedRecord(let file, let reason), .damagedModel(let file, let reason), .cannotRead(let file, let reason)
    {
      throw .damagedRun(file: file, reason: reason)
    }
  }

  /// Refuses to have moved what is not as it was written.
  func verify(before place: String) throws(OutputError) {
    for name in comparison.files?.names ?? [] {
      let file = (name.hasSuffix(".json") ? records : models) + "/" + name
      guard let bytes = FileManager.default.contents(atPath: file),
        comparison.files?.vouch(for: bytes, named: name) == true
      else { throw .cannotWrite(file: place, reason: "\(file) has changed since it was written") }
    }
  }
}
