import Foundation

/// Seconds since a start, or since the last lap.
package struct Stopwatch {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lapStart: ContinuousClock.Instant

  package init() {
    start = clock.now
    lapStart = start
  }

  package var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Seconds since the last lap, or since the start.
  var lapSeconds: Double { (clock.now - lapStart) / .seconds(1) }

  /// The same; begins a new lap.
  mutating func lap() -> Double {
    let now = clock.now
    defer { lapStart = now }
    return (now - lapStart) / .seconds(1)
  }

  /// Seconds that the calling thread has computed since it began; waiting does not count.
  static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
