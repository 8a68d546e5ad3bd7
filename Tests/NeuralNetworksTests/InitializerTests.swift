import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// Initializers by the distribution of a 400 × 300 matrix: mean, standard deviation, bounds, and Kolmogorov–Smirnov.
@Suite struct InitializerTests {
  static let (fanIn, fanOut) = (400, 300)

  /// What an initializer should draw.
  struct Expected: Sendable {
    var mean = 0.0
    let sigma: Double
    let bounds: ClosedRange<Double>?
    /// The share of numbers up to x.
    let distribution: @Sendable (Double) -> Double

    static func normal(_ sigma: Double, mean: Double = 0) -> Expected {
      Expected(mean: mean, sigma: sigma, bounds: nil) { phi(($0 - mean) / sigma) }
    }

    static func uniform(_ low: Double, _ high: Double) -> Expected {
      Expected(mean: (low + high) / 2, sigma: (high - low) / 12.0.squareRoot(), bounds: low...high) {
        ($0 - low) / (high - low)
      }
    }

    /// `uncut` is the standard deviation before the tails are cut off at twice its size.
    static func truncated(_ uncut: Double, mean: Double = 0) -> Expected {
      // ∫ x² φ(x) dx from −2 to 2 is 2Φ(2) − 1 − 4φ(2).
      let inside = 2 * phi(2) - 1
      let variance = 1 - 4 * exp(-2) / (2 * Double.pi).squareRoot() / inside
      return Expected(
        mean: mean, sigma: uncut * variance.squareRoot(), bounds: mean - 2 * uncut...mean + 2 * uncut
      ) { (phi(($0 - mean) / uncut) - phi(-2)) / inside }
    }

    static func uniform(variance: Double) -> Expected {
      .uniform(-(3 * variance).squareRoot(), (3 * variance).squareRoot())
    }

    private static func phi(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
  }

  static func sample(_ initializer: Initializer) -> [Double] {
    let weight = Matrix(rows: fanIn, columns: fanOut)
    var stream = PhiloxStream(seed: 11, stream: .initialization(layer: 2))
    initializer.fill(weight, using: &stream)
    return weight.values.map(Double.init)
  }

  static let cases: [(Initializer, Expected)] = [
    (.smallNormal, .normal(0.01)), (.standardNormal, .normal(1)), (.largeNormal, .normal(0.5)),
    (.adversarialNormal, .normal(0.02)), (.normal(mean: -2, standardDeviation: 3), .normal(3, mean: -2)),
    (.uniform(from: -0.25, to: 0.25), .uniform(-0.25, 0.25)), (.uniform(from: 1, to: 4), .uniform(1, 4)),
    (.truncatedNormal(standardDeviation: 0.05), .truncated(0.05)),
    (.truncatedNormal(mean: 1, standardDeviation: 0.5), .truncated(0.5, mean: 1)),
    (.leCunNormal, .normal((1.0 / 400).squareRoot())), (.leCunUniform, .uniform(variance: 1.0 / 400)),
    (.xavierNormal, .normal((2.0 / 700).squareRoot())), (.xavierUniform, .uniform(variance: 2.0 / 700)),
    (.xavier(.normal, gain: 2), .normal(2 * (2.0 / 700).squareRoot())),
    (.xavier(.uniform, gain: 0.5), .uniform(variance: 0.25 * 2.0 / 700)),
    (.heNormal, .normal((2.0 / 400).squareRoot())), (.heUniform, .uniform(variance: 2.0 / 400)),
    (.he(.normal, fan: .output), .normal((2.0 / 300).squareRoot())),
    (.he(.uniform, slope: 0.5), .uniform(variance: 2 / 1.25 / 400)),
    // Corrected for what is cut off, as in Keras.
    (.he(.truncatedNormal), .truncated((2.0 / 400).squareRoot() / 0.879_625_661_034_239_8)),
  ]

  @Test(arguments: cases.indices)
  func distribution(index: Int) {
    let (initializer, expected) = Self.cases[index]
    let sample = Self.sample(initializer).sorted()
    let count = Double(sample.count)
    let mean = sample.reduce(0, +) / count
    let squares = sample.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / count
    // Five standard errors, that of the variance from the fourth moment: a false alarm in 1.7 million.
    #expect(abs(mean - expected.mean) < 5 * expected.sigma / count.squareRoot())
    let spread = (squares.reduce(0) { $0 + $1 * $1 } / count - variance * variance).squareRoot()
    #expect(abs(variance - expected.sigma * expected.sigma) < 5 * spread / count.squareRoot())
    if let bounds = expected.bounds {
      // Each bound is met, and neared within 1 % of the width: with 120,000 numbers, missing it has a probability below 10⁻⁶⁰.
      let (width, rounding) = (bounds.upperBound - bounds.lowerBound, 1e-6 * bounds.upperBound)
      #expect(sample[0] >= bounds.lowerBound - rounding && sample[0] < bounds.lowerBound + 0.01 * width)
      let last = sample[sample.count - 1]
      #expect(last <= bounds.upperBound + rounding && last > bounds.upperBound - 0.01 * width)
    }
    // D√n > 2.71 has probability 10⁻⁶ if the distribution is right.
    let distance = sample.enumerated().map { index, x in
      let p = expected.distribution(x)
      return max(Double(index + 1) / count - p, p - Double(index) / count)
    }
    #expect((distance.max() ?? 1) * count.squareRoot() < 2.71)
    #expect(
      abs(Double(initializer.standardDeviation(fanIn: Self.fanIn, fanOut: Self.fanOut)) / expected.sigma - 1) < 1e-6)
  }

  @Test func constantsAreConstant() {
    #expect(Self.sample(.zeros).allSatisfy { $0 == 0 })
    #expect(Self.sample(.ones).allSatisfy { $0 == 1 })
    #expect(Self.sample(.constant(-0.5)).allSatisfy { $0 == -0.5 })
    #expect(Initializer.constant(3).standardDeviation(fanIn: 4, fanOut: 5) == 0)
  }

  @Test func seedsAndLayersDiffer() {
    func weights(seed: UInt64) -> [[Float]] {
      MultilayerPerceptron(shape: [20, 20, 20], activation: .relu, initializer: .heNormal, seed: seed).layers.map(
        \.weight.values)
    }
    #expect(weights(seed: 1) == weights(seed: 1))
    #expect(weights(seed: 1)[0] != weights(seed: 2)[0])
    #expect(weights(seed: 1)[0] != weights(seed: 1)[1])
  }
}
