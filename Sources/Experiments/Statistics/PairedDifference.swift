import Foundation

/// By how much one arm's errors exceed another's, from the seeds that both have: what a seed does to both drops out of the difference.
package struct PairedDifference: Hashable, Sendable {
  package enum Verdict: String, Codable, Sendable {
    case fewer, more
    /// Nearer to each other than ``margin``.
    case alike
    case open
  }

  /// Differences of shares smaller than this one are of no consequence: a tenth of a point.
  package static let margin = 0.001

  /// First less second, in the order of the seeds.
  package let values: [Double]
  package let seeds: [UInt64]
  /// The mean; the median of fewer than five seeds, and where one of them is far from the others.
  package let center: Double
  /// The interval of its family's level, or from the lowest to the highest value where there is none; nil for fewer than two values.
  package let ends: ClosedRange<Double>?
  package let isInterval: Bool
  /// Whether ``center`` is a median.
  package let isMedian: Bool

  package init(_ pairs: [(seed: UInt64, first: Double, second: Double)], family: EffectFamily) {
    let pairs = pairs.filter { ($0.first - $0.second).isFinite }
    (seeds, values) = (pairs.map(\.seed), pairs.map { $0.first - $0.second })
    let estimate = Self.estimate(values, family)
    isMedian = estimate.isMedian
    isInterval = estimate.interval != nil
    center = estimate.center
    ends = estimate.interval ?? Self.range(values)
  }

  private typealias Estimate = (center: Double, interval: ClosedRange<Double>?, isMedian: Bool)

  private static func estimate(_ values: [Double], _ family: EffectFamily) -> Estimate {
    if !family.isSequential && Strays.exist(in: values) {
      return (Strays.median(values), medianInterval(values, confidence: family.confidence), true)
    }
    guard family.isSequential || values.count >= fewestOfInterval, let interval = family.interval(values) else {
      return (Strays.median(values), nil, true)
    }
    return (interval.mean, interval.low...interval.high, false)
  }

  /// From so many seeds on there is an interval.
  private static let fewestOfInterval = 5

  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    guard values.count > 1, let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }

  /// The shortest of the exact intervals of the median that end at the k-th value from below and from above, from which it escapes with
  /// probability 2·P(Binomial(n, ½) < k); nil if there are too few values.
  private static func medianInterval(_ values: [Double], confidence: Double) -> ClosedRange<Double>? {
    let sorted = values.sorted()
    let count = values.count
    var (term, below, place) = (pow(0.5, Double(count)), 0.0, 0)
    while place < count / 2, 2 * (below + term) <= 1 - confidence {
      below += term
      place += 1
      term *= Double(count - place + 1) / Double(place)
    }
    return place > 0 ? sorted[place - 1]...sorted[count - place] : nil
  }

  /// What the seeds say, if they are enough to say it.
  package var verdict: Verdict {
    guard let ends, isInterval else { return .open }
    if ends.upperBound < 0 { return .fewer }
    if ends.lowerBound > 0 { return .more }
    return -Self.margin < ends.lowerBound && ends.upperBound < Self.margin ? .alike : .open
  }
}
