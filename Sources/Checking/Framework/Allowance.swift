import Foundation

/// The time that a process may take for one test. When it wants to compute and others have all the cores, that is not its time, so that
/// what is tested beside it decides no verdict.
struct Allowance {
  let seconds: Double
  private let process: Int32
  private let began = ContinuousClock.now
  private let before: Shares

  /// However long it waits, it ends after so many times as long.
  private static let mostStretched = 100.0

  init(of process: Int32, seconds: Double) {
    (self.process, self.seconds) = (process, seconds)
    before = Shares(of: process)
  }

  var secondsLeft: Double {
    let passed = (ContinuousClock.now - began) / .seconds(1)
    return passed < seconds ? seconds - passed : seconds - secondsUsed
  }

  /// What has passed without what was waited for; or what all its threads have computed, so that whoever fills the machine with threads waits
  /// for nobody.
  var secondsUsed: Double {
    let (passed, now) = ((ContinuousClock.now - began) / .seconds(1), Shares(of: process))
    return Self.used(passed: passed, waited: now.waited - before.waited, computed: now.computed - before.computed)
  }

  static func used(passed: Double, waited: Double, computed: Double) -> Double {
    max(passed - min(max(waited, 0), passed * (1 - 1 / mostStretched)), computed)
  }

  /// Seconds of a process and of those that it started; 0 where the system does not tell, so that all time counts.
  struct Shares {
    /// For a core, by its first thread.
    private(set) var waited = 0.0
    /// By all threads.
    private(set) var computed = 0.0

    init(of process: Int32) {
      func fields(_ file: String) -> [Substring] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)) ?? ""
        // A program's name, in brackets, may have spaces.
        return (text.split(separator: ")").last ?? "").split { $0.isWhitespace }
      }
      func sum(_ fields: ArraySlice<Substring>) -> Double { fields.compactMap { Double($0) }.reduce(0, +) }
      waited = sum(fields("schedstat").dropFirst().prefix(1)) / 1e9
      computed = sum(fields("stat").dropFirst(11).prefix(2)) / Self.ticks
      for child in fields("task/\(process)/children").compactMap({ Int32($0) }) {
        let shares = Shares(of: child)
        waited += shares.waited
        computed += shares.computed
      }
    }

    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
