import Foundation
import Synchronization

/// Tests tasks, several at a time.
public struct TaskRunner: Sendable {
  private let worker: @Sendable (Task) -> WorkerProcess

  /// - Parameter worker: tests a task.
  public init(_ worker: @escaping @Sendable (Task) -> WorkerProcess) { self.worker = worker }

  /// More than there are cores, as one that sleeps needs none; time that a process waits for a core is not counted as its own.
  static var mostAtOnce: Int { 4 * max(ProcessInfo.processInfo.activeProcessorCount, 1) }

  public func run(_ tasks: [Task]) throws -> [TaskOutcome] { try Self.run(tasks.map { ($0, worker($0)) }) }

  /// The same for tasks of several students, each with what tests it.
  /// - Parameter tell: called with the place of each trial and what came of it, in the order of their ends.
  public static func run(
    _ trials: [(task: Task, worker: WorkerProcess)], tell: (Int, TaskOutcome) throws -> Void = { _, _ in }
  ) throws -> [TaskOutcome] {
    let waiting = Mutex(Array(trials.indices))
    let ended = Mutex<[Ended]>([])
    let isOver = DispatchSemaphore(value: 0)
    @Sendable func work() {
      while true {
        // Submissions on which no time was lost come first.
        let index = waiting.withLock { waiting in
          let lost = waiting.map { trials[$0].worker.patience.secondsLost }
          return lost.indices.min { lost[$0] < lost[$1] }.map { waiting.remove(at: $0) }
        }
        guard let index else { return }
        let (task, worker) = trials[index]
        let result = Result { TaskOutcome(task, outcomes: try worker.outcomes(of: task)) }
        ended.withLock { $0.append(Ended(index: index, result: result)) }
        isOver.signal()
      }
    }
    let threads = (0..<min(mostAtOnce, trials.count)).map { _ in BlockingThread(work) }
    defer {
      // After an error nothing else is begun.
      waiting.withLock { $0 = [] }
      threads.forEach { $0.join() }
    }
    var outcomes = [TaskOutcome?](repeating: nil, count: trials.count)
    for count in trials.indices {
      isOver.wait()
      let trial = ended.withLock { $0[count] }
      let outcome = try trial.result.get()
      outcomes[trial.index] = outcome
      try tell(trial.index, outcome)
    }
    return outcomes.compactMap { $0 }
  }

  private struct Ended {
    /// Among the trials.
    let index: Int
    let result: Result<TaskOutcome, any Error>
  }
}

/// A thread that mostly waits for a process: Dispatch has only as many as there are cores.
private final class BlockingThread: Sendable {
  private let end = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [end] in
      body()
      end.signal()
    }
  }

  func join() { end.wait() }
}
