import Foundation
import LinearAlgebra

/// How fast one model is computed by one thread, and by several together.
struct TeamTiming {
  let name: String
  /// GFLOP/s of the matrix products by number of threads, from one thread on.
  private(set) var gflops: [(threads: Int, value: Double)]
  /// The same of as many models as there are cores, one on each: all that the machine gives, without a meeting.
  let gflopsApart: Double

  /// How many times faster than one thread.
  func speedUp(_ index: Int) -> Double { gflops[index].value / gflops[0].value }

  /// What one model on all cores does of that.
  var shareOfApart: Double { (gflops.last?.value ?? .nan) / gflopsApart }

  /// In turn, since the speed of a shared machine drifts; the middle of each one's slices.
  init(_ workload: Workload, cores: Int, seconds: Double) {
    let counts = Self.threadCounts(cores: cores)
    let (session, sessions) = (workload.session(), (0..<cores).map { _ in workload.session() })
    var rates = [Rate](repeating: Rate(), count: counts.count)
    var apart = Rate()
    for _ in 0..<10 {
      for (index, threads) in counts.enumerated() {
        ThreadTeam.lead(threads: threads) { rates[index].add(.slices(of: session, seconds: seconds / 10)) }
      }
      apart.add(.measure(sessions, seconds: seconds / 10))
    }
    name = workload.name
    gflops = zip(counts, rates).map { ($0, workload.operationsPerCase / $1.median / 1e9) }
    gflopsApart = workload.operationsPerCase * Double(cores) / apart.median / 1e9
  }

  /// 1, 2, 4, ... and all cores.
  static func threadCounts(cores: Int) -> [Int] {
    var counts = [1]
    while let last = counts.last, last < cores { counts.append(min(2 * last, cores)) }
    return counts
  }

  /// Microseconds from asking a team of all cores for nothing until all parts are done.
  static func meeting(cores: Int, seconds: Double) -> Double {
    let meetings = Session(cases: 1000) {
      for _ in 0..<1000 { ThreadTeam.forEachPart(cores) { _ in } }
    }
    return ThreadTeam.lead(threads: cores) { Rate.slices(of: meetings, seconds: seconds).median * 1e6 }
  }
}
