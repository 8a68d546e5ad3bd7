import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// Random networks, measured and compared with what theory says of their mean.
///
/// Each of 60 networks gives one value; theory has to lie within six standard errors of their mean. Student's t with 59 degrees
/// of freedom is greater in 1 of 8 million. Values of deep layers are skewed: of two million simulated means of 60 log-normal
/// values with the spread of the tenth layer, 0.3, eight lay beyond. With some 150 comparisons, a false alarm has a probability
/// below 10⁻³ for other seeds than these.
@Suite struct SignalTheoryTests {
  static let networks = 60
  static let limit = 6.0

  /// Mean squares of z, f(z) and δ in each layer of one network.
  typealias Sizes = [[Double]]

  /// Random numbers, each row of which has the mean square 1.
  static func normalized(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    var stream = PhiloxStream(seed: UInt64(seed), stream: .synthesis(part: 3))
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.fillNormal(standardDeviation: 1, using: &stream)
    for row in 0..<rows {
      let one = matrix.rows(row..<row + 1)
      one.scale(by: Float(Double(columns).squareRoot() / one.norm))
    }
    return matrix
  }

  /// One entry for each network, with random inputs and a random gradient at the top, both of mean square 1.
  static func measure(_ shape: [Int], _ activation: Activation, _ initializer: Initializer, cases: Int = 4) -> [Sizes] {
    (0..<networks).map { seed in
      let inputs = normalized(cases, shape[0], seed: 2 * seed)
      let network = MultilayerPerceptron(
        shape: shape, activation: activation, initializer: initializer, seed: UInt64(seed), cases: inputs)
      let pass = SignalPass(
        network, inputs: inputs, logitGradient: normalized(cases, shape[shape.count - 1], seed: 2 * seed + 1))
      return network.layers.indices.map { layer in
        [pass.preactivations, pass.activations, pass.gradients].map {
          $0[layer].norm * $0[layer].norm / Double($0[layer].count)
        }
      }
    }
  }

  /// By how many standard errors each mean differs from theory; the greatest of all, where that is, and its standard error in
  /// terms of theory. What does not vary from network to network has to agree to 10⁻⁵.
  static func worst(_ sizes: [Sizes], _ predictions: [SignalTheory.Prediction]) -> (
    t: Double, place: String, error: Double
  ) {
    var worst = (t: 0.0, place: "", error: 0.0)
    for (layer, prediction) in predictions.enumerated() {
      let expected = [prediction.preactivations, prediction.activations, prediction.gradients]
      for (quantity, theory) in expected.enumerated() {
        let values = sizes.map { $0[layer][quantity] }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        let error = max((variance / Double(values.count)).squareRoot(), 1e-5 * theory / limit)
        let t = abs(mean - theory) / error
        if !(t <= worst.t) { worst = (t, "layer \(layer), \(["z", "f(z)", "δ"][quantity])", error / theory) }
      }
    }
    return worst
  }

  /// Ten layers of 500 units.
  static let deep = [Int](repeating: 500, count: 11)

  @Test(arguments: [
    (Activation.relu, Initializer.heNormal, [SignalTheory.rectifier(), .meanField(.relu)]),
    (.tanh, .xavierUniform, [.meanField(.tanh)]),
  ])
  func tenLayersOfFiveHundredUnits(activation: Activation, initializer: Initializer, theories: [SignalTheory]) throws {
    let sizes = Self.measure(Self.deep, activation, initializer)
    for theory in theories {
      let predictions = try #require(
        theory.predictions(shape: Self.deep, initializer: initializer, inputs: 1, gradients: 1))
      let worst = Self.worst(sizes, predictions)
      #expect(worst.t < Self.limit, "\(worst)")
      #expect(worst.error < 0.06, "the check is too coarse")
      // The check can fail: what the same theory says of another start is refused.
      let other = try #require(
        theory.predictions(shape: Self.deep, initializer: .xavier(.normal, gain: 1.3), inputs: 1, gradients: 1))
      #expect(Self.worst(sizes, other).t > Self.limit)
    }
  }

  /// Layers that grow and shrink tell n_in from n_out, up from down, and whose slope belongs to which layer.
  @Test(arguments: [
    (Activation.identity, Initializer.xavierNormal, SignalTheory.linear()),
    (.leakyRelu(slope: 0.25), .he(.uniform, fan: .output, slope: 0.25), .rectifier(slope: 0.25)),
    (.selu, .leCun(.truncatedNormal), .meanField(.selu)), (.gelu, .orthogonal(gain: 1.2), .meanField(.gelu)),
    (.softsign, .normal(standardDeviation: 0.1), .meanField(.softsign)),
  ])
  func layersOfDifferentWidths(activation: Activation, initializer: Initializer, theory: SignalTheory) throws {
    let shape = [300, 500, 200, 400, 250]
    let predictions = try #require(theory.predictions(shape: shape, initializer: initializer, inputs: 1, gradients: 1))
    let worst = Self.worst(Self.measure(shape, activation, initializer), predictions)
    #expect(worst.t < Self.limit, "\(worst)")
  }

  /// The linear regime is what tanh has for small signals, and loses for large ones.
  @Test func tanhIsLinearForSmallSignalsOnly() throws {
    let (linear, curved) = (SignalTheory.linear(), SignalTheory.meanField(.tanh))
    for (inputs, agreement) in [(1e-4, 0...3e-3), (1.0, 0.5...0.95)] {
      let sizes = try [linear, curved].map {
        try #require($0.predictions(shape: Self.deep, initializer: .xavierNormal, inputs: inputs, gradients: 1))
      }
      #expect(agreement.contains(1 - sizes[1][9].preactivations / sizes[0][9].preactivations))
    }
  }

  @Test func biasesAddTheirVariance() throws {
    let predictions = try #require(
      SignalTheory.linear().predictions(
        shape: [10, 20, 30], initializer: .leCunNormal, biasVariance: 0.5, inputs: 2, gradients: 3))
    #expect(abs(predictions[0].preactivations - 2.5) < 1e-6 && abs(predictions[1].preactivations - 3) < 1e-6)
    // n_out · Var W = 30/20
    #expect(abs(predictions[0].gradients - 4.5) < 1e-6 && predictions[1].gradients == 3)
  }

  @Test func theoryKnowsWhatItDoesNotKnow() throws {
    func predictions(_ initializer: Initializer) -> [SignalTheory.Prediction]? {
      SignalTheory.meanField(.tanh).predictions(shape: [5, 5, 5], initializer: initializer, inputs: 1, gradients: 1)
    }
    for initializer in [Initializer.ones, .normal(mean: 1, standardDeviation: 1), .uniform(from: 0, to: 1)] {
      #expect(predictions(initializer) == nil)
    }
    #expect(try #require(predictions(.zeros)).map(\.preactivations) == [0, 0])
    #expect(try #require(predictions(.layerSequentialUnitVariance())).allSatisfy { abs($0.preactivations - 1) < 1e-12 })
  }
}
