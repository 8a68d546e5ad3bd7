import Foundation

/// The records of one comparison on disk, `comparison.json` and a file for each run, and the networks that were tested: each
/// kind in a directory of its own, `records` and `models`.
///
/// New files are gathered beside the old ones, in `records-running` and `models-running`, and take their place when the
/// comparison is complete. A comparison that was broken off leaves the results before it as they were.
public struct RecordStore: Sendable {
  /// The directory of one data set's results, e.g. `figures/mnist`.
  public let directory: String

  private var records: String { directory + "/records" }
  private var models: String { directory + "/models" }
  private var gathering: String { Self.aside(records) }

  public init(directory: String) { self.directory = directory }

  /// The folders of an output directory that hold a complete comparison, in alphabetical order.
  public static func datasets(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: "\(directory)/\($0)/records/comparison.json") }
      .sorted()
  }

  /// Makes sure that results can be written before anything is computed.
  public func begin() throws(OutputError) {
    try AtomicFile.createDirectory(directory)
    for place in [records, models].map(Self.aside) {
      try? FileManager.default.removeItem(atPath: place)
      try AtomicFile.createDirectory(place)
    }
    let probe = gathering + "/comparison.json"
    try AtomicFile.write(Data(), to: probe)
    try? FileManager.default.removeItem(atPath: probe)
  }

  /// Adds the record of a run, and the network that it tested, to those being gathered.
  /// - Parameter model: a file in the safetensors format; nil if the run diverged.
  public func add(_ run: RunRecord, model: Data? = nil) throws(OutputError) {
    if let model { try AtomicFile.write(model, to: Self.aside(models) + "/" + run.modelFileName) }
    try write(run, to: gathering + "/" + run.fileName)
  }

  /// Completes what was gathered and puts it in the place of the old.
  public func finish(_ comparison: ComparisonRecord) throws(OutputError) {
    try write(comparison, to: gathering + "/comparison.json")
    try replace(models)
    try replace(records)
  }

  /// Puts what was gathered for a directory in its place, in one step.
  private func replace(_ place: String) throws(OutputError) {
    let old = place + "-old"
    try? FileManager.default.removeItem(atPath: old)
    _ = rename(place, old)
    guard rename(Self.aside(place), place) == 0 else {
      let reason = String(cString: strerror(errno))
      _ = rename(old, place)
      throw .cannotWrite(file: place, reason: reason)
    }
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Where files for a directory are gathered.
  private static func aside(_ place: String) -> String { place + "-running" }

  /// Reads a complete comparison. What it returns has passed every ``RecordCheck``.
  public func read() throws(OutputError) -> Comparison {
    let file = records + "/comparison.json"
    guard FileManager.default.fileExists(atPath: file) else { throw .noRecords(directory: directory) }
    let record = try ComparisonRecord(decoding: RecordFile.contents(of: file), file: file)
    var runs: [RunRecord] = []
    for arm in record.settings.arms {
      for seed in record.settings.seeds {
        let file = records + "/" + RunRecord(arm: arm, seed: seed, shape: []).fileName
        runs.append(
          try RunRecord(decoding: RecordFile.contents(of: file), file: file, arm: arm, seed: seed, in: record))
      }
    }
    return Comparison(record: record, runs: runs)
  }

  private func write(_ record: some Encodable, to path: String) throws(OutputError) {
    let data: Data
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
      data = try encoder.encode(record)
    } catch {
      throw .cannotWrite(file: path, reason: "\(error)")
    }
    try AtomicFile.write(data, to: path)
  }
}
