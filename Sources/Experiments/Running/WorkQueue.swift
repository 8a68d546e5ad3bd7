import Foundation
import NeuralNetworks

/// Tasks of known cost, some of which must wait for another, done on a number of threads.
enum WorkQueue {
  struct Task {
    /// In any unit; the dearest goes first, so that the threads finish together.
    let cost: Double
    /// The index of the task that must be done before, lower than its own.
    let prerequisite: Int?
    let body: () -> Void
  }

  /// Returns when all tasks are done. At most `jobs` of them run at once, each on one thread. A thread that finds no task left
  /// lends itself to those that still run, unless there are more threads than cores.
  static func run(_ tasks: [Task], jobs: Int, idleThreads: IdleThreads = IdleThreads()) {
    guard !tasks.isEmpty else { return }
    nonisolated(unsafe) let state = State(tasks)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let ended = DispatchGroup()
    // Threads of our own: Dispatch would never use more than there are cores, whatever the user asks for.
    for _ in 0..<min(jobs, max(tasks.count, cores)) {
      ended.enter()
      Thread {
        while let index = state.take() {
          state.tasks[index].body()
          if state.finish(index) { idleThreads.close() }
        }
        if jobs <= cores { idleThreads.serve() }
        ended.leave()
      }.start()
    }
    ended.wait()
  }

  /// Which tasks wait, run and are done. Guarded by its own condition.
  private final class State {
    let tasks: [Task]
    private let condition = NSCondition()
    private var waiting: [Int]
    private var done: Set<Int> = []

    init(_ tasks: [Task]) {
      self.tasks = tasks
      // What a task holds up counts as its own cost.
      var costs = tasks.map(\.cost)
      for index in tasks.indices.reversed() {
        guard let prerequisite = tasks[index].prerequisite else { continue }
        precondition(prerequisite < index, "task \(index) waits for a later one")
        costs[prerequisite] = max(costs[prerequisite], tasks[prerequisite].cost + costs[index])
      }
      waiting = tasks.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
    }

    /// The dearest task that is ready; waits for one if there are only tasks that are not; nil if none is left.
    func take() -> Int? {
      condition.lock()
      defer { condition.unlock() }
      while !waiting.isEmpty {
        if let place = waiting.firstIndex(where: isReady) { return waiting.remove(at: place) }
        condition.wait()
      }
      return nil
    }

    /// - Returns: whether that was the last one.
    func finish(_ index: Int) -> Bool {
      condition.lock()
      defer { condition.unlock() }
      done.insert(index)
      condition.broadcast()
      return done.count == tasks.count
    }

    private func isReady(_ index: Int) -> Bool { tasks[index].prerequisite.map(done.contains) ?? true }
  }
}
