import Dispatch
import Foundation

/// How fast something is done over and over, on one core or on several at once.
struct Rate {
  /// Seconds for a case on one core, in the fastest slice and in the middle one of all slices.
  let best: Double
  let median: Double

  /// Repeats the sessions, each on a thread of its own, for some seconds in slices of at least a tenth of a second. In a slice
  /// all threads work at once, and its end is the end of the last one.
  static func measure(_ sessions: [Session], seconds: Double) -> Rate {
    nonisolated(unsafe) let sessions = sessions
    let repetitions = repetitions(filling: 0.1, with: sessions[0])
    var slices: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    repeat {
      let duration = clock.measure {
        DispatchQueue.concurrentPerform(iterations: sessions.count) { index in
          for _ in 0..<repetitions { sessions[index].body() }
        }
      }
      slices.append(duration / .seconds(1) / Double(repetitions * sessions[0].cases))
    } while slices.count < 3 || (clock.now - start) / .seconds(1) < seconds
    slices.sort()
    return Rate(best: slices[0], median: slices[slices.count / 2])
  }

  /// Seconds for a case when a session runs once, warming up included.
  static func once(_ session: Session) -> Double {
    ContinuousClock().measure(session.body) / .seconds(1) / Double(session.cases)
  }

  /// Seconds of one call, the fastest of those that fit into some seconds.
  static func secondsPerCall(seconds: Double, _ body: @escaping () -> Void) -> Double {
    measure([Session(cases: 1, body: body)], seconds: seconds).best
  }

  /// How often a session fits into some seconds; the first call, which warms up, does not count.
  private static func repetitions(filling seconds: Double, with session: Session) -> Int {
    session.body()
    let once = ContinuousClock().measure(session.body) / .seconds(1)
    return max(1, Int(seconds / max(once, 1e-9)))
  }
}

/// Something that can be repeated, with all memory that it needs.
struct Session {
  /// Cases done in a call of `body`.
  let cases: Int
  let body: () -> Void
}
