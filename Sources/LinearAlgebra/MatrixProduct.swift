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
  let product = Product(
    a: a.matrix, transposesA: a.isTransposed, b: b.matrix, transposesB: b.isTransposed, depth: k, result: result,
    scale: scale, keeping: keeping)
  let parts = ProductParts(m, n, k, threads: ThreadTeam.threads)
  ThreadTeam.forEachPart(parts.count) { part in
    product.compute(rows: parts.rows[part / parts.columns.count], columns: parts.columns[part % parts.columns.count])
  }
}

/// result ← scale · a · b + keeping · result, of which each part can be computed by itself.
struct Product {
  let a: Matrix
  let transposesA: Bool
  let b: Matrix
  let transposesB: Bool
  let depth: Int
  let result: Matrix
  var scale: Float = 1
  var keeping: Float = 0

  func compute(rows: Range<Int>, columns: Range<Int>) {
    let left = a.pointer + rows.lowerBound * (transposesA ? 1 : a.columns)
    let right = b.pointer + columns.lowerBound * (transposesB ? b.columns : 1)
    cblas_sgemm(
      CblasRowMajor, transposesA ? CblasTrans : CblasNoTrans, transposesB ? CblasTrans : CblasNoTrans,
      BLASInteger(rows.count), BLASInteger(columns.count), BLASInteger(depth), scale, left, BLASInteger(a.columns),
      right, BLASInteger(b.columns), keeping, result.pointer + rows.lowerBound * result.columns + columns.lowerBound,
      BLASInteger(result.columns))
  }
}

/// The next multiple of four: OpenBLAS multiplies 12 rows in less time than 10. Whoever can lend a product a few rows more,
/// whatever stands in them, should.
public func fastProductRows(_ cases: Int) -> Int { (cases + 3) & ~3 }

#if canImport(Accelerate)
  private typealias BLASInteger = __LAPACK_int
#else
  private typealias BLASInteger = blasint
#endif
