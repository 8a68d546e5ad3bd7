import Foundation
import LinearAlgebra

/// What a student's function gave, as a table of numbers.
public struct Numbers: Codable, Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public let values: [Double]

  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(rows * columns == values.count, "\(values.count) numbers do not fill \(rows) × \(columns)")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  public init(_ values: [Double]) { self.init(rows: 1, columns: values.count, values: values) }

  public init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns, values: matrix.values.map(Double.init))
  }

  /// All numbers of some matrices, one after the other.
  public init(_ matrices: [Matrix]) { self.init(matrices.flatMap { $0.values.map(Double.init) }) }

  var isTable: Bool { rows > 1 && columns > 1 }

  /// The same numbers with rows and columns exchanged, in the same shape.
  var transposed: Numbers {
    Numbers(
      rows: rows, columns: columns,
      values: (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } })
  }

  func map(_ function: (Double) -> Double) -> Numbers {
    Numbers(rows: rows, columns: columns, values: values.map(function))
  }

  /// Where a number stands, for people.
  func place(_ index: Int) -> String {
    rows == 1 ? "number \(index + 1)" : "row \(index / columns + 1), column \(index % columns + 1)"
  }

  /// With twelve digits, or fewer where single precision had no more.
  var rounded: Numbers {
    map { value in
      let short = Double("\(Float(value))") ?? value
      return !value.isFinite || Double(Float(value)) == value ? short : Double(String(format: "%.12g", value)) ?? value
    }
  }
}

/// How far a number may lie from the right one: relative · |right| + absolute.
public struct Tolerance: Codable, Sendable {
  public let relative: Double
  public let absolute: Double

  /// What single precision brings, with room for another order of additions.
  public static let singlePrecision = Tolerance(relative: 1e-4, absolute: 1e-5)

  public init(relative: Double, absolute: Double) { (self.relative, self.absolute) = (relative, absolute) }

  func accepts(_ value: Double, for right: Double) -> Bool {
    if right.isNaN { return value.isNaN }
    if right.isInfinite || value.isInfinite { return value == right }
    return abs(value - right) <= relative * abs(right) + absolute
  }

  func accepts(_ numbers: Numbers, for right: Numbers) -> Bool {
    numbers.rows == right.rows && numbers.columns == right.columns
      && zip(numbers.values, right.values).allSatisfy { accepts($0, for: $1) }
  }

  var text: String { "\(relative)·|expected| + \(absolute)" }
}
