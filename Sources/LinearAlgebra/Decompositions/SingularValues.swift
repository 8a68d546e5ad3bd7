#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension Matrix {
  /// The singular values, the greatest first; as many as there are rows or columns, whichever are fewer.
  ///
  /// All are NaN if a number of the matrix is not finite.
  public var singularValues: [Float] {
    var values = [Float](repeating: .nan, count: min(rows, columns))
    // With numbers that are not finite, LAPACK's iterations need not come to an end.
    guard !values.isEmpty, isFinite else { return values }
    // The transpose, which LAPACK sees, has the same singular values. It is overwritten.
    let contents = copy()
    var (m, n, stride) = (lapackRows, lapackColumns, lapackRows)
    // No singular vectors are asked for.
    var (left, right) = ((vectors: Float(0), stride: LAPACKInteger(1)), (vectors: Float(0), stride: LAPACKInteger(1)))
    var integers = [LAPACKInteger](repeating: 0, count: 8 * values.count)
    withLAPACKWorkspace("sgesdd") { work, length, status in
      #if canImport(Accelerate)
        sgesdd_(
          "N", &m, &n, contents.pointer, &stride, &values, &left.vectors, &left.stride, &right.vectors, &right.stride,
          work, length, &integers, status)
      #else
        sgesdd_(
          "N", &m, &n, contents.pointer, &stride, &values, &left.vectors, &left.stride, &right.vectors, &right.stride,
          work, length, &integers, status, 1)
      #endif
    }
    return values
  }
}
