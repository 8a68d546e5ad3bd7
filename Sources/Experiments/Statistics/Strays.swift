/// Numbers of which one is so far from the others that a mean would tell of it alone.
package enum Strays {
  /// Of fewer nobody can say what is usual.
  private static let fewest = 5

  /// Whether a number is more than 10 + 1700/n² times as far from the median as half of the n numbers are. The factor is fitted to simulations:
  /// of normal numbers it finds a stray in one of a thousand samples of five, and in fewer of more.
  package static func exist(in values: [Double]) -> Bool {
    guard values.count >= fewest else { return false }
    let middle = median(values)
    let distances = values.map { abs($0 - middle) }
    let usual = median(distances)
    let factor = 10 + 1700 / Double(values.count * values.count)
    return usual > 0 && distances.contains { $0 > factor * usual }
  }

  /// NaN of none.
  package static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2
  }
}
