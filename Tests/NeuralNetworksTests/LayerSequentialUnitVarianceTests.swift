import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct LayerSequentialUnitVarianceTests {
  static func cases(_ count: Int = 200, _ columns: Int = 60) -> Matrix {
    let cases = Matrix(rows: count, columns: columns)
    var stream = PhiloxStream(seed: 5, stream: .selection)
    cases.fillUniform(from: 0, to: 0.7, using: &stream)
    return cases
  }

  /// The variance of the pre-activations of each layer, by its definition and in double precision.
  static func variances(_ layers: [DenseLayer], _ cases: Matrix) -> [Double] {
    var input = cases
    return layers.map { layer in
      let linear = DenseLayer(weight: layer.weight, bias: layer.bias, activation: .identity)
      let values = linear.outputs(of: input).values.map(Double.init)
      input = layer.outputs(of: input)
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
  }

  @Test(arguments: [Activation.sigmoid, .tanh, .relu, .identity, .prelu()], [Float(0.1), 0.001])
  func variancesAreOneWithinTheTolerance(activation: Activation, tolerance: Float) {
    let cases = Self.cases()
    let network = MultilayerPerceptron(
      shape: [60, 50, 70, 40, 30, 10], activation: activation,
      initializer: .layerSequentialUnitVariance(.init(tolerance: tolerance)), seed: 2, cases: cases)
    let variances = Self.variances(network.layers, cases)
    #expect(variances.allSatisfy { abs($0 - 1) < Double(tolerance) }, "\(variances)")
  }

  @Test func weightsStayOrthogonal() {
    let network = MultilayerPerceptron(
      shape: [60, 40, 10], activation: .relu, initializer: .layerSequentialUnitVariance(), seed: 2, cases: Self.cases())
    let weight = network.layers[0].weight
    let gram = Matrix(rows: 40, columns: 40)
    multiply(weight.transposed, weight, into: gram)
    let scale = gram[0, 0]
    for row in 0..<40 {
      for column in 0..<40 { #expect(abs(gram[row, column] / scale - (row == column ? 1 : 0)) < 1e-5) }
    }
  }

  /// With a bias that varies from unit to unit the variance is no multiple of the weights' square, and takes several turns.
  @Test func theLimitOfIterationsHolds() {
    let bias = Matrix(rows: 1, columns: 50, values: (0..<50).map { Float($0 % 5) * 0.3 })
    func variance(iterations: Int) -> Double {
      var stream = PhiloxStream(seed: 1, stream: .initialization(layer: 0))
      let weight = Matrix(rows: 60, columns: 50)
      Initializer.orthogonal(gain: 0.1).fill(weight, using: &stream)
      let layer = DenseLayer(weight: weight, bias: bias, activation: .relu)
      LayerSequentialUnitVariance(tolerance: 1e-4, iterations: iterations).scale([layer], on: Self.cases())
      return Self.variances([layer], Self.cases())[0]
    }
    let (one, many) = (variance(iterations: 1), variance(iterations: 50))
    #expect(abs(one - 1) > 1e-2, "\(one)")
    #expect(abs(many - 1) < 1e-4, "\(many)")
  }

  @Test func layersThatDoNotVaryAreLeftAlone() {
    let network = MultilayerPerceptron(
      shape: [60, 40, 10], activation: .relu, initializer: .layerSequentialUnitVariance(), seed: 2,
      cases: Matrix(rows: 20, columns: 60))
    #expect(network.layers.allSatisfy { $0.weight.isFinite && $0.weight.norm > 0 })
  }

  @Test func otherInitializersDoNotLookAtCases() {
    func weights(_ cases: Matrix?) -> [Float] {
      MultilayerPerceptron(shape: [60, 40, 10], activation: .relu, initializer: .heNormal, seed: 2, cases: cases)
        .layers[0].weight.values
    }
    #expect(!Initializer.heNormal.isDataDependent && weights(nil) == weights(Self.cases()))
    #expect(Initializer.layerSequentialUnitVariance().isDataDependent)
  }
}
