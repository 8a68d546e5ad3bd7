import Synchronization

/// The time that may be lost on one submission, so that one whose tests all run out of time does not hold up the others.
///
/// Tests that take as long as honest ones cost nothing. When it is used up each test still has that long, and the first of a task that
/// takes longer is the last that is waited for.
public final class Patience: Sendable {
  /// In seconds. The longest test takes the master one and a half.
  static let usual = 4.0
  private static let budget = 60.0

  private let lost = Mutex(0.0)

  public init() {}

  var secondsLost: Double { lost.withLock { $0 } }
  var isUsedUp: Bool { secondsLost >= Self.budget }

  /// For the next test.
  func seconds(of limit: Double) -> Double { isUsedUp ? min(Self.usual, limit) : limit }

  /// Takes note of what a test has taken.
  func count(seconds: Double) {
    if seconds > Self.usual { lost.withLock { $0 += seconds } }
  }
}
