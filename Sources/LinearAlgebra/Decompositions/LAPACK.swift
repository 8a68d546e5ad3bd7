#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

#if canImport(Accelerate)
  typealias LAPACKInteger = __LAPACK_int
#else
  typealias LAPACKInteger = blasint
#endif

/// LAPACK sees a row-major matrix as its transpose: `columns` numbers in a column, and `rows` columns.
extension Matrix {
  /// The leading dimension, and at once the number of rows, of the transpose that LAPACK sees.
  var lapackRows: LAPACKInteger { LAPACKInteger(columns) }
  var lapackColumns: LAPACKInteger { LAPACKInteger(rows) }
}

/// Calls a routine of LAPACK twice, as its users must: first with a length of −1, to which it answers with the length of
/// the workspace that suits it, then with that workspace.
func withLAPACKWorkspace(
  _ name: String,
  _ routine: (
    _ work: UnsafeMutablePointer<Float>, _ length: UnsafePointer<LAPACKInteger>,
    _ status: UnsafeMutablePointer<LAPACKInteger>
  ) -> Void
) {
  MathLibrary.prepare()
  var (status, length) = (LAPACKInteger(0), LAPACKInteger(-1))
  var answer: Float = 0
  routine(&answer, &length, &status)
  precondition(status == 0, "\(name) refuses its arguments: \(status)")
  var work = [Float](repeating: 0, count: max(Int(answer), 1))
  length = LAPACKInteger(work.count)
  routine(&work, &length, &status)
  precondition(status == 0, "\(name) fails: \(status)")
}
