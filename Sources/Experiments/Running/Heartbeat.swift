import Dispatch
import Foundation
import Synchronization

/// Says what is being computed, every five seconds in which nothing else was said.
public final class Heartbeat: Sendable {
  private struct State {
    var what: String
    /// That is done; nil if nobody counts.
    var share: Double?
    /// That was done when it began.
    var shareBefore = 0.0
    var began = ContinuousClock.now
    var said = ContinuousClock.now
  }

  private static let interval = Duration.seconds(5)
  private let state: Mutex<State>
  private nonisolated(unsafe) let timer: (any DispatchSourceTimer)?

  public init(_ what: String, isQuiet: Bool = false) {
    state = Mutex(State(what: what))
    // One that was never activated may not be let go of.
    timer = isQuiet ? nil : DispatchSource.makeTimerSource()
    guard let timer else { return }
    timer.schedule(deadline: .now() + 0.5, repeating: 0.5)
    timer.setEventHandler { [weak self] in self?.due().map(StandardError.say) }
    timer.activate()
  }

  deinit { end() }

  public func end() { timer?.cancel() }

  /// For something short of which nobody counts what is done.
  public static func during<Result>(
    _ what: String, isQuiet: Bool = false, _ body: () throws -> Result
  ) rethrows -> Result {
    let heartbeat = Heartbeat(what, isQuiet: isQuiet)
    defer { withExtendedLifetime(heartbeat) {} }
    return try body()
  }

  /// Something else is computed now, or more of it is done.
  public func now(_ what: String, share: Double? = nil) {
    state.withLock { state in
      if what != state.what { (state.what, state.began, state.shareBefore) = (what, .now, share ?? 0) }
      state.share = share
    }
  }

  /// Something was said that shows that all is well.
  public func said() { state.withLock { $0.said = .now } }

  private func due() -> String? {
    state.withLock { state in
      guard ContinuousClock.now - state.said >= Self.interval else { return nil }
      state.said = .now
      let seconds = (ContinuousClock.now - state.began) / .seconds(1)
      let begun = "  \(state.what): \(state.share.map { "\(Int(100 * $0)) % after " } ?? "")\(Int(seconds)) s"
      guard let share = state.share, share > state.shareBefore + 0.01 else { return begun }
      let left = seconds * (1 - share) / (share - state.shareBefore)
      return begun + ", about \(NumberText.duration(left)) left"
    }
  }
}
