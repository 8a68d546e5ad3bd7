import Foundation

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

  public init(direction: Direction, logPartitions: [Double]) {
    precondition(!logPartitions.isEmpty, "an estimate needs a chain")
    (self.direction, self.logPartitions) = (direction, logPartitions)
    logPartition = direction.sign * LogSumExp.mean(logPartitions.map { direction.sign * $0 })
  }

  /// How far log Z can be trusted to lie on the run's own side, in nats: forward log Z is at least this, in reverse at most.
  ///
  /// With at least the given probability, whatever the machine and the schedule: Z forward and 1/Z in reverse are the mean of the chains'
  /// weights, and ``NonnegativeMean`` bounds that from below without looking at how their tail may go on. In reverse the starts must be
  /// independent draws of the machine. Of the other side a run knows nothing: a mode that no chain visited leaves no trace in its weights,
  /// so that an interval of one run's scatter alone can be short and wrong. The other run knows; see ``LogPartitionBounds/interval(confidence:)``.
  ///
  /// - Returns: −∞ forward and ∞ in reverse if a chain's estimate is no finite number, as of weights too large for single precision.
  public func bound(confidence: Double = 0.975) -> Double {
    guard logPartitions.allSatisfy(\.isFinite) else { return -direction.sign * .infinity }
    return direction.sign
      * NonnegativeMean.logLowerBound(
        ofLogarithms: logPartitions.map { direction.sign * $0 }, confidence: confidence)
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

  /// Whether one chain makes up more than half of the estimate. Then it is that chain's opinion.
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
