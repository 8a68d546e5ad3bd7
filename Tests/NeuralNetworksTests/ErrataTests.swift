import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// The mistakes of `Docs/Errata.md`, each next to the right formula, by what they do to signals.
///
/// A factor is what the mean square of the pre-activations (or of the errors) is multiplied by from layer to layer, the
/// geometric mean of five layers of 300 units and of 20 networks. For one network its logarithm has a standard deviation of some
/// √(5/(5 · 300)) = 0.06 (ReLU; less for others), so that six standard errors of the mean are 0.08.
@Suite struct ErrataTests {
  static let width = 300
  static let tolerance = 0.08

  /// The factors going up and coming down.
  static func factors(_ activation: Activation, _ initializer: Initializer) -> (up: Double, down: Double) {
    let shape = [Int](repeating: width, count: 7)
    let sums = (0..<20).map { seed in
      let inputs = SignalTheoryTests.normalized(4, width, seed: 2 * seed)
      let network = MultilayerPerceptron(
        shape: shape, activation: activation, initializer: initializer, seed: UInt64(seed))
      let gradient = SignalTheoryTests.normalized(4, width, seed: 2 * seed + 1)
      let pass = SignalPass(network, inputs: inputs, logitGradient: gradient)
      return (
        up: log(pass.preactivations[5].norm / pass.preactivations[0].norm) * 2 / 5,
        down: log(pass.gradients[0].norm / pass.gradients[5].norm) * 2 / 5
      )
    }
    return (exp(sums.reduce(0) { $0 + $1.up } / 20), exp(sums.reduce(0) { $0 + $1.down } / 20))
  }

  static func isNear(_ factor: Double, _ expected: Double) -> Bool { abs(log(factor / expected)) < tolerance }

  static func normal(_ sigma: Double) -> Initializer { .normal(standardDeviation: Float(sigma)) }

  static let n = Double(width)

  @Test func heIsTheRootOfTwoOverN() {
    let right = Self.factors(.relu, Self.normal((2 / Self.n).squareRoot()))
    #expect(Self.isNear(right.up, 1) && Self.isNear(right.down, 1))
    // 2/√n is √2 times too large, √2/n is √n times too small.
    #expect(Self.isNear(Self.factors(.relu, Self.normal(2 / Self.n.squareRoot())).up, 2))
    #expect(Self.isNear(Self.factors(.relu, Self.normal(2.0.squareRoot() / Self.n)).up, 1 / Self.n))
  }

  @Test func xaviersRootIsAStandardDeviation() {
    let root = (2 / (2 * Self.n)).squareRoot()
    #expect(Self.isNear(Self.factors(.identity, Self.normal(root)).up, 1))
    // Taken for the variance, it makes a layer multiply by n · √(1/n).
    #expect(Self.isNear(Self.factors(.identity, Self.normal(root.squareRoot())).up, Self.n.squareRoot()))
  }

  @Test func leCunsLimitIsTheRootOfThreeOverN() {
    #expect(Self.isNear(Self.factors(.identity, .leCunUniform).up, 1))
    let limit = 1 / Float(Self.n).squareRoot()
    #expect(Self.isNear(Self.factors(.identity, .uniform(from: -limit, to: limit)).up, 1.0 / 3))
    #expect(Self.isNear(Self.factors(.relu, .uniform(from: -limit, to: limit)).up, 1.0 / 6))
    // That is what torch.nn.Linear starts from: kaiming_uniform_ with a = √5, a number that stands for no slope.
    let linear = Initializer.he(.uniform, slope: Float(5).squareRoot())
    #expect(abs(linear.standardDeviation(fanIn: Self.width, fanOut: 7) * Float(3).squareRoot() / limit - 1) < 1e-6)
  }

  @Test func leCunsDeviationIsNotOneOverN() {
    #expect(Self.isNear(Self.factors(.identity, Self.normal(1 / Self.n.squareRoot())).up, 1))
    #expect(Self.isNear(Self.factors(.identity, Self.normal(1 / Self.n)).up, 1 / Self.n))
  }

  /// Var z = n Var W E[x²]. With Var x in its place, (½ − 1/2π) Var z after a ReLU, He's start would lose a third a layer.
  @Test func theMeanSquareCountsNotTheVariance() {
    let inputs = SignalTheoryTests.normalized(50, Self.width, seed: 1)
    let layer = MultilayerPerceptron(
      shape: [Self.width, 2000], activation: .relu, initializer: .heNormal, seed: 1
    ).layers[0]
    let outputs = DenseLayer(weight: layer.weight, bias: layer.bias, activation: .relu).outputs(of: inputs)
    let meanSquare = outputs.norm * outputs.norm / Double(outputs.count)
    // z has the variance 2. Six standard errors of 2000 units: 6 √(5/2000).
    #expect(abs(meanSquare - 1) < 0.3)
    #expect(abs(outputs.variance / meanSquare - (1 - 1 / Double.pi)) < 0.05)
    #expect(Self.isNear(Self.factors(.relu, .heNormal).up, 1))
  }

  /// A sigmoid is steepest at 0, with a slope of ¼, and a quarter squared is what Xavier's start leaves of the errors.
  @Test func sigmoidsAreNotLinearWithSlopeOne() {
    let sigmoid = Self.factors(.sigmoid, .xavierNormal).down
    #expect(sigmoid < 1.0 / 16 && sigmoid > 0.8 / 16, "\(sigmoid)")
    #expect(Self.isNear(Self.factors(.identity, .xavierNormal).down, 1))
    let tanh = Self.factors(.tanh, .xavierNormal)
    #expect(tanh.up < 0.85 && tanh.down < 0.9, "\(tanh)")
  }

  /// Gradients of weights and biases of three layers that start from a constant.
  private func gradients(_ activation: Activation, _ initializer: Initializer) -> [Backpropagation.LayerGradient] {
    let network = MultilayerPerceptron(shape: [6, 7, 5, 3], activation: activation, initializer: initializer, seed: 0)
    let training = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: 5)
    training.inputs(5).assign(GradientTests.example(activation).inputs)
    return GradientTests.labels.withUnsafeBufferPointer { training.gradients(labels: $0) }
  }

  @Test func zerosDoNotMakeAllGradientsZero() {
    for (activation, learnsWeights) in [(Activation.tanh, false), (.relu, false), (.sigmoid, true), (.softplus, true)] {
      let gradients = gradients(activation, .zeros)
      #expect(gradients[0].weight.norm == 0 && gradients[1].weight.norm == 0)
      #expect(gradients[0].bias.norm == 0 && gradients[1].bias.norm == 0)
      #expect(gradients[2].bias.norm > 0)
      // Where f(0) is not 0, the last layer's weights learn too.
      #expect((gradients[2].weight.norm > 0) == learnsWeights)
    }
  }

  /// Any constant leaves all units of a layer the same, not only 0.
  @Test func otherConstantsDoNotBreakTheSymmetry() {
    for initializer in [Initializer.ones, .constant(0.1)] {
      let gradients = gradients(.tanh, initializer)
      #expect(gradients[0].weight.norm > 0)
      for gradient in gradients.dropLast() {
        for row in 0..<gradient.weight.rows {
          let values = gradient.weight.rows(row..<row + 1).values
          #expect(values.allSatisfy { abs($0 - values[0]) <= 1e-6 * abs(values[0]) })
        }
      }
    }
  }

  /// Keras and torch mean different distributions by He's normal start; both have the variance 2/n.
  @Test func kerasCutsOffItsTails() {
    func greatest(_ distribution: Initializer.Distribution) -> Double {
      let sigma = Double(Initializer.heNormal.standardDeviation(fanIn: 400, fanOut: 300))
      return (InitializerTests.sample(.he(distribution)).map(abs).max() ?? 0) / sigma
    }
    // 2/0.8796, against about 4.5 among 120,000 normal numbers (below 3.5 with a probability of 10⁻²⁴).
    #expect(greatest(.truncatedNormal) < 2.274 && greatest(.normal) > 3.5)
  }

  @Test func seluNormalizesItselfWithGainOneOnly() throws {
    #expect(Self.isNear(Self.factors(.selu, .leCunNormal).up, 1))
    let torchs = Activation.selu.recommendedGain
    let fixedPoint = MeanField(.selu, weightVariance: torchs * torchs).fixedPoint
    #expect(try #require(fixedPoint) < 0.5)
  }
}
