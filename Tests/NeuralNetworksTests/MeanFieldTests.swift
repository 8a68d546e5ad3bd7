import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct MeanFieldTests {
  /// E[f²] and E[f′²] for pre-activations of variance q, by adaptive quadrature (SciPy's `quad`, to 10⁻¹³).
  static let references: [(Activation, q: Double, square: Double, slope: Double)] = [
    (.sigmoid, 0.25, 0.2639555775601, 0.05603468325954), (.sigmoid, 1, 0.2933790358581, 0.04483624135019),
    (.sigmoid, 100, 0.4607404398906, 0.006606645503534), (.tanh, 0.25, 0.1735161434324, 0.7173798616031),
    (.tanh, 1, 0.3942944903978, 0.4644029024483), (.tanh, 100, 0.9205368634305, 0.05310678774812),
    (.leakyRelu(slope: 0.25), 0.25, 0.1328125, 0.53125), (.leakyRelu(slope: 0.25), 100, 53.125, 0.53125),
    (.relu, 3, 1.5, 0.5), (.identity, 3, 3, 1), (.elu, 0.25, 0.1873406224243, 0.7615782918651),
    (.elu, 1, 0.6449454174929, 0.6681020012232), (.elu, 100, 50.44088422745, 0.5198976156483),
    (.selu, 0.25, 0.3306860291046, 1.360502101715), (.selu, 1, 1, 1.071574992456),
    (.selu, 100, 56.56136316046, 0.6134880871071), (.softplus, 0.25, 0.5876846300672, 0.2639555775601),
    (.softplus, 1, 0.9212459088593, 0.2933790358581), (.softplus, 100, 50.09361702725, 0.4607404398906),
    (.softsign, 0.25, 0.08578581501383, 0.3768168749575), (.softsign, 1, 0.1830140212665, 0.2276713404222),
    (.softsign, 100, 0.6774135028539, 0.02648784193595), (.gelu, 0.25, 0.08350672379335, 0.3556851396521),
    (.gelu, 1, 0.4252214825703, 0.4558508656493), (.gelu, 100, 49.98148273002, 0.5053998641834),
  ]

  @Test(arguments: references)
  func meansAgreeWithAdaptiveQuadrature(activation: Activation, q: Double, square: Double, slope: Double) {
    #expect(abs(activation.meanSquare(q) / square - 1) < 1e-11)
    #expect(abs(activation.meanSquareSlope(q) / slope - 1) < 1e-11)
  }

  @Test func momentsOfTheNormalDistribution() {
    for (power, moment) in [(0.0, 1.0), (2, 1), (4, 3), (6, 15), (1, (2 / Double.pi).squareRoot())] {
      #expect(abs(GaussianExpectation.of { pow(abs($0), power) } - moment) < 1e-12 * moment)
    }
  }

  /// Legendre's rule of five nodes integrates powers up to the ninth exactly.
  @Test func legendreRuleIsExactForPolynomials() {
    for power in 0...9 {
      let sum = GaussianExpectation.legendreRule(count: 5).reduce(0) { $0 + $1.weight * pow($1.point, Double(power)) }
      #expect(abs(sum - (power % 2 == 0 ? 2 / Double(power + 1) : 0)) < 1e-14)
    }
  }

  /// Why the expectation is not computed by Gauss–Hermite quadrature, with as many as 128 nodes.
  @Test func hermiteQuadratureMissesKinksAndSteps() {
    func isOff(_ activation: Activation, _ q: Double, by share: ClosedRange<Double>) -> Bool {
      let hermite = Self.hermiteRule(128).reduce(0) {
        $0 + $1.weight * pow(activation.derivative(at: q.squareRoot() * $1.point), 2)
      }
      return share.contains(abs(hermite / activation.meanSquareSlope(q) - 1))
    }
    #expect(isOff(.tanh, 1, by: 0...1e-6))
    #expect(isOff(.softsign, 1, by: 0.03...0.05) && isOff(.tanh, 100, by: 0.75...0.85))
  }

  /// Golub & Welsch (1969): the nodes are the eigenvalues of the matrix of the recurrence of the Hermite polynomials hₖ, which
  /// come in pairs ±x and so are found among its singular values. The weights are 1/Σ hₖ(x)².
  static func hermiteRule(_ count: Int) -> [(point: Double, weight: Double)] {
    let jacobi = Matrix(rows: count, columns: count)
    for k in 1..<count {
      jacobi[k - 1, k] = Float(k).squareRoot()
      jacobi[k, k - 1] = Float(k).squareRoot()
    }
    let sizes = jacobi.singularValues.map(Double.init)
    return stride(from: 0, to: count, by: 2).flatMap { index -> [(point: Double, weight: Double)] in
      let x = sizes[index]
      var (last, value, sum) = (0.0, 1.0, 1.0)
      for k in 1..<count {
        (last, value) = (value, (x * value - Double(k - 1).squareRoot() * last) / Double(k).squareRoot())
        sum += value * value
      }
      return [(x, 1 / sum), (-x, 1 / sum)]
    }
  }

  @Test func linesHaveExactMaps() {
    let linear = MeanField(.identity, weightVariance: 0.5, biasVariance: 0.25)
    #expect(abs(linear.lengthMap(2) - 1.25) < 1e-12 && abs(linear.chi(7) - 0.5) < 1e-12)
    #expect(abs((linear.fixedPoint ?? 0) - 0.5) < 1e-10)
    let critical = MeanField(.relu, weightVariance: 2)
    #expect(critical.lengths(from: 3, count: 30).allSatisfy { abs($0 - 3) < 1e-10 } && abs(critical.chi(3) - 1) < 1e-12)
    #expect(MeanField(.relu, weightVariance: 2.5).fixedPoint == nil)
    #expect(MeanField(.relu, weightVariance: 1.5).fixedPoint == 0)
    #expect(abs(MeanField(.relu, weightVariance: 1).depthScale(1) - 1 / log(2)) < 1e-10)
  }

  /// Fixed points of tanh in the chaotic and the ordered phase, by SciPy; SELU's is 1 by construction.
  @Test func fixedPoints() throws {
    let chaos = MeanField(.tanh, weightVariance: 2.25, biasVariance: 0.0025)
    let order = MeanField(.tanh, weightVariance: 1.69, biasVariance: 0.09)
    for (field, point, chi) in [
      (chaos, 0.798387114308, 1.136707784096), (order, 0.607046791909, 0.939807428682),
      (MeanField(.selu, weightVariance: 1), 1, 1.071574992456),
    ] {
      let q = try #require(field.fixedPoint)
      #expect(abs(q - point) < 1e-9 && abs(field.chi(q) - chi) < 1e-9)
    }
    // At the border the lengths of tanh fall to 0 ever more slowly.
    #expect(abs(MeanField(.tanh, weightVariance: 1).chi(1e-9) - 1) < 1e-8)
  }

  @Test(
    arguments: [
      (Activation.identity, 1.0), (.sigmoid, 1), (.tanh, 5.0 / 3), (.relu, 2.0.squareRoot()),
      (.leakyRelu(slope: 0.2), (2 / 1.04).squareRoot()), (.selu, 0.75), (.prelu(), (2 / 1.0625).squareRoot()),
      (.prelu(initialSlope: 0), 2.0.squareRoot()),
    ] as [(Activation, Double)])
  func gainsAreTorchs(activation: Activation, gain: Double) {
    #expect(abs(activation.recommendedGain - gain) < 1e-7)
  }

  @Test func gainsPreserveTheMeanSquare() {
    for activation in ActivationTests.all {
      let gain = activation.variancePreservingGain
      #expect(abs(MeanField(activation, weightVariance: gain * gain).lengthMap(1) - 1) < 1e-12)
    }
    for activation in [
      Activation.identity, .relu, .leakyRelu(slope: 0.25), .prelu(), .elu, .gelu, .softplus, .softsign,
    ] {
      #expect(abs(activation.variancePreservingGain - activation.recommendedGain) < 1e-7)
    }
    // Torch's 5/3 for tanh is not it, nor its 1 for the sigmoid.
    #expect(abs(Activation.tanh.variancePreservingGain - 1.5925) < 1e-4)
    #expect(abs(Activation.sigmoid.variancePreservingGain - 1.8462) < 1e-4)
  }
}
