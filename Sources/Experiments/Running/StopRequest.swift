import Synchronization

/// Asks the runs of a comparison to stop after the step that they are at. Any thread may ask.
public final class StopRequest: Sendable {
  private let asked = Atomic(false)

  public init() {}

  public func ask() { asked.store(true, ordering: .relaxed) }

  public var isAsked: Bool { asked.load(ordering: .relaxed) }
}

/// Ends a task that was asked to stop, once its checkpoint is on its way.
struct Interruption: Error {}
