import LinearAlgebra

extension RestrictedBoltzmannMachine {
  /// How much each hidden unit tells the cases apart, in nats: the standard deviation over cases of softplus(cⱼ + Σᵢ vᵢwᵢⱼ), which
  /// is a binary unit's term in −F(v); of others the standard deviation of their means. A unit that says the same of every case has 0, however large its weights are.
  ///
  /// - Parameter cases: cases × visible; none gives 0 for every unit.
  public func hiddenUsefulness(of cases: CaseTable, batchSize: Int = 500) -> [Double] {
    var (sums, squares) = ([Double](repeating: 0, count: hiddenUnits), [Double](repeating: 0, count: hiddenUnits))
    let (visible, terms) = (
      Matrix(rows: batchSize, columns: visibleUnits), Matrix(rows: batchSize, columns: hiddenUnits)
    )
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let rows = 0..<min(batchSize, cases.count - start)
      cases.gather(from: start, into: visible.rows(rows))
      hiddenInputs(of: visible.rows(rows), into: terms.rows(rows))
      if hiddenKind == .bernoulli {
        terms.rows(rows).applySoftplus(bias: hiddenBias)
      } else {
        hiddenLayer.applyMeans(to: terms.rows(rows))
      }
      for row in rows {
        for unit in 0..<hiddenUnits {
          let term = Double(terms.pointer[row * hiddenUnits + unit])
          sums[unit] += term
          squares[unit] += term * term
        }
      }
    }
    let count = Double(max(cases.count, 1))
    return zip(sums, squares).map { max($1 / count - ($0 / count) * ($0 / count), 0).squareRoot() }
  }
}
