/// Seconds since a start, or since the last lap.
struct Stopwatch {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lapStart: ContinuousClock.Instant

  init() {
    start = clock.now
    lapStart = start
  }

  var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Seconds since the last lap, or since the start; begins a new one.
  mutating func lap() -> Double {
    let now = clock.now
    defer { lapStart = now }
    return (now - lapStart) / .seconds(1)
  }
}
