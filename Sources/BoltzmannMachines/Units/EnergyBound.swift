import Foundation
import LinearAlgebra

extension RestrictedBoltzmannMachine {
  /// The greatest singular value of diag(1/σ) W where neither layer has bounds; nil where one has.
  ///
  /// The energy of two Gaussian layers is ½ Σ (vᵢ/σᵢ)² + ½ Σ hⱼ² − Σ vᵢwᵢⱼhⱼ/σᵢ² and terms that are linear. It has a lower bound, and
  /// the machine a distribution, only if this value is below 1. Of rectified units the same holds for those that are on.
  public var unboundedCoupling: Double? {
    guard visibleKind.isGaussian, hiddenKind == .gaussian || hiddenKind == .noisyRectified else { return nil }
    let scaled = weight.copy()
    if let visibleLogVariance {
      for row in 0..<scaled.rows {
        scaled.rows(row..<row + 1).scale(by: exp(-0.5 * visibleLogVariance.pointer[row]))
      }
    }
    return scaled.singularValues.first.map(Double.init)
  }
}
