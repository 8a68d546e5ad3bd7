import Foundation

/// Whether chains from different starts came to do the same: R̂ between the starts, of the free energy, the hidden and the visible units.
///
/// All chains from one start are taken together, and
///
///     R̂ = √(1 + B/W)
///
/// where B is the variance of the starts' means and W the mean of their variances, over chains and steps: Gelman & Rubin's (1992) measure,
/// nested as Margossian et al. (2024) have it for many chains. It is 1 but for chance if the starts are forgotten, and larger as long as it
/// matters where chains began, also for chains that seem to forget quickly since they never leave the mode in which they are. (Seen within
/// one start, as autocorrelations are, such chains look independent.)
public struct StartAgreement: Sendable {
  /// Up to here starts count as forgotten; Vehtari et al. (2021), section 4.
  public static let tolerance = 1.01

  /// The larger of two, of ranks, which make no assumption about tails: those of the free energies, and those of their distances from the
  /// median, which see a difference of scale; Vehtari et al. (2021), section 3.
  public let freeEnergy: Double
  /// Of all units of a layer together: B and W are summed over the units before they are divided.
  public let hiddenUnits: Double
  public let visibleUnits: Double

  /// The largest of the three. NaN if one is no number: then nothing is known.
  public var worst: Double {
    let values = [freeEnergy, hiddenUnits, visibleUnits]
    return values.contains(where: \.isNaN) ? .nan : values.max() ?? .nan
  }

  public var isReached: Bool { worst <= Self.tolerance }

  /// - Parameter families: from at least two kinds of start.
  public init(_ families: [ChainFamily]) {
    precondition(families.count >= 2, "starts agree with each other, so that there must be two")
    let energies = families.map { family in
      let interval = max(1, (family.freeEnergies.first?.count ?? 1) / Self.ranksPerChain)
      return family.freeEnergies.flatMap { series in stride(from: 0, to: series.count, by: interval).map { series[$0] }
      }
    }
    freeEnergy = Self.ofRanks(energies)
    hiddenUnits = Self.ofUnits(families.map(\.hidden))
    visibleUnits = Self.ofUnits(families.map(\.visible))
  }

  /// Free energies of a chain that are ranked, or a few more.
  private static let ranksPerChain = 200

  /// - Parameter values: of each start.
  static func ofRanks(_ values: [[Double]]) -> Double {
    let all = values.flatMap { $0 }
    guard all.allSatisfy(\.isFinite), !all.isEmpty else { return .nan }
    let median = all.sorted()[all.count / 2]
    return max(ofValues(ranks(values)), ofValues(ranks(values.map { $0.map { abs($0 - median) } })))
  }

  static func ofUnits(_ moments: [UnitMoments]) -> Double {
    let (means, variances) = (moments.map(\.means), moments.map(\.variances))
    let between = (means.first ?? []).indices.reduce(0) { sum, unit in sum + variance(of: means.map { $0[unit] }) }
    return ratio(between: between, within: variances.reduce(0) { $0 + $1.reduce(0, +) } / Double(moments.count))
  }

  private static func ofValues(_ values: [[Double]]) -> Double {
    let means = values.map { $0.reduce(0, +) / Double($0.count) }
    let within = zip(values, means).reduce(0) { sum, start in
      sum + start.0.reduce(0) { $0 + ($1 - start.1) * ($1 - start.1) } / Double(start.0.count)
    }
    return ratio(between: variance(of: means), within: within / Double(values.count))
  }

  /// With one less than their number in the denominator.
  private static func variance(of values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  private static func ratio(between: Double, within: Double) -> Double {
    guard between > 0 || between.isNaN else { return within.isNaN ? .nan : 1 }
    return (1 + between / within).squareRoot()
  }

  /// From 1, equal values sharing the mean of their ranks.
  private static func ranks(_ values: [[Double]]) -> [[Double]] {
    let all = values.flatMap { $0 }
    let order = all.indices.sorted { all[$0] < all[$1] }
    var ranks = [Double](repeating: 0, count: all.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, all[order[end]] == all[order[first]] { end += 1 }
      for place in first..<end { ranks[order[place]] = Double(first + end + 1) / 2 }
      first = end
    }
    var start = 0
    return values.map { values in
      defer { start += values.count }
      return Array(ranks[start..<start + values.count])
    }
  }
}
