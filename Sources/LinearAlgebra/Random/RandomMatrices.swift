extension Matrix {
  /// Every element from N(0, σ²).
  public func fillNormal(standardDeviation: Float, using stream: inout PhiloxStream) {
    for index in stride(from: 0, to: count, by: 2) {
      let pair = stream.nextNormalPair()
      pointer[index] = standardDeviation * Float(pair.0)
      if index + 1 < count { pointer[index + 1] = standardDeviation * Float(pair.1) }
    }
  }

  /// Every element from U(−limit, limit).
  public func fillUniform(limit: Float, using stream: inout PhiloxStream) {
    for index in 0..<count { pointer[index] = limit * Float(2 * stream.nextUniform() - 1) }
  }
}
