import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// Initializers by the distribution of a 400 × 300 matrix: mean, standard deviation, bounds, and Kolmogorov–Smirnov.
@Suite struct InitializerTests {
  static let (fanIn, fanOut) = (400, 300)

  static func sample(_ initializer: Initializer) -> [Double] {
    let weight = Matrix(rows: fanIn, columns: fanOut)
    var stream = PhiloxStream(seed: 11, stream: .initialization(layer: 2))
    initializer.fill(weight, using: &stream)
    return weight.values.map(Double.init)
  }

  static let cases: [(Initializer, sigma: Double, isUniform: Bool)] = [
    (.normal(standardDeviation: 0.01), 0.01, false), (.xavierNormal, (2.0 / 700).squareRoot(), false),
    (.xavierUniform, (2.0 / 700).squareRoot(), true), (.heNormal, (2.0 / 400).squareRoot(), false),
    (.heUniform, (2.0 / 400).squareRoot(), true),
  ]

  @Test(arguments: cases)
  func distribution(initializer: Initializer, sigma: Double, isUniform: Bool) {
    let sample = Self.sample(initializer).sorted()
    let count = Double(sample.count)
    let mean = sample.reduce(0, +) / count
    let deviation = (sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    // Five standard errors: a false alarm in 1.7 million.
    #expect(abs(mean) < 5 * sigma / count.squareRoot())
    #expect(abs(deviation / sigma - 1) < 5 / (2 * count).squareRoot())
    let limit = sigma * 3.0.squareRoot()
    if isUniform {
      #expect(sample[0] >= -limit * 1.000001 && sample[sample.count - 1] <= limit * 1.000001)
      #expect(sample[0] < -0.999 * limit && sample[sample.count - 1] > 0.999 * limit)
    }
    // D√n > 2.71 has probability 10⁻⁶ if the distribution is right.
    let distance = sample.enumerated().map { index, x in
      let p = isUniform ? (x / limit + 1) / 2 : 0.5 * erfc(-x / sigma / 2.0.squareRoot())
      return max(Double(index + 1) / count - p, p - Double(index) / count)
    }
    #expect((distance.max() ?? 1) * count.squareRoot() < 2.71)
  }

  @Test func zerosAreZeros() {
    #expect(Self.sample(.zeros).allSatisfy { $0 == 0 })
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

  @Test func namesAreReadBack() {
    for initializer in Self.cases.map(\.0) + [.zeros] { #expect(Initializer(name: initializer.name) == initializer) }
    for name in ["", "he", "normal-", "normal-x", "normal--1", "normal-nan", "normal-0.1\u{0}"] {
      #expect(Initializer(name: name) == nil)
    }
  }
}
