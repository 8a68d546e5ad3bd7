#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// What can stand on the right-hand side of a product: a matrix, or its transpose.
public protocol MatrixOperand {
  var matrix: Matrix { get }
  var isTransposed: Bool { get }
}

extension MatrixOperand {
  var productRows: Int { isTransposed ? matrix.columns : matrix.rows }
  var productColumns: Int { isTransposed ? matrix.rows : matrix.columns }
}

extension Matrix: MatrixOperand {
  public var matrix: Matrix { self }
  public var isTransposed: Bool { false }

  /// This matrix with rows and columns exchanged, as an operand of a product; nothing is moved in memory.
  public var transposed: TransposedMatrix { TransposedMatrix(matrix: self) }
}

/// A matrix that a product reads with its rows and columns exchanged.
public struct TransposedMatrix: MatrixOperand {
  public let matrix: Matrix
  public var isTransposed: Bool { true }
}

/// result ← scale · a · b + keeping · result
///
/// - Parameters:
///   - a: m × k.
///   - b: k × n.
///   - result: m × n; may not share memory with `a` or `b`.
///   - scale: factor of the new product.
///   - keeping: share of the old contents that stays. At 0 they are not read, so they may be anything.
public func multiply(
  _ a: some MatrixOperand, _ b: some MatrixOperand, into result: Matrix, scale: Float = 1, keeping: Float = 0
) {
  let (m, n, k) = (a.productRows, b.productColumns, a.productColumns)
  precondition(
    k == b.productRows && m == result.rows && n == result.columns,
    "cannot multiply \(m) × \(k) by \(b.productRows) × \(n) into \(result.rows) × \(result.columns)")
  guard m > 0, n > 0, k > 0 else { return }
  MathLibrary.prepare()
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
    BLASInteger(m), BLASInteger(n), BLASInteger(k), scale, a.matrix.pointer, BLASInteger(a.matrix.columns),
    b.matrix.pointer, BLASInteger(b.matrix.columns), keeping, result.pointer, BLASInteger(n))
}

/// The next multiple of four: OpenBLAS multiplies 12 rows in less time than 10. Whoever can lend a product a few rows more,
/// whatever stands in them, should.
public func fastProductRows(_ cases: Int) -> Int { (cases + 3) & ~3 }

#if canImport(Accelerate)
  private typealias BLASInteger = __LAPACK_int
#else
  private typealias BLASInteger = blasint
#endif
