extension Matrix {
  /// Every element from N(μ, σ²).
  public func fillNormal(mean: Float = 0, standardDeviation: Float, using stream: inout PhiloxStream) {
    let beginning = stream
    forEachElementBlock { block in
      var stream = beginning.ahead(words: block.lowerBound)
      for index in stride(from: block.lowerBound, to: block.upperBound, by: 2) {
        let pair = stream.nextNormalPair()
        pointer[index] = standardDeviation * Float(pair.0)
        if index + 1 < count { pointer[index + 1] = standardDeviation * Float(pair.1) }
      }
    }
    stream = beginning.ahead(words: count + count % 2)
    if mean != 0 { for index in 0..<count { pointer[index] += mean } }
  }

  /// Every element from N(μ, σ²), drawn again until it lies within 2σ of μ.
  ///
  /// The standard deviation of what stays is ``truncatedNormalFactor`` · σ.
  public func fillTruncatedNormal(mean: Float = 0, standardDeviation: Float, using stream: inout PhiloxStream) {
    var index = 0
    while index < count {
      let pair = stream.nextNormalPair()
      for number in [pair.0, pair.1] where abs(number) <= 2 && index < count {
        pointer[index] = mean + standardDeviation * Float(number)
        index += 1
      }
    }
  }

  /// The standard deviation of N(0, 1) truncated at ±2: √(1 − 4φ(2)/(2Φ(2) − 1)).
  public static let truncatedNormalFactor: Float = 0.879_625_66

  /// The same elements in a random order, all orders alike; Fisher & Yates.
  public func shuffle(using stream: inout PhiloxStream) {
    var order = (0..<Int32(count)).map { $0 }
    stream.shuffle(&order)
    let elements = values
    for (place, from) in order.enumerated() { pointer[place] = elements[Int(from)] }
  }

  /// Every element from U(−limit, limit).
  public func fillUniform(limit: Float, using stream: inout PhiloxStream) {
    for index in 0..<count { pointer[index] = limit * Float(2 * stream.nextUniform() - 1) }
  }

  /// Every element from U(low, high).
  public func fillUniform(from low: Float, to high: Float, using stream: inout PhiloxStream) {
    for index in 0..<count { pointer[index] = low + (high - low) * Float(stream.nextUniform()) }
  }

  /// A random matrix with orthonormal rows if there are more columns than rows, orthonormal columns otherwise, times `gain`.
  ///
  /// It is distributed evenly over all such matrices (Haar's measure): the distribution of the normal matrix that it is made
  /// from does not change by a rotation, and a QR factorisation with positive diagonal turns with its matrix.
  public func fillOrthogonal(gain: Float, using stream: inout PhiloxStream) {
    // BEGIN SOLUTION 7.3
    let isWide = rows <= columns
    let factor = isWide ? self : Matrix(rows: columns, columns: rows)
    factor.fillNormal(standardDeviation: 1, using: &stream)
    factor.orthonormalizeRows()
    if !isWide { assign(transposeOf: factor) }
    scale(by: gain)
    // END SOLUTION
  }

  /// Overwrites every element with those of a matrix of the transposed shape.
  private func assign(transposeOf other: Matrix) {
    for row in 0..<rows {
      for column in 0..<columns { pointer[row * columns + column] = other.pointer[column * rows + row] }
    }
  }
}
