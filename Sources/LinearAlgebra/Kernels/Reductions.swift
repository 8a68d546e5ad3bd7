/// Sums over a matrix. Vectors are added in single precision within a row, rows in double precision.
extension Matrix {
  /// result ← scale · Σ over rows + keeping · result, for each column; result is 1 × columns.
  public func sumRows(into result: Matrix, scale: Float = 1, keeping: Float = 0) {
    precondition(result.count == columns, "\(result.count) sums for \(columns) columns")
    forEachColumnVector { column in
      var sum = Vector.zero
      for row in 0..<rows { sum += (pointer + row * columns + column).loadVector() }
      let old = keeping == 0 ? .zero : (result.pointer + column).loadVector() * keeping
      (result.pointer + column).store(sum.times(.broadcast(scale), plus: old))
    } rest: { column, rest in
      for column in column..<column + rest {
        var sum: Float = 0
        for row in 0..<rows { sum += pointer[row * columns + column] }
        result.pointer[column] = scale * sum + (keeping == 0 ? 0 : keeping * result.pointer[column])
      }
    }
  }

  /// Σ (self − other)², over all elements.
  public func squaredDistance(to other: Matrix) -> Double {
    precondition(hasShape(of: other), "\(rows) × \(columns) against \(other.rows) × \(other.columns)")
    return sum { row, column in
      let difference = load(row, column) - other.load(row, column)
      return difference * difference
    } rest: { row, column, rest in
      let difference = load(row, column, first: rest) - other.load(row, column, first: rest)
      return difference * difference
    }
  }

  /// The Euclidean length of all elements taken as one vector (the Frobenius norm).
  public var norm: Double {
    sum { row, column in
      let x = load(row, column)
      return x * x
    } rest: { row, column, rest in
      let x = load(row, column, first: rest)
      return x * x
    }.squareRoot()
  }

  /// The mean of all elements; NaN if there are none.
  public var mean: Double {
    sum {
      load($0, $1)
    } rest: {
      load($0, $1, first: $2)
    } / Double(count)
  }

  /// The mean squared distance of the elements from their mean; NaN if there are none.
  public var variance: Double {
    let mean = Vector.broadcast(Float(mean))
    return sum { row, column in
      let difference = load(row, column) - mean
      return difference * difference
    } rest: { row, column, rest in
      let difference = load(row, column, first: rest) - mean
      return (difference * difference).keeping(first: rest)
    } / Double(count)
  }

  /// For each row, Σ softplus(self + bias) over its columns, in nats: the hidden units' part of a free energy.
  ///
  /// softplus(x) = max(0, x) + log(1 + e^−|x|), and the logarithms of up to 64 factors 1 + e^−|x| are taken at once, of their
  /// product, which lies below 2⁶⁴. Each factor brings a rounding error of 2⁻²⁴, so a sum of n terms is off by some √n · 10⁻⁷.
  public func sumSoftplus(bias: Matrix, into sums: inout [Double]) {
    precondition(bias.count == columns && sums.count == rows, "sums or biases of the wrong length")
    write(to: &sums) { sumSoftplus(row: $0, factor: 1, bias: bias) }
  }

  /// For each row, Σ softplus(factor · self + bias) over its columns, in nats, with a factor for each row.
  public func sumSoftplus(factors: [Float], bias: Matrix, into sums: inout [Double]) {
    precondition(bias.count == columns && sums.count == rows, "sums or biases of the wrong length")
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    write(to: &sums) { sumSoftplus(row: $0, factor: factors[$0], bias: bias) }
  }

  private func sumSoftplus(row: Int, factor: Float, bias: Matrix) -> Double {
    let x = pointer + row * columns
    var sum = SoftplusSum()
    forEachVector(count: columns) {
      sum.add((x + $0).loadVector() * factor + (bias.pointer + $0).loadVector())
    } rest: { column, rest in
      sum.add(
        (x + column).loadVector(first: rest) * factor + (bias.pointer + column).loadVector(first: rest), first: rest)
    }
    return sum.total
  }

  /// For each row, Σ s(x + b) − softplus(x + b) over its columns, in nats, with x from self, s from `states`, b from `bias`.
  ///
  /// That is log p(s) of independent binary units with p(sⱼ = 1) = σ(xⱼ + bⱼ). Of grey states it is the mean log-probability of
  /// binary ones drawn from them; so with s = σ(x + b) it is minus the units' entropy.
  public func sumLogProbabilities(of states: Matrix, bias: Matrix, into sums: inout [Double]) {
    precondition(states.hasShape(of: self), "states and products differ in shape")
    sumSoftplus(bias: bias, into: &sums)
    for row in 0..<rows {
      let (x, s) = (pointer + row * columns, states.pointer + row * columns)
      var lanes = Vector.zero
      forEachVector(count: columns) {
        lanes = ((x + $0).loadVector() + (bias.pointer + $0).loadVector()).times((s + $0).loadVector(), plus: lanes)
      } rest: { column, rest in
        let sum = (x + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        lanes = sum.times((s + column).loadVector(first: rest), plus: lanes)
      }
      sums[row] = Double(lanes.sum()) - sums[row]
    }
  }

  /// For each row, Σ self · factors over its columns; `factors` is 1 × columns.
  public func dotRows(_ factors: Matrix, into sums: inout [Double]) {
    precondition(factors.count == columns && sums.count == rows, "sums or factors of the wrong length")
    write(to: &sums) { row in
      let x = pointer + row * columns
      var lanes = Vector.zero
      forEachVector(count: columns) {
        lanes = (x + $0).loadVector().times((factors.pointer + $0).loadVector(), plus: lanes)
      } rest: { column, rest in
        let value = (x + column).loadVector(first: rest)
        lanes = value.times((factors.pointer + column).loadVector(first: rest), plus: lanes)
      }
      return Double(lanes.sum())
    }
  }

  @inline(__always)
  private func load(_ row: Int, _ column: Int) -> Vector { (pointer + row * columns + column).loadVector() }

  @inline(__always)
  private func load(_ row: Int, _ column: Int, first count: Int) -> Vector {
    (pointer + row * columns + column).loadVector(first: count)
  }

  @inline(__always)
  private func sum(
    _ terms: (_ row: Int, _ column: Int) -> Vector, rest: (_ row: Int, _ column: Int, _ count: Int) -> Vector
  ) -> Double {
    // Rows in any order, but their sums in one.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: rows) { sums in
      forEachRow { row in
        var lanes = Vector.zero
        forEachVector(count: columns) {
          lanes += terms(row, $0)
        } rest: {
          lanes += rest(row, $0, $1)
        }
        sums[row] = Double(lanes.sum())
      }
      return sums.reduce(0, +)
    }
  }

  /// sums[row] ← value(row), for each row.
  @inline(__always)
  func write(to sums: inout [Double], _ value: (_ row: Int) -> Double) {
    sums.withUnsafeMutableBufferPointer { sums in
      forEachRow { sums[$0] = value($0) }
    }
  }
}

/// Σ softplus(x) of many numbers, sixteen at a time.
private struct SoftplusSum {
  private var linear = Vector.zero
  /// Π (1 + e^−|x|), at most 64 factors in each lane.
  private var product = Vector.broadcast(1)
  private var logarithms = Vector.zero
  private var factors = 0

  @inline(__always)
  mutating func add(_ x: Vector) { add(positive: x.atLeast(0), exponential: (-x.magnitude).exponential) }

  /// The first `count` lanes only.
  @inline(__always)
  mutating func add(_ x: Vector, first count: Int) {
    add(positive: x.atLeast(0).keeping(first: count), exponential: (-x.magnitude).exponential.keeping(first: count))
  }

  @inline(__always)
  private mutating func add(positive: Vector, exponential: Vector) {
    linear += positive
    product = product.times(exponential, plus: product)
    factors += 1
    if factors == 64 {
      logarithms += product.logarithm
      (product, factors) = (.broadcast(1), 0)
    }
  }

  var total: Double { Double((linear + logarithms + product.logarithm).sum()) }
}

extension Vector {
  /// The first `count` lanes; zeros in the others.
  @inline(__always)
  fileprivate func keeping(first count: Int) -> Vector {
    var kept = Vector.zero
    for lane in 0..<count { kept[lane] = self[lane] }
    return kept
  }
}

extension Matrix {
  /// Whether no element is infinite or not a number, told from the exponents: one pass without a branch.
  public var isFinite: Bool {
    let bits = UnsafeRawPointer(pointer)
    var greatest: UInt32 = 0
    for index in 0..<count {
      greatest = max(greatest, bits.load(fromByteOffset: 4 * index, as: UInt32.self) & 0x7FFF_FFFF)
    }
    return greatest < 0x7F80_0000
  }
}
