extension Matrix {
  /// Inverted dropout (Srivastava et al. 2014, section 10): drops each element with probability `rate` and scales those
  /// that stay by 1/(1 − rate), so that nothing needs to be scaled when the network is used.
  ///
  /// `mask` has the shape of self and receives 0 or 1/(1 − rate); the backward pass multiplies by it.
  public func applyDropout(rate: Float, mask: Matrix, using stream: inout PhiloxStream) {
    drop(rate: rate, kept: 1 / (1 - rate), mask: mask, using: &stream) { x, m in x * m }
  }

  /// Alpha dropout (Klambauer et al. 2017, "New dropout technique"): sets each element with probability `rate` to
  /// `saturation`, and maps all to a · x + b, so that outputs of mean 0 and variance 1 keep both.
  ///
  /// `mask` receives 0 or a; the backward pass multiplies by it.
  /// - Parameter saturation: α′, the value that outputs have far below 0.
  public func applyAlphaDropout(rate: Float, saturation: Float, mask: Matrix, using stream: inout PhiloxStream) {
    let map = AlphaDropoutMap(rate: rate, saturation: saturation)
    let (shift, dropped) = (Vector.broadcast(map.shift), Vector.broadcast(map.factor * saturation + map.shift))
    drop(rate: rate, kept: map.factor, mask: mask, using: &stream) { x, m in
      dropped.replacing(with: x.times(m, plus: shift), where: m .> 0)
    }
  }

  /// self ← (self − b)/a: the elements that alpha dropout kept, as they were before.
  public func undoAlphaDropout(rate: Float, saturation: Float) {
    let map = AlphaDropoutMap(rate: rate, saturation: saturation)
    forEachElement { index in pointer[index] = (pointer[index] - map.shift) / map.factor }
  }

  /// mask ← `kept` with probability 1 − rate, else 0; and self ← function(self, mask).
  @inline(__always)
  private func drop(
    rate: Float, kept: Float, mask: Matrix, using stream: inout PhiloxStream, _ function: (Vector, Vector) -> Vector
  ) {
    precondition(mask.hasShape(of: self), "mask and outputs differ in shape")
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate) leaves nothing")
    func drop(_ index: Int, _ bits: Words, _ count: Int) {
      let m = Vector.zero.replacing(with: kept, where: Vector(uniform: bits) .>= .broadcast(rate))
      if count == 16 {
        (mask.pointer + index).store(m)
        (pointer + index).store(function((pointer + index).loadVector(), m))
      } else {
        (mask.pointer + index).store(m, first: count)
        (pointer + index).store(function((pointer + index).loadVector(first: count), m), first: count)
      }
    }
    let beginning = stream
    forEachElementBlock { block in
      var stream = beginning.ahead(groups: block.lowerBound / 64)
      for start in stride(from: block.lowerBound, to: block.upperBound, by: 64) {
        let words = stream.nextGroup()
        drop(start, words.0, min(16, count - start))
        if start + 16 < count { drop(start + 16, words.1, min(16, count - start - 16)) }
        if start + 32 < count { drop(start + 32, words.2, min(16, count - start - 32)) }
        if start + 48 < count { drop(start + 48, words.3, min(16, count - start - 48)) }
      }
    }
    stream = beginning.ahead(groups: (count + 63) / 64)
  }
}

/// x ↦ a · x + b of alpha dropout, with q = 1 − rate: a = (q + α′²q(1 − q))^(−½) and b = −a(1 − q)α′.
private struct AlphaDropoutMap {
  let factor: Float
  let shift: Float

  init(rate: Float, saturation: Float) {
    let kept = 1 - rate
    factor = 1 / (kept + saturation * saturation * kept * rate).squareRoot()
    shift = -factor * rate * saturation
  }
}
