/// Bias and nonlinearity in one pass over the result of a product, while it is still in cache.
///
/// Shapes: `self` is cases × units and holds the products x·W on entry; `bias` is 1 × units.
extension Matrix {
  /// self ← self + bias
  public func add(bias: Matrix) {
    transform(bias: bias) { $0 }
  }

  /// self ← σ(self + bias), with σ(x) = 1 / (1 + e⁻ˣ)
  public func applySigmoid(bias: Matrix) {
    transform(bias: bias) { $0.logisticSigmoid }
  }

  /// self ← −σ(self + bias): the negative phase of contrastive divergence, ready to be summed with the positive one.
  public func applyNegatedSigmoid(bias: Matrix) {
    transform(bias: bias) { -$0.logisticSigmoid }
  }

  /// self ← tanh(self + bias)
  public func applyTanh(bias: Matrix) {
    transform(bias: bias) { $0.hyperbolicTangent }
  }

  /// self ← max(0, self + bias). NaN stays NaN.
  public func applyRectifier(bias: Matrix) {
    transform(bias: bias) { $0.atLeast(0) }
  }

  /// self ← p = σ(self + bias), and states ← 1 with probability p, else 0. States have the shape of self.
  public func applySigmoid(bias: Matrix, sampling states: Matrix, using stream: inout PhiloxStream) {
    precondition(states.hasShape(of: self), "states and probabilities differ in shape")
    precondition(bias.count == columns, "\(bias.count) biases for \(columns) units")
    for row in 0..<rows {
      let (probability, state) = (pointer + row * columns, states.pointer + row * columns)
      var words = stream.nextGroup()
      var column = 0
      while column + 16 <= columns {
        let p = ((probability + column).loadVector() + (bias.pointer + column).loadVector()).logisticSigmoid
        (probability + column).store(p)
        (state + column).store(Vector.bernoulli(p, bits: words.0))
        column += 16
        stream.rotate(&words, after: column)
      }
      if column < columns {
        let rest = columns - column
        let x = (probability + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        let p = x.logisticSigmoid
        (probability + column).store(p, first: rest)
        (state + column).store(Vector.bernoulli(p, bits: words.0), first: rest)
      }
    }
  }

  /// self ← function(self + bias), row by row.
  @inline(__always)
  private func transform(bias: Matrix, _ function: (Vector) -> Vector) {
    precondition(bias.count == columns, "\(bias.count) biases for \(columns) units")
    for row in 0..<rows {
      let x = pointer + row * columns
      var column = 0
      while column + 16 <= columns {
        (x + column).store(function((x + column).loadVector() + (bias.pointer + column).loadVector()))
        column += 16
      }
      if column < columns {
        let rest = columns - column
        let sum = (x + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        (x + column).store(function(sum), first: rest)
      }
    }
  }
}

extension Vector {
  /// 1 where a uniform number made of `bits` falls below the probability, else 0.
  @inline(__always)
  static func bernoulli(_ probability: Vector, bits: Words) -> Vector {
    Vector.zero.replacing(with: 1, where: Vector(uniform: bits) .< probability)
  }
}

extension PhiloxStream {
  /// Moves the next sixteen words to the front; a new group after every 64 columns.
  @inline(__always)
  mutating func rotate(_ words: inout Philox4x32.Block, after column: Int) {
    words = column & 63 == 0 ? nextGroup() : (words.1, words.2, words.3, words.0)
  }
}
