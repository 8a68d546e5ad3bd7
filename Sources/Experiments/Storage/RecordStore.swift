import Foundation

/// The results of comparisons of one data set on disk.
///
/// `records` holds `comparison.json` and a file for each run, `models` the networks that were tested. A comparison that is under
/// way has a directory of its own, `running`, and takes the place of the one before when it is complete. One that it would
/// overwrite, having other settings, is kept in `earlier`.
public struct RecordStore: Sendable {
  /// The directory of one data set's results, e.g. `figures/mnist`.
  public let directory: String

  private var records: String { directory + "/records" }
  var models: String { directory + "/models" }
  private var earlier: String { directory + "/earlier" }
  private var running: String { directory + "/" + UnfinishedComparison.folderName }

  public init(directory: String) { self.directory = directory }

  /// The folders of an output directory that hold a complete comparison, in alphabetical order.
  public static func datasets(in directory: String) -> [String] { folders(in: directory, holding: "records") }

  /// The folders of an output directory that hold an unfinished comparison, in alphabetical order.
  public static func unfinishedDatasets(in directory: String) -> [String] {
    folders(in: directory, holding: UnfinishedComparison.folderName)
  }

  private static func folders(in directory: String, holding folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: "\(directory)/\($0)/\(folder)/comparison.json") }
      .sorted()
  }

  // MARK: Reading

  /// Reads a complete comparison. What it returns has passed every ``RecordCheck``.
  public func read() throws(OutputError) -> Comparison {
    let record = try readComparison()
    var runs: [RunRecord] = []
    for arm in record.settings.arms {
      for seed in record.settings.seeds { runs.append(try files(of: record).record(arm, seed: seed)) }
    }
    return Comparison(record: record, runs: runs)
  }

  func files(of comparison: ComparisonRecord) -> RunFiles {
    RunFiles(comparison: comparison, records: records, models: models)
  }

  /// Refuses models that are not those of a comparison that was read.
  public func verifyModels(of comparison: ComparisonRecord) throws(OutputError) {
    for arm in comparison.settings.arms {
      for seed in comparison.settings.seeds { _ = try files(of: comparison).model(arm, seed: seed) }
    }
  }

  func readComparison() throws(OutputError) -> ComparisonRecord {
    let file = records + "/comparison.json"
    guard FileManager.default.fileExists(atPath: file) else { throw .noRecords(directory: directory) }
    return try ComparisonRecord(decoding: RecordFile.contents(of: file), file: file)
  }

  // MARK: Writing

  /// The comparison that was broken off here; nil if there is none.
  public func unfinished() throws(OutputError) -> UnfinishedComparison? {
    guard FileManager.default.fileExists(atPath: running + "/comparison.json") else { return nil }
    return try UnfinishedComparison(resuming: running)
  }

  /// Begins a comparison, which shows whether anything can be written before anything is computed.
  public func begin(_ comparison: ComparisonRecord) throws(OutputError) -> UnfinishedComparison {
    try? FileManager.default.removeItem(atPath: running)
    return try UnfinishedComparison(beginning: comparison, in: running)
  }

  /// Takes over those runs of a comparison that are finished in a complete one, here or in `earlier`, whatever else that compared.
  /// What is damaged is left to be computed again.
  /// - Parameter tell: called with a sentence for each file that is.
  /// - Returns: how many, and the seconds that they took there: their share of its operations.
  func adopt(
    into unfinished: UnfinishedComparison, tell: (OutputError) -> Void
  ) throws(OutputError) -> (count: Int, seconds: Double) {
    let comparison = unfinished.comparison
    var wanted = comparison.settings.arms.flatMap { arm in comparison.settings.seeds.map { (arm: arm, seed: $0) } }
    var (count, seconds) = (0, 0.0)
    for store in [self] + earlierStores {
      guard let found = store.whole(tell: tell, { () throws(OutputError) in try store.readComparison() }) else {
        continue
      }
      let places = wanted.indices.filter { index in
        let (arm, seed) = wanted[index]
        guard found.settings.seeds.contains(seed), let plan = found.plan(arm, seed: seed) else { return false }
        return found.settings.arms.contains(arm) && plan == comparison.plan(arm, seed: seed)
      }
      let files = store.files(of: found)
      var operations = 0.0
      for index in places.reversed() {
        let (arm, seed) = wanted[index]
        let kept = store.whole(tell: tell) { () throws(OutputError) in try files.finished(arm, seed: seed) }
        guard let (run, model) = kept ?? nil, model != nil || run.divergence != nil else { continue }
        unfinished.add(run, model: model)
        if let failure = unfinished.failure { throw failure }
        operations += run.operations
        count += 1
        wanted.remove(at: index)
      }
      guard operations > 0 else { continue }
      let all = found.settings.arms.flatMap { arm in
        found.settings.seeds.compactMap { try? files.record(arm, seed: $0).operations }
      }
      seconds += found.wallSeconds * operations / all.reduce(0, +)
    }
    return (count, seconds)
  }

  /// Nil for what is not there or is damaged, which is told.
  private func whole<Value>(tell: (OutputError) -> Void, _ read: () throws(OutputError) -> Value) -> Value? {
    do throws(OutputError) {
      return try read()
    } catch .noRecords {
      return nil
    } catch {
      tell(error)
      return nil
    }
  }

  /// Of comparisons that were moved aside, the latest first.
  private var earlierStores: [RecordStore] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: earlier)) ?? []
    return names.sorted(by: >).map { RecordStore(directory: earlier + "/" + $0) }
  }

  /// Puts the records and models of a comparison whose runs are all finished in the place of the old. Can be done again if it
  /// was broken off.
  public func complete(
    _ unfinished: UnfinishedComparison, as comparison: ComparisonRecord
  ) throws(OutputError) {
    try unfinished.files.verify(before: records)
    try unfinished.write(comparison, to: "records/comparison.json")
    if FileManager.default.fileExists(atPath: records), (try? readComparison())?.isRepeated(by: comparison) != true {
      try moveAside(except: [UnfinishedComparison.folderName])
    }
    if FileManager.default.fileExists(atPath: unfinished.models) { try replace(models, by: unfinished.models) }
    try replace(records, by: unfinished.records)
  }

  /// Puts a directory in the place of another, in one step.
  private func replace(_ place: String, by new: String) throws(OutputError) {
    let old = place + "-old"
    try? FileManager.default.removeItem(atPath: old)
    _ = rename(place, old)
    guard rename(new, place) == 0 else {
      let reason = AtomicFile.reason(errno)
      _ = rename(old, place)
      throw .cannotWrite(file: place, reason: reason)
    }
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Moves what is here into a directory of its own in `earlier`, named by the time.
  /// - Parameter names: of files and directories that stay.
  /// - Returns: that directory; nil if there was nothing to move.
  @discardableResult
  public func moveAside(except names: Set<String> = []) throws(OutputError) -> String? {
    let staying = names.union(["earlier", DirectoryLock.fileName])
    let found = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter {
      !staying.contains($0)
    }
    guard !found.isEmpty else { return nil }
    let place = Self.newPlace(in: earlier)
    try AtomicFile.createDirectory(place)
    for name in found {
      guard rename(directory + "/" + name, place + "/" + name) == 0 else {
        throw .cannotWrite(file: place + "/" + name, reason: AtomicFile.reason(errno))
      }
    }
    return place
  }

  /// A directory for earlier results that is not there yet, named by the time.
  package static func newPlace(in earlier: String) -> String {
    let name = earlier + "/" + timeStamp
    let names = [name] + (2...1000).map { "\(name)-\($0)" }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? name + "-" + UUID().uuidString
  }

  private static var timeStamp: String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HHmmss"
    return formatter.string(from: Date())
  }
}
