import Foundation

/// Changes of parameters, each in one pass over memory. Shapes: all matrices of a call have the same.
extension Matrix {
  /// velocity ← velocity − decay · self; self ← self + velocity. Hinton (2010), sections 9 and 10.
  ///
  /// The gradient step is in the velocity already: the product that computes the gradient adds it there.
  /// - Parameter decay: learning rate × weight cost.
  public func applyVelocity(_ velocity: Matrix, decay: Float = 0) {
    precondition(hasShape(of: velocity), "parameter and velocity differ in shape")
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
  }

  private func pow(_ base: Float, _ exponent: Int) -> Float { Float(Foundation.pow(Double(base), Double(exponent))) }
}
