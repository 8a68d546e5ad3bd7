import Foundation

/// The time that a process may take for one test. When it wants to compute and others have all the cores, that is not its time, so that
/// what is tested beside it decides no verdict.
struct Allowance {
  private let process: Int32
  private let seconds: Double
  private let began = ContinuousClock.now
  private let waitedBefore: Double

  /// Who fills the machine with processes of its own does not wait for others; it ends after so many times as long.
  private static let mostStretched = 10.0

  init(of process: Int32, seconds: Double) {
    (self.process, self.seconds) = (process, seconds)
    waitedBefore = Self.secondsWaited(process)
  }

  var secondsLeft: Double {
    let passed = (ContinuousClock.now - began) / .seconds(1)
    guard passed >= seconds else { return seconds - passed }
    let waited = min(Self.secondsWaited(process) - waitedBefore, passed * (1 - 1 / Self.mostStretched))
    return seconds - (passed - max(waited, 0))
  }

  /// For a core, by a process and those that it started; 0 where the system does not tell, so that all time counts.
  private static func secondsWaited(_ process: Int32) -> Double {
    func text(_ file: String) -> String {
      (try? String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)) ?? ""
    }
    let fields = text("schedstat").split(separator: " ")
    let own = fields.count > 1 ? (Double(fields[1]) ?? 0) / 1e9 : 0
    let children = text("task/\(process)/children").split(separator: " ").compactMap { Int32($0) }
    return children.reduce(own) { $0 + secondsWaited($1) }
  }
}
