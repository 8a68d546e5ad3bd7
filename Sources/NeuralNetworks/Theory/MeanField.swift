import Foundation

/// How signals go through a random network in the limit of wide layers, where pre-activations are normal numbers; Poole,
/// Lahiri, Raghu, Sohl-Dickstein & Ganguli (2016) and Schoenholz, Gilmer, Ganguli & Sohl-Dickstein (2017).
public struct MeanField: Hashable, Sendable {
  public var activation: Activation
  /// σ_w² = n_in · Var W
  public var weightVariance: Double
  /// σ_b²
  public var biasVariance: Double

  public init(_ activation: Activation, weightVariance: Double, biasVariance: Double = 0) {
    precondition(weightVariance >= 0 && biasVariance >= 0, "a variance is not negative")
    (self.activation, self.weightVariance, self.biasVariance) = (activation, weightVariance, biasVariance)
  }

  /// The length map: the mean square of the next layer's pre-activations, σ_w² ∫ Dz f(√q z)² + σ_b², from this layer's, q.
  public func lengthMap(_ q: Double) -> Double { weightVariance * activation.meanSquare(q) + biasVariance }

  /// χ = σ_w² ∫ Dz f′(√q z)²: what the mean square of an error is multiplied by on its way down through a layer of constant
  /// width, and also what a small distance between two inputs is, squared, on its way up. Below 1 both vanish with depth (order),
  /// above 1 they explode (chaos).
  public func chi(_ q: Double) -> Double { weightVariance * activation.meanSquareSlope(q) }

  /// q of each of `count` layers, the first given.
  public func lengths(from q: Double, count: Int) -> [Double] {
    var q = q
    return (0..<count).map { _ in
      defer { q = lengthMap(q) }
      return q
    }
  }

  /// The q* that the lengths settle at from q = 1: lengthMap(q*) = q*. Nil if they grow beyond all bounds, or have not settled
  /// within 10⁻¹² of themselves after 100,000 layers, as where they fall to 0 more slowly than by a factor.
  public var fixedPoint: Double? {
    var q = 1.0
    for _ in 0..<100_000 {
      let next = lengthMap(q)
      guard next.isFinite, next < 1e12 else { return nil }
      if next < 1e-100 { return 0 }
      if abs(next - q) <= 1e-12 * next { return next }
      q = next
    }
    return nil
  }

  /// Over how many layers the mean square of an error changes by a factor of e: 1/|log χ|, infinite at χ = 1.
  public func depthScale(_ q: Double) -> Double { 1 / abs(log(chi(q))) }
}

extension Activation {
  /// E[f(z)²] for z ∼ N(0, q).
  public func meanSquare(_ q: Double) -> Double {
    let sigma = q.squareRoot()
    return GaussianExpectation.of { pow(value(at: sigma * $0), 2) }
  }

  /// E[f′(z)²] for z ∼ N(0, q).
  public func meanSquareSlope(_ q: Double) -> Double {
    let sigma = q.squareRoot()
    return GaussianExpectation.of { pow(derivative(at: sigma * $0), 2) }
  }
}
