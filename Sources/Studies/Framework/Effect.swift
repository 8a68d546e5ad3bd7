import Experiments
import Foundation

/// A number that a claim is judged by, measured once for each seed, with the limit that the claim sets it.
public struct Effect: Hashable, Codable, Sendable {
  /// What must be true of the number.
  public enum Criterion: Hashable, Codable, Sendable {
    case above(Double)
    case below(Double)
    case between(Double, Double)
  }

  /// How the measurements stand to the criterion.
  public enum Standing: String, Codable, Sendable {
    case holds
    case fails
    /// The interval lies on both sides of the limit.
    case unsettled
  }

  public let name: String
  /// One for each seed. Infinite where a run diverged, NaN where there is no such number.
  public let values: [Double]
  public let criterion: Criterion
  /// Whether factors count rather than differences; then mean and interval are those of the logarithms.
  public let isRatio: Bool

  public init(_ name: String, _ values: [Double], _ criterion: Criterion, isRatio: Bool = false) {
    (self.name, self.values, self.criterion, self.isRatio) = (name, values, criterion, isRatio)
  }

  init(_ name: String, _ values: PerSeed<Double>, _ criterion: Criterion, isRatio: Bool = false) {
    self.init(name, values.values, criterion, isRatio: isRatio)
  }

  public var interval: (mean: Double, low: Double, high: Double)? { PerSeed(values).interval(ofRatios: isRatio) }

  public var standing: Standing { criterion.standing(of: PerSeed(values), areRatios: isRatio) }
}

extension PerSeed<Double> {
  /// Mean (the geometric one of ratios) and the ends of its 95 % interval. Nil for a single seed, and if a value is not finite, or
  /// not above 0 for a ratio.
  func interval(ofRatios areRatios: Bool = false) -> (mean: Double, low: Double, high: Double)? {
    guard values.allSatisfy({ $0.isFinite && (!areRatios || $0 > 0) }) else { return nil }
    let interval = ConfidenceInterval(areRatios ? values.map { log($0) } : values)
    guard let half = interval.halfWidth else { return nil }
    let ends = (mean: interval.mean, low: interval.mean - half, high: interval.mean + half)
    return areRatios ? (exp(ends.mean), exp(ends.low), exp(ends.high)) : ends
  }
}

extension Effect.Criterion {
  /// The whole interval has to lie on one side. Where a value is not finite there is no interval, and each value is judged. A
  /// single seed settles nothing.
  func standing(of measured: PerSeed<Double>, areRatios: Bool = false) -> Effect.Standing {
    guard measured.count != 1 else { return .unsettled }
    guard let (_, low, high) = measured.interval(ofRatios: areRatios) else {
      let passing = measured.values.count(where: accepts)
      return passing == 0 ? .fails : passing == measured.count ? .holds : .unsettled
    }
    if accepts(low) && accepts(high) { return .holds }
    return excludes(low...max(low, high)) ? .fails : .unsettled
  }

  /// NaN is never accepted.
  func accepts(_ value: Double) -> Bool {
    switch self {
    case .above(let limit): value > limit
    case .below(let limit): value < limit
    case .between(let low, let high): low <= value && value <= high
    }
  }

  /// Whether no number of a range is accepted.
  func excludes(_ range: ClosedRange<Double>) -> Bool {
    switch self {
    case .above(let limit): range.upperBound <= limit
    case .below(let limit): range.lowerBound >= limit
    case .between(let low, let high): range.upperBound < low || range.lowerBound > high
    }
  }
}

/// What came of a claim.
public enum Verdict: String, Codable, Sendable {
  case reproduced
  case partly = "partly reproduced"
  case undecided
  case notReproduced = "not reproduced"

  /// Reproduced if every effect holds, partly if only some do. If none does: undecided if more seeds could still settle one,
  /// else not reproduced.
  public init(_ effects: [Effect]) {
    let standings = Set(effects.map(\.standing))
    if standings.contains(.holds) {
      self = standings.count == 1 ? .reproduced : .partly
    } else {
      self = standings.contains(.unsettled) ? .undecided : .notReproduced
    }
  }
}
