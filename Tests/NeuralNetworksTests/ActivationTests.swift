import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct ActivationTests {
  /// All activations, and other slopes than the usual one.
  static let all =
    Activation.allCases + [.leakyRelu(slope: 0), .leakyRelu(slope: 0.25), .leakyRelu(slope: 1)] + [
      .prelu(initialSlope: 0), .prelu(initialSlope: 1),
    ]

  static let arguments = Array(stride(from: -8.0, through: 8, by: 0.0625)) + [-40, -20, -1e-3, 1e-3, 20, 40]

  /// What the kernels make of some numbers: f, and f′ times 1.
  func kernels(_ activation: Activation, at arguments: [Double]) -> (values: [Float], slopes: [Float]) {
    let x = Matrix(rows: 1, columns: arguments.count, values: arguments.map { Float($0) })
    let (delta, cache) = (Matrix(rows: 1, columns: x.columns), Matrix(rows: 1, columns: x.columns))
    let cached = activation.needsCache ? cache : nil
    let learned = activation.initialSlope.map {
      Matrix(rows: 1, columns: x.columns, values: [Float](repeating: $0, count: x.columns))
    }
    activation.apply(to: x, bias: Matrix(rows: 1, columns: x.columns), negativeSlope: learned, cache: cached)
    delta.fill(1)
    activation.multiplyByDerivative(delta, output: x, negativeSlope: learned, cache: cached)
    return (x.values, delta.values)
  }

  @Test(arguments: all)
  func kernelsComputeTheFunctions(activation: Activation) {
    let (values, slopes) = kernels(activation, at: Self.arguments)
    for (index, x) in Self.arguments.enumerated() {
      let (value, slope) = (activation.value(at: x), activation.derivative(at: x))
      #expect(
        abs(Double(values[index]) - value) < 3e-7 * max(1, abs(value)), "f(\(x)) = \(values[index]), not \(value)")
      #expect(abs(Double(slopes[index]) - slope) < 1e-6, "f'(\(x)) = \(slopes[index]), not \(slope)")
    }
  }

  /// Central differences in double precision, away from the kinks at 0.
  @Test(arguments: all)
  func derivativesAgreeWithCentralDifferences(activation: Activation) {
    for x in Self.arguments where x != 0 {
      let step = 1e-4
      let slope = (activation.value(at: x + step) - activation.value(at: x - step)) / (2 * step)
      #expect(abs(activation.derivative(at: x) - slope) < 1e-7, "\(activation) at \(x)")
    }
  }

  @Test(arguments: all)
  func slopesReachTheirGreatestValueAndNoMore(activation: Activation) {
    let slopes = stride(from: -8, through: 8, by: 0.001).map { activation.derivative(at: $0) }
    #expect(abs((slopes.max() ?? 0) - Double(activation.greatestSlope)) < 2e-3)
    #expect(slopes.allSatisfy { $0 <= Double(activation.greatestSlope) * 1.000_000_1 })
  }

  @Test(arguments: all)
  func valuesStayWithinTheirRange(activation: Activation) {
    guard let range = activation.range else { return }
    #expect(Self.arguments.allSatisfy { range.contains(activation.value(at: $0)) })
    #expect(activation.value(at: 1e9) > range.upperBound - 1e-6 && activation.value(at: -1e9) < range.lowerBound + 1e-6)
  }

  /// Signals of mean 0 and variance 1 keep both: the fixed point by which λ and α of `selu` are defined.
  @Test func seluKeepsMeanAndVariance() {
    let step = 1e-4
    var (mean, square) = (0.0, 0.0)
    for z in stride(from: -12 + step / 2, to: 12, by: step) {
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let value = Activation.selu.value(at: z)
      mean += value * density * step
      square += value * value * density * step
    }
    #expect(abs(mean) < 1e-7 && abs(square - 1) < 1e-7)
  }

  /// The approximation with tanh differs by up to 5 · 10⁻⁴; ours is the exact function.
  @Test func geluIsNotTheApproximation() {
    let x = -2.0
    let approximation = 0.5 * x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    let value = Double(kernels(.gelu, at: [x]).values[0])
    #expect(abs(value - -0.045_500_263_896_358_4) < 1e-8)
    #expect(abs(value - approximation) > 5e-5)
  }

  @Test func saturationIsAFlatSlope() {
    func isSaturated(_ activation: Activation, at x: Double) -> Bool {
      activation.isSaturated(slope: Float(activation.derivative(at: x)))
    }
    #expect(!isSaturated(.sigmoid, at: 0) && isSaturated(.sigmoid, at: 10) && isSaturated(.tanh, at: -4))
    // e^−4.6 is 1.005 %, e^−4.7 is 0.91 %.
    #expect(!isSaturated(.elu, at: -4.6) && isSaturated(.elu, at: -4.7) && !isSaturated(.elu, at: 100))
    #expect(!isSaturated(.selu, at: -4.6) && isSaturated(.selu, at: -4.7) && isSaturated(.softplus, at: -4.7))
    #expect(!isSaturated(.softsign, at: 8.9) && isSaturated(.softsign, at: 9.1))
    #expect(isSaturated(.gelu, at: -5) && !isSaturated(.gelu, at: 5) && isSaturated(.gelu, at: -0.7518))
    for activation in [Activation.identity, .relu, .leakyRelu(slope: 0), .prelu(initialSlope: 0)] {
      #expect(!isSaturated(activation, at: -5))
    }
  }

  @Test func namesAreReadBack() throws {
    for activation in Self.all {
      #expect(Activation(rawValue: activation.rawValue) == activation)
      let bytes = try JSONEncoder().encode(activation)
      #expect(String(decoding: bytes, as: UTF8.self) == "\"\(activation.rawValue)\"")
      #expect(try JSONDecoder().decode(Activation.self, from: bytes) == activation)
    }
    #expect(Activation(rawValue: "leaky-relu") == .leakyRelu(slope: 0.01))
    #expect(Activation(rawValue: "prelu") == .prelu(initialSlope: 0.25))
    #expect(Activation(rawValue: "ReLU") == nil && Activation(rawValue: "") == nil)
    for prefix in ["leaky-relu", "prelu"] {
      for slope in ["-", "-2", "--1", "-nan", "-0.1\u{0}", "0.1", "-inf", "-0.1-0.1"] {
        #expect(Activation(rawValue: prefix + slope) == nil, "\(prefix)\(slope)")
      }
    }
  }

  @Test(arguments: all)
  func nothingFiniteGivesNaN(activation: Activation) {
    let ends = [-3e38, -1e30, -1e4, -100, -14, -13.01, -12.99, 12.99, 14, 100, 1e4, 1e30, 3e38]
    let (values, slopes) = kernels(activation, at: ends)
    for (index, x) in ends.enumerated() {
      let right = Float(activation.value(at: x))
      #expect(abs(values[index] - right) <= 1e-6 * max(1, abs(right)), "f(\(x)) = \(values[index])")
      #expect(abs(slopes[index] - Float(activation.derivative(at: x))) < 1e-6, "f'(\(x)) = \(slopes[index])")
    }
    #expect(kernels(activation, at: [.nan]).values[0].isNaN)
  }
}
