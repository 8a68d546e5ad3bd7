import Foundation
import Synchronization

/// Tests tasks, several at a time.
public struct TaskRunner: Sendable {
  private let worker: @Sendable (Task) -> WorkerProcess

  /// - Parameter worker: tests a task.
  public init(_ worker: @escaping @Sendable (Task) -> WorkerProcess) { self.worker = worker }

  /// More than there are cores, as one that sleeps needs none; time that a process waits for a core is not counted as its own.
  private static var mostAtOnce: Int { 4 * max(ProcessInfo.processInfo.activeProcessorCount, 1) }

  /// - Parameter tell: called in the order of the tasks' ends.
  public func run(_ tasks: [Task], tell: @escaping @Sendable (TaskOutcome) -> Void = { _ in }) throws -> [TaskOutcome] {
    try Self.run(tasks.map { ($0, worker($0)) }, tell: tell)
  }

  /// The same for tasks of several students, each with what tests it.
  public static func run(
    _ trials: [(task: Task, worker: WorkerProcess)], tell: @escaping @Sendable (TaskOutcome) -> Void = { _ in }
  ) throws -> [TaskOutcome] {
    let results = Mutex<[Int: Result<TaskOutcome, any Error>]>([:])
    let next = Mutex(0)
    @Sendable func work() {
      while true {
        let index = next.withLock { value in
          defer { value += 1 }
          return value
        }
        guard index < trials.count else { return }
        let (task, worker) = trials[index]
        let result = Result { TaskOutcome(task, outcomes: try worker.outcomes(of: task)) }
        if case .success(let outcome) = result { tell(outcome) }
        results.withLock { $0[index] = result }
      }
    }
    let threads = (0..<min(mostAtOnce, trials.count)).map { _ in BlockingThread(work) }
    threads.forEach { $0.join() }
    return try results.withLock { all in try trials.indices.compactMap { try all[$0]?.get() } }
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
