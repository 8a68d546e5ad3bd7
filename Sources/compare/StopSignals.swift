import Dispatch
import Experiments
import Foundation
import Synchronization

/// Has the runs stop in good order when the user presses Ctrl-C, when the system shuts down, or when the terminal is closed. A
/// second signal ends the program at once.
final class StopSignals: Sendable {
  private static let handled = [SIGINT, SIGTERM, SIGHUP]
  private let received = Mutex<Int32?>(nil)
  /// Only kept, so that they go on.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// - Parameter tell: says a sentence to the user.
  convenience init(_ stop: StopRequest, tell: @escaping @Sendable (String) -> Void) {
    self.init { _ in
      stop.ask()
      tell("Stopping after this step; once more stops at once.")
    }
  }

  /// For what keeps all that it has reached: the program ends at once.
  static func ending(_ sentence: String) -> StopSignals {
    StopSignals { code in
      StandardError.say(sentence)
      endNow(code)
    }
  }

  /// - Parameter first: done at the first signal, with the code to end with.
  private init(first: @escaping @Sendable (_ exitCode: Int32) -> Void) {
    sources = Self.handled.map { DispatchSource.makeSignalSource(signal: $0, queue: .global(qos: .userInteractive)) }
    for (number, source) in zip(Self.handled, sources) {
      // The source sees the signal even so, and the program goes on.
      signal(number, SIG_IGN)
      source.setEventHandler { [unowned self] in
        let isFirst = received.withLock { earlier in
          defer { earlier = earlier ?? number }
          return earlier == nil
        }
        guard isFirst else { Self.endNow(Self.code(number)) }
        first(Self.code(number))
      }
      source.resume()
    }
  }

  /// The code to end with; nil if no signal came.
  var exitCode: Int32? { received.withLock { $0.map(Self.code) } }

  /// Without tidying up: threads that go on computing would lose the memory of the mathematics library under their hands.
  private static func endNow(_ code: Int32) -> Never { _exit(code) }

  /// What shells expect of a program that a signal ended.
  private static func code(_ number: Int32) -> Int32 { 128 + number }
}
