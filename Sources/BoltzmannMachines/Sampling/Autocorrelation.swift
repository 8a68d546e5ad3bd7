/// How long a series remembers, and so how many independent values it is worth; Sokal (1997), sections 2 and 3.
///
/// The integrated autocorrelation time τ = 1 + 2 Σₜ ρ(t) is the number of steps that count as one independent draw: the mean of n
/// values has the variance of n/τ independent ones. Sokal's own τ_int is half of that (equation 3.4), so that his n/2τ_int is this n/τ. ρ is
/// summed up to the smallest window M with M ≥ 5 τ(M), since beyond it there is only noise; in his terms that is M ≥ 10 τ_int, the most
/// careful of the windows that he advises (4 to 10).
///
/// The chains should be long. Sokal asks for n ≥ 1000 τ_int, 500 of these τ, in all; the program emcee (Foreman-Mackey et al. 2013), whose
/// τ is this one, for 50 τ along a chain. The latter is taken here, for each of many chains.
///
/// τ is at least 1 here: what a Gibbs chain of two layers tells of its visible states has no negative autocorrelation (Liu, Wong & Kong
/// 1994, theorem 3.1), so less is noise.
public struct Autocorrelation: Sendable {
  /// τ, in steps; 1 for independent values, at least 1. The chains' length if nothing can be said: values that never change, as of chains
  /// that are frozen, or values of which one is no finite number.
  public let integratedTime: Double
  /// M, in steps.
  public let window: Int
  /// ρ(0) … ρ(M).
  public let correlations: [Double]
  /// Values in all chains together.
  public let count: Int
  /// The length of each chain.
  public let length: Int
  /// Whether the chains are at least 50 τ long. Otherwise τ is likely to be larger than it seems. That they are says nothing of modes that
  /// no chain left; see ``StartAgreement``.
  public let isLongEnough: Bool

  /// Values in all chains together, divided by τ.
  public var effectiveSampleSize: Double { Double(count) / integratedTime }

  /// - Parameter chains: series of equal lengths, in equilibrium. The mean over all chains is subtracted from each, so that chains
  ///   which stay in different places count as slow.
  public init(chains: [[Double]]) {
    let length = chains.first?.count ?? 0
    precondition(
      length >= 2 && chains.allSatisfy { $0.count == length }, "chains of equal lengths, at least 2, are needed")
    (self.length, count) = (length, length * chains.count)
    let mean = chains.reduce(0) { $0 + $1.reduce(0, +) } / Double(count)
    let centred = chains.map { $0.map { $0 - mean } }
    /// The sum of x(s)x(s + t) over chains and all s.
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for chain in centred {
        for step in 0..<length - lag { sum += chain[step] * chain[step + lag] }
      }
      return sum
    }
    let variance = covariance(0)
    guard variance.isFinite, variance > 0 else {
      (integratedTime, window, correlations, isLongEnough) = (Double(length), 0, [1], false)
      return
    }
    var (correlations, time) = ([1.0], 1.0)
    while correlations.count < length, Double(correlations.count - 1) < 5 * max(time, 1) {
      correlations.append(covariance(correlations.count) / variance)
      time += 2 * correlations[correlations.count - 1]
    }
    integratedTime = max(time, 1)
    (window, self.correlations) = (correlations.count - 1, correlations)
    isLongEnough = Double(length) >= 50 * integratedTime
  }
}

extension ChainFamily {
  /// How long the free energy remembers along the chains.
  public var autocorrelation: Autocorrelation { Autocorrelation(chains: freeEnergies) }
}
