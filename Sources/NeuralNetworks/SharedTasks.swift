import Foundation
import Synchronization

/// A row of tasks that two threads do together: one makes them ready, in order, and both take them.
///
/// Which thread does a task makes no difference to its result, since each task is done whole by one of them. Waiting is
/// spinning: the tasks of a training step take less than a millisecond.
final class SharedTasks: Sendable {
  private let count: Int
  private let ready = Atomic(0)
  private let taken = Atomic(0)
  private let done = Atomic(0)
  private let helpersGone = Atomic(0)

  init(count: Int) { self.count = count }

  /// Begins anew. The helper must be gone.
  func reset() {
    ready.store(0, ordering: .relaxed)
    taken.store(0, ordering: .relaxed)
    done.store(0, ordering: .relaxed)
    helpersGone.store(0, ordering: .releasing)
  }

  /// The next task may be done.
  func release() { ready.add(1, ordering: .releasing) }

  /// Does tasks as they become ready, until all are taken, and says that this helper is gone.
  func help(_ body: (Int) -> Void) {
    work(body)
    helpersGone.add(1, ordering: .releasing)
  }

  /// Does the tasks that are left, and waits until all are done and the helper is gone.
  func finish(_ body: (Int) -> Void) {
    work(body)
    spin { done.load(ordering: .acquiring) == count && helpersGone.load(ordering: .acquiring) == 1 }
  }

  private func work(_ body: (Int) -> Void) {
    while true {
      let task = taken.add(1, ordering: .relaxed).oldValue
      guard task < count else { return }
      spin { ready.load(ordering: .acquiring) > task }
      body(task)
      done.add(1, ordering: .releasing)
    }
  }

  private func spin(until condition: () -> Bool) {
    var turns = 0
    while !condition() {
      turns += 1
      if turns > 10_000 { sched_yield() }
    }
  }
}
