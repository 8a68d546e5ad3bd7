import Foundation
import LinearAlgebra

/// What the chains of annealed importance sampling say of log Z, and how far to trust them.
public struct AnnealedEstimate: Sendable {
  public enum Direction: String, Codable, Sendable {
    /// From the base-rate model to the machine: on average at most log Z.
    case forward
    /// From the machine to the base-rate model: on average at least log Z, if the starts were draws from the machine.
    case reverse

    /// Of log Z in the logarithm of a weight.
    fileprivate var sign: Double { self == .forward ? 1 : -1 }
  }

  public let direction: Direction
  /// The estimate of log Z that each chain makes by itself, in nats: log Z₀ + log w forward, log Z₀ − log w in reverse.
  public let logPartitions: [Double]
  /// All chains together: log of the mean of Z forward, minus log of the mean of 1/Z in reverse.
  public let logPartition: Double
  private let seed: UInt64

  public init(direction: Direction, logPartitions: [Double], seed: UInt64) {
    precondition(!logPartitions.isEmpty, "an estimate needs a chain")
    (self.direction, self.logPartitions, self.seed) = (direction, logPartitions, seed)
    logPartition = direction.sign * LogSumExp.mean(logPartitions.map { direction.sign * $0 })
  }

  /// A percentile bootstrap interval of ``logPartition``, resampling the chains; Efron & Tibshirani (1993), section 13.3. It knows
  /// nothing of states that no chain visited.
  ///
  /// - Returns: −∞ ... ∞ if a chain's estimate is no finite number, as of weights too large for single precision: nothing is known then.
  public func interval(confidence: Double = 0.95, resamples: Int = 2000) -> ClosedRange<Double> {
    guard logPartitions.allSatisfy(\.isFinite) else { return -Double.infinity ... .infinity }
    let logWeights = logPartitions.map { direction.sign * $0 }
    let peak = logWeights.max() ?? 0
    let means = Bootstrap(meansOf: logWeights.map { exp($0 - peak) }, resamples: resamples, seed: seed)
      .interval(confidence: confidence)
    let (low, high) = (peak + log(means.lowerBound), peak + log(means.upperBound))
    return direction == .forward ? low...high : -high ... -low
  }

  /// The mean of the single chains' estimates: below `logPartition` forward and above it in reverse, so the looser bound, which
  /// no chain can dominate.
  public var meanLogPartition: Double { logPartitions.reduce(0, +) / Double(logPartitions.count) }

  /// (Σw)² / Σw²: how many chains of equal weight would be as good. Between 1 and the number of chains.
  public var effectiveSampleSize: Double {
    let shares = shares
    return 1 / shares.reduce(0) { $0 + $1 * $1 }
  }

  /// The largest share that a single chain has in the sum of the weights.
  public var largestShare: Double { shares.max() ?? .nan }

  /// Whether one chain makes up more than half of the estimate. Then it is that chain's opinion, and its interval too short.
  public var isDominatedByOneChain: Bool { logPartitions.count > 1 && largestShare > 0.5 }

  /// The variance of log w over the chains; estimates with far more than 1 are not to be trusted.
  public var logWeightVariance: Double {
    let mean = meanLogPartition
    return logPartitions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(logPartitions.count - 1, 1))
  }

  private var shares: [Double] {
    let total = LogSumExp.of(logPartitions.map { direction.sign * $0 })
    return logPartitions.map { exp(direction.sign * $0 - total) }
  }
}

/// Lower and upper bound of log Z, from annealing in both directions.
public struct LogPartitionBounds: Sendable {
  public let lower: AnnealedEstimate
  public let upper: AnnealedEstimate
  /// Of the Gibbs chains that the downward run starts from, over their free energies but for the first fifth; nil where the starts are
  /// exact draws.
  public let mixing: Autocorrelation?

  public init(lower: AnnealedEstimate, upper: AnnealedEstimate, mixing: Autocorrelation? = nil) {
    precondition(lower.direction == .forward && upper.direction == .reverse, "bounds the wrong way round")
    (self.lower, self.upper, self.mixing) = (lower, upper, mixing)
  }

  /// How far the bounds are apart, in nats. Below 0 only by chance, within the intervals.
  public var gap: Double { upper.logPartition - lower.logPartition }

  /// The bounds of a mean log-likelihood with their intervals, in nats: a larger Z makes every case less probable, so the upper
  /// bound of log Z gives the lower bound here.
  ///
  /// - Parameter meanFreeEnergy: of the cases; the intervals do not include the error of having only so many of these.
  public func meanLogLikelihood(
    meanFreeEnergy: Double
  ) -> (lower: Double, upper: Double, lowerInterval: ClosedRange<Double>, upperInterval: ClosedRange<Double>) {
    func turned(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      -meanFreeEnergy - range.upperBound ... -meanFreeEnergy - range.lowerBound
    }
    return (
      -meanFreeEnergy - upper.logPartition, -meanFreeEnergy - lower.logPartition, turned(upper.interval()),
      turned(lower.interval())
    )
  }
}

/// The means of many resamples, drawn with replacement.
struct Bootstrap {
  /// Ascending.
  private let means: [Double]

  init(meansOf values: [Double], resamples: Int, seed: UInt64) {
    precondition(resamples >= 1 && !values.isEmpty, "a bootstrap needs values and resamples")
    var stream = PhiloxStream(seed: seed, stream: .bootstrap)
    means = (0..<resamples).map { _ in
      var sum = 0.0
      for _ in values.indices { sum += values[Int((UInt64(stream.nextWord()) * UInt64(values.count)) >> 32)] }
      return sum / Double(values.count)
    }.sorted()
  }

  func interval(confidence: Double) -> ClosedRange<Double> {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    return quantile((1 - confidence) / 2)...quantile((1 + confidence) / 2)
  }

  /// By linear interpolation between neighbours.
  private func quantile(_ share: Double) -> Double {
    let place = share * Double(means.count - 1)
    let below = Int(place)
    let above = min(below + 1, means.count - 1)
    return means[below] + (place - Double(below)) * (means[above] - means[below])
  }
}
