import Datasets
import Dispatch
import Foundation
import LinearAlgebra
import Synchronization

/// Computes all runs of a comparison, several at a time.
public struct ComparisonRunner: Sendable {
  /// What happens while the runs are computed; told on their threads.
  public enum Event: Sendable {
    case started(arm: String, seed: UInt64)
    case progress(arm: String, seed: UInt64, RunProgress)
    case finished(RunRecord)
  }

  public let settings: ComparisonSettings
  public let data: RunData
  public let jobs: Int

  public init(settings: ComparisonSettings, data: RunData, jobs: Int) {
    (self.settings, self.data, self.jobs) = (settings, data, jobs)
  }

  /// One run for each arm and seed, each on one thread, the longest first so that the cores finish together.
  /// - Returns: the records in the order of arms and then seeds, and the seconds that it all took.
  public func run(observe: @escaping @Sendable (Event) -> Void) -> (runs: [RunRecord], wallSeconds: Double) {
    let plan = settings.arms.flatMap { arm in settings.seeds.map { (arm: arm, seed: $0) } }
    let cost = plan.map { Run.expectedOperations($0.arm, settings: settings, data: data) }
    let order = plan.indices.sorted { (cost[$1], $0) < (cost[$0], $1) }
    let next = Atomic(0)
    let results = Mutex([RunRecord?](repeating: nil, count: plan.count))
    let duration = ContinuousClock().measure {
      DispatchQueue.concurrentPerform(iterations: min(jobs, plan.count)) { _ in
        while true {
          let position = next.add(1, ordering: .relaxed).oldValue
          guard position < order.count else { return }
          let (arm, seed) = plan[order[position]]
          observe(.started(arm: arm.name, seed: seed))
          let run = Run(arm, seed: seed, settings: settings, data: data) {
            observe(.progress(arm: arm.name, seed: seed, $0))
          }
          let record = run.compute()
          results.withLock { $0[order[position]] = record }
          observe(.finished(record))
        }
      }
    }
    return (results.withLock { $0.compactMap { $0 } }, duration / .seconds(1))
  }
}
