/// Backward passes: the error at a layer's outputs becomes the error at its inputs to the nonlinearity. Each derivative but
/// one is computed from the outputs, which are in memory anyway.
///
/// Shapes: `self` holds ∂loss/∂output on entry and ∂loss/∂preactivation afterwards; `output` has the same shape.
extension Matrix {
  /// self ← self ⊙ y(1 − y)
  public func multiplyBySigmoidDerivative(output: Matrix) {
    // BEGIN SOLUTION 5.3
    combine(output) { delta, y in delta * y * (.broadcast(1) - y) }
    // END SOLUTION
  }

  /// self ← self ⊙ (1 − y²)
  public func multiplyByTanhDerivative(output: Matrix) {
    // BEGIN SOLUTION 5.3
    combine(output) { delta, y in delta * (.broadcast(1) - y * y) }
    // END SOLUTION
  }

  /// self ← self where y > 0, else 0 (the derivative at 0 is taken as 0)
  public func multiplyByRectifierDerivative(output: Matrix) {
    // BEGIN SOLUTION 5.3
    combine(output) { delta, y in Vector.zero.replacing(with: delta, where: y .> 0) }
    // END SOLUTION
  }

  /// self ← self where y > 0, else slope · self (at 0 too)
  public func multiplyByLeakyRectifierDerivative(output: Matrix, slope: Float) {
    combine(output) { delta, y in (delta * slope).replacing(with: delta, where: y .> 0) }
  }

  /// self ← self where x > 0, else negativeSlope ⊙ self (at 0 too). The output would not tell where x > 0: slopes may be negative.
  /// - Parameters:
  ///   - x: the pre-activations, of the shape of self.
  ///   - negativeSlope: 1 × units.
  public func multiplyByParametricRectifierDerivative(preactivation x: Matrix, negativeSlope: Matrix) {
    precondition(x.hasShape(of: self), "pre-activations and errors differ in shape")
    precondition(negativeSlope.count == columns, "\(negativeSlope.count) slopes for \(columns) units")
    let a = negativeSlope.pointer
    forEachRow { row in
      let (delta, x) = (pointer + row * columns, x.pointer + row * columns)
      forEachVector(count: columns) { column in
        let error = (delta + column).loadVector()
        let below = error * (a + column).loadVector()
        (delta + column).store(below.replacing(with: error, where: (x + column).loadVector() .> 0))
      } rest: { column, rest in
        let error = (delta + column).loadVector(first: rest)
        let below = error * (a + column).loadVector(first: rest)
        (delta + column).store(
          below.replacing(with: error, where: (x + column).loadVector(first: rest) .> 0), first: rest)
      }
    }
  }

  /// result ← Σ over rows of self ⊙ min(0, x), for each column; He et al. (2015), equations 2 and 3.
  /// - Parameters:
  ///   - x: the pre-activations, of the shape of self, which holds ∂loss/∂output.
  ///   - result: 1 × units.
  public func sumProducts(withNegativePartOf x: Matrix, into result: Matrix) {
    precondition(x.hasShape(of: self), "pre-activations and errors differ in shape")
    precondition(result.count == columns, "\(result.count) sums for \(columns) columns")
    forEachColumnVector { column in
      var sum = Vector.zero
      for row in 0..<rows {
        let index = row * columns + column
        sum = (pointer + index).loadVector().times((x.pointer + index).loadVector().atMost(0), plus: sum)
      }
      (result.pointer + column).store(sum)
    } rest: { column, rest in
      var sum = Vector.zero
      for row in 0..<rows {
        let index = row * columns + column
        let negative = (x.pointer + index).loadVector(first: rest).atMost(0)
        sum = (pointer + index).loadVector(first: rest).times(negative, plus: sum)
      }
      (result.pointer + column).store(sum, first: rest)
    }
  }

  /// self ← scale · self where y > 0, else self ⊙ (y + scale · alpha)
  public func multiplyByExponentialLinearDerivative(output: Matrix, scale: Float, alpha: Float) {
    let lower = Vector.broadcast(scale * alpha)
    combine(output) { delta, y in (delta * (y + lower)).replacing(with: delta * scale, where: y .> 0) }
  }

  /// self ← self ⊙ (1 − e⁻ʸ), which is σ(x)
  public func multiplyBySoftplusDerivative(output: Matrix) {
    combine(output) { delta, y in delta * -(-y).exponentialMinusOne }
  }

  /// self ← self ⊙ (1 − |y|)²
  public func multiplyBySoftsignDerivative(output: Matrix) {
    combine(output) { delta, y in
      let rest = .broadcast(1) - y.magnitude
      return delta * rest * rest
    }
  }

  /// self ← self ⊙ other
  public func multiplyElements(by other: Matrix) {
    combine(other) { $0 * $1 }
  }

  /// self ← scale · other + self
  public func add(_ other: Matrix, scale: Float = 1) {
    combine(other) { $1.times(.broadcast(scale), plus: $0) }
  }

  /// self ← factor · self
  public func scale(by factor: Float) {
    combine(self) { x, _ in x * factor }
  }

  /// self ← function(self, other), element by element.
  @inline(__always)
  private func combine(_ other: Matrix, _ function: (Vector, Vector) -> Vector) {
    precondition(hasShape(of: other), "\(rows) × \(columns) against \(other.rows) × \(other.columns)")
    forEachElementVector { index in
      (pointer + index).store(function((pointer + index).loadVector(), (other.pointer + index).loadVector()))
    } rest: { index, rest in
      let (x, y) = ((pointer + index).loadVector(first: rest), (other.pointer + index).loadVector(first: rest))
      (pointer + index).store(function(x, y), first: rest)
    }
  }
}
