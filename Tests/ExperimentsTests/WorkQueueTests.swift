import Foundation
import Synchronization
import Testing

@testable import Experiments

@Suite struct WorkQueueTests {
  @Test(arguments: [1, 2, 5])
  func everyTaskRunsOnceAndAfterItsPrerequisite(jobs: Int) {
    let log = Mutex<[Int]>([])
    let prerequisites: [Int?] = [nil, nil, 0, 0, 2, 1, nil]
    let tasks = prerequisites.enumerated().map { index, prerequisite in
      WorkQueue.Task(cost: Double(index), prerequisite: prerequisite) { log.withLock { $0.append(index) } }
    }
    WorkQueue.run(tasks, jobs: jobs)
    let order = log.withLock { $0 }
    #expect(order.sorted() == Array(prerequisites.indices))
    for (index, prerequisite) in prerequisites.enumerated() {
      guard let prerequisite, jobs == 1 else { continue }
      #expect((order.firstIndex(of: prerequisite) ?? 9) < (order.firstIndex(of: index) ?? -1))
    }
  }

  @Test func theDearestGoesFirstAndWhatIsHeldUpCounts() {
    let log = Mutex<[Int]>([])
    func task(_ index: Int, cost: Double, after: Int? = nil) -> WorkQueue.Task {
      WorkQueue.Task(cost: cost, prerequisite: after) { log.withLock { $0.append(index) } }
    }
    // Task 1 is cheap itself, but task 3 waits for it.
    WorkQueue.run([task(0, cost: 5), task(1, cost: 1), task(2, cost: 7), task(3, cost: 8, after: 1)], jobs: 1)
    #expect(log.withLock { $0 } == [1, 3, 2, 0])
  }

  /// Each of eight tasks waits until all have begun, which takes eight threads on any number of cores.
  @Test func asManyTasksRunAtOnceAsThereAreJobs() {
    let begun = Mutex(0)
    let together = Mutex(0)
    let tasks = (0..<8).map { _ in
      WorkQueue.Task(cost: 1, prerequisite: nil) {
        begun.withLock { $0 += 1 }
        for _ in 0..<60_000 where begun.withLock({ $0 }) < 8 { usleep(1000) }
        if begun.withLock({ $0 }) == 8 { together.withLock { $0 += 1 } }
      }
    }
    WorkQueue.run(tasks, jobs: 8)
    #expect(together.withLock { $0 } == 8)
  }

  @Test func nothingToDoIsDone() { WorkQueue.run([], jobs: 2) }
}
