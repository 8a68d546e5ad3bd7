import Dispatch
import Experiments
import Foundation
import Synchronization

/// Says what is being computed, every five seconds in which nothing else was said.
final class Heartbeat: Sendable {
  private struct State {
    var what: String
    /// That is done; nil if nobody counts.
    var share: Double?
    var began = ContinuousClock.now
    var said = ContinuousClock.now
  }

  private static let interval = Duration.seconds(5)
  private let state: Mutex<State>
  private nonisolated(unsafe) let timer: (any DispatchSourceTimer)?

  init(_ what: String, isQuiet: Bool = false) {
    state = Mutex(State(what: what))
    // One that was never activated may not be let go of.
    timer = isQuiet ? nil : DispatchSource.makeTimerSource()
    guard let timer else { return }
    timer.schedule(deadline: .now() + 0.5, repeating: 0.5)
    timer.setEventHandler { [weak self] in self?.due().map(StandardError.say) }
    timer.activate()
  }

  deinit { timer?.cancel() }

  /// Something else is computed now, or more of it is done.
  func now(_ what: String, share: Double? = nil) {
    state.withLock { state in
      if what != state.what { (state.what, state.began) = (what, .now) }
      state.share = share
    }
  }

  /// Something was said that shows that all is well.
  func said() { state.withLock { $0.said = .now } }

  private func due() -> String? {
    state.withLock { state in
      guard ContinuousClock.now - state.said >= Self.interval else { return nil }
      state.said = .now
      let seconds = Int((ContinuousClock.now - state.began) / .seconds(1))
      return "  \(state.what): \(state.share.map { "\(Int(100 * $0)) % after " } ?? "")\(seconds) s"
    }
  }
}
