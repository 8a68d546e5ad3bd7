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
    case open
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

  /// At the level of the effects that it is judged with.
  package func interval(in family: EffectFamily = EffectFamily()) -> (mean: Double, low: Double, high: Double)? {
    PerSeed(values).interval(ofRatios: isRatio, in: family)
  }

  package func standing(in family: EffectFamily = EffectFamily()) -> Standing {
    criterion.standing(of: PerSeed(values), areRatios: isRatio, in: family)
  }
}

extension PerSeed<Double> {
  /// Mean (the geometric one of ratios) and the ends of its interval. Nil for a single seed, and if a value is not finite, or not above 0
  /// for a ratio.
  func interval(
    ofRatios areRatios: Bool = false, in family: EffectFamily = EffectFamily()
  ) -> (mean: Double, low: Double, high: Double)? {
    guard isOrdinary(areRatios), let ends = family.interval(areRatios ? values.map { log($0) } : values) else {
      return nil
    }
    return areRatios ? (exp(ends.mean), exp(ends.low), exp(ends.high)) : ends
  }

  /// Whether there is a number of each seed that a mean can be taken of.
  fileprivate func isOrdinary(_ areRatios: Bool) -> Bool {
    values.allSatisfy { $0.isFinite && (!areRatios || $0 > 0) }
  }
}

extension Effect.Criterion {
  /// The whole interval has to lie on one side. Where a value is not finite there is no interval, and each value is judged. A
  /// single seed settles nothing.
  func standing(
    of measured: PerSeed<Double>, areRatios: Bool = false, in family: EffectFamily = EffectFamily()
  ) -> Effect.Standing {
    guard measured.count != 1 else { return .open }
    guard let (_, low, high) = measured.interval(ofRatios: areRatios, in: family) else {
      // A sequence of ordinary numbers that are too few yet.
      guard !measured.isOrdinary(areRatios) || measured.count == 0 else { return .open }
      let passing = measured.values.count(where: accepts)
      return passing == 0 ? .fails : passing == measured.count ? .holds : .open
    }
    if accepts(low) && accepts(high) { return .holds }
    return excludes(low...max(low, high)) ? .fails : .open
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

/// What came of a claim: all of its effects have to hold, so that one which fails refutes it in part.
public struct Verdict: Hashable, Sendable {
  private let effects: Int
  private let holding: Int
  private let failing: Int

  package init(_ effects: [Effect], in family: EffectFamily) {
    let standings = effects.map { $0.standing(in: family) }
    self.effects = effects.count
    (holding, failing) = (standings.count { $0 == .holds }, standings.count { $0 == .fails })
  }

  private var open: Int { effects - holding - failing }

  public var isSettled: Bool { open == 0 }

  /// In a word or three.
  public var name: String {
    if failing == effects { return "refuted" }
    return failing > 0 ? "refuted in part" : open > 0 ? "open" : "reproduced"
  }

  /// What the name leaves out, e.g. ": of 9 effects 6 hold, 2 fail, 1 is open"; empty if all effects stand alike.
  public var counts: String {
    let parts = [(holding, "holds", "hold"), (failing, "fails", "fail"), (open, "is open", "are open")]
    guard !parts.contains(where: { $0.0 == effects }) else { return "" }
    let texts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return ": of \(effects) effects \(texts.joined(separator: ", "))"
  }

  public var text: String { name + counts }
}
