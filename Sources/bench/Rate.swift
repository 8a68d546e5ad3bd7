import Dispatch
import Foundation

/// How fast something is done over and over, on one core or on several at once.
struct Rate {
  /// Seconds for a case on each core, one number for each slice of time.
  private var slices: [Double] = []

  /// The fastest slice, and the middle one.
  var best: Double { slices.min() ?? .nan }
  var median: Double { slices.isEmpty ? .nan : slices.sorted()[slices.count / 2] }

  mutating func add(_ other: Rate) { slices += other.slices }

  /// Repeats the sessions, each on a thread of its own, for some seconds in slices of at least a tenth of a second. In a slice
  /// all threads work at once, and its end is the end of the last one.
  static func measure(_ sessions: [Session], seconds: Double) -> Rate {
    nonisolated(unsafe) let sessions = sessions
    let repetitions = repetitions(filling: 0.1, with: sessions[0])
    var rate = Rate()
    let clock = ContinuousClock()
    let start = clock.now
    repeat {
      let duration = clock.measure {
        DispatchQueue.concurrentPerform(iterations: sessions.count) { index in
          for _ in 0..<repetitions { sessions[index].body() }
        }
      }
      rate.slices.append(duration / .seconds(1) / Double(repetitions * sessions[0].cases))
    } while rate.slices.count < 3 || (clock.now - start) / .seconds(1) < seconds
    return rate
  }

  /// Repeats a session on the calling thread and its team.
  static func slices(of session: Session, seconds: Double) -> Rate {
    let repetitions = repetitions(filling: 0.05, with: session)
    var rate = Rate()
    let start = ContinuousClock.now
    repeat {
      let duration = ContinuousClock().measure { for _ in 0..<repetitions { session.body() } }
      rate.slices.append(duration / .seconds(1) / Double(repetitions * session.cases))
    } while rate.slices.count < 2 || (.now - start) / .seconds(1) < seconds
    return rate
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
