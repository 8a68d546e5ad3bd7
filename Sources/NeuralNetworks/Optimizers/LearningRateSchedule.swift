import Foundation

/// How the learning rate changes over a training run.
public enum LearningRateSchedule: String, Codable, Sendable, CaseIterable {
  case constant
  /// From the full rate at the first step, in equal parts, towards 0 after the last.
  case linear
  /// The full rate up to a half of the steps, a tenth of it up to three quarters, and a hundredth to the end; He, Zhang, Ren & Sun
  /// (2016), section 4.2.
  case step
  /// Half a wave, ½(1 + cos πt/T): from the full rate towards 0; Loshchilov & Hutter (2017), equation 5, with one period.
  case cosine

  /// The factor of the base rate at `step` (0 for the first) of `steps`.
  public func factor(step: Int, of steps: Int) -> Float {
    switch self {
    case .constant: 1
    case .linear: 1 - Float(step) / Float(max(steps, 1))
    case .step: 2 * step < steps ? 1 : 4 * step < 3 * steps ? 0.1 : 0.01
    case .cosine: Float(0.5 + 0.5 * cos(Double.pi * Double(step) / Double(max(steps, 1))))
    }
  }

  /// The same after a gradual warm-up: from 1/w of the base rate in w equal parts to all of it; Goyal et al. (2017), section 2.2. The
  /// schedule has the steps that are left.
  /// - Parameter warmup: w; the schedule itself from the first step at 0.
  public func factor(step: Int, of steps: Int, warmup: Int) -> Float {
    step < warmup ? Float(step + 1) / Float(warmup) : factor(step: step - warmup, of: steps - warmup)
  }
}
