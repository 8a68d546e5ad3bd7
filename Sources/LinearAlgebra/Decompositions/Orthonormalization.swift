#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension Matrix {
  /// Makes the rows, of which there are at most as many as columns, orthonormal: self ← Qᵀ, for selfᵀ = QR.
  ///
  /// R's diagonal is made positive, which makes the factorisation unique. A Q of unspecified signs would follow the habits of
  /// the library; Mezzadri (2007), "How to generate random matrices from the classical compact groups", section 5.
  public func orthonormalizeRows() {
    precondition(rows <= columns, "\(rows) rows of \(columns) numbers cannot be orthonormal")
    guard rows > 0 else { return }
    var (m, n, k, stride) = (lapackRows, lapackColumns, lapackColumns, lapackRows)
    var tau = [Float](repeating: 0, count: rows)
    withLAPACKWorkspace("sgeqrf") { work, length, status in
      sgeqrf_(&m, &n, pointer, &stride, &tau, work, length, status)
    }
    let signs = (0..<rows).map { pointer[$0 * columns + $0] < 0 ? Float(-1) : 1 }
    withLAPACKWorkspace("sorgqr") { work, length, status in
      sorgqr_(&m, &n, &k, pointer, &stride, &tau, work, length, status)
    }
    for (row, sign) in signs.enumerated() { rows(row..<row + 1).scale(by: sign) }
  }
}
