import Foundation
import LinearAlgebra
import NeuralNetworks

/// The units of one layer: their kind, their biases a, and where it is learned log σ² of each. In the other layer's terms there is one
/// product, the inputs; the layer's conditionals and its part of energies and free energies follow from it.
///
/// Shapes: `bias` and `logVariance` are 1 × units; inputs, means and states are cases × units.
public struct UnitLayer {
  public let kind: UnitKind
  public let bias: Matrix
  /// z = log σ²; nil where the variance is 1 or there is none.
  public let logVariance: Matrix?

  public init(kind: UnitKind, bias: Matrix, logVariance: Matrix?) {
    (self.kind, self.bias, self.logVariance) = (kind, bias, logVariance)
  }

  /// inputs ← the mean of each unit given the other layer: σ(x), softmax(x), x, or xΦ(x/s) + sφ(x/s), with x = inputs + bias.
  public func applyMeans(to inputs: Matrix) {
    switch kind {
    case .bernoulli: inputs.applySigmoid(bias: bias)
    case .bernoulliAndLabels(let classes):
      let labels = labelInputs(inputs, classes)
      inputs.applySigmoid(bias: bias)
      labels.applySoftmax(bias: Matrix(rows: 1, columns: classes))
      replaceLabels(of: inputs, by: labels)
    case .gaussian, .gaussianLearned: inputs.add(bias: bias)
    case .noisyRectified: inputs.applyNoisyRectifierMean(bias: bias)
    }
  }

  /// The same, and states ← a draw of each unit given the other layer.
  public func sample(_ inputs: Matrix, states: Matrix, using stream: inout PhiloxStream) {
    switch kind {
    case .bernoulli: inputs.applySigmoid(bias: bias, sampling: states, using: &stream)
    case .bernoulliAndLabels(let classes):
      let labels = labelInputs(inputs, classes)
      inputs.applySigmoid(bias: bias, sampling: states, using: &stream)
      labels.applySoftmax(bias: Matrix(rows: 1, columns: classes))
      replaceLabels(of: inputs, by: labels)
      labels.drawOneInEachRow(using: &stream)
      replaceLabels(of: states, by: labels)
    case .gaussian, .gaussianLearned:
      inputs.add(bias: bias)
      states.fillNormal(standardDeviation: 1, using: &stream)
      if let logVariance { states.scaleColumns { exp(0.5 * logVariance.pointer[$0]) } }
      states.add(inputs)
    case .noisyRectified: inputs.applyNoisyRectifier(bias: bias, sampling: states, using: &stream)
    }
  }

  /// sums[row] ← log Σₛ e^(−own energy of s + inputs · s), in nats: what is left of the layer when its states are summed out.
  ///
  /// With y = inputs + bias: Σ softplus(y) for binary units; Σ softplus(y) + log Σ eʸ for binary units and labels; Σ ½(y² − a²)/σ² +
  /// ½ log 2πσ² for Gaussian units (an integral), whose inputs are those of the mean; and Σ −Li₂(−eʸ), the integral of softplus, for the
  /// copies that noisy rectified units stand for, within 1/24 a unit (midpoints for the integral).
  ///
  /// - Parameter offset: stands for the bias in y, as a bias to which other inputs have been added; 1 × units.
  public func sumLogPartitions(of inputs: Matrix, offset: Matrix? = nil, into sums: inout [Double]) {
    let offset = offset ?? bias
    switch kind {
    case .bernoulli: inputs.sumSoftplus(bias: offset, into: &sums)
    case .bernoulliAndLabels(let classes):
      inputs.sumSoftplus(bias: offset, into: &sums)
      for row in 0..<inputs.rows {
        let labels = (inputs.columns - classes..<inputs.columns).map { Double(inputs[row, $0] + offset.pointer[$0]) }
        sums[row] += LogSumExp.of(labels) - labels.reduce(0) { $0 + softplus($1) }
      }
    case .gaussian, .gaussianLearned:
      forEachUnit(inputs, &sums) { unit, x in
        let (y, a) = (x + Double(offset.pointer[unit]), Double(bias.pointer[unit]))
        return 0.5 * ((y * y - a * a) * precision(unit) + log(2 * Double.pi / precision(unit)))
      }
    case .noisyRectified:
      forEachUnit(inputs, &sums) { unit, x in integralOfSoftplus(x + Double(offset.pointer[unit])) }
    }
  }

  /// sums[row] ← the layer's own part of the energy: −Σ aₖsₖ, or ½Σ (sₖ − aₖ)²/σₖ².
  public func sumOwnEnergies(of states: Matrix, into sums: inout [Double]) {
    guard kind.isGaussian else {
      states.dotRows(bias, into: &sums)
      for row in sums.indices { sums[row] = -sums[row] }
      return
    }
    forEachUnit(states, &sums) { unit, s in
      let distance = s - Double(bias.pointer[unit])
      return 0.5 * distance * distance * precision(unit)
    }
  }

  /// 1/σ² of a Gaussian unit.
  public func precision(_ unit: Int) -> Double { logVariance.map { exp(-Double($0.pointer[unit])) } ?? 1 }

  private func forEachUnit(_ matrix: Matrix, _ sums: inout [Double], _ term: (Int, Double) -> Double) {
    for row in 0..<matrix.rows {
      let numbers = matrix.pointer + row * matrix.columns
      sums[row] = (0..<matrix.columns).reduce(0) { $0 + term($1, Double(numbers[$1])) }
    }
  }

  /// The labels' inputs with their biases, cases × classes.
  private func labelInputs(_ inputs: Matrix, _ classes: Int) -> Matrix {
    let labels = Matrix(rows: inputs.rows, columns: classes)
    let first = inputs.columns - classes
    for row in 0..<inputs.rows {
      for label in 0..<classes { labels[row, label] = inputs[row, first + label] + bias.pointer[first + label] }
    }
    return labels
  }

  private func replaceLabels(of matrix: Matrix, by labels: Matrix) {
    let first = matrix.columns - labels.columns
    for row in 0..<matrix.rows {
      for label in 0..<labels.columns { matrix[row, first + label] = labels[row, label] }
    }
  }
}

/// log(1 + eˣ), without overflow.
func softplus(_ x: Double) -> Double { Activation.softplus.value(at: x) }

/// ∫ softplus(t) dt from −∞ to x, which is −Li₂(−eˣ), within 10⁻⁸.
///
/// With w = log(1 + e^−|x|) ≤ log 2 the dilogarithm's series in w (Bernoulli numbers) is w + w²/4 + w³/36 − w⁵/3600 + …, and
/// for positive x it is told by −Li₂(−eˣ) = x²/2 + π²/6 + Li₂(−e⁻ˣ).
func integralOfSoftplus(_ x: Double) -> Double {
  let w = log1p(exp(-abs(x)))
  let square = w * w
  let series =
    w + square / 4 + w * square * (1.0 / 36 + square * (-1.0 / 3600 + square * (1.0 / 211_680 - square / 10_886_400)))
  return x <= 0 ? series : x * x / 2 + Double.pi * Double.pi / 6 - series
}

extension Matrix {
  /// Column k ← factor(k) · column k.
  func scaleColumns(by factor: (Int) -> Float) {
    let factors = (0..<columns).map(factor)
    for row in 0..<rows {
      for column in 0..<columns { pointer[row * columns + column] *= factors[column] }
    }
  }

  /// Row k ← factor(k) · row k.
  func scaleRows(by factor: (Int) -> Float) {
    for row in 0..<rows { rows(row..<row + 1).scale(by: factor(row)) }
  }

  /// Rows of probabilities ← 1 at a place drawn by them, 0 elsewhere.
  fileprivate func drawOneInEachRow(using stream: inout PhiloxStream) {
    for row in 0..<rows {
      var rest = Float(stream.nextUniform())
      var drawn = columns - 1
      for column in 0..<columns {
        rest -= self[row, column]
        if rest < 0 {
          drawn = column
          break
        }
      }
      for column in 0..<columns { self[row, column] = column == drawn ? 1 : 0 }
    }
  }
}
