import Experiments
import Foundation
import Plotting

/// What is told of a number that was measured once for each seed: its centre, and the ends of bands and whiskers.
///
/// Fewer than five seeds say little of others: their median stands with the lowest and the highest of them. From five on it is their
/// mean with its 95 % interval by Student's t, on a scale on which no end can be impossible: with m the mean, s the standard deviation
/// and h = t·s/√n, an interval of shares is logit m ± h/(m(1 − m)), one of positive numbers m·exp(±h/m), any other m ± h (the delta
/// method, e.g. Agresti, Categorical Data Analysis, section 3.1.6).
package struct SeedSpread: Hashable, Sendable {
  /// What values are possible.
  package enum Scale: Hashable, Sendable {
    case any
    case positive
    /// Between 0 and 1, such as error rates.
    case share
  }

  /// From so many seeds on there is an interval.
  package static let fewestOfInterval = 5

  /// Those that are finite.
  package let values: [Double]
  /// NaN without values.
  package let center: Double
  /// Nil for fewer than two values.
  package let ends: ClosedRange<Double>?
  /// Whether the ends are those of a 95 % interval, and not the lowest and the highest value.
  package let isInterval: Bool

  /// - Parameter isRobust: whether a seed that is far from the others makes no mean; see ``Strays``.
  package init(_ values: [Double], scale: Scale = .any, isRobust: Bool = false) {
    let values = values.filter(\.isFinite)
    self.values = values
    isInterval = values.count >= Self.fewestOfInterval && !(isRobust && Strays.exist(in: values))
    guard let low = values.min(), let high = values.max() else {
      (center, ends) = (.nan, nil)
      return
    }
    guard isInterval else {
      center = Strays.median(values)
      ends = values.count > 1 ? low...high : nil
      return
    }
    let interval = ConfidenceInterval(values)
    // A sum of equal numbers can be a little off.
    center = max(low, min(high, interval.mean))
    ends = Self.interval(around: center, halfWidth: interval.halfWidth ?? 0, scale: scale) ?? low...high
  }

  /// One for each place of several lists; those that end early count as far as they go.
  package static func columns(_ values: [[Double]], scale: Scale) -> [SeedSpread] {
    (0..<(values.map(\.count).max() ?? 0)).map { place in
      SeedSpread(values.compactMap { $0.indices.contains(place) ? $0[place] : nil }, scale: scale)
    }
  }

  /// Nil where the centre is at the end of what is possible, so that all values are equal.
  private static func interval(around mean: Double, halfWidth: Double, scale: Scale) -> ClosedRange<Double>? {
    switch scale {
    case .any: return mean - halfWidth...mean + halfWidth
    case .positive:
      guard mean > 0 else { return nil }
      let factor = exp(min(halfWidth / mean, 600))
      return mean / factor...mean * factor
    case .share:
      guard mean > 0, mean < 1 else { return nil }
      let (logit, half) = (log(mean / (1 - mean)), halfWidth / (mean * (1 - mean)))
      return 1 / (1 + exp(half - logit))...1 / (1 + exp(-half - logit))
    }
  }

  /// What stands in the place of a mean where one seed is far from the others, for those that show test errors; empty if that is nowhere.
  static func strayDefinition(_ spreads: [SeedSpread]) -> String {
    spreads.contains { $0.values.count >= fewestOfInterval && !$0.isInterval }
      ? "Where one seed is far from the others: median, and from the lowest to the highest. " : ""
  }

  /// Of dot plots, which have a stroke for what is a line elsewhere.
  package static let dotsAndStroke = "A dot for each seed; upright stroke"

  /// What lines, bands and whiskers of so many seeds are, for a figure's foot; empty for one seed.
  package static func definition(seeds: Int, scale: Scale, line: String = "Line", band: String = "band") -> String {
    guard seeds > 1 else { return "" }
    guard seeds >= fewestOfInterval else {
      return "\(line): median of the \(seeds) seeds; \(band): from the lowest to the highest. "
    }
    let name =
      switch scale {
      case .any: "Student's t"
      case .positive: "Student's t on the logarithmic scale"
      case .share: "Student's t on the logit scale"
      }
    return "\(line): mean of the \(seeds) seeds; \(band): its 95 % interval (\(name)). "
  }
}

extension SeedSpread {
  /// Centre and ends of shares in percent, e.g. "1.44 % (1.35 to 1.52)", or "1.44 % (95 %: 1.37 to 1.51)" from five seeds on.
  /// - Parameter notes: what else belongs into the parentheses.
  package func percentText(_ notes: [String] = []) -> String {
    guard center.isFinite else { return "–" }
    let parts = [endsText].compactMap { $0 } + notes
    return NumberText.percent(center) + (parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))")
  }

  /// E.g. "1.35 to 1.52"; nil for a single seed.
  package var endsText: String? {
    guard let ends else { return nil }
    let (low, high) = (
      NumberText.decimal(100 * ends.lowerBound, digits: 2), NumberText.decimal(100 * ends.upperBound, digits: 2)
    )
    if low == high { return "the same in all \(values.count) seeds" }
    return (isInterval ? "95 %: " : "") + "\(low) to \(high)"
  }

  /// Each seed's share in percent where these are few, e.g. "seeds: 1.44, 1.52, 1.35"; nil for one seed, for equal ones, and from five on.
  package var valuesText: String? {
    guard let ends, values.count < Self.fewestOfInterval, ends.lowerBound < ends.upperBound else { return nil }
    return "seeds: " + values.map { NumberText.decimal(100 * $0, digits: 2) }.joined(separator: ", ")
  }
}

extension Band {
  /// From end to end; of a single value no wider than a line.
  /// - Parameter factor: of all edges.
  package init(_ spreads: [SeedSpread], factor: Double = 1) {
    self.init(
      low: spreads.map { factor * ($0.ends?.lowerBound ?? $0.center) },
      high: spreads.map { factor * ($0.ends?.upperBound ?? $0.center) })
  }
}
