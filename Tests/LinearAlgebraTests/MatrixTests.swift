import Testing

@testable import LinearAlgebra

extension Matrix {
  /// Small whole numbers and halves that differ from place to place, for tests.
  static func patterned(_ rows: Int, _ columns: Int, step: Int = 7) -> Matrix {
    Matrix(rows: rows, columns: columns, values: (0..<rows * columns).map { Float(($0 * step) % 23 - 11) / 4 })
  }

  /// The greatest difference to another matrix, and where.
  func worstDifference(to other: Matrix) -> (size: Float, row: Int, column: Int) {
    precondition(hasShape(of: other))
    var worst: (size: Float, row: Int, column: Int) = (0, 0, 0)
    for row in 0..<rows {
      for column in 0..<columns {
        let size = abs(self[row, column] - other[row, column])
        if !(size <= worst.size) { worst = (size, row, column) }
      }
    }
    return worst
  }
}

@Suite struct MatrixTests {
  @Test func startsAtZeroAndIsRowMajor() {
    let m = Matrix(rows: 2, columns: 3)
    #expect(m.values == [0, 0, 0, 0, 0, 0])
    m[1, 0] = 5
    #expect(m.pointer[3] == 5)
    #expect(Int(bitPattern: m.pointer) % 64 == 0)
  }

  @Test func rowsShareAndCopiesDoNot() {
    let m = Matrix.patterned(4, 3)
    let copy = m.copy()
    let view = m.rows(1..<3)
    view[0, 2] = 99
    #expect(m[1, 2] == 99)
    #expect(copy[1, 2] != 99)
    #expect(view.rows == 2 && view.columns == 3)
  }

  @Test func viewsKeepTheirStorageAlive() {
    let view = Matrix.patterned(100, 100).rows(99..<100)
    #expect(view.values == Array(Matrix.patterned(100, 100).values.suffix(100)))
  }
}

@Suite struct MatrixProductTests {
  /// The product by its definition, in double precision.
  static func product(_ a: Matrix, _ b: Matrix, transposeA: Bool, transposeB: Bool) -> Matrix {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let n = transposeB ? b.rows : b.columns
    let result = Matrix(rows: m, columns: n)
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for l in 0..<k {
          sum += Double(transposeA ? a[l, i] : a[i, l]) * Double(transposeB ? b[j, l] : b[l, j])
        }
        result[i, j] = Float(sum)
      }
    }
    return result
  }

  @Test(arguments: [(1, 1, 1), (2, 3, 4), (17, 5, 33), (100, 10, 64)])
  func agreesWithTheDefinition(m: Int, n: Int, k: Int) {
    let a = Matrix.patterned(m, k)
    let aStored = Matrix.patterned(k, m, step: 5)
    let b = Matrix.patterned(k, n, step: 11)
    let bStored = Matrix.patterned(n, k, step: 3)
    let result = Matrix(rows: m, columns: n)
    // Quarters multiply and add exactly in single precision, so the results must be equal to the bit.
    multiply(a, b, into: result)
    #expect(result.values == Self.product(a, b, transposeA: false, transposeB: false).values)
    multiply(a, bStored.transposed, into: result)
    #expect(result.values == Self.product(a, bStored, transposeA: false, transposeB: true).values)
    multiply(aStored.transposed, b, into: result)
    #expect(result.values == Self.product(aStored, b, transposeA: true, transposeB: false).values)
    multiply(aStored.transposed, bStored.transposed, into: result)
    #expect(result.values == Self.product(aStored, bStored, transposeA: true, transposeB: true).values)
  }

  @Test func scalesAndKeeps() {
    let (a, b) = (Matrix.patterned(3, 4), Matrix.patterned(4, 2))
    let result = Matrix(rows: 3, columns: 2)
    result.fill(8)
    multiply(a, b, into: result, scale: 2, keeping: 0.5)
    let plain = Self.product(a, b, transposeA: false, transposeB: false)
    #expect(result.values == plain.values.map { 2 * $0 + 4 })
  }

  @Test func whatIsNotKeptIsNotRead() {
    let (a, b) = (Matrix.patterned(3, 4), Matrix.patterned(4, 2))
    let result = Matrix(rows: 3, columns: 2)
    result.fill(.nan)
    multiply(a, b, into: result)
    #expect(result.values.allSatisfy { $0.isFinite })
  }
}
