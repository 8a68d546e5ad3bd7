import Foundation

/// A labelled place on an axis.
struct Tick: Hashable, Sendable {
  let value: Double
  let label: String
}

/// The labelled and the unlabelled ticks of an axis.
struct Ticks: Hashable, Sendable {
  var major: [Tick]
  var minor: [Double]
}

extension Ticks {
  /// At most `count` ticks at multiples of 1, 2 or 5 times a power of ten, all within the range; more where there would
  /// be fewer than two. With `countsWholes` no tick stands between whole numbers, however few there are.
  static func linear(_ range: ClosedRange<Double>, atMost count: Int, countsWholes: Bool = false) -> Ticks {
    let span = range.upperBound - range.lowerBound
    var exponent = Int(floor(log10(span / Double(max(2, count))))) - 1
    if countsWholes { exponent = max(exponent, 0) }
    var finer: [Int] = []
    var finerExponent = exponent
    while true {
      for mantissa in [1, 2, 5] {
        let multiples = multiples(of: power(exponent) * Double(mantissa), in: range)
        if multiples.count < 2, !finer.isEmpty || !countsWholes {
          return Ticks(major: labelled(finer, exponent: finerExponent), minor: [])
        }
        (finer, finerExponent) = (multiples.map { $0 * mantissa }, exponent)
        if multiples.count <= max(2, count) { return Ticks(major: labelled(finer, exponent: exponent), minor: []) }
      }
      exponent += 1
    }
  }

  /// Ticks at powers of ten, at most `count` of them labelled, with unlabelled ones at 2 … 9 times each power. A range
  /// that holds fewer than two powers has ticks at 2 and 5 times a power too, and a shorter one has linear ticks.
  static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    let count = max(2, count)
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(ceil(log10(range.upperBound)))
    let powers = (first...last).filter { holds(range, power($0)) }
    let parts = last - first > 12 ? [] : (first...last).flatMap { power in (2...9).map { (power: power, factor: $0) } }
    let minor = parts.filter { holds(range, Double($0.factor) * power($0.power)) }
    if powers.count >= 2 {
      let stride = (powers.count + count - 1) / count
      let labelled = powers.filter { $0.isMultiple(of: stride) }
      let rest = powers.filter { !$0.isMultiple(of: stride) }.map(power)
      let between = minor.map { Double($0.factor) * power($0.power) }
      return Ticks(major: decades(labelled), minor: stride == 1 ? between : rest)
    }
    let some = (first...last).flatMap { power in [1, 2, 5].map { (power: power, factor: $0) } }
      .filter { holds(range, Double($0.factor) * power($0.power)) }
    guard some.count >= 2 else { return linear(range, atMost: count) }
    let major = some.map { Tick(value: Double($0.factor) * power($0.power), label: plain($0.factor, $0.power)) }
    let minorValues = minor.filter { ![2, 5].contains($0.factor) }.map { Double($0.factor) * power($0.power) }
    return Ticks(major: major, minor: minorValues)
  }

  /// Ticks at given values, those within the range.
  static func at(_ values: [Double], in range: ClosedRange<Double>) -> Ticks {
    let shown = values.filter { range.contains($0) }
    return Ticks(major: shown.map { Tick(value: $0, label: NumberStyle.short($0)) }, minor: [])
  }

  private static func holds(_ range: ClosedRange<Double>, _ value: Double) -> Bool {
    value >= range.lowerBound * (1 - 1e-9) && value <= range.upperBound * (1 + 1e-9)
  }

  private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

  /// The whole numbers whose product with the step lies in the range, give or take a rounding error.
  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Int] {
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    return first <= last ? Array(first...last) : []
  }
}

extension Ticks {
  /// Ticks at whole numbers times a power of ten, written alike.
  private static func labelled(_ wholes: [Int], exponent: Int) -> [Tick] {
    let values = wholes.map { exponent < 0 ? Double($0) / power(-exponent) : Double($0) * power(exponent) }
    let largest = values.reduce(0) { max($0, abs($1)) }
    let style = NumberStyle(largest: largest, exponent: exponent)
    return values.map { Tick(value: $0, label: style.string($0)) }
  }

  /// Powers of ten, written out where all of them are short.
  private static func decades(_ exponents: [Int]) -> [Tick] {
    let isShort = exponents.allSatisfy { (-3...4).contains($0) }
    return exponents.map { exponent in
      Tick(
        value: power(exponent),
        label: isShort || exponent == 0 ? plain(1, exponent) : "10" + NumberStyle.superscript(exponent))
    }
  }

  private static func plain(_ factor: Int, _ exponent: Int) -> String {
    if (-4...5).contains(exponent) {
      return NumberStyle.fixed(Double(factor) * power(exponent), decimals: max(0, -exponent))
    }
    return (factor == 1 ? "" : "\(factor)×") + "10" + NumberStyle.superscript(exponent)
  }
}
