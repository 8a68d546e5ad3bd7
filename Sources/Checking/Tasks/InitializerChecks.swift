import LinearAlgebra
import NeuralNetworks

/// Chapter 2: how large weights start.
extension Suite {
  private static func deviations(_ initializers: [Initializer], _ situation: Situation) -> Numbers {
    let shapes = [(784, 500), (500, 10), (situation.visible * 10, situation.hidden), (3, 300)]
    return Numbers(
      rows: initializers.count, columns: shapes.count,
      values: initializers.flatMap { initializer in
        shapes.map { Double(initializer.standardDeviation(fanIn: $0.0, fanOut: $0.1)) }
      })
  }

  private static let relative = Tolerance(relative: 1e-5, absolute: 1e-8)

  /// A right answer fails with a probability below 10⁻⁸: the variance of 40,000 normal numbers has a standard error of √(2/40,000),
  /// 0.71 % of it (that of uniform ones 0.45 %), and 4.2 % are 5.9 of these.
  static let variance = "the variance of 40,000 weights is within 4.2 % (a right answer fails once in 10⁸ times)"

  private static func checkVariance(_ initializer: Initializer, _ situation: Situation) throws {
    let weight = Matrix(rows: 100, columns: 400)
    var stream = PhiloxStream(seed: situation.seed, stream: .initialization(layer: 3))
    initializer.fill(weight, using: &stream)
    let sigma = Double(initializer.standardDeviation(fanIn: 100, fanOut: 400))
    let ratio = weight.variance / (sigma * sigma)
    guard abs(ratio - 1) < 0.042 else {
      throw Check.Complaint(expected: "variance \(sigma * sigma)", came: "\(weight.variance)")
    }
  }

  static let initializerChecks: [String: [Check]] = [
    "2.1": [
      .known("standard deviations of four layers, at three gains", relative) {
        deviations([.xavier(.normal), .xavier(.normal, gain: 2), .xavier(.uniform, gain: 0.5)], $0)
      },
      .known("a square layer: Xavier is LeCun", relative) { situation in
        Numbers([Double(Initializer.xavierNormal.standardDeviation(fanIn: situation.cases, fanOut: situation.cases))])
      },
      .property(variance) { try checkVariance(.xavierNormal, $0) },
    ],
    "2.2": [
      .known("standard deviations of four layers, by inputs", relative) {
        deviations([.he(.normal), .he(.uniform)], $0)
      },
      .known("by outputs, and with a slope below 0", relative) {
        deviations([.he(.normal, fan: .output), .he(.normal, slope: 0.5), .he(.normal, fan: .output, slope: 0.2)], $0)
      },
      .property(variance) { try checkVariance(.heNormal, $0) },
    ],
    "2.3": [
      .known("the weights themselves, from a known stream", Tolerance(relative: 1e-5, absolute: 1e-6)) {
        let weight = Matrix(rows: $0.visible, columns: $0.hidden)
        var stream = PhiloxStream(seed: $0.seed, stream: .initialization(layer: 0))
        Initializer.leCunUniform.fill(weight, using: &stream)
        return Numbers(weight)
      },
      .property(variance) { try checkVariance(.leCunUniform, $0) },
      .property("no weight lies beyond √3 standard deviations") { situation in
        let weight = Matrix(rows: 50, columns: 60)
        var stream = PhiloxStream(seed: situation.seed, stream: .initialization(layer: 1))
        Initializer.leCunUniform.fill(weight, using: &stream)
        let limit = (3 / Float(50)).squareRoot()
        if let worst = weight.values.first(where: { abs($0) > limit * 1.0001 }) {
          throw Check.Complaint(
            expected: "numbers within ±\(limit)", came: "\(worst)",
            diagnosis: "the limit of the uniform distribution is too wide")
        }
      },
    ],
  ]
}
