import Dispatch
import Foundation
import LinearAlgebra

/// The machine and the program of a comparison.
public struct Environment: Codable, Hashable, Sendable {
  /// Name and version of this program.
  public static let programName = "DeepBelief 0.1.0"

  public var program = Environment.programName
  public var processor: String
  public var cores: Int
  public var operatingSystem: String
  public var mathLibrary: String
  /// Runs that were computed at once.
  public var jobs: Int
  /// Single-precision products of 2048 × 2048 matrices, one on each of `jobs` cores at once, in the same process before and
  /// after the comparison, the better of the two: what the machine can do at most, in billions of operations a second.
  public var peakGflops: Double
  /// Of ``numerics``; nil in records of older versions.
  var build: String?

  /// What has computed; nil if it is not known.
  var numerics: Numerics? { build.map { Numerics(build: $0, mathLibrary: mathLibrary) } }

  /// Describes this machine and measures its peak, once, so that training begins soon.
  public static func measured(jobs: Int) -> Environment {
    Environment(
      processor: processorName, cores: ProcessInfo.processInfo.activeProcessorCount,
      operatingSystem: systemName, mathLibrary: MathLibrary.name, jobs: jobs,
      peakGflops: peak(jobs: jobs, trials: 1), build: Numerics.current.build)
  }

  /// Measures the peak once more, when the comparison is done: on a machine that others use too, either moment may be bad.
  public mutating func measurePeakAgain() { peakGflops = max(peakGflops, Self.peak(jobs: jobs, trials: 3)) }

  /// The machine in a line.
  public static var machine: String {
    "\(processorName), \(ProcessInfo.processInfo.activeProcessorCount) cores, \(systemName), \(MathLibrary.name)"
  }

  private static var systemName: String { ProcessInfo.processInfo.operatingSystemVersionString }

  private static func peak(jobs: Int, trials: Int) -> Double {
    Peak.gflops(cores: min(jobs, ProcessInfo.processInfo.activeProcessorCount), trials: trials)
  }

  private static var processorName: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
  }
}
