import Foundation

/// Tells the likely mistake from wrong numbers: known mistakes first, then what such mistakes have in common.
enum Diagnosis {
  /// - Parameters:
  ///   - known: what known mistakes give instead.
  ///   - cases: in the minibatch; a usual factor to forget.
  static func sentence(
    _ numbers: Numbers, right: Numbers, known: [KnownAnswers.Mistake], tolerance: Tolerance, cases: Int
  ) -> String {
    let loose = Tolerance(relative: tolerance.relative * 3, absolute: tolerance.absolute * 3)
    for mistake in known where !tolerance.accepts(mistake.numbers, for: right) {
      if loose.accepts(numbers, for: mistake.numbers) { return mistake.sentence }
    }
    guard numbers.rows == right.rows && numbers.columns == right.columns else {
      return "the shape is \(numbers.rows) × \(numbers.columns) instead of \(right.rows) × \(right.columns)"
    }
    return general(numbers, right: right, tolerance: loose, cases: cases)
  }

  private static func general(_ numbers: Numbers, right: Numbers, tolerance: Tolerance, cases: Int) -> String {
    func fits(_ function: (Double) -> Double) -> Bool { tolerance.accepts(numbers, for: right.map(function)) }
    if zip(numbers.values, right.values).contains(where: { !$0.isFinite && $1.isFinite }) {
      return "a number that should be finite is not: something overflows, or 0 is divided by 0"
    }
    if numbers.values.allSatisfy({ $0 == 0 }) { return "all numbers are 0, as if nothing had been written" }
    if fits({ -$0 }) { return "the sign is flipped" }
    if right.isTable, tolerance.accepts(numbers, for: right.transposed) { return "transposed" }
    if let factor = factor(of: numbers, over: right, tolerance) { return sentence(factor: factor, cases: cases) }
    if fits({ $0 * $0 }) { return "this is the square of what it should be: variance for standard deviation?" }
    if fits({ $0.squareRoot() }) { return "this is the square root of what it should be" }
    return ""
  }

  /// The number that all are multiplied by, if there is one.
  private static func factor(of numbers: Numbers, over right: Numbers, _ tolerance: Tolerance) -> Double? {
    guard let largest = right.values.indices.max(by: { abs(right.values[$0]) < abs(right.values[$1]) }),
      right.values[largest] != 0, right.values.count > 1
    else { return nil }
    let factor = numbers.values[largest] / right.values[largest]
    return tolerance.accepts(numbers, for: right.map { $0 * factor }) ? factor : nil
  }

  private static func sentence(factor: Double, cases: Int) -> String {
    let count = Double(cases)
    if abs(factor / count - 1) < 1e-3 { return "\(cases) times too large: divide by the batch size" }
    if abs(factor * count - 1) < 1e-3 { return "\(cases) times too small: the batch size divides once too often" }
    if abs(factor / (count * -1) - 1) < 1e-3 { return "the sign is flipped, and the batch size is missing" }
    let size = String(format: "%.4g", factor)
    return "all numbers are \(size) times what they should be"
  }
}
