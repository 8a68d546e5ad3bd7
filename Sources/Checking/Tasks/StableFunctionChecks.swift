import BoltzmannMachines
import Foundation
import LinearAlgebra
import NeuralNetworks

/// Chapter 1: functions that must not overflow, nor lose small values.
extension Suite {
  /// From far below 0 to far above, with some small numbers that depend on the situation.
  private static func arguments(_ situation: Situation) -> Matrix {
    let small = situation.numbers(1, 5, part: 1, size: 4).values
    let values: [Float] = [-80, -30, -20, -5, -0.5, 0, 0.5, 5, 20, 30, 80, 100] + small
    return Matrix(rows: 1, columns: values.count, values: values)
  }

  /// Relative: a small value must have its digits too.
  private static let relative = Tolerance(relative: 2e-6, absolute: 1e-36)

  private static func sigmoid(_ x: Matrix) -> Matrix {
    let y = x.copy()
    y.applySigmoid(bias: Matrix(rows: 1, columns: x.columns))
    return y
  }

  private static func softplus(_ x: Matrix) -> Matrix {
    let y = x.copy()
    y.applySoftplus(bias: Matrix(rows: 1, columns: x.columns))
    return y
  }

  /// log Σ eˣ as ``AnnealedEstimate`` computes it: the logarithm of the mean, and log n.
  static func logSumExp(_ values: [Double]) -> Double {
    AnnealedEstimate(direction: .forward, logPartitions: values).logPartition + log(Double(values.count))
  }

  static let stableFunctionChecks: [String: [Check]] = [
    "1.1": [
      .known("σ(x) from −80 to 100", relative) { Numbers(sigmoid(arguments($0))) },
      .property("σ(x) + σ(−x) = 1") { situation in
        let x = arguments(situation)
        let (y, z) = (sigmoid(x), x.copy())
        z.scale(by: -1)
        for (index, pair) in zip(y.values, sigmoid(z).values).enumerated() where abs(pair.0 + pair.1 - 1) > 1e-6 {
          throw Check.Complaint(expected: "1", came: "\(pair.0 + pair.1)", place: "x = \(x.values[index])")
        }
      },
    ],
    "1.2": [
      .known("softplus(x) from −80 to 100", relative) { Numbers(softplus(arguments($0))) },
      .known("softplus in double precision, from −600 to 800", Tolerance(relative: 1e-9, absolute: 1e-300)) {
        let values = [-600, -40, -1, 0, 1, 40, 700, 800] + $0.numbers(1, 4, part: 2).values.map(Double.init)
        return Numbers(values.map { Activation.softplus.value(at: $0) })
      },
      .property("softplus(x) − softplus(−x) = x") { situation in
        let x = arguments(situation)
        let z = x.copy()
        z.scale(by: -1)
        let (y, other) = (softplus(x).values, softplus(z).values)
        for index in x.values.indices where abs(y[index] - other[index] - x.values[index]) > 1e-4 {
          throw Check.Complaint(
            expected: "\(x.values[index])", came: "\(y[index] - other[index])", place: "x = \(x.values[index])",
            diagnosis: "log(1 + eˣ) overflows for large x; take max(x, 0) out of it first")
        }
      },
    ],
    "1.3": [
      .known("of numbers near 0", Tolerance(relative: 1e-9, absolute: 1e-9)) {
        Numbers([logSumExp($0.numbers(1, 6, part: 3, size: 3).values.map(Double.init))])
      },
      .known("of numbers around 1000 and −1000, rising and falling", Tolerance(relative: 1e-9, absolute: 1e-9)) {
        let values = $0.numbers(1, 5, part: 4, size: 2).values.map(Double.init)
        return Numbers(
          [
            values.map { $0 + 1000 }, values.map { $0 - 1000 }, values.sorted(), values.sorted(by: >), [3, 3, 3],
            [-700, 700],
          ].map(logSumExp))
      },
      .property("−∞ adds nothing") { situation in
        let values = situation.numbers(1, 4, part: 5).values.map(Double.init)
        let (sum, same) = (logSumExp(values), logSumExp([-.infinity] + values + [-.infinity]))
        guard abs(sum - same) < 1e-9 else {
          throw Check.Complaint(
            expected: "\(sum)", came: "\(same)",
            diagnosis: "−∞ − (−∞) is no number: look at what comes before the first number")
        }
      },
    ],
    "1.4": [
      .known("of logits near 0") {
        let logits = $0.numbers($0.cases, 4, part: 6, size: 3)
        logits.applySoftmax(bias: Matrix(rows: 1, columns: 4))
        return Numbers(logits)
      },
      .known("of large logits, and of more than sixteen") {
        let logits = $0.numbers(2, 19, part: 7, size: 200)
        logits.applySoftmax(bias: Matrix(rows: 1, columns: 19))
        return Numbers(logits)
      },
      .property("every row adds up to 1") { situation in
        let logits = situation.numbers(3, 5, part: 8, size: 30)
        logits.applySoftmax(bias: situation.numbers(1, 5, part: 9))
        for row in 0..<3 {
          let sum = (0..<5).reduce(0) { $0 + logits[row, $1] }
          guard abs(sum - 1) < 1e-5 else {
            throw Check.Complaint(expected: "1", came: "\(sum)", place: "row \(row + 1)")
          }
        }
      },
      .known("the sum that is returned") {
        let logits = $0.numbers($0.cases, 4, part: 6, size: 3)
        return Numbers(
          (0..<logits.rows).map { Double(logits.applySoftmax(inRow: $0, greatest: logits.largestIndex(inRow: $0))) })
      },
    ],
  ]
}
