import Foundation
import Testing

@testable import LinearAlgebra

/// The vector functions against the C library's in double precision, in units in the last place.
@Suite struct VectorMathTests {
  /// Greatest distance, in units in the last place of the right value, over a fine sweep; and where it is.
  func worstError(
    from low: Float, to high: Float, _ vector: (Vector) -> Vector, _ exact: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    var worst = (ulps: 0.0, at: Float(0))
    let steps = 400_000
    for step in 0...steps {
      let x = low + (high - low) * Float(step) / Float(steps)
      let right = exact(Double(x))
      let unit = max(Double(Float(right).ulp), Double(Float.leastNormalMagnitude.ulp))
      let ulps = abs(Double(vector(Vector(repeating: x))[5]) - right) / unit
      if !(ulps <= worst.ulps) { worst = (ulps, x) }
    }
    return worst
  }

  @Test func exponentialIsWithinTwoUlp() {
    let worst = worstError(from: -87.3, to: 88, { $0.exponential }, exp)
    #expect(worst.ulps <= 2, "\(worst)")
  }

  @Test func logarithmIsWithinTwoUlp() {
    for (low, high) in [(Float(1e-6), Float(0.01)), (0.01, 0.99), (1.01, 10), (10, 1e6)] {
      let worst = worstError(from: low, to: high, { $0.logarithm }, log)
      #expect(worst.ulps <= 2, "\(worst)")
    }
  }

  @Test func hyperbolicTangentIsWithinTwoUlp() {
    let worst = worstError(from: -10, to: 10, { $0.hyperbolicTangent }, tanh)
    #expect(worst.ulps <= 2, "\(worst)")
  }

  @Test func sigmoidIsWithinThreeUlp() {
    // Exponential, sum and quotient each round once.
    let worst = worstError(from: -80, to: 30, { $0.logisticSigmoid }) { 1 / (1 + exp(-$0)) }
    #expect(worst.ulps <= 3, "\(worst)")
  }

  @Test func softplusIsWithinThreeUlp() {
    let worst = worstError(from: -80, to: 80, { $0.softplus }) { max($0, 0) + log1p(exp(-abs($0))) }
    #expect(worst.ulps <= 3, "\(worst)")
  }

  @Test func exponentialMinusOneIsWithinThreeUlp() {
    for (low, high) in [(Float(-87), Float(87)), (-0.4, 0.4), (-1e-4, 1e-4)] {
      let worst = worstError(from: low, to: high, { $0.exponentialMinusOne }, expm1)
      #expect(worst.ulps <= 3, "\(worst)")
    }
  }

  @Test func logarithmOfOnePlusIsWithinThreeUlp() {
    for (low, high) in [(Float(-0.5), Float(1)), (-1e-4, 1e-4), (1, 1e6)] {
      let worst = worstError(from: low, to: high, { $0.logarithmOfOnePlus }, log1p)
      #expect(worst.ulps <= 3, "\(worst)")
    }
  }

  /// softplus(bx) − softplus(ax) to a relative precision, for temperatures that nearly agree and that do not, and for arguments
  /// whose exponentials overflow.
  @Test func differencesOfSoftplusKeepTheirPrecision() {
    for (low, high) in [(Float(0), Float(1)), (0.5, 0.75), (0.9, 0.90001), (0.99999, 1), (0.3, 0.3)] {
      for x in stride(from: Float(-300), through: 300, by: 0.37) {
        let (a, b, x64) = (Double(low), Double(high), Double(x))
        // ∫ x σ(tx) dt over [a, b] by Simpson's rule where the difference would cancel, else by the definition.
        func slope(_ t: Double) -> Double { x64 / (1 + exp(-t * x64)) }
        func softplus(_ y: Double) -> Double { max(y, 0) + log1p(exp(-abs(y))) }
        let right =
          b - a < 1e-3
          ? (b - a) / 6 * (slope(a) + 4 * slope((a + b) / 2) + slope(b)) : softplus(b * x64) - softplus(a * x64)
        let mine = Double(Vector(repeating: x).softplusDifference(from: low, to: high)[3])
        #expect(
          abs(mine - right) <= 3e-6 * abs(right) + 1e-30, "x = \(x), from \(low) to \(high): \(mine), not \(right)")
      }
    }
  }

  @Test func normalDistributionIsCloseToExact() {
    let exact = { (x: Double) in 0.5 * erfc(-x / 2.0.squareRoot()) }
    let right = worstError(from: -1, to: 13, { $0.standardNormal.distribution }, exact)
    #expect(right.ulps <= 4, "\(right)")
    // In the tail the rounding of x² counts x² times.
    for (low, ulps) in [(Float(-2), 16.0), (-5, 60), (-12, 300)] {
      let left = worstError(from: low, to: -1, { $0.standardNormal.distribution }, exact)
      #expect(left.ulps <= ulps, "\(left)")
    }
    let density = worstError(from: -5, to: 5, { $0.standardNormal.density }) {
      exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
    }
    #expect(density.ulps <= 60, "\(density)")
    let far = Vector(repeating: -20).standardNormal
    #expect(far.density[0] == 0 && far.distribution[0] == 0)
  }

  @Test func endsAreMonotoneAndNothingFiniteGivesNaN() {
    let functions: [(String, (Vector) -> Vector)] = [
      ("exp", { $0.exponential }), ("sigmoid", { $0.logisticSigmoid }), ("tanh", { $0.hyperbolicTangent }),
      ("softplus", { $0.softplus }), ("expm1", { $0.exponentialMinusOne }),
      ("normal distribution", { $0.standardNormal.distribution }),
    ]
    let arguments: [Float] = [
      -.greatestFiniteMagnitude, -1e30, -1000, -104, -90, -88, -87.4, -87.3, -20, -1e-30, -0.0, 0,
      .leastNonzeroMagnitude, 1e-30, 20,
      87, 88, 88.1, 89, 90, 1000, 1e30, .greatestFiniteMagnitude,
    ]
    for (name, function) in functions {
      let values = arguments.map { function(Vector(repeating: $0))[0] }
      for (index, value) in values.enumerated() {
        #expect(value.isFinite, "\(name)(\(arguments[index])) = \(value)")
        if index > 0 { #expect(value >= values[index - 1], "\(name) falls at \(arguments[index])") }
      }
    }
    let saturated = Vector(repeating: 40).logisticSigmoid[0]
    #expect(saturated == 1)
  }

  @Test func nanStaysNaN() {
    let nan = Vector(repeating: .nan)
    #expect(nan.exponential[0].isNaN && nan.logisticSigmoid[0].isNaN && nan.hyperbolicTangent[0].isNaN)
    #expect(nan.atLeast(0)[0].isNaN)
  }

  @Test func uniformsFillTheHalfOpenInterval() {
    #expect(Vector(uniform: Words(repeating: 0))[0] == 0)
    #expect(Vector(uniform: Words(repeating: .max))[0] == 1 - 0x1p-23)
  }
}
