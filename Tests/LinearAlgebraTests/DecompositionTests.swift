import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct DecompositionTests {
  /// [[3, 0], [4, 5]] has the singular values √45 and √5.
  @Test func singularValuesOfAKnownMatrix() {
    for matrix in [
      Matrix(rows: 2, columns: 2, values: [3, 0, 4, 5]), Matrix(rows: 2, columns: 3, values: [3, 0, 0, 4, 5, 0]),
      Matrix(rows: 3, columns: 2, values: [3, 4, 0, 5, 0, 0]),
    ] {
      let values = matrix.singularValues
      #expect(values.count == 2)
      #expect(
        abs(values[0] - Float(45).squareRoot()) < 1e-5 && abs(values[1] - Float(5).squareRoot()) < 1e-5, "\(values)")
      #expect(matrix[0, 0] == 3, "the matrix itself was overwritten")
    }
  }

  @Test(arguments: [(30, 20), (20, 30), (200, 10)])
  func squaresOfSingularValuesAddUpToThoseOfTheElements(rows: Int, columns: Int) {
    let matrix = Matrix.patterned(rows, columns)
    let values = matrix.singularValues.map(Double.init)
    let squares = values.reduce(0) { $0 + $1 * $1 }
    #expect(values.count == min(rows, columns) && values == values.sorted(by: >))
    #expect(abs(squares / (matrix.norm * matrix.norm) - 1) < 1e-5)
  }

  @Test func emptyAndInfiniteMatrices() {
    #expect(Matrix(rows: 0, columns: 3).singularValues.isEmpty)
    let infinite = Matrix(rows: 2, columns: 2, values: [1, .infinity, 0, 1])
    #expect(infinite.singularValues.allSatisfy(\.isNaN) && !infinite.isFinite)
    #expect(Matrix(rows: 2, columns: 2).singularValues == [0, 0])
    // The squares overflow, the values do not.
    #expect(abs(Matrix(rows: 1, columns: 2, values: [3e30, 4e30]).singularValues[0] / 5e30 - 1) < 1e-6)
  }

  /// QR by hand: the columns (3, 4) and (1, 2) give (0.6, 0.8) and (−0.8, 0.6), both with a positive diagonal of R.
  @Test func orthonormalRowsOfAKnownMatrix() {
    let matrix = Matrix(rows: 2, columns: 2, values: [3, 4, 1, 2])
    matrix.orthonormalizeRows()
    let right = Matrix(rows: 2, columns: 2, values: [0.6, 0.8, -0.8, 0.6])
    #expect(matrix.worstDifference(to: right).size < 1e-6)
  }

  @Test(arguments: [1, 15, 16, 17, 100])
  func meanAndVariance(width: Int) {
    let matrix = Matrix.patterned(7, width)
    let values = matrix.values.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(matrix.mean - mean) < 1e-6 && abs(matrix.variance - variance) < 1e-5 * variance + 1e-9)
  }
}
