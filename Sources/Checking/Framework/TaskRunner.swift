import Foundation
import Synchronization

/// Tests tasks, as many at a time as there are cores.
public struct TaskRunner: Sendable {
  private let worker: @Sendable (Task) -> WorkerProcess

  /// - Parameter worker: tests a task.
  public init(_ worker: @escaping @Sendable (Task) -> WorkerProcess) { self.worker = worker }

  /// - Parameter tell: called in the order of the tasks' ends.
  public func run(_ tasks: [Task], tell: @Sendable (TaskOutcome) -> Void = { _ in }) throws -> [TaskOutcome] {
    let results = Mutex<[Int: Result<TaskOutcome, any Error>]>([:])
    let next = Mutex(0)
    let workers = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), max(tasks.count, 1))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.withLock { value in
          defer { value += 1 }
          return value
        }
        guard index < tasks.count else { return }
        let result = Result {
          TaskOutcome(tasks[index], outcomes: try worker(tasks[index]).outcomes(of: tasks[index]))
        }
        if case .success(let outcome) = result { tell(outcome) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { all in try tasks.indices.compactMap { try all[$0]?.get() } }
  }
}
