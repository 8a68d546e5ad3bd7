import Foundation

/// The limits of an axis that one series of values far beyond all others does not decide.
///
/// A series that has exploded would press all others into a line at the foot of the plot. It is left out of the limits if these
/// become shorter without it by more than a plot can make good for; what then lies outside is an arrow at the edge.
package enum RobustLimits {
  /// How many times longer a linear axis may become by one series.
  private static let mostTimes = 50.0
  /// How many powers of ten longer a logarithmic axis may become, at its upper end, by one series.
  private static let mostDecades = 12.0

  /// The values that decide the limits.
  /// - Parameter series: the values of each, in any order.
  package static func values(_ series: [[Double]], scale: Axis.Scale) -> [Double] {
    var kept = series.map { $0.filter { $0.isFinite && (scale == .linear || $0 > 0) } }.filter { !$0.isEmpty }
    while kept.count > 1 {
      guard let furthest = kept.indices.max(by: { magnitude(kept[$0]) < magnitude(kept[$1]) }) else { break }
      let others = kept.indices.filter { $0 != furthest }.flatMap { kept[$0] }
      guard isErased(others, by: kept[furthest], scale: scale) else { break }
      kept.remove(at: furthest)
    }
    return kept.flatMap { $0 }
  }

  // MARK: Single values

  /// How many times longer a row's outermost value may make the axis.
  private static let mostTimesOfOne = 2.0
  /// Of fewer values none is an exception.
  private static let fewest = 5

  /// The values of several rows without single ones that lie far beyond all others, a fifth of a row at most.
  /// - Parameter marks: what else the axis shows.
  package static func withoutStrays(_ rows: [[Double]], marks: [Double], scale: Axis.Scale) -> [[Double]] {
    func place(_ value: Double) -> Double { scale == .logarithmic ? log10(value) : value }
    var kept = rows.map { row in row.filter { place($0).isFinite } }
    let marks = marks.map(place).filter(\.isFinite)
    func span(without index: Int? = nil, _ stray: Double = .nan) -> Double {
      var places = marks
      for (row, values) in kept.enumerated() {
        places += values.filter { row != index || $0 != stray }.map(place)
      }
      return (places.max() ?? 0) - (places.min() ?? 0)
    }
    while true {
      let whole = span()
      let stray = kept.indices.lazy.flatMap { row in
        [kept[row].min(), kept[row].max()].compactMap { $0 }.map { (row, $0) }
      }
      .first { row, value in
        let count = rows[row].count
        let isException = count >= fewest && 5 * (count - kept[row].count + 1) <= count
        return isException && whole > mostTimesOfOne * span(without: row, value) && span(without: row, value) > 0
      }
      guard let (row, value) = stray else { return kept }
      kept[row].removeAll { $0 == value }
    }
  }

  private static func magnitude(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }

  private static func isErased(_ others: [Double], by values: [Double], scale: Axis.Scale) -> Bool {
    guard let low = others.min(), let high = others.max() else { return false }
    let (lowest, highest) = (min(low, values.min() ?? low), max(high, values.max() ?? high))
    if scale == .logarithmic { return log10(highest) - log10(high) > mostDecades }
    // Of equal numbers the magnitude tells what is far from them; zeros alone lose nothing.
    let span = max(high - low, 0.05 * max(abs(low), abs(high)))
    return span > 0 && highest - lowest > mostTimes * span
  }
}
