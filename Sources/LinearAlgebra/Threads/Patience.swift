import Foundation

/// Whether a leader still counts on its team.
///
/// On a machine whose other cores are busy a member may lose its core in the middle of a part, and the leader waits for milliseconds, or loses
/// its own to the member. Where that takes more of the time than a second thread is worth, the leader works alone for a while, and for
/// twice as long the next time.
struct Patience {
  private static let (shortestPause, longestPause): (UInt64, UInt64) = (200_000_000, 3_200_000_000)
  private static let window: UInt64 = 50_000_000

  private var windowStart = Nanoseconds.now
  private var windowStartOfCore = Nanoseconds.ofThread
  private var waited: UInt64 = 0
  /// 0 while the team is counted on.
  private var aloneUntil: UInt64 = 0
  private var pause = Self.shortestPause

  /// Whether the leader works alone.
  var isOver: Bool {
    mutating get {
      guard aloneUntil > 0 else { return false }
      let now = Nanoseconds.now
      guard now >= aloneUntil else { return true }
      aloneUntil = 0
      begin(now)
      return false
    }
  }

  /// Waits for the others after the leader's own share, which began at `start`. As long as that took, waiting is nothing but parts of
  /// unequal length.
  mutating func wait(since start: UInt64, until isDone: () -> Bool) {
    let own = Nanoseconds.now
    var turns = 0
    while !isDone() {
      turns += 1
      if turns > 5000, turns.isMultiple(of: 100) { sched_yield() }
    }
    let end = Nanoseconds.now
    if end - own > own - start { waited += (end - own) - (own - start) }
    let length = end - windowStart
    guard length > Self.window else { return }
    let worked = Nanoseconds.ofThread - windowStartOfCore
    let lost = waited + (worked < length ? length - worked : 0)
    if lost * 5 > length * 2 {
      aloneUntil = end + pause
      pause = min(pause * 2, Self.longestPause)
    } else {
      pause = Self.shortestPause
    }
    begin(end)
  }

  private mutating func begin(_ now: UInt64) {
    (windowStart, windowStartOfCore, waited) = (now, Nanoseconds.ofThread, 0)
  }
}

enum Nanoseconds {
  /// Time that only goes forward, read without asking the kernel.
  static var now: UInt64 { read(CLOCK_MONOTONIC) }
  /// How long the calling thread has had a core.
  static var ofThread: UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
