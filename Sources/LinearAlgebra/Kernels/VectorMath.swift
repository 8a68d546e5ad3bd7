/// Sixteen numbers at a time: exponential, logarithm, and the functions made of them.
///
/// The polynomials are those of Moshier's Cephes library (`expf`, `logf`, `tanhf`), within 2 units in the last place over
/// the range that matters. The ends are monotone and no finite argument gives NaN or infinity. Rounding to whole numbers
/// is done by adding and taking away 1.5 · 2²³, because Swift's own vector `rounded()` is a slow call.
typealias Vector = SIMD16<Float>

/// Sixteen times 32 bits.
typealias Words = SIMD16<UInt32>

extension Vector {
  @inline(__always)
  static func broadcast(_ value: Float) -> Vector { Vector(repeating: value) }

  /// The lanes as they stand in memory.
  @inline(__always)
  var bits: Words { unsafeBitCast(self, to: Words.self) }

  @inline(__always)
  init(bits: Words) { self = unsafeBitCast(bits, to: Vector.self) }

  /// self · factor + addend, fused where the processor can.
  @inline(__always)
  func times(_ factor: Vector, plus addend: Vector) -> Vector {
    #if DEEPBELIEF_PORTABLE
      return self * factor + addend
    #else
      return addend.addingProduct(self, factor)
    #endif
  }

  @inline(__always)
  func atMost(_ limit: Float) -> Vector { replacing(with: limit, where: self .> limit) }

  @inline(__always)
  func atLeast(_ limit: Float) -> Vector { replacing(with: limit, where: self .< limit) }

  @inline(__always)
  var magnitude: Vector { replacing(with: -self, where: self .< 0) }

  /// eˣ; arguments beyond ±87.3 or so give the value at that end.
  @inline(__always)
  var exponential: Vector {
    let magic = Vector.broadcast(12_582_912)
    let x = atMost(88.02).atLeast(-87.33)
    let shifted = x.times(.broadcast(1.442_695_04), plus: magic)
    let power = shifted - magic
    let r = power.times(.broadcast(2.121_944_40e-4), plus: power.times(.broadcast(-0.693_359_375), plus: x))
    let p = r.exponentialTail.times(r * r, plus: r + .broadcast(1))
    let exponent = shifted.bits &<< 23
    return Vector(bits: p.bits &+ exponent)
  }

  /// (eʳ − 1 − r)/r², for |r| up to ½ log 2.
  @inline(__always)
  private var exponentialTail: Vector {
    var p = Vector.broadcast(1.987_569_15e-4)
    p = p.times(self, plus: .broadcast(1.398_199_95e-3))
    p = p.times(self, plus: .broadcast(8.333_451_9e-3))
    p = p.times(self, plus: .broadcast(4.166_579_6e-2))
    p = p.times(self, plus: .broadcast(1.666_666_55e-1))
    return p.times(self, plus: .broadcast(0.5))
  }

  /// eˣ − 1, without cancellation near 0; the same limits.
  @inline(__always)
  var exponentialMinusOne: Vector {
    let magic = Vector.broadcast(12_582_912)
    let x = atMost(88.02).atLeast(-87.33)
    let shifted = x.times(.broadcast(1.442_695_04), plus: magic)
    let power = shifted - magic
    let r = power.times(.broadcast(2.121_944_40e-4), plus: power.times(.broadcast(-0.693_359_375), plus: x))
    let scale = Vector(bits: Vector.broadcast(1).bits &+ (shifted.bits &<< 23))
    // eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1), and the second term is exact.
    return r.exponentialTail.times(r * r, plus: r).times(scale, plus: scale - .broadcast(1))
  }

  /// log x for positive, normal x; smaller arguments give the logarithm of the smallest normal number.
  @inline(__always)
  var logarithm: Vector {
    let bits = atLeast(.leastNormalMagnitude).bits
    // x = mantissa · 2^power with the mantissa between √½ and √2.
    let offset = bits &- Words(repeating: 0x3F35_04F3)
    let mantissaBits = (offset & Words(repeating: 0x007F_FFFF)) &+ Words(repeating: 0x3F35_04F3)
    let r = Vector(bits: mantissaBits) - .broadcast(1)
    // The power, biased by 2²³ + 2²² so that its bits are a float at once; no conversion call.
    let signed = unsafeBitCast(offset, to: SIMD16<Int32>.self) &>> 23
    let biased = unsafeBitCast(signed, to: Words.self) &+ Words(repeating: 0x4B40_0000)
    let power = Vector(bits: biased) - .broadcast(12_582_912)
    var p = Vector.broadcast(7.037_683_63e-2)
    p = p.times(r, plus: .broadcast(-1.151_461_03e-1))
    p = p.times(r, plus: .broadcast(1.167_699_87e-1))
    p = p.times(r, plus: .broadcast(-1.242_014_08e-1))
    p = p.times(r, plus: .broadcast(1.424_932_28e-1))
    p = p.times(r, plus: .broadcast(-1.666_805_77e-1))
    p = p.times(r, plus: .broadcast(2.000_071_48e-1))
    p = p.times(r, plus: .broadcast(-2.499_999_40e-1))
    p = p.times(r, plus: .broadcast(3.333_333_12e-1))
    let square = r * r
    let correction = power.times(.broadcast(-2.121_944_40e-4), plus: square * -0.5)
    let tail = (p * r).times(square, plus: correction)
    return power.times(.broadcast(0.693_359_375), plus: r + tail)
  }

  /// 1 / (1 + e⁻ˣ)
  @inline(__always)
  var logisticSigmoid: Vector {
    // BEGIN SOLUTION 1.1
    .broadcast(1) / (.broadcast(1) + (-self).exponential)
    // END SOLUTION
  }

  /// (e²ˣ − 1) / (e²ˣ + 1), by a polynomial where that would cancel.
  @inline(__always)
  var hyperbolicTangent: Vector {
    let size = magnitude
    let square = self * self
    var p = Vector.broadcast(-5.704_988_72e-3)
    p = p.times(square, plus: .broadcast(2.063_908_88e-2))
    p = p.times(square, plus: .broadcast(-5.373_971_56e-2))
    p = p.times(square, plus: .broadcast(1.333_144_18e-1))
    p = p.times(square, plus: .broadcast(-3.333_328_22e-1))
    let small = (p * square).times(self, plus: self)
    let large = .broadcast(1) - .broadcast(2) / ((size + size).exponential + .broadcast(1))
    return small.replacing(with: large.replacing(with: -large, where: self .< 0), where: size .>= 0.625)
  }

  /// log(1 + eˣ), without overflow for large x and without losing small values for negative x.
  @inline(__always)
  var softplus: Vector {
    // BEGIN SOLUTION 1.2
    atLeast(0) + (-magnitude).exponential.logarithmOfOnePlus
    // END SOLUTION
  }

  /// log(1 + x) for x above −1, without losing small x.
  @inline(__always)
  var logarithmOfOnePlus: Vector {
    let w = .broadcast(1) + self
    // With the rounding error of 1 + x put back.
    return w.logarithm + (self - (w - .broadcast(1))) / w
  }

  /// From random bits to the half-open interval [0, 1), with a resolution of 2⁻²³.
  @inline(__always)
  init(uniform bits: Words) {
    let oneToTwo = (bits &>> 9) | Words(repeating: 0x3F80_0000)
    self = Vector(bits: oneToTwo) - .broadcast(1)
  }
}

extension UnsafeMutablePointer<Float> {
  /// Sixteen numbers from here on, wherever they lie.
  @inline(__always)
  func loadVector() -> Vector { UnsafeRawPointer(self).loadUnaligned(as: Vector.self) }

  @inline(__always)
  func store(_ vector: Vector) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, as: Vector.self)
  }

  /// Fewer than sixteen numbers; the lanes behind them hold zeros.
  @inline(__always)
  func loadVector(first count: Int) -> Vector {
    var vector = Vector.zero
    withUnsafeMutableBytes(of: &vector) { lanes in
      lanes.copyMemory(from: UnsafeRawBufferPointer(start: self, count: count * 4))
    }
    return vector
  }

  @inline(__always)
  func store(_ vector: Vector, first count: Int) {
    withUnsafeBytes(of: vector) { lanes in
      UnsafeMutableRawPointer(self).copyMemory(from: lanes.baseAddress.unsafelyUnwrapped, byteCount: count * 4)
    }
  }
}
