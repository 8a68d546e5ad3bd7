extension Vector {
  /// The density φ and the distribution Φ of the standard normal distribution.
  ///
  /// Φ(x) = ½ erfc(−x/√2), by the polynomials of Moshier's Cephes library (`erff`, `erfcf`). Beyond ±13, where both tails have
  /// fallen below 10⁻³⁷, they are 0, so that products with x stay small however large x is.
  @inline(__always)
  var standardNormal: (density: Vector, distribution: Vector) {
    let size = magnitude * 0.707_106_781
    let square = size * size
    let exponential = (-square).exponential.replacing(with: 0, where: size .> 9.192_388)
    // ½ erfc(size), the tail on the side where x is.
    let inverse = .broadcast(1) / size
    let far = inverse.complementaryErrorFactor * exponential * 0.5
    let near = .broadcast(0.5) - square.errorFactor * size * 0.5
    let tail = far.replacing(with: near, where: size .< 1)
    return (exponential * 0.398_942_280, (.broadcast(1) - tail).replacing(with: tail, where: self .< 0))
  }

  /// erf(a)/a from a², for a up to 1.
  @inline(__always)
  private var errorFactor: Vector {
    var p = Vector.broadcast(7.853_861_35e-5)
    p = p.times(self, plus: .broadcast(-8.010_193_63e-4))
    p = p.times(self, plus: .broadcast(5.188_327_69e-3))
    p = p.times(self, plus: .broadcast(-2.685_381_19e-2))
    p = p.times(self, plus: .broadcast(1.128_358_51e-1))
    p = p.times(self, plus: .broadcast(-3.761_262_58e-1))
    return p.times(self, plus: .broadcast(1.128_379_17))
  }

  /// e^(a²) erfc(a) from 1/a, for a from 1 on.
  @inline(__always)
  private var complementaryErrorFactor: Vector {
    let square = self * self
    var p = Vector.broadcast(2.326_819_97e-2)
    p = p.times(square, plus: .broadcast(-1.387_039_39e-1))
    p = p.times(square, plus: .broadcast(3.687_424_67e-1))
    p = p.times(square, plus: .broadcast(-5.824_733_03e-1))
    p = p.times(square, plus: .broadcast(6.210_004_62e-1))
    p = p.times(square, plus: .broadcast(-4.944_515_32e-1))
    p = p.times(square, plus: .broadcast(3.404_879_94e-1))
    p = p.times(square, plus: .broadcast(-2.741_127_03e-1))
    p = p.times(square, plus: .broadcast(5.638_259_43e-1))
    var q = Vector.broadcast(-1.047_766_4e1)
    q = q.times(square, plus: .broadcast(1.297_719_96e1))
    q = q.times(square, plus: .broadcast(-7.495_518_72))
    q = q.times(square, plus: .broadcast(2.921_019_02))
    q = q.times(square, plus: .broadcast(-1.015_265_28))
    q = q.times(square, plus: .broadcast(4.218_463_36e-1))
    q = q.times(square, plus: .broadcast(-2.820_767_44e-1))
    q = q.times(square, plus: .broadcast(5.641_895_07e-1))
    return p.replacing(with: q, where: self .< 0.5) * self
  }
}
