import LinearAlgebra

/// The time of an elementwise pass over 100 cases × 500 units, which stay in the second-level cache.
struct KernelTiming: Codable {
  let name: String
  let nanosecondsPerValue: Double

  private static let (rows, columns) = (100, 500)

  static func all(seconds: Double) -> [KernelTiming] {
    let (passes, reset) = passes()
    return passes.map { name, pass in
      reset()
      return KernelTiming(
        name: name, nanosecondsPerValue: Rate.secondsPerCall(seconds: seconds, pass) / Double(rows * columns) * 1e9)
    }
  }

  /// Each on the same matrices, which have to be reset before.
  private static func passes() -> (passes: [(String, () -> Void)], reset: () -> Void) {
    let x = Matrix(rows: rows, columns: columns)
    let others = (0..<3).map { _ in Matrix(rows: rows, columns: columns) }
    let bias = Matrix(rows: 1, columns: columns)
    let cases = BenchmarkData.cases(count: rows, columns: columns)
    var stream = PhiloxStream(seed: 1, stream: .gibbs(layer: 0, epoch: 0))
    var sums = [Double](repeating: 0, count: rows)
    let labels = BenchmarkData.labels(count: rows, classes: columns % 256)
    let passes: [(String, () -> Void)] = [
      ("gather bytes", { cases.gather(from: 0, into: x) }),
      ("bias and sigmoid", { x.applySigmoid(bias: bias) }),
      ("bias, sigmoid and sample", { x.applySigmoid(bias: bias, sampling: others[0], using: &stream) }),
      ("bias and tanh", { x.applyTanh(bias: bias) }),
      ("bias and ReLU", { x.applyRectifier(bias: bias) }),
      ("sigmoid derivative", { x.multiplyBySigmoidDerivative(output: others[0]) }),
      ("softplus, summed", { x.sumSoftplus(bias: bias, into: &sums) }),
      (
        "temperature of annealing",
        { x.anneal(bias: bias, from: 0.5, to: 0.501, drawing: 0.5, states: others[0], sums: &sums, using: &stream) }
      ),
      (
        "softmax and cross-entropy",
        { labels.withUnsafeBufferPointer { _ = x.applySoftmaxCrossEntropy(bias: bias, labels: $0) } }
      ),
      ("dropout", { x.applyDropout(rate: 0.5, mask: others[0], using: &stream) }),
      ("momentum", { x.applyVelocity(others[1]) }),
      ("momentum and decay", { x.applyVelocity(others[1], decay: 1e-6) }),
      (
        "Adam",
        {
          x.applyAdam(
            gradient: others[0], firstMoment: others[1], secondMoment: others[2], step: 10, learningRate: 1e-9,
            beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0)
        }
      ),
    ]
    return (
      passes,
      {
        x.fill(0)
        others.forEach { $0.fill(0.25) }
      }
    )
  }
}
