import Foundation

/// An interval for the mean of normal numbers that may be looked at after every number: with probability `confidence` it holds the mean
/// at all times at once, so one may stop when one likes.
///
/// Student's statistic t = √n·(x̄ − μ)/s of n numbers, with δ = μ/σ from N(0, c²) under the alternative, has the Bayes factor
///
///     B = (1 + nc²)^(−1/2) · [(1 + t²/(n − 1)) / (1 + t²/((n − 1)(1 + nc²)))]^(n/2)
///
/// against δ = 0 (Gönen, Johnson, Lu & Westfall 2005), which is a martingale of the sequence of t under μ, whatever σ is (Hendriksen,
/// de Heide & Grünwald 2021). So B exceeds 1/α at some time with probability α at most
/// (Ville 1939), and the interval is of all μ for which it has not.
public struct ConfidenceSequence: Hashable, Sendable {
  /// Of the effect in units of the standard deviation: seeds scatter much less than what is worth knowing.
  static let effectScale = 3.0

  public let mean: Double
  /// Infinite as long as so few numbers tell nothing.
  public let halfWidth: Double

  public init(_ values: [Double], confidence: Double) {
    let count = Double(values.count)
    mean = values.reduce(0, +) / count
    guard values.count > 1 else {
      halfWidth = .infinity
      return
    }
    let mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    halfWidth = Self.threshold(values.count, confidence: confidence) * (variance / count).squareRoot()
  }

  /// What |t| has to reach for B = 1/α; infinite if it never does.
  static func threshold(_ count: Int, confidence: Double) -> Double {
    let n = Double(count)
    let widening = 1 + n * effectScale * effectScale
    let ratio = pow(widening.squareRoot() / (1 - confidence), 2 / n)
    return ratio < widening ? ((n - 1) * (ratio - 1) / (1 - ratio / widening)).squareRoot() : .infinity
  }
}
