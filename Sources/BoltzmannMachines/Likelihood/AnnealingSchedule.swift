/// Inverse temperatures from 0, the base-rate model, to 1, the machine itself.
public struct AnnealingSchedule: Hashable, Sendable {
  /// β₀ = 0 < β₁ < … < β_K = 1.
  public let inverseTemperatures: [Double]

  /// K: how many ratios make up a chain's weight. It takes K − 1 Gibbs steps between them.
  public var steps: Int { inverseTemperatures.count - 1 }

  public init(_ inverseTemperatures: [Double]) {
    precondition(inverseTemperatures.first == 0 && inverseTemperatures.last == 1, "a schedule runs from 0 to 1")
    precondition(
      zip(inverseTemperatures, inverseTemperatures.dropFirst()).allSatisfy { $0 < $1 }, "a schedule must rise")
    self.inverseTemperatures = inverseTemperatures
  }

  /// Equal steps from 0 to 1.
  public static func uniform(steps: Int) -> AnnealingSchedule {
    precondition(steps >= 1, "a schedule of \(steps) steps")
    return AnnealingSchedule((0...steps).map { Double($0) / Double(steps) })
  }

  /// Every so many of its steps in one, and what is left over in the first.
  public func coarser(by factor: Int) -> AnnealingSchedule {
    precondition(factor >= 1, "a schedule coarser by \(factor)")
    return AnnealingSchedule(
      [0] + stride(from: steps, to: 0, by: -factor).reversed().map { inverseTemperatures[$0] })
  }

  /// The 14,500 temperatures of Salakhutdinov & Murray (2008): 500 from 0 to 0.5, 4,000 to 0.9, 10,000 to 1, each
  /// part uniform. (Their program lists 0.5 and 0.9 twice, which changes nothing.)
  public static let published = AnnealingSchedule(
    (0..<500).map { Double($0) / 1000 } + (5000..<9000).map { Double($0) / 10_000 }
      + (90_000...100_000).map { Double($0) / 100_000 })
}
