import Foundation
import LinearAlgebra

/// Measures of a matrix of signals, cases × units.
extension Matrix {
  /// How many directions the rows make use of: e^H, with the entropy H = −Σ p log p of the singular values as shares of their
  /// sum, p = σ/Σσ; Roy & Vetterli (2007), "The effective rank". From 1 to the rank; 0 for a matrix of zeros, NaN if a number is
  /// not finite. The mean is not taken away first.
  public var effectiveRank: Double {
    let values = singularValues.map(Double.init)
    let sum = values.reduce(0, +)
    guard sum != 0 else { return 0 }
    let entropy = values.reduce(0) { $1 == 0 ? $0 : $0 - $1 / sum * log($1 / sum) }
    return exp(entropy)
  }

  /// The mean of a·b/(‖a‖‖b‖) over the pairs of rows 0 and 1, 2 and 3, and so on, which share no row. Pairs with a row of zeros
  /// have no angle and do not count; NaN if no pair counts.
  public var meanCosine: Double {
    var (sum, count) = (0.0, 0)
    for row in stride(from: 0, to: rows - 1, by: 2) {
      let (a, b) = (rows(row..<row + 1), rows(row + 1..<row + 2))
      let lengths = a.norm * b.norm
      guard lengths != 0 else { continue }
      sum += zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) } / lengths
      count += 1
    }
    return sum / Double(count)
  }

  var elements: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: pointer, count: count) }

  func share(_ condition: (Float) -> Bool) -> Double {
    Double(elements.count(where: condition)) / Double(max(count, 1))
  }

  var shareOfZeroColumns: Double {
    let zero = (0..<columns).count { column in (0..<rows).allSatisfy { pointer[$0 * columns + column] == 0 } }
    return Double(zero) / Double(max(columns, 1))
  }
}
