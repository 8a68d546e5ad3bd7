import Experiments
import Foundation
import Reporting

extension PerSeed<Double> {
  /// Of differences, or of numbers of any other kind but ratios.
  var text: String { text(ofRatios: false) }

  /// E.g. "0.110 [0.099, 0.121]" from five seeds on; of fewer, or where there is no interval, the value of each seed.
  func text(ofRatios areRatios: Bool, in family: EffectFamily = EffectFamily()) -> String {
    guard count >= Self.fewestForInterval, let (mean, low, high) = interval(ofRatios: areRatios, in: family) else {
      return valuesText
    }
    // One style for all three, so that they can be compared at sight.
    guard let digits = Self.decimals(step: min(mean - low, high - mean), largest: max(abs(low), abs(high))) else {
      return "\(Effect.text(mean)) [\(Effect.text(low)), \(Effect.text(high))]"
    }
    let texts = [mean, low, high].map { NumberText.decimal($0, digits: digits) }
    return "\(texts[0]) [\(texts[1]), \(texts[2])]"
  }

  /// An interval from fewer seeds is wider than what it is about.
  private static var fewestForInterval: Int { 5 }

  /// What ``text`` shows, for the title of a table.
  var measure: String {
    count >= Self.fewestForInterval ? "mean and 95 % interval" : "seed by seed"
  }

  private var valuesText: String {
    let sizes = values.map(abs)
    let spread = (values.max() ?? 0) - (values.min() ?? 0)
    guard let largest = sizes.max(), let smallest = sizes.min(), smallest > 0.01 * largest,
      let digits = Self.decimals(step: spread, largest: largest)
    else { return values.map { Effect.text($0, digits: 4) }.joined(separator: ", ") }
    return values.map { NumberText.decimal($0, digits: digits) }.joined(separator: ", ")
  }

  /// How many decimals show a step with two digits; nil if numbers so large or so far apart are better written each for itself.
  private static func decimals(step: Double, largest: Double) -> Int? {
    guard step > 0, step.isFinite, Effect.isOrdinary(largest) else { return nil }
    return min(max(1 - Int(log10(step).rounded(.down)), 0), 6)
  }
}

extension Effect {
  func measuredText(in family: EffectFamily = EffectFamily()) -> String {
    PerSeed(values).text(ofRatios: isRatio, in: family)
  }

  /// Limits as they are, never rounded: a rounded one could stand on the other side of what was measured.
  var claimedText: String {
    switch criterion {
    case .above(let limit): "above \(Self.exact(limit))"
    case .below(let limit): "below \(Self.exact(limit))"
    case .between(let low, let high): "\(Self.exact(low)) to \(Self.exact(high))"
    }
  }

  /// With so many digits that count, at least; "∞" for what diverged.
  static func text(_ value: Double, digits: Int) -> String {
    if value.isNaN { return "–" }
    if value.isInfinite { return value > 0 ? "∞" : "−∞" }
    let size = abs(value)
    guard size == 0 || isOrdinary(size) else { return NumberText.scientific(value) }
    // `%g` turns to powers of ten where a number has more digits than it shows.
    return size < pow(10, Double(digits)) - 0.5
      ? NumberText.significant(value, digits: digits) : NumberText.decimal(value, digits: 0)
  }

  /// With three digits that count.
  static func text(_ value: Double) -> String { text(value, digits: 3) }

  /// Whether a number is written without a power of ten.
  fileprivate static func isOrdinary(_ size: Double) -> Bool { size >= 1e-3 && size < 1e6 }

  /// As short as it can be without being another number.
  private static func exact(_ value: Double) -> String {
    let text = "\(value)".replacing("-", with: "−")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
