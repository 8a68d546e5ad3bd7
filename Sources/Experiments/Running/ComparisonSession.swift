/// One session of a comparison in a directory: it begins the comparison or goes on with it, until all runs are finished or it is
/// asked to stop. No other process can write to the directory meanwhile.
public final class ComparisonSession {
  /// How a session begins.
  public enum Start: Sendable {
    /// Goes on with an unfinished comparison of the same settings; begins one if there is none.
    case any
    /// Only goes on. If the comparison is complete, there is nothing left to compute.
    case resume
    /// Begins, and moves aside what there is.
    case fresh
  }

  public let store: RecordStore
  /// Where earlier results were moved; nil if they were not.
  public private(set) var movedAside: String?
  /// Runs that an earlier comparison computed, which are taken as they are.
  public private(set) var adoptedCount = 0
  /// Of earlier results, files that were damaged, a sentence each.
  public private(set) var notices: [String] = []
  /// Whether it goes on with a comparison.
  public private(set) var isResumed = true
  /// Nil if the comparison was complete before.
  private let unfinished: UnfinishedComparison?
  private let data: RunData
  private let lock: DirectoryLock

  /// - Parameters:
  ///   - comparison: what is to be computed; its time is not looked at.
  ///   - data: of the comparison.
  /// - Throws: ``OutputError`` if the directory cannot be written to, is in use, or holds an unfinished comparison with other
  ///   settings.
  public init(
    _ comparison: ComparisonRecord, data: RunData, in store: RecordStore, start: Start
  ) throws(OutputError) {
    (self.store, self.data) = (store, data)
    lock = try DirectoryLock(store.directory)
    if start == .fresh { movedAside = try store.moveAside() }
    var kept = try store.unfinished()
    // What is whole of damaged results is taken over, and the rest is computed again.
    if kept?.isRecorded == true, (try? store.read()) == nil { kept = nil }
    if let unfinished = kept {
      if let (setting, before, now) = unfinished.comparison.difference(from: comparison) {
        throw .changedSetting(directory: store.directory, setting: setting, before: before, now: now)
      }
      unfinished.update(comparison.environment)
      self.unfinished = unfinished
    } else if start == .resume {
      guard try store.read().record.isRepeated(by: comparison) else {
        throw .nothingToResume(directory: store.directory, unfinished: [])
      }
      unfinished = nil
    } else {
      let begun = try store.begin(comparison)
      (unfinished, isResumed) = (begun, false)
      guard start != .fresh else { return }
      var damage: [OutputError] = []
      let adopted = try store.adopt(into: begun) { damage.append($0) }
      notices = damage.map(\.description)
      adoptedCount = adopted.count
      try begun.addSeconds(adopted.seconds)
    }
  }

  /// Where a report of what there is so far can be put.
  public var partialDirectory: String { unfinished?.directory ?? store.directory }

  /// Computes what is left.
  /// - Parameters:
  ///   - stop: asked to stop, the runs save what they have reached.
  ///   - measuresPeak: whether the machine's peak is measured once more at the end.
  ///   - isSettled: whether a comparison with so many seeds says enough, if seeds are added until it does.
  /// - Returns: the comparison, whose records and models have taken their place if all runs are finished.
  /// - Throws: ``OutputError`` if something could not be written. What is finished is kept.
  public func run(
    jobs: Int, stop: StopRequest, measuresPeak: Bool = true, isSettled: (Comparison) -> Bool = { _ in true },
    observe: @escaping @Sendable (ComparisonRunner.Event) -> Void
  ) throws(OutputError) -> Comparison {
    guard let unfinished, !unfinished.isRecorded else { return try store.read() }
    var comparison = try compute(unfinished, jobs: jobs, stop: stop, isSettled: isSettled, observe: observe)
    guard !comparison.isPartial else { return comparison }
    if measuresPeak { comparison.record.environment.measurePeakAgain() }
    try store.complete(unfinished, as: comparison.record)
    return comparison
  }

  /// All runs, or those of ever more seeds until enough is known.
  private func compute(
    _ unfinished: UnfinishedComparison, jobs: Int, stop: StopRequest, isSettled: (Comparison) -> Bool,
    observe: @escaping @Sendable (ComparisonRunner.Event) -> Void
  ) throws(OutputError) -> Comparison {
    let whole = unfinished.comparison.settings
    let first = whole.settling == nil ? whole.seedCount : min(Settling.fewestSeeds, whole.seedCount)
    for count in first... {
      var settings = whole
      settings.seedCount = count
      let runner = ComparisonRunner(settings: settings, data: data, jobs: jobs, storage: unfinished, stop: stop)
      let runs = runner.run { event in
        // What the rounds before have told need not be told again.
        if count > first, case .wasFinished = event { return }
        observe(event)
      }.runs
      if let failure = unfinished.failure { throw failure }
      var record = unfinished.comparison
      record.settings = settings
      let comparison = Comparison(record: record, runs: runs)
      if count == whole.seedCount || comparison.isPartial || isSettled(comparison) { return comparison }
    }
    preconditionFailure("there is a last number of seeds")
  }

  /// What checkpoints have cost, in seconds of one core.
  public var savingSeconds: Double { unfinished?.savingSeconds ?? 0 }

  /// Lets other processes write to the directory, once everything is written.
  /// - Parameter isComplete: whether to forget what was kept in order to go on.
  public func close(isComplete: Bool) {
    if isComplete { unfinished?.remove() }
    lock.release()
  }
}
