/// Noisy rectified linear units, max(0, x + N(0, σ(x))) with the variance σ(x) = 1 / (1 + e⁻ˣ); Nair & Hinton (2010), section 2.
///
/// Shapes: `self` is cases × units and holds the products on entry; `bias` is 1 × units; x = self + bias.
extension Matrix {
  /// self ← E[max(0, N(x, s²))] = xΦ(x/s) + sφ(x/s) with s² = σ(x), Φ and φ the standard normal distribution and density: the mean of
  /// what ``applyNoisyRectifier(bias:sampling:using:)`` draws. It is neither σ(x) nor max(0, x).
  public func applyNoisyRectifierMean(bias: Matrix) {
    forEachInput(bias: bias) { index, x, rest in
      let mean = x.noisyRectifierMean(deviation: x.noisyRectifierDeviation)
      if let rest { (pointer + index).store(mean, first: rest) } else { (pointer + index).store(mean) }
    }
  }

  /// The same, and states ← max(0, x + s · n) with n drawn from N(0, 1). States have the shape of self.
  public func applyNoisyRectifier(bias: Matrix, sampling states: Matrix, using stream: inout PhiloxStream) {
    precondition(states.hasShape(of: self), "states and means differ in shape")
    states.fillNormal(standardDeviation: 1, using: &stream)
    forEachInput(bias: bias) { index, x, rest in
      let deviation = x.noisyRectifierDeviation
      let mean = x.noisyRectifierMean(deviation: deviation)
      let (p, s) = (pointer + index, states.pointer + index)
      if let rest {
        p.store(mean, first: rest)
        s.store(deviation.times(s.loadVector(first: rest), plus: x).atLeast(0), first: rest)
      } else {
        p.store(mean)
        s.store(deviation.times(s.loadVector(), plus: x).atLeast(0))
      }
    }
  }

  /// Calls `body` with each place, self + bias there, and how many lanes count where not all do.
  @inline(__always)
  private func forEachInput(bias: Matrix, _ body: (_ index: Int, _ x: Vector, _ rest: Int?) -> Void) {
    precondition(bias.count == columns, "\(bias.count) biases for \(columns) units")
    forEachRow { row in
      let start = row * columns
      forEachVector(count: columns) { column in
        body(start + column, (pointer + start + column).loadVector() + (bias.pointer + column).loadVector(), nil)
      } rest: { column, rest in
        let x = (pointer + start + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        body(start + column, x, rest)
      }
    }
  }
}

extension Vector {
  /// √σ(x) = e^(−½ softplus(−x)), without a root, which is slow sixteen at a time. Below −40 it stays at e⁻²⁰.
  @inline(__always)
  fileprivate var noisyRectifierDeviation: Vector { ((-atLeast(-40)).softplus * -0.5).exponential }

  @inline(__always)
  fileprivate func noisyRectifierMean(deviation: Vector) -> Vector {
    // Beyond ±13 the density and the tails are 0 in single precision.
    let (density, distribution) = (self / deviation).atLeast(-20).atMost(20).standardNormal
    return times(distribution, plus: deviation * density).atLeast(0)
  }
}
