import Foundation

/// Keeps one task's checkpoint up to date, and ends the task when it is asked to stop.
final class CheckpointKeeper {
  private let interval: Double
  private let name: String
  private let storage: UnfinishedComparison?
  let stop: StopRequest
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - name: of the task, as part of a file's name.
  ///   - storage: nil if nothing is to be saved.
  ///   - interval: the longest work that a broken-off task loses, in seconds.
  init(_ name: String, storage: UnfinishedComparison?, stop: StopRequest, interval: Double = 30) {
    (self.name, self.storage, self.stop, self.interval) = (name, storage, stop, interval)
  }

  /// Called by the task between two steps, and at the end of an epoch.
  /// - Parameter encoded: the checkpoint's bytes; nil if there can be none.
  /// - Throws: ``EarlyEnd/interrupted`` if the task is to end here.
  func pass(isEndOfEpoch: Bool = false, encoded: () -> Data?) throws(EarlyEnd) {
    if keep(isEndOfEpoch: isEndOfEpoch, encoded: encoded) { throw .interrupted }
  }

  /// The same for a task that is told otherwise when it is to end.
  /// - Returns: whether it is to end here.
  @discardableResult
  func keep(isEndOfEpoch: Bool = false, encoded: () -> Data?) -> Bool {
    let isStopping = stop.isAsked
    guard isStopping || isEndOfEpoch || stopwatch.lapSeconds >= interval else { return false }
    // Of a checkpoint that is left out nothing is lost but time, should the next one not be reached.
    if !isStopping, storage?.isBehind(name) == true { return false }
    if let storage, let bytes = storage.countingSeconds(encoded) { storage.save(bytes, as: name) }
    _ = stopwatch.lap()
    return isStopping
  }
}
