import Checksums
import Foundation
import Synchronization

/// A comparison under way, on disk: what it is, the records and models of its finished runs, and a checkpoint of each task that
/// is not finished.
///
/// All of it may be used from any thread. Checkpoints are written on a thread of their own, so that training does not wait for
/// the disk; of several that wait for the same name only the newest is written.
public final class UnfinishedComparison: Sendable {
  public static let folderName = "running"

  public let directory: String
  var records: String { directory + "/records" }
  var models: String { directory + "/models" }
  private var checkpoints: String { directory + "/checkpoints" }

  private struct State {
    var comparison: ComparisonRecord
    var waiting: [String: Data] = [:]
    /// How many checkpoints of each task were handed over and are not on the disk.
    var unwritten: [String: Int] = [:]
    var failure: OutputError?
    var savingSeconds = 0.0
    var adoptedSeconds = 0.0
    var onFailure: @Sendable () -> Void = {}
  }

  private let state: Mutex<State>
  /// Whether everything had been computed and put in its place when this session began; only pictures may be missing.
  public let isRecorded: Bool
  private let secondsBefore: Double
  private let stopwatch = Stopwatch()
  private let writer = DispatchQueue(label: "checkpoints")
  /// Of `comparison.json`, which several threads write.
  private let description = Mutex(())

  /// Begins a comparison in a directory that does not exist.
  init(beginning comparison: ComparisonRecord, in directory: String) throws(OutputError) {
    (self.directory, secondsBefore, isRecorded) = (directory, 0, false)
    var comparison = comparison
    comparison.files = FileChecksums()
    state = Mutex(State(comparison: comparison))
    for place in [records, models, checkpoints] { try AtomicFile.createDirectory(place) }
    try describe()
  }

  /// Goes on with one that was broken off.
  init(resuming directory: String) throws(OutputError) {
    self.directory = directory
    let comparison = try Self.comparison(directory + "/comparison.json")
    state = Mutex(State(comparison: comparison))
    secondsBefore = comparison.wallSeconds
    isRecorded = !FileManager.default.fileExists(atPath: directory + "/records")
    guard !isRecorded else { return }
    takeBackModels()
    for place in [models, checkpoints] { try AtomicFile.createDirectory(place) }
  }

  /// Those that were put in their place before the records could be.
  private func takeBackModels() {
    let place = directory + "/../models"
    let files = RunFiles(comparison: comparison, records: records, models: place)
    guard !FileManager.default.fileExists(atPath: models), (try? files.verify(before: models)) != nil else { return }
    rename(place, models)
  }

  private static func comparison(_ file: String) throws(OutputError) -> ComparisonRecord {
    do throws(OutputError) {
      return try ComparisonRecord(decoding: RecordFile.contents(of: file), file: file)
    } catch .damagedRecord(let file, let reason) {
      throw .damagedUnfinished(file: file, reason: reason)
    }
  }

  /// What is compared, with the time that it has taken so far, this session included.
  public var comparison: ComparisonRecord {
    var comparison = state.withLock { $0.comparison }
    let adopted = state.withLock { $0.adoptedSeconds }
    comparison.wallSeconds = secondsBefore + adopted + (isRecorded ? 0 : stopwatch.seconds)
    return comparison
  }

  /// Changes the description of the machine, which may be another than it was begun on.
  public func update(_ environment: Environment) { state.withLock { $0.comparison.environment = environment } }

  /// Adds seconds that runs took which were taken over.
  func addSeconds(_ seconds: Double) throws(OutputError) {
    state.withLock { $0.adoptedSeconds += seconds }
    try describe()
  }

  /// Why something could not be written; nil if all went well.
  public var failure: OutputError? { state.withLock { $0.failure } }

  /// Has something done when a file cannot be written.
  func onFailure(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onFailure = body } }

  /// Removes everything, once it has been put in its place.
  public func remove() { try? FileManager.default.removeItem(atPath: directory) }

  // MARK: Runs

  /// What finished runs have left.
  var files: RunFiles {
    RunFiles(comparison: state.withLock { $0.comparison }, records: records, models: models)
  }

  /// Adds a finished run with the network that it tested. It is finished once `comparison.json` vouches for both.
  /// - Parameter model: a file in the safetensors format; nil if the run diverged, or to keep the one that is there.
  public func add(_ run: RunRecord, model: Data?) {
    do throws(OutputError) {
      if let model { try AtomicFile.write(model, to: models + "/" + run.modelFileName) }
      let record = try write(run, to: "records/" + run.fileName)
      state.withLock {
        if let model { $0.comparison.files?.add(model, named: run.modelFileName) }
        $0.comparison.files?.add(record, named: run.fileName)
      }
      try describe()
    } catch {
      fail(error)
    }
  }

  /// Writes a record into the directory.
  @discardableResult
  func write(_ record: some Encodable, to file: String) throws(OutputError) -> Data {
    let path = directory + "/" + file
    let data: Data
    do { data = try RecordFile.sealed(record) } catch { throw .cannotWrite(file: path, reason: "\(error)") }
    try AtomicFile.write(data, to: path)
    return data
  }

  private func describe() throws(OutputError) {
    try description.withLock { _ throws(OutputError) in _ = try write(comparison, to: "comparison.json") }
  }

  private func fail(_ error: OutputError) {
    let onFailure = state.withLock { state in
      state.failure = state.failure ?? error
      return state.onFailure
    }
    onFailure()
  }

  // MARK: Checkpoints

  private func path(_ name: String) -> String { "\(checkpoints)/\(name).safetensors" }

  /// The checkpoint of a task; nil if it has none.
  func checkpoint(_ name: String) throws(OutputError) -> Checkpoint? {
    let file = path(name)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)) else {
      throw .damagedCheckpoint(file: file, reason: "it cannot be read")
    }
    return try Checkpoint(reading: data, file: file)
  }

  /// Has a checkpoint written soon.
  func save(_ checkpoint: Data, as name: String) {
    state.withLock {
      $0.waiting[name] = checkpoint
      $0.unwritten[name, default: 0] += 1
    }
    writer.async {
      self.countingSeconds { self.writeWaiting(name) }
      self.state.withLock { $0.unwritten[name, default: 0] -= 1 }
    }
  }

  /// Whether the disk lags behind: another checkpoint of the task would take memory beside the one that waits.
  func isBehind(_ name: String) -> Bool { state.withLock { $0.unwritten[name, default: 0] > 0 } }

  /// Removes the checkpoint of a task that is finished, whether or not it has been written yet.
  func removeCheckpoint(_ name: String) {
    state.withLock { $0.waiting[name] = nil }
    writer.async { unlink(self.path(name)) }
  }

  /// Returns when all checkpoints are on the disk.
  func flush() { writer.sync {} }

  /// What checkpoints have cost so far, in seconds of one core.
  public var savingSeconds: Double { state.withLock { $0.savingSeconds } }

  /// Adds the time that a body computes, waiting not counted.
  func countingSeconds<Value>(_ body: () -> Value) -> Value {
    let start = Stopwatch.threadSeconds
    defer {
      let seconds = Stopwatch.threadSeconds - start
      state.withLock { $0.savingSeconds += seconds }
    }
    return body()
  }

  private func writeWaiting(_ name: String) {
    guard let data = state.withLock({ $0.waiting.removeValue(forKey: name) }) else { return }
    do throws(OutputError) {
      try AtomicFile.write(data, to: path(name))
      try describe()
    } catch {
      fail(error)
    }
  }
}
