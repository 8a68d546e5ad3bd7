import Experiments
import Foundation

/// The figures for other programs.
struct BenchmarkDocument: Encodable {
  struct Entry: Encodable {
    let name: String
    let gflopsOneCore: Double
    let medianGflopsOneCore: Double
    let gflopsAllCores: Double
    let shareOfOneCore: Double
    let shareOfAllCores: Double
    let secondsPerEpoch: Double
    /// Share of a step's time on one core, by part.
    let parts: [String: Double]
  }

  /// One model on several threads.
  struct Team: Encodable {
    let name: String
    /// By number of threads.
    let gflops: [String: Double]
    /// Of as many models as there are cores, one on each.
    let gflopsApart: Double
  }

  let machine: String
  let cores: Int
  let peakGflopsOneCore: Double
  let peakGflopsAllCores: Double
  let workloads: [Entry]
  let comparison: ComparisonMeasurement?
  let teams: [Team]
  let microsecondsOfMeeting: Double?
  let kernels: [KernelTiming]
  let startUp: StartUp?
  let growth: [Growth.Point]
}

extension BenchmarkResults {
  func json() throws -> String {
    let entries = workloads.map { result in
      let parts = result.parts.map { ($0.kind.rawValue, $0.seconds / result.oneCore.best) }
      return BenchmarkDocument.Entry(
        name: result.name, gflopsOneCore: result.gflopsOneCore, medianGflopsOneCore: result.medianGflopsOneCore,
        gflopsAllCores: result.gflopsAllCores, shareOfOneCore: result.gflopsOneCore / peakOneCore,
        shareOfAllCores: result.gflopsAllCores / peakAllCores, secondsPerEpoch: result.secondsPerEpoch,
        parts: Dictionary(parts) { $0 + $1 })
    }
    let teams = teams.map { team in
      let gflops = team.gflops.map { ("\($0.threads)", $0.value) }
      return BenchmarkDocument.Team(
        name: team.name, gflops: Dictionary(uniqueKeysWithValues: gflops), gflopsApart: team.gflopsApart)
    }
    let document = BenchmarkDocument(
      machine: Environment.machine, cores: cores, peakGflopsOneCore: peakOneCore, peakGflopsAllCores: peakAllCores,
      workloads: entries, comparison: comparison, teams: teams,
      microsecondsOfMeeting: microsecondsOfMeeting, kernels: kernels, startUp: startUp, growth: growth)
    return String(decoding: try JSON.record.encoded(document, isReadable: true), as: UTF8.self)
  }
}
