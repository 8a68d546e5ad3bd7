/// How long a series remembers, and so how many independent values it is worth; Sokal (1997), sections 2 and 3.
///
/// The integrated autocorrelation time τ = 1 + 2 Σₜ ρ(t) is the number of steps that count as one independent draw: the mean of n
/// values has the variance of n/τ independent ones. ρ is summed up to the smallest window M with M ≥ 5 τ(M), since beyond it there
/// is only noise.
public struct Autocorrelation: Sendable {
  /// τ, in steps; 1 for independent values.
  public let integratedTime: Double
  /// M, in steps.
  public let window: Int
  /// ρ(0) … ρ(M).
  public let correlations: [Double]
  /// Values in all chains together, divided by τ.
  public let effectiveSampleSize: Double
  /// Whether the chains are at least 50 τ long. Otherwise τ is likely to be larger than it seems.
  public let isReliable: Bool

  /// - Parameter chains: series of equal lengths, in equilibrium. The mean over all chains is subtracted from each, so that chains
  ///   which stay in different places count as slow.
  public init(chains: [[Double]]) {
    let length = chains.first?.count ?? 0
    precondition(
      length >= 2 && chains.allSatisfy { $0.count == length }, "chains of equal lengths, at least 2, are needed")
    let mean = chains.reduce(0) { $0 + $1.reduce(0, +) } / Double(length * chains.count)
    let centred = chains.map { $0.map { $0 - mean } }
    /// The mean of x(s)x(s + t) over chains and all s.
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for chain in centred {
        for step in 0..<length - lag { sum += chain[step] * chain[step + lag] }
      }
      return sum / Double(length * chains.count)
    }
    let variance = covariance(0)
    var correlations = [1.0]
    var time = 1.0
    while variance > 0, correlations.count < length, Double(correlations.count) < 5 * time {
      correlations.append(covariance(correlations.count) / variance)
      time += 2 * correlations[correlations.count - 1]
    }
    integratedTime = max(time, 1 / Double(length))
    window = correlations.count - 1
    self.correlations = correlations
    effectiveSampleSize = Double(length * chains.count) / integratedTime
    isReliable = Double(length) >= 50 * integratedTime
  }
}
