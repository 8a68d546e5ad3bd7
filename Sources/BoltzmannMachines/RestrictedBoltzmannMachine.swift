import Foundation
import LinearAlgebra

/// A restricted Boltzmann machine with binary visible and hidden units; Smolensky (1986), Hinton (2002).
///
/// E(v, h) = −vᵀWh − bᵀv − cᵀh, and p(v, h) = e^−E(v, h) / Z. Shapes: `weight` W is visible × hidden, `visibleBias` b is
/// 1 × visible, `hiddenBias` c is 1 × hidden; minibatches V and H have a case in each row. The parameters are shared by
/// copies of this value, and changed in place by training.
public struct RestrictedBoltzmannMachine {
  public let weight: Matrix
  public let visibleBias: Matrix
  public let hiddenBias: Matrix

  public var visibleUnits: Int { weight.rows }
  public var hiddenUnits: Int { weight.columns }

  public init(weight: Matrix, visibleBias: Matrix, hiddenBias: Matrix) {
    precondition(visibleBias.count == weight.rows, "\(visibleBias.count) biases for \(weight.rows) visible units")
    precondition(hiddenBias.count == weight.columns, "\(hiddenBias.count) biases for \(weight.columns) hidden units")
    (self.weight, self.visibleBias, self.hiddenBias) = (weight, visibleBias, hiddenBias)
  }

  /// A machine whose parameters are all zero.
  public init(visibleUnits: Int, hiddenUnits: Int) {
    self.init(
      weight: Matrix(rows: visibleUnits, columns: hiddenUnits), visibleBias: Matrix(rows: 1, columns: visibleUnits),
      hiddenBias: Matrix(rows: 1, columns: hiddenUnits))
  }

  /// A fresh machine as Hinton (2010), section 8, advises: W from N(0, 0.01²), hidden biases 0, and visible biases
  /// log p/(1 − p), with p the share of the cases in which a unit is on.
  ///
  /// - Parameters:
  ///   - cases: the data to be learned. Means are kept between 0.001 and 0.999, so that a unit which is never on gets a
  ///     bias of −6.9 instead of −∞.
  ///   - layer: the place in a stack, which names the stream of random numbers.
  public init(hiddenUnits: Int, cases: CaseTable, layer: Int = 0, seed: UInt64) {
    let weight = Matrix(rows: cases.columns, columns: hiddenUnits)
    var stream = PhiloxStream(seed: seed, stream: .initialization(layer: layer))
    weight.fillNormal(standardDeviation: 0.01, using: &stream)
    self.init(
      weight: weight, visibleBias: Self.logits(ofMeans: cases), hiddenBias: Matrix(rows: 1, columns: hiddenUnits))
  }

  /// hidden ← p(hⱼ = 1 | v) = σ(cⱼ + Σᵢ vᵢwᵢⱼ), for each row of `visible`; Hinton (2010), equation 7.
  public func hiddenProbabilities(of visible: Matrix, into hidden: Matrix) {
    // BEGIN SOLUTION 3.3
    multiply(visible, weight, into: hidden)
    hidden.applySigmoid(bias: hiddenBias)
    // END SOLUTION
  }

  /// The same, and `states` ← 1 with that probability, else 0.
  public func sampleHidden(
    of visible: Matrix, probabilities: Matrix, states: Matrix, using stream: inout PhiloxStream
  ) {
    multiply(visible, weight, into: probabilities)
    probabilities.applySigmoid(bias: hiddenBias, sampling: states, using: &stream)
  }

  /// visible ← p(vᵢ = 1 | h) = σ(bᵢ + Σⱼ hⱼwᵢⱼ), for each row of `hidden`; Hinton (2010), equation 8.
  public func visibleProbabilities(of hidden: Matrix, into visible: Matrix) {
    // BEGIN SOLUTION 3.3
    multiply(hidden, weight.transposed, into: visible)
    visible.applySigmoid(bias: visibleBias)
    // END SOLUTION
  }

  /// The same, and `states` ← 1 with that probability, else 0.
  public func sampleVisible(
    of hidden: Matrix, probabilities: Matrix, states: Matrix, using stream: inout PhiloxStream
  ) {
    multiply(hidden, weight.transposed, into: probabilities)
    probabilities.applySigmoid(bias: visibleBias, sampling: states, using: &stream)
  }

  /// hidden probabilities of every case, cases × hidden units, computed in large minibatches.
  public func hiddenProbabilities(of cases: CaseTable, batchSize: Int = 500) -> Matrix {
    let result = Matrix(rows: cases.count, columns: hiddenUnits)
    let visible = Matrix(rows: batchSize, columns: visibleUnits)
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let count = min(batchSize, cases.count - start)
      cases.gather(from: start, into: visible.rows(0..<count))
      hiddenProbabilities(of: visible.rows(0..<count), into: result.rows(start..<start + count))
    }
    return result
  }

  /// log p/(1 − p) for the mean p of each column, kept between 0.001 and 0.999.
  private static func logits(ofMeans cases: CaseTable) -> Matrix {
    let bias = Matrix(rows: 1, columns: cases.columns)
    let sums = columnSums(of: cases)
    for column in 0..<cases.columns {
      let mean = min(max(sums[column] / Double(max(cases.count, 1)), 0.001), 0.999)
      bias[0, column] = Float(log(mean / (1 - mean)))
    }
    return bias
  }

  private static func columnSums(of cases: CaseTable) -> [Double] {
    var totals = [Double](repeating: 0, count: cases.columns)
    let batch = Matrix(rows: 500, columns: cases.columns)
    let sums = Matrix(rows: 1, columns: cases.columns)
    for start in stride(from: 0, to: cases.count, by: batch.rows) {
      let part = batch.rows(0..<min(batch.rows, cases.count - start))
      cases.gather(from: start, into: part)
      part.sumRows(into: sums)
      for column in 0..<cases.columns { totals[column] += Double(sums[0, column]) }
    }
    return totals
  }
}
