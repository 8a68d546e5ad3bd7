import Synchronization

/// Asks the runs of a comparison to stop after the step that they are at. Any thread may ask.
public final class StopRequest: Sendable {
  private let asked = Atomic(false)

  public init() {}

  public func ask() { asked.store(true, ordering: .relaxed) }

  public var isAsked: Bool { asked.load(ordering: .relaxed) }
}

/// Why a task ends between two of its steps.
enum EarlyEnd: Error {
  /// It was asked to stop, and its checkpoint is on its way.
  case interrupted
  case diverged(Divergence)

  /// Nil if it was asked to stop.
  var divergence: Divergence? { if case .diverged(let divergence) = self { divergence } else { nil } }
}
