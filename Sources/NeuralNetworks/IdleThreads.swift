import Foundation

/// Threads that have run out of work of their own, and lend a hand to those that have some.
public final class IdleThreads: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting = 0
  private var job: (() -> Void)?
  private var isClosed = false

  public init() {}

  /// Lends the calling thread until ``close()``.
  public func serve() {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed {
      waiting += 1
      while job == nil && !isClosed { condition.wait() }
      guard let taken = job else { return }
      job = nil
      condition.unlock()
      taken()
      condition.lock()
    }
  }

  /// Has `body` done by an idle thread, if there is one. Returns at once, and false if there is none.
  public func begin(_ body: @escaping () -> Void) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard waiting > 0, job == nil, !isClosed else { return false }
    waiting -= 1
    job = body
    condition.signal()
    return true
  }

  /// Lets all threads go, once nobody needs them any more.
  public func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}
