import Dispatch
import Experiments
import Foundation
import Synchronization

/// Has the runs stop in good order when the user presses Ctrl-C, when the system shuts down, or when the terminal is closed. A
/// second signal ends the program at once.
final class StopSignals: Sendable {
  private static let handled = [SIGINT, SIGTERM, SIGHUP]

  private struct State {
    var received: Int32?
    /// Done at the first signal, with the code to end with.
    var first: @Sendable (_ exitCode: Int32) -> Void
  }

  private let state: Mutex<State>
  /// Only kept, so that they go on.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// - Parameter tell: says a sentence to the user.
  convenience init(_ stop: StopRequest, tell: @escaping @Sendable (String) -> Void) {
    self.init { _ in
      stop.ask()
      tell("Stopping after this step; once more stops at once.")
    }
  }

  /// For what keeps all that it has reached: the program ends at the first signal.
  /// - Parameter leave: done before, on another thread than all else.
  static func ending(_ leave: @escaping @Sendable () -> Void) -> StopSignals {
    let signals = StopSignals { _ in }
    signals.end(leave)
    return signals
  }

  private init(first: @escaping @Sendable (_ exitCode: Int32) -> Void) {
    state = Mutex(State(first: first))
    sources = Self.handled.map { DispatchSource.makeSignalSource(signal: $0, queue: .global(qos: .userInteractive)) }
    for (number, source) in zip(Self.handled, sources) {
      // The source sees the signal even so, and the program goes on.
      signal(number, SIG_IGN)
      source.setEventHandler { [unowned self] in
        let (isFirst, first) = state.withLock { state in
          defer { state.received = state.received ?? number }
          return (state.received == nil, state.first)
        }
        guard isFirst else { Self.endNow(Self.code(number)) }
        first(Self.code(number))
      }
      source.resume()
    }
  }

  /// From now on the program ends at the first signal.
  func end(_ leave: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.first = { code in
        leave()
        Self.endNow(code)
      }
    }
  }

  /// The code to end with; nil if no signal came.
  var exitCode: Int32? { state.withLock { $0.received.map(Self.code) } }

  /// Without tidying up: threads that go on computing would lose the memory of the mathematics library under their hands.
  private static func endNow(_ code: Int32) -> Never { _exit(code) }

  /// What shells expect of a program that a signal ended.
  private static func code(_ number: Int32) -> Int32 { 128 + number }
}
