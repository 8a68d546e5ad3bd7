import Foundation
import Testing

@testable import LinearAlgebra

/// Each kernel against a scalar twin, at widths below, at and above a whole number of vectors.
@Suite struct KernelTests {
  static let widths = [1, 10, 15, 16, 17, 31, 64, 65, 100, 129]

  @Test(arguments: widths)
  func activations(width: Int) {
    let twins: [(String, (Matrix, Matrix) -> Void, (Double) -> Double)] = [
      ("identity", { $0.add(bias: $1) }, { $0 }),
      ("sigmoid", { $0.applySigmoid(bias: $1) }, { 1 / (1 + exp(-$0)) }),
      ("negated sigmoid", { $0.applyNegatedSigmoid(bias: $1) }, { -1 / (1 + exp(-$0)) }),
      ("tanh", { $0.applyTanh(bias: $1) }, tanh),
      ("rectifier", { $0.applyRectifier(bias: $1) }, { max(0, $0) }),
      ("leaky rectifier", { $0.applyLeakyRectifier(bias: $1, slope: 0.25) }, { $0 > 0 ? $0 : 0.25 * $0 }),
      (
        "exponential linear", { $0.applyExponentialLinear(bias: $1, scale: 1.5, alpha: 0.5) },
        { $0 > 0 ? 1.5 * $0 : 0.75 * expm1($0) }
      ),
      ("softplus", { $0.applySoftplus(bias: $1) }, { log1p(exp($0)) }),
      ("softsign", { $0.applySoftsign(bias: $1) }, { $0 / (1 + abs($0)) }),
      (
        "Gaussian error linear", { $0.applyGaussianErrorLinear(bias: $1, slope: nil) },
        { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) }
      ),
    ]
    for (name, kernel, exact) in twins {
      let x = Matrix.patterned(3, width)
      let bias = Matrix.patterned(1, width, step: 5)
      let right = Matrix(rows: 3, columns: width)
      for row in 0..<3 {
        for column in 0..<width { right[row, column] = Float(exact(Double(x[row, column] + bias[0, column]))) }
      }
      kernel(x, bias)
      let worst = x.worstDifference(to: right)
      #expect(worst.size < 5e-7, "\(name): \(worst)")
    }
  }

  @Test(arguments: widths)
  func derivatives(width: Int) {
    let twins: [(String, (Matrix, Matrix) -> Void, (Float, Float) -> Float)] = [
      ("sigmoid", { $0.multiplyBySigmoidDerivative(output: $1) }, { $0 * $1 * (1 - $1) }),
      ("tanh", { $0.multiplyByTanhDerivative(output: $1) }, { $0 * (1 - $1 * $1) }),
      ("rectifier", { $0.multiplyByRectifierDerivative(output: $1) }, { $1 > 0 ? $0 : 0 }),
      (
        "leaky rectifier", { $0.multiplyByLeakyRectifierDerivative(output: $1, slope: 0.25) },
        { $1 > 0 ? $0 : 0.25 * $0 }
      ),
      (
        "exponential linear",
        { $0.multiplyByExponentialLinearDerivative(output: $1, scale: 1.5, alpha: 0.5) },
        { $1 > 0 ? 1.5 * $0 : $0 * ($1 + 0.75) }
      ),
      ("softplus", { $0.multiplyBySoftplusDerivative(output: $1) }, { $0 * -expm1(-$1) }),
      ("softsign", { $0.multiplyBySoftsignDerivative(output: $1) }, { $0 * (1 - abs($1)) * (1 - abs($1)) }),
      ("elements", { $0.multiplyElements(by: $1) }, { $0 * $1 }),
      ("scaled sum", { $0.add($1, scale: 0.5) }, { $0 + 0.5 * $1 }),
    ]
    for (name, kernel, exact) in twins {
      let delta = Matrix.patterned(3, width)
      let output = Matrix.patterned(3, width, step: 5)
      let right = Matrix(rows: 3, columns: width, values: zip(delta.values, output.values).map { exact($0, $1) })
      kernel(delta, output)
      let worst = delta.worstDifference(to: right)
      #expect(worst.size < 2e-6, "\(name): \(worst)")
    }
  }

  /// The slope is that of the unit, at every width, and the value does not depend on whether it is asked for.
  @Test(arguments: widths)
  func gaussianErrorLinearWithItsSlope(width: Int) {
    let (x, plain, input) = (Matrix.patterned(3, width), Matrix.patterned(3, width), Matrix.patterned(3, width))
    let (bias, slope) = (Matrix.patterned(1, width, step: 5), Matrix(rows: 3, columns: width))
    x.applyGaussianErrorLinear(bias: bias, slope: slope)
    plain.applyGaussianErrorLinear(bias: bias, slope: nil)
    #expect(x.values == plain.values)
    for row in 0..<3 {
      for column in 0..<width {
        let z = Double(input[row, column] + bias[0, column])
        let right = 0.5 * erfc(-z / 2.0.squareRoot()) + z * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        #expect(abs(Double(slope[row, column]) - right) < 5e-7)
      }
    }
  }

  /// Units with slopes of their own, some of them negative, forwards and back, and the sums that are the slopes' gradients.
  @Test(arguments: widths)
  func parametricRectifier(width: Int) {
    let (x, plain, input) = (Matrix.patterned(3, width), Matrix.patterned(3, width), Matrix.patterned(3, width))
    let (bias, slope) = (Matrix.patterned(1, width, step: 5), Matrix.patterned(1, width, step: 3))
    let (z, delta, error) = (
      Matrix(rows: 3, columns: width), Matrix.patterned(3, width, step: 7), Matrix.patterned(3, width, step: 7)
    )
    let sums = Matrix(rows: 1, columns: width)
    sums.fill(.nan)
    x.applyParametricRectifier(bias: bias, negativeSlope: slope, preactivation: z)
    plain.applyParametricRectifier(bias: bias, negativeSlope: slope, preactivation: plain)
    #expect(x.values == plain.values)
    delta.sumProducts(withNegativePartOf: z, into: sums)
    delta.multiplyByParametricRectifierDerivative(preactivation: z, negativeSlope: slope)
    for column in 0..<width {
      var sum = 0.0
      for row in 0..<3 {
        let right = input[row, column] + bias[0, column]
        #expect(z[row, column] == right)
        #expect(x[row, column] == (right > 0 ? right : slope[0, column] * right))
        #expect(delta[row, column] == (right > 0 ? 1 : slope[0, column]) * error[row, column])
        sum += Double(error[row, column]) * Double(min(0, right))
      }
      #expect(abs(Double(sums[0, column]) - sum) < 1e-5)
    }
  }

  @Test(arguments: widths)
  func samplingGivesTheSameProbabilitiesAndBinaryStates(width: Int) {
    var stream = PhiloxStream(seed: 1, stream: .gibbs(layer: 0, epoch: 0))
    let (x, plain) = (Matrix.patterned(5, width), Matrix.patterned(5, width))
    let (bias, states) = (Matrix.patterned(1, width, step: 5), Matrix(rows: 5, columns: width))
    states.fill(.nan)
    x.applySigmoid(bias: bias, sampling: states, using: &stream)
    plain.applySigmoid(bias: bias)
    #expect(x.values == plain.values)
    #expect(states.values.allSatisfy { $0 == 0 || $0 == 1 })
  }

  /// 20,000 draws for each of 100 units: the count of ones lies more than 5.7 standard deviations from its mean with
  /// probability 1.2 · 10⁻⁸ a unit, so 1.2 · 10⁻⁶ for the test.
  @Test func samplesHaveTheProbabilitiesTheyShould() {
    let (cases, units) = (20_000, 100)
    let x = Matrix(rows: cases, columns: units)
    let bias = Matrix(rows: 1, columns: units, values: (0..<units).map { Float($0 - 50) / 10 })
    let (states, ones) = (Matrix(rows: cases, columns: units), Matrix(rows: 1, columns: units))
    var stream = PhiloxStream(seed: 3, stream: .gibbs(layer: 0, epoch: 0))
    x.applySigmoid(bias: bias, sampling: states, using: &stream)
    states.sumRows(into: ones)
    for unit in 0..<units {
      let p = Double(x[0, unit])
      let deviation = (Double(ones[0, unit]) - p * Double(cases)) / (p * (1 - p) * Double(cases)).squareRoot()
      #expect(abs(deviation) < 5.7, "unit \(unit) with p = \(p) is \(deviation) standard deviations off")
    }
  }

  @Test func certainUnitsAreCertain() {
    let x = Matrix(rows: 1000, columns: 33)
    let (bias, states) = (Matrix(rows: 1, columns: 33), Matrix(rows: 1000, columns: 33))
    bias.fill(40)
    var stream = PhiloxStream(seed: 3, stream: .gibbs(layer: 0, epoch: 0))
    x.applySigmoid(bias: bias, sampling: states, using: &stream)
    #expect(states.values.allSatisfy { $0 == 1 })
  }

  @Test(arguments: widths)
  func dropoutKeepsTheRightShareAndScalesIt(width: Int) {
    var stream = PhiloxStream(seed: 4, stream: .dropout(layer: 0, epoch: 0))
    let rows = 200_000 / width
    let (x, mask) = (Matrix(rows: rows, columns: width), Matrix(rows: rows, columns: width))
    x.fill(3)
    x.applyDropout(rate: 0.25, mask: mask, using: &stream)
    #expect(zip(x.values, mask.values).allSatisfy { $0 == 3 * $1 })
    #expect(mask.values.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
    let count = Double(rows * width)
    let dropped = Double(mask.values.count { $0 == 0 })
    // Five standard deviations: one false alarm in 1.7 million.
    #expect(abs(dropped - 0.25 * count) < 5 * (0.25 * 0.75 * count).squareRoot())
  }

  @Test(arguments: widths)
  func sums(width: Int) {
    let (x, y) = (Matrix.patterned(7, width), Matrix.patterned(7, width, step: 3))
    let result = Matrix(rows: 1, columns: width)
    result.fill(2)
    x.sumRows(into: result, scale: 0.5, keeping: 3)
    for column in 0..<width {
      let sum = (0..<7).reduce(Float(0)) { $0 + x[$1, column] }
      #expect(abs(result[0, column] - (0.5 * sum + 6)) < 1e-4)
    }
    let squares = zip(x.values, y.values).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    #expect(abs(x.squaredDistance(to: y) - squares) < 1e-5 * squares + 1e-9)
    let norm = x.values.reduce(0.0) { $0 + pow(Double($1), 2) }.squareRoot()
    #expect(abs(x.norm - norm) < 1e-5 * norm)

    let bias = Matrix.patterned(1, width, step: 5)
    var softplus = [Double](repeating: 0, count: 7)
    x.sumSoftplus(bias: bias, into: &softplus)
    for row in 0..<7 {
      let right = (0..<width).reduce(0.0) { $0 + log1p(exp(Double(x[row, $1] + bias[0, $1]))) }
      #expect(abs(softplus[row] - right) < 1e-5 * right)
    }
    let factors: [Float] = [0, 1, -1, 0.3, -0.7, 2, -2]
    x.sumSoftplus(factors: factors, bias: bias, into: &softplus)
    for row in 0..<7 {
      let right = (0..<width).reduce(0.0) { $0 + log1p(exp(Double(factors[row] * x[row, $1] + bias[0, $1]))) }
      #expect(abs(softplus[row] - right) < 1e-5 * right)
    }
  }

  /// Sums over more than 64 vectors, arguments of all sizes: the products of exponentials neither overflow nor lose digits.
  @Test(arguments: [-60, -1, 0, 1, 60])
  func softplusSumsOverWideRows(centre: Double) {
    let width = 16 * 150 + 5
    let values = (0..<width).map { Float(centre + 2 * sin(Double($0))) }
    let x = Matrix(rows: 1, columns: width, values: values)
    var sums = [0.0]
    x.sumSoftplus(bias: Matrix(rows: 1, columns: width), into: &sums)
    let right = values.reduce(0.0) { $0 + max(Double($1), 0) + log1p(exp(-abs(Double($1)))) }
    #expect(abs(sums[0] - right) < 1e-6 * right + 1e-5, "\(sums[0]), not \(right)")
    x[0, width - 1] = .nan
    x.sumSoftplus(bias: Matrix(rows: 1, columns: width), into: &sums)
    #expect(sums[0].isNaN)
  }

  @Test(arguments: widths)
  func logProbabilitiesAndDots(width: Int) {
    let (x, bias) = (Matrix.patterned(4, width), Matrix.patterned(1, width, step: 5))
    let states = Matrix(rows: 4, columns: width, values: (0..<4 * width).map { [0, 1, 0.3][$0 % 3] })
    var (logs, dots) = ([Double](repeating: 9, count: 4), [Double](repeating: 9, count: 4))
    x.sumLogProbabilities(of: states, bias: bias, into: &logs)
    x.dotRows(bias, into: &dots)
    for row in 0..<4 {
      let right = (0..<width).reduce(0.0) { sum, column in
        let p = 1 / (1 + exp(-Double(x[row, column] + bias[0, column])))
        let s = Double(states[row, column])
        return sum + s * log(p) + (1 - s) * log(1 - p)
      }
      #expect(abs(logs[row] - right) < 1e-5 * abs(right) + 1e-5)
      let dot = (0..<width).reduce(0.0) { $0 + Double(x[row, $1]) * Double(bias[0, $1]) }
      #expect(abs(dots[row] - dot) < 1e-4)
    }
  }

  /// The sums agree with their definition, and states are drawn at the asked temperature: the same draws as of a sigmoid layer
  /// whose arguments were scaled beforehand.
  @Test(arguments: widths)
  func annealing(width: Int) {
    let (x, bias) = (Matrix.patterned(5, width), Matrix.patterned(1, width, step: 5))
    let (states, right) = (Matrix(rows: 5, columns: width), Matrix(rows: 5, columns: width))
    var sums = [Double](repeating: 9, count: 5)
    for drawing in [Float(0.25), 0.5] {
      var (stream, twin) = (
        PhiloxStream(seed: 1, stream: .annealing(reverse: false, group: 0)),
        PhiloxStream(seed: 1, stream: .annealing(reverse: false, group: 0))
      )
      x.anneal(bias: bias, from: 0.25, to: 0.5, drawing: drawing, states: states, sums: &sums, using: &stream)
      let scaled = Matrix(rows: 5, columns: width)
      for row in 0..<5 {
        for column in 0..<width { scaled[row, column] = (x[row, column] + bias[0, column]) * drawing }
        let sum = (0..<width).reduce(0.0) {
          let y = Double(x[row, $1] + bias[0, $1])
          return $0 + log1p(exp(0.5 * y)) - log1p(exp(0.25 * y))
        }
        #expect(abs(sums[row] - sum) < 1e-5 * abs(sum) + 1e-6, "row \(row): \(sums[row]), not \(sum)")
      }
      scaled.applySigmoid(bias: Matrix(rows: 1, columns: width), sampling: right, using: &twin)
      #expect(states.values == right.values)
      var differences = [Double](repeating: 9, count: 5)
      x.sumSoftplusDifferences(bias: bias, from: 0.25, to: 0.5, into: &differences)
      #expect(differences == sums)
    }
  }

  @Test(arguments: [2, 10, 16, 26])
  func softmaxCrossEntropy(classes: Int) {
    let logits = Matrix.patterned(6, classes)
    let original = logits.copy()
    let bias = Matrix.patterned(1, classes, step: 5)
    let labels = (0..<6).map { UInt8($0 % classes) }
    let result = labels.withUnsafeBufferPointer { logits.applySoftmaxCrossEntropy(bias: bias, labels: $0) }
    var (loss, errors) = (0.0, 0)
    for row in 0..<6 {
      let a = (0..<classes).map { Double(original[row, $0] + bias[0, $0]) }
      let sum = a.reduce(0) { $0 + exp($1) }
      loss += log(sum) - a[Int(labels[row])]
      if a.firstIndex(of: a.max() ?? 0) != Int(labels[row]) { errors += 1 }
      for column in 0..<classes {
        let right = exp(a[column]) / sum - (column == Int(labels[row]) ? 1 : 0)
        #expect(abs(Double(logits[row, column]) - right) < 1e-6)
      }
    }
    #expect(abs(result.loss - loss) < 1e-5 * loss)
    #expect(result.errors == errors)
  }

  @Test func softmaxOfHugeLogitsIsFinite() {
    let logits = Matrix(rows: 1, columns: 3, values: [3e38, -3e38, 1])
    let bias = Matrix(rows: 1, columns: 3)
    logits.applySoftmax(bias: bias)
    #expect(logits.values == [1, logits[0, 1], logits[0, 2]])
    #expect(logits.values.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test(arguments: widths)
  func velocityWithDecay(width: Int) {
    let (w, v) = (Matrix.patterned(3, width), Matrix.patterned(3, width, step: 5))
    let (oldW, oldV) = (w.values, v.values)
    w.applyVelocity(v, decay: 0.125)
    #expect(v.values == zip(oldV, oldW).map { $0 - 0.125 * $1 })
    #expect(w.values == zip(oldW, v.values).map { $0 + $1 })
    let before = w.values
    w.applyVelocity(v)
    #expect(w.values == zip(before, v.values).map { $0 + $1 })
  }

  @Test(arguments: widths)
  func adamAgreesWithItsAlgorithm(width: Int) {
    let (w, m, v) = (Matrix.patterned(3, width), Matrix(rows: 3, columns: width), Matrix(rows: 3, columns: width))
    var twin = w.values.map { (w: Double($0), m: 0.0, v: 0.0) }
    for step in 1...5 {
      let gradient = Matrix.patterned(3, width, step: 2 * step + 1)
      w.applyAdam(
        gradient: gradient, firstMoment: m, secondMoment: v, step: step, learningRate: 0.01, beta1: 0.9, beta2: 0.999,
        epsilon: 1e-8, decay: 0)
      for (index, g) in gradient.values.map(Double.init).enumerated() {
        twin[index].m = 0.9 * twin[index].m + 0.1 * g
        twin[index].v = 0.999 * twin[index].v + 0.001 * g * g
        let mHat = twin[index].m / (1 - pow(0.9, Double(step)))
        let vHat = twin[index].v / (1 - pow(0.999, Double(step)))
        twin[index].w -= 0.01 * mHat / (vHat.squareRoot() + 1e-8)
      }
    }
    let right = Matrix(rows: 3, columns: width, values: twin.map { Float($0.w) })
    let worst = w.worstDifference(to: right)
    #expect(worst.size < 2e-6, "\(worst)")
  }
}
