import Foundation
import LinearAlgebra

/// Tasks of known cost, some of which must wait for another, done on a number of threads.
enum WorkQueue {
  struct Task {
    /// In any unit; the dearest goes first, so that the threads finish together.
    let cost: Double
    /// The index of the task that must be done before, lower than its own.
    let prerequisite: Int?
    let body: () -> Void
  }

  /// Returns when all tasks are done. At most `jobs` of them run at once, each on a thread that leads a team. A thread that finds no task
  /// joins the team of the one that has most to do for each of its threads, until a task ends; unless there are more threads than cores.
  static func run(_ tasks: [Task], jobs: Int) {
    guard !tasks.isEmpty else { return }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    nonisolated(unsafe) let state = State(tasks, canHelp: jobs <= cores)
    let ended = DispatchGroup()
    // Threads of our own: Dispatch would never use more than there are cores, whatever the user asks for.
    for _ in 0..<min(jobs, max(tasks.count, cores)) {
      ended.enter()
      Thread {
        while let order = state.next() {
          switch order {
          case .lead(let team, let index):
            team.lead(state.tasks[index].body)
            state.finish(index)
          case .serve(let team, let dismissals): team.serve(since: dismissals)
          }
        }
        ended.leave()
      }.start()
    }
    ended.wait()
  }

  private enum Order {
    case lead(ThreadTeam, task: Int)
    case serve(ThreadTeam, since: Int)
  }

  private struct Running {
    let team = ThreadTeam()
    var threads = 1
  }

  /// Which tasks wait, run and are done. Guarded by its own condition.
  private final class State {
    let tasks: [Task]
    private let canHelp: Bool
    private let condition = NSCondition()
    private var waiting: [Int]
    private var running: [Int: Running] = [:]
    private var done: Set<Int> = []

    init(_ tasks: [Task], canHelp: Bool) {
      (self.tasks, self.canHelp) = (tasks, canHelp)
      // What a task holds up counts as its own cost.
      var costs = tasks.map(\.cost)
      for index in tasks.indices.reversed() {
        guard let prerequisite = tasks[index].prerequisite else { continue }
        precondition(prerequisite < index, "task \(index) waits for a later one")
        costs[prerequisite] = max(costs[prerequisite], tasks[prerequisite].cost + costs[index])
      }
      waiting = tasks.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
    }

    /// What the calling thread is to do next: the dearest task that is ready, or to help one that runs; nil if nothing is left.
    func next() -> Order? {
      condition.lock()
      defer { condition.unlock() }
      while !waiting.isEmpty || !running.isEmpty {
        if let place = waiting.firstIndex(where: isReady) {
          let index = waiting.remove(at: place)
          running[index] = Running()
          return running[index].map { .lead($0.team, task: index) }
        }
        let neediest = running.keys.max { (share($0), $1) < (share($1), $0) }
        if canHelp, let index = neediest, let team = running[index]?.team {
          running[index]?.threads += 1
          return .serve(team, since: team.dismissalCount)
        }
        condition.wait()
      }
      return nil
    }

    /// Calls everybody back who helped, since there may be a task for them now.
    func finish(_ index: Int) {
      condition.lock()
      defer { condition.unlock() }
      done.insert(index)
      for index in running.keys {
        running[index]?.team.dismiss()
        running[index]?.threads = 1
      }
      running[index] = nil
      condition.broadcast()
    }

    private func isReady(_ index: Int) -> Bool { tasks[index].prerequisite.map(done.contains) ?? true }

    /// The cost of a task that runs, for each of its threads.
    private func share(_ index: Int) -> Double { tasks[index].cost / Double(running[index]?.threads ?? 1) }
  }
}
