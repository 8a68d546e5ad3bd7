/// How the learning rate changes over a training run.
public enum LearningRateSchedule: String, Codable, Sendable, CaseIterable {
  case constant
  /// From the full rate at the first step, in equal parts, towards 0 after the last.
  case linear

  /// The factor of the base rate at `step` (0 for the first) of `steps`.
  public func factor(step: Int, of steps: Int) -> Float {
    switch self {
    case .constant: 1
    case .linear: 1 - Float(step) / Float(max(steps, 1))
    }
  }
}
