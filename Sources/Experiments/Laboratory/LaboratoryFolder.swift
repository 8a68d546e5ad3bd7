import Foundation

/// A folder of results that appears as a whole: files are written beside it, and it takes its place when all of them are there.
///
/// Beside it there is also a checkpoint of what is still being computed, which outlives the process.
public final class LaboratoryFolder {
  public let path: String
  private let aside: String
  private let lock: DirectoryLock
  /// Directories that were made for this folder, the innermost first.
  private let made: [String]

  /// Makes sure that the results can be written, before anything is computed.
  /// - Throws: ``OutputError`` if the directory cannot be created, or another process writes there.
  public init(_ path: String) throws(OutputError) {
    self.path = path
    aside = path + ".part"
    made = AtomicFile.missingDirectories(AtomicFile.directory(of: aside))
    lock = try DirectoryLock(aside)
    // What a process left that was killed.
    let kept = [DirectoryLock.fileName, Self.checkpointFile, Self.evaluationFolder]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: aside)) ?? [] where !kept.contains(name) {
      try? FileManager.default.removeItem(atPath: aside + "/" + name)
    }
  }

  private static let checkpointFile = "checkpoint.safetensors"
  public var checkpointPath: String { aside + "/" + Self.checkpointFile }

  private static let evaluationFolder = "evaluation"
  /// What has been annealed of an evaluation that is not at its end.
  public var evaluation: ComputedValues { ComputedValues(directory: aside + "/" + Self.evaluationFolder) }

  /// What was reached by a process that ended before its results were there; nil if there is nothing.
  public var checkpoint: Data? { FileManager.default.contents(atPath: checkpointPath) }

  /// Keeps what is reached in the place of what was before.
  public func keep(_ checkpoint: Data) throws(OutputError) { try AtomicFile.write(checkpoint, to: checkpointPath) }

  /// Forgets it, to begin anew.
  public func forgetCheckpoint() {
    unlink(checkpointPath)
    evaluation.forget()
  }

  /// Writes the files and puts them in the place of an earlier folder of the same name. If that fails, the earlier one stays.
  public func write(_ files: [(name: String, bytes: Data)]) throws(OutputError) {
    for file in files { try AtomicFile.write(file.bytes, to: aside + "/" + file.name) }
    let old = path + ".old"
    try? FileManager.default.removeItem(atPath: old)
    let hasOld = rename(path, old) == 0
    lock.release()
    guard rename(aside, path) == 0 else {
      let reason = AtomicFile.reason(errno)
      if hasOld { rename(old, path) }
      throw .cannotWrite(file: path, reason: reason)
    }
    // It has done its duty; until now a failure could go on from it.
    unlink(path + "/" + Self.checkpointFile)
    ComputedValues(directory: path + "/" + Self.evaluationFolder).forget()
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Lets another process go on from what is reached, or takes everything away if that is nothing.
  public func leave() {
    let isEmpty = checkpoint == nil && !FileManager.default.fileExists(atPath: evaluation.directory)
    if isEmpty { discard() } else { lock.release() }
  }

  /// Takes away what a failure has left, and the folders that were made for it as far as they are empty.
  public func discard() {
    lock.release()
    try? FileManager.default.removeItem(atPath: aside)
    AtomicFile.removeEmpty(made)
  }
}
