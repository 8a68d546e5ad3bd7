import Foundation

/// Changes of parameters, each in one pass over memory. Shapes: all matrices of a call have the same.
///
/// What is public shares the rows out among the team's threads; what is private does some rows on one of them.
extension Matrix {
  /// velocity ← velocity − decay · self; self ← self + velocity. Hinton (2010), sections 9 and 10.
  ///
  /// The gradient step is in the velocity already: the product that computes the gradient adds it there.
  /// - Parameter decay: learning rate × weight cost.
  public func applyVelocity(_ velocity: Matrix, decay: Float = 0) {
    precondition(hasShape(of: velocity), "parameter and velocity differ in shape")
    forEachRowBlock(multiplesOf: 16) { rows($0).move(by: velocity.rows($0), decay: decay) }
  }

  private func move(by velocity: Matrix, decay: Float) {
    // BEGIN SOLUTION 3.5
    if decay == 0 {
      add(velocity)
      return
    }
    forEachVector(count: count) { index in
      let w = (pointer + index).loadVector()
      let v = w.times(.broadcast(-decay), plus: (velocity.pointer + index).loadVector())
      (velocity.pointer + index).store(v)
      (pointer + index).store(w + v)
    } rest: { index, rest in
      for index in index..<index + rest {
        velocity.pointer[index] -= decay * pointer[index]
        pointer[index] += velocity.pointer[index]
      }
    }
    // END SOLUTION
  }

  /// One step of Adam: Kingma & Ba (2015), algorithm 1, with the bias corrections folded into the step size as in the last
  /// paragraph of their section 2.
  ///
  /// - Parameters:
  ///   - gradient: ∂loss/∂self.
  ///   - firstMoment: running mean of the gradient, updated.
  ///   - secondMoment: running mean of its square, updated.
  ///   - step: 1 for the first step.
  public func applyAdam(
    gradient: Matrix, firstMoment: Matrix, secondMoment: Matrix, step: Int, learningRate: Float, beta1: Float,
    beta2: Float, epsilon: Float, decay: Float
  ) {
    precondition(hasShape(of: gradient), "parameter and gradient differ in shape")
    precondition(hasShape(of: firstMoment) && hasShape(of: secondMoment), "parameter and moments differ in shape")
    forEachRowBlock(multiplesOf: 16) { block in
      rows(block).adapt(
        gradient: gradient.rows(block), firstMoment: firstMoment.rows(block), secondMoment: secondMoment.rows(block),
        step: step, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay)
    }
  }

  private func adapt(
    gradient: Matrix, firstMoment: Matrix, secondMoment: Matrix, step: Int, learningRate: Float, beta1: Float,
    beta2: Float, epsilon: Float, decay: Float
  ) {
    // BEGIN SOLUTION 5.6
    let correction1 = 1 - pow(beta1, step)
    let correction2 = (1 - pow(beta2, step)).squareRoot()
    let rate = learningRate * correction2 / correction1
    let scaledEpsilon = epsilon * correction2

    let (w, g, m, v) = (pointer, gradient.pointer, firstMoment.pointer, secondMoment.pointer)
    // A plain loop: the compiler turns it into vectors, and unlike `SIMD16.squareRoot()` its roots come sixteen at a time.
    for index in 0..<count {
      let slope = g[index] + decay * w[index]
      m[index] += (1 - beta1) * (slope - m[index])
      v[index] += (1 - beta2) * (slope * slope - v[index])
      w[index] -= rate * m[index] / (v[index].squareRoot() + scaledEpsilon)
    }
    // END SOLUTION
  }

  /// One step of descent with a velocity, from a gradient that stands by itself, with g = gradient + decay · self:
  /// velocity ← momentum · velocity − learningRate · g; self ← self + velocity. Rumelhart, Hinton & Williams (1986).
  public func applyMomentum(
    gradient: Matrix, velocity: Matrix, learningRate: Float, momentum: Float, decay: Float
  ) {
    precondition(hasShape(of: gradient) && hasShape(of: velocity), "parameter, gradient and velocity differ in shape")
    forEachRowBlock(multiplesOf: 16) { block in
      rows(block).descend(
        gradient: gradient.rows(block), velocity: velocity.rows(block), learningRate: learningRate, momentum: momentum,
        decay: decay)
    }
  }

  private func descend(gradient: Matrix, velocity: Matrix, learningRate: Float, momentum: Float, decay: Float) {
    let (w, g, v) = (pointer, gradient.pointer, velocity.pointer)
    for index in 0..<count {
      // BEGIN SOLUTION 5.5
      v[index] = momentum * v[index] - learningRate * (g[index] + decay * w[index])
      w[index] += v[index]
      // END SOLUTION
    }
  }

  /// One step of Nesterov's accelerated gradient, with g = gradient + decay · self, taken where self stands:
  /// velocity ← momentum · velocity − learningRate · g; self ← self + momentum · velocity − learningRate · g.
  /// Bengio, Boulanger-Lewandowski & Pascanu (2013), equation 7.
  public func applyNesterov(
    gradient: Matrix, velocity: Matrix, learningRate: Float, momentum: Float, decay: Float
  ) {
    precondition(hasShape(of: gradient) && hasShape(of: velocity), "parameter, gradient and velocity differ in shape")
    let (w, g, v) = (pointer, gradient.pointer, velocity.pointer)
    forEachElement { index in
      let step = -learningRate * (g[index] + decay * w[index])
      v[index] = momentum * v[index] + step
      w[index] += momentum * v[index] + step
    }
  }

  /// One step of RMSProp, with g = gradient + decay · self: meanSquare ← rho · meanSquare + (1 − rho) g²;
  /// self ← self − learningRate · g / (√meanSquare + epsilon). Tieleman & Hinton (2012).
  public func applyRMSProp(
    gradient: Matrix, meanSquare: Matrix, learningRate: Float, rho: Float, epsilon: Float, decay: Float
  ) {
    precondition(hasShape(of: gradient) && hasShape(of: meanSquare), "parameter, gradient and square differ in shape")
    let (w, g, s) = (pointer, gradient.pointer, meanSquare.pointer)
    forEachElement { index in
      let slope = g[index] + decay * w[index]
      s[index] += (1 - rho) * (slope * slope - s[index])
      w[index] -= learningRate * slope / (s[index].squareRoot() + epsilon)
    }
  }

  /// self ← self + scale · sign(other), with 0 as the sign of 0: the gradient of scale · Σ|other|.
  public func addSigns(of other: Matrix, scale: Float) {
    precondition(hasShape(of: other), "\(rows) × \(columns) against \(other.rows) × \(other.columns)")
    let (g, w) = (pointer, other.pointer)
    forEachElement { index in g[index] += w[index] > 0 ? scale : w[index] < 0 ? -scale : 0 }
  }

  /// Scales the columns that are longer than `limit` back to that length; Srivastava et al. (2014), section 5.1.
  /// - Parameter factors: 1 × columns, overwritten.
  public func limitColumnNorms(to limit: Float, factors: Matrix) {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    let (w, f) = (pointer, factors.pointer)
    factors.fill(0)
    forEachColumnBlock { block in
      for row in 0..<rows {
        for column in block { f[column] += w[row * columns + column] * w[row * columns + column] }
      }
      for column in block { f[column] = f[column] > limit * limit ? limit / f[column].squareRoot() : 1 }
      for row in 0..<rows {
        for column in block { w[row * columns + column] *= f[column] }
      }
    }
  }

  private func pow(_ base: Float, _ exponent: Int) -> Float { Float(Foundation.pow(Double(base), Double(exponent))) }
}
