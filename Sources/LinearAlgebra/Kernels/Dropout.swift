extension Matrix {
  /// Inverted dropout (Srivastava et al. 2014, section 10): drops each element with probability `rate` and scales those
  /// that stay by 1/(1 − rate), so that nothing needs to be scaled when the network is used.
  ///
  /// `mask` has the shape of self and receives 0 or 1/(1 − rate); the backward pass multiplies by it.
  public func applyDropout(rate: Float, mask: Matrix, using stream: inout PhiloxStream) {
    precondition(mask.hasShape(of: self), "mask and outputs differ in shape")
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate) leaves nothing")
    let kept = 1 / (1 - rate)
    func drop(_ index: Int, _ bits: Words, _ count: Int) {
      let m = Vector.zero.replacing(with: kept, where: Vector(uniform: bits) .>= .broadcast(rate))
      if count == 16 {
        (mask.pointer + index).store(m)
        (pointer + index).store((pointer + index).loadVector() * m)
      } else {
        (mask.pointer + index).store(m, first: count)
        (pointer + index).store((pointer + index).loadVector(first: count) * m, first: count)
      }
    }
    for start in stride(from: 0, to: count, by: 64) {
      let words = stream.nextGroup()
      drop(start, words.0, min(16, count - start))
      if start + 16 < count { drop(start + 16, words.1, min(16, count - start - 16)) }
      if start + 32 < count { drop(start + 32, words.2, min(16, count - start - 32)) }
      if start + 48 < count { drop(start + 48, words.3, min(16, count - start - 48)) }
    }
  }
}
