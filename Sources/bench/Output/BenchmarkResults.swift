import Foundation
import LinearAlgebra

/// All figures of one run of the benchmark.
struct BenchmarkResults {
  /// GFLOP/s of 2048³ products: one at a time, and one on each core at once.
  private(set) var peakOneCore = 0.0
  private(set) var peakAllCores = 0.0
  let cores: Int
  var workloads: [WorkloadResult] = []
  var comparison: ComparisonMeasurement?
  var teams: [TeamTiming] = []
  var microsecondsOfMeeting: Double?
  var kernels: [KernelTiming] = []
  var startUp: StartUp?
  var growth: [Growth.Point] = []

  init(cores: Int) { self.cores = cores }

  mutating func raisePeak(cores: Int) {
    peakOneCore = max(peakOneCore, Peak.gflops(cores: 1))
    peakAllCores = max(peakAllCores, Peak.gflops(cores: cores))
  }
}

/// What was measured of one workload.
struct WorkloadResult {
  let name: String
  let cores: Int
  var oneCore = Rate()
  var allCores = Rate()
  /// Seconds for each case on one core, by kind of part.
  var parts: [(kind: StepPart.Kind, seconds: Double)] = []
  private let operationsPerCase: Double

  init(_ workload: Workload, cores: Int) {
    (name, operationsPerCase, self.cores) = (workload.name, workload.operationsPerCase, cores)
  }

  var gflopsOneCore: Double { operationsPerCase / oneCore.best / 1e9 }
  var medianGflopsOneCore: Double { operationsPerCase / oneCore.median / 1e9 }
  /// One run on each core, together.
  var gflopsAllCores: Double { operationsPerCase * Double(cores) / allCores.best / 1e9 }
  /// Of 60,000 cases on one core.
  var secondsPerEpoch: Double { 60_000 * oneCore.best }

  /// A part's share of a step's time; nil for the rest means that the workload was not taken apart.
  func share(of kind: StepPart.Kind) -> Double? {
    parts.first { $0.kind == kind }.map { $0.seconds / oneCore.best }
  }

  var otherShare: Double? { parts.isEmpty ? nil : 1 - parts.reduce(0) { $0 + $1.seconds } / oneCore.best }
}
