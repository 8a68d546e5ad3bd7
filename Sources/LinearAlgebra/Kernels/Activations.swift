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

  /// self ← x above 0 and slope · x elsewhere, with x = self + bias.
  public func applyLeakyRectifier(bias: Matrix, slope: Float) {
    transform(bias: bias) { x in x.replacing(with: x * slope, where: x .< 0) }
  }

  /// self ← x above 0 and negativeSlope ⊙ x elsewhere, with x = self + bias; He, Zhang, Ren & Sun (2015), equation 1.
  /// - Parameters:
  ///   - negativeSlope: 1 × units.
  ///   - preactivation: receives x; may be self, where nothing is propagated back.
  public func applyParametricRectifier(bias: Matrix, negativeSlope: Matrix, preactivation: Matrix) {
    precondition(preactivation.hasShape(of: self), "pre-activations and outputs differ in shape")
    precondition(bias.count == columns && negativeSlope.count == columns, "biases or slopes of the wrong length")
    let (b, a) = (bias.pointer, negativeSlope.pointer)
    forEachRow { row in
      let (y, x) = (pointer + row * columns, preactivation.pointer + row * columns)
      forEachVector(count: columns) { column in
        let sum = (y + column).loadVector() + (b + column).loadVector()
        (x + column).store(sum)
        (y + column).store(sum.replacing(with: sum * (a + column).loadVector(), where: sum .< 0))
      } rest: { column, rest in
        let sum = (y + column).loadVector(first: rest) + (b + column).loadVector(first: rest)
        (x + column).store(sum, first: rest)
        (y + column).store(
          sum.replacing(with: sum * (a + column).loadVector(first: rest), where: sum .< 0), first: rest)
      }
    }
  }

  /// self ← scale · x above 0 and scale · alpha · (eˣ − 1) elsewhere, with x = self + bias.
  public func applyExponentialLinear(bias: Matrix, scale: Float, alpha: Float) {
    let lower = scale * alpha
    transform(bias: bias) { x in (x * scale).replacing(with: x.exponentialMinusOne * lower, where: x .< 0) }
  }

  /// self ← log(1 + eˣ), with x = self + bias.
  public func applySoftplus(bias: Matrix) {
    transform(bias: bias) { $0.softplus }
  }

  /// self ← x / (1 + |x|), with x = self + bias.
  public func applySoftsign(bias: Matrix) {
    transform(bias: bias) { x in x / (x.magnitude + .broadcast(1)) }
  }

  /// self ← x Φ(x), and slope ← Φ(x) + x φ(x), its derivative, with x = self + bias, and Φ and φ the standard normal
  /// distribution and its density. The slope has the shape of self; without it nothing is lost but the derivative.
  public func applyGaussianErrorLinear(bias: Matrix, slope: Matrix?) {
    guard let slope else { return transform(bias: bias) { x in x * x.standardNormal.distribution } }
    precondition(slope.hasShape(of: self), "slopes and outputs differ in shape")
    forEachRow { row in
      let (x, s) = (pointer + row * columns, slope.pointer + row * columns)
      forEachVector(count: columns) { column in
        let (y, derivative) = ((x + column).loadVector() + (bias.pointer + column).loadVector()).gaussianErrorLinear
        (x + column).store(y)
        (s + column).store(derivative)
      } rest: { column, rest in
        let sum = (x + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        let (y, derivative) = sum.gaussianErrorLinear
        (x + column).store(y, first: rest)
        (s + column).store(derivative, first: rest)
      }
    }
  }

  /// self ← p = σ(self + bias), and states ← 1 with probability p, else 0. States have the shape of self.
  public func applySigmoid(bias: Matrix, sampling states: Matrix, using stream: inout PhiloxStream) {
    precondition(states.hasShape(of: self), "states and probabilities differ in shape")
    precondition(bias.count == columns, "\(bias.count) biases for \(columns) units")
    let beginning = stream
    forEachRowBlock { rows in
      sampleSigmoid(rows, bias: bias, states: states, using: beginning.ahead(groups: rows.lowerBound * groupsOfRow))
    }
    stream = beginning.ahead(groups: rows * groupsOfRow)
  }

  /// Groups of random words that a row of states takes, one after every 64 columns.
  var groupsOfRow: Int { 1 + columns / 64 }

  /// Some rows, on one thread. A function of its own, so that the stream stays in registers.
  private func sampleSigmoid(_ rows: Range<Int>, bias: Matrix, states: Matrix, using stream: PhiloxStream) {
    var stream = stream
    for row in rows {
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
    forEachRow { row in
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
  /// x Φ(x) and its derivative.
  @inline(__always)
  fileprivate var gaussianErrorLinear: (value: Vector, derivative: Vector) {
    let (density, distribution) = standardNormal
    return (self * distribution, times(density, plus: distribution))
  }

  /// 1 where a uniform number made of `bits` falls below the probability, else 0.
  @inline(__always)
  static func bernoulli(_ probability: Vector, bits: Words) -> Vector {
    // BEGIN SOLUTION 3.4
    Vector.zero.replacing(with: 1, where: Vector(uniform: bits) .< probability)
    // END SOLUTION
  }
}

extension PhiloxStream {
  /// Moves the next sixteen words to the front; a new group after every 64 columns.
  @inline(__always)
  mutating func rotate(_ words: inout Philox4x32.Block, after column: Int) {
    words = column & 63 == 0 ? nextGroup() : (words.1, words.2, words.3, words.0)
  }
}
