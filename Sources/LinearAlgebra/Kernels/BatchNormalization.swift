/// Batch normalisation of units, each over the cases of a minibatch; Ioffe & Szegedy (2015).
///
/// Shapes: matrices are cases × units, and vectors 1 × units.
extension Matrix {
  /// mean ← the mean of each column, and variance ← its mean squared distance from it; algorithm 1, first two lines.
  public func columnMoments(mean: Matrix, variance: Matrix) {
    precondition(mean.count == columns && variance.count == columns, "moments of the wrong length")
    let (x, m, v, share) = (pointer, mean.pointer, variance.pointer, 1 / Float(rows))
    sumRows(into: mean, scale: share)
    variance.fill(0)
    forEachRowWithinColumns { row, columnBlock in
      for column in columnBlock {
        let distance = x[row * columns + column] - m[column]
        v[column] += distance * distance
      }
    }
    variance.scale(by: share)
  }

  /// x̂ ← (self − mean) / √(variance + ε), and self ← scale ⊙ x̂; algorithm 1, last two lines, but for the shift.
  /// - Parameters:
  ///   - inverse: receives 1/√(variance + ε).
  ///   - normalized: receives x̂; may be self, where nothing is propagated back.
  public func normalizeColumns(
    mean: Matrix, variance: Matrix, epsilon: Float, scale: Matrix, inverse: Matrix, normalized: Matrix
  ) {
    precondition(normalized.hasShape(of: self), "normalised outputs and outputs differ in shape")
    precondition(
      mean.count == columns && variance.count == columns && scale.count == columns && inverse.count == columns,
      "moments or scale of the wrong length")
    let (m, r, g) = (mean.pointer, inverse.pointer, scale.pointer)
    for column in 0..<columns { r[column] = 1 / (variance.pointer[column] + epsilon).squareRoot() }
    forEachRow { row in
      let (x, y) = (pointer + row * columns, normalized.pointer + row * columns)
      for column in 0..<columns {
        let value = (x[column] - m[column]) * r[column]
        y[column] = value
        x[column] = g[column] * value
      }
    }
  }

  /// From Δ = ∂loss/∂(scale ⊙ x̂ + shift) to ∂loss/∂x, in place; section 3, after algorithm 1, with the sums collected:
  /// self ← scale/√(variance + ε) ⊙ (Δ − ΣΔ/cases − x̂ ⊙ Σ(Δ ⊙ x̂)/cases).
  /// - Parameters:
  ///   - normalized: x̂.
  ///   - inverse: 1/√(variance + ε).
  ///   - shiftGradient: receives ΣΔ over the cases, which is ∂loss/∂shift.
  ///   - scaleGradient: receives Σ(Δ ⊙ x̂), which is ∂loss/∂scale.
  public func propagateThroughNormalization(
    normalized: Matrix, inverse: Matrix, scale: Matrix, shiftGradient: Matrix, scaleGradient: Matrix
  ) {
    precondition(normalized.hasShape(of: self), "normalised outputs and errors differ in shape")
    precondition(
      inverse.count == columns && scale.count == columns && scaleGradient.count == columns,
      "vectors of the wrong length")
    let (r, g, s, t) = (inverse.pointer, scale.pointer, shiftGradient.pointer, scaleGradient.pointer)
    sumRows(into: shiftGradient)
    scaleGradient.fill(0)
    forEachRowWithinColumns { row, columnBlock in
      let (delta, x) = (pointer + row * columns, normalized.pointer + row * columns)
      for column in columnBlock { t[column] += delta[column] * x[column] }
    }
    let share = 1 / Float(rows)
    forEachRow { row in
      let (delta, x) = (pointer + row * columns, normalized.pointer + row * columns)
      for column in 0..<columns {
        delta[column] = g[column] * r[column] * (delta[column] - share * (s[column] + x[column] * t[column]))
      }
    }
  }
}
