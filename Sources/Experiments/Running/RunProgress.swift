/// How far a run has come, told while it computes.
public struct RunProgress: Sendable {
  public enum Phase: Sendable, Hashable {
    case pretraining(layer: Int)
    case training
  }

  public var phase: Phase
  /// From 1.
  public var epoch: Int
  public var epochs: Int
  /// Share of the run's operations that is done, from 0 to 1.
  public var fraction: Double
  public var seconds: Double
  /// Whether this is told at the end of an epoch, when the values below belong to it; otherwise they are the last known.
  public var isEndOfEpoch = false
  public var reconstructionError: Double?
  public var trainingLoss: Double?
  public var validationErrorRate: Double?
  /// Whether the loss is far above that of guessing; see ``TrainingFailure``.
  public var hasExploded = false

  /// Seconds that the rest will take at the present pace.
  public var secondsLeft: Double? { fraction > 0.01 ? seconds / fraction * (1 - fraction) : nil }
}
