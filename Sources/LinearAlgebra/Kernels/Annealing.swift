extension Matrix {
  /// One temperature of annealed importance sampling, for the hidden units of each row: what raising the inverse temperature
  /// from `low` to `high` adds to the logarithm of a case's unnormalised probability, and states at the one or the other.
  ///
  /// With y = self + bias,
  ///
  ///     sums[row] ← Σ softplus(high · y) − softplus(low · y)
  ///     states ← 1 with probability σ(drawing · y), else 0
  ///
  /// The difference is max(0, δy) + log(1 + σ(−low|y|)(e^−δ|y| − 1)) with δ = high − low: no two large numbers are subtracted,
  /// so it keeps its relative precision of 10⁻⁶ however near the temperatures are.
  ///
  /// - Parameters:
  ///   - bias: 1 × columns.
  ///   - low, high: inverse temperatures, 0 ≤ low ≤ high.
  ///   - drawing: the inverse temperature of the states.
  ///   - states: the shape of self; written.
  ///   - sums: one for each row, in nats.
  public func anneal(
    bias: Matrix, from low: Float, to high: Float, drawing: Float, states: Matrix, sums: inout [Double],
    using stream: inout PhiloxStream
  ) {
    precondition(states.hasShape(of: self), "states and products differ in shape")
    precondition(bias.count == columns && sums.count == rows, "sums or biases of the wrong length")
    precondition(0 <= low && low <= high, "inverse temperatures from \(low) to \(high)")
    let beginning = stream
    sums.withUnsafeMutableBufferPointer { sums in
      forEachRowBlock { rows in
        anneal(
          rows, bias: bias, from: low, to: high, drawing: drawing, states: states, sums: sums,
          using: beginning.ahead(groups: rows.lowerBound * groupsOfRow))
      }
    }
    stream = beginning.ahead(groups: rows * groupsOfRow)
  }

  /// Some rows, on one thread.
  private func anneal(
    _ rows: Range<Int>, bias: Matrix, from low: Float, to high: Float, drawing: Float, states: Matrix,
    sums: UnsafeMutableBufferPointer<Double>, using stream: PhiloxStream
  ) {
    var stream = stream
    for row in rows {
      let (x, state) = (pointer + row * columns, states.pointer + row * columns)
      var words = stream.nextGroup()
      var lanes = Vector.zero
      var column = 0
      while column + 16 <= columns {
        let y = (x + column).loadVector() + (bias.pointer + column).loadVector()
        lanes += y.softplusDifference(from: low, to: high)
        (state + column).store(Vector.bernoulli((y * drawing).logisticSigmoid, bits: words.0))
        column += 16
        stream.rotate(&words, after: column)
      }
      if column < columns {
        let rest = columns - column
        // Lanes beyond the end hold y = 0, for which the difference is 0.
        let y = (x + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        lanes += y.softplusDifference(from: low, to: high)
        (state + column).store(Vector.bernoulli((y * drawing).logisticSigmoid, bits: words.0), first: rest)
      }
      sums[row] = Double(lanes.sum())
    }
  }
}

extension Matrix {
  /// sums[row] ← Σ softplus(high · y) − softplus(low · y) with y = self + bias, in nats; as ``anneal`` without the states.
  public func sumSoftplusDifferences(bias: Matrix, from low: Float, to high: Float, into sums: inout [Double]) {
    precondition(bias.count == columns && sums.count == rows, "sums or biases of the wrong length")
    precondition(0 <= low && low <= high, "inverse temperatures from \(low) to \(high)")
    write(to: &sums) { row in
      let x = pointer + row * columns
      var lanes = Vector.zero
      forEachVector(count: columns) {
        lanes += ((x + $0).loadVector() + (bias.pointer + $0).loadVector()).softplusDifference(from: low, to: high)
      } rest: { column, rest in
        let y = (x + column).loadVector(first: rest) + (bias.pointer + column).loadVector(first: rest)
        lanes += y.softplusDifference(from: low, to: high)
      }
      return Double(lanes.sum())
    }
  }
}

extension Vector {
  /// softplus(high · self) − softplus(low · self)
  @inline(__always)
  func softplusDifference(from low: Float, to high: Float) -> Vector {
    let size = magnitude
    let off = (size * -low).logisticSigmoid
    return (self * (high - low)).atLeast(0) + (off * (size * (low - high)).exponentialMinusOne).logarithmOfOnePlus
  }
}
