/// Sums over a matrix. Vectors are added in single precision within a row, rows in double precision.
extension Matrix {
  /// result ← scale · Σ over rows + keeping · result, for each column; result is 1 × columns.
  public func sumRows(into result: Matrix, scale: Float = 1, keeping: Float = 0) {
    precondition(result.count == columns, "\(result.count) sums for \(columns) columns")
    forEachVector(count: columns) { column in
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

  /// For each row, Σ softplus(self + bias) over its columns: the hidden units' part of a free energy.
  public func sumSoftplus(bias: Matrix, into sums: inout [Double]) {
    precondition(bias.count == columns && sums.count == rows, "sums or biases of the wrong length")
    for row in 0..<rows {
      sums[row] = rows(row..<row + 1).sum { _, column in
        ((pointer + row * columns + column).loadVector() + (bias.pointer + column).loadVector()).softplus
      } rest: { _, column, rest in
        let x = (pointer + row * columns + column).loadVector(first: rest)
        let values = (x + (bias.pointer + column).loadVector(first: rest)).softplus
        return values.keeping(first: rest)
      }
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
    var total = 0.0
    for row in 0..<rows {
      var lanes = Vector.zero
      forEachVector(count: columns) {
        lanes += terms(row, $0)
      } rest: {
        lanes += rest(row, $0, $1)
      }
      total += Double(lanes.sum())
    }
    return total
  }
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
