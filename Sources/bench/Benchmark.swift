import Foundation
import LinearAlgebra

/// All that can be measured, and the order in which it is done.
struct Benchmark {
  /// Something to measure by itself.
  enum Part {
    case workload(Workload)
    case comparison
    case kernels
    case teams
    case startUp
    case growth(Growth)

    var name: String {
      switch self {
      case .workload(let workload): workload.name
      case .comparison: "comparison"
      case .kernels: "kernels"
      case .teams: "teams"
      case .startUp: "start-up"
      case .growth(let growth): "growth-\(growth.rawValue)"
      }
    }

    var workload: Workload? { if case .workload(let workload) = self { workload } else { nil } }

    var summary: String {
      switch self {
      case .workload(let workload): workload.summary
      case .comparison: "the default comparison from data to figures, about a minute and a half"
      case .kernels: "elementwise passes, in nanoseconds a value"
      case .teams: "each workload with one model on 1, 2, 4, ... all cores, and what it costs to meet"
      case .startUp: "from the start of a process to its first training step, and loading MNIST"
      case .growth(let growth): growth.summary
      }
    }
  }

  static var parts: [Part] {
    Workload.all.map(Part.workload) + [.teams, .kernels, .startUp] + Growth.allCases.map(Part.growth) + [.comparison]
  }

  /// Seconds for each measurement.
  let seconds: Double
  private let cores = ProcessInfo.processInfo.activeProcessorCount

  /// Measures the peak before each part and after the last, and keeps the best of each kind, since other work on the machine
  /// can only make it slower.
  func run(_ parts: [Part], announce: (String) -> Void) throws -> BenchmarkResults {
    var results = BenchmarkResults(cores: cores)
    announce("peak")
    results.raisePeak(cores: cores)
    results.workloads = measureTwice(parts.compactMap(\.workload)) { name in
      announce(name)
      results.raisePeak(cores: cores)
    }
    for part in parts where part.workload == nil {
      announce(part.name)
      switch part {
      case .workload: break
      case .comparison: results.comparison = try ComparisonMeasurement.measure(jobs: cores)
      case .teams:
        results.teams = Workload.all.map { TeamTiming($0, cores: cores, seconds: seconds) }
        results.microsecondsOfMeeting = TeamTiming.meeting(cores: cores, seconds: seconds / 5)
      case .kernels: results.kernels = KernelTiming.all(seconds: seconds / 10)
      case .startUp: results.startUp = try StartUp.measure()
      case .growth(let growth): results.growth += try growth.measure(seconds: seconds)
      }
      results.raisePeak(cores: cores)
    }
    return results
  }

  /// Measured twice, some time apart, since a shared machine has bad moments.
  private func measureTwice(_ workloads: [Workload], announce: (String) -> Void) -> [WorkloadResult] {
    var results = workloads.map { WorkloadResult($0, cores: cores) }
    for _ in 0..<2 {
      for (index, workload) in workloads.enumerated() {
        announce(workload.name)
        results[index].oneCore.add(.measure([workload.session()], seconds: seconds / 2))
        results[index].allCores.add(.measure((0..<cores).map { _ in workload.session() }, seconds: seconds / 2))
      }
    }
    for (index, workload) in workloads.enumerated() {
      results[index].parts = workload.parts().map { ($0.kind, $0.measure(seconds: seconds / 5)) }
    }
    return results
  }
}
