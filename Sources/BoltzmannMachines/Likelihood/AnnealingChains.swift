import LinearAlgebra

/// Some chains of annealed importance sampling that run together, as the rows of matrices, on one thread.
///
/// A temperature costs one product up and one down. The product up serves both the ratio of weights at the present states and
/// the hidden states that lead to the next ones; the product down is scaled by β as it is computed.
final class AnnealingChains {
  /// log w of each chain.
  private(set) var logWeights: [Double]

  private let machine: RestrictedBoltzmannMachine
  private let inverseTemperatures: [Double]
  private let chains: Int
  /// Rows beyond the chains make the products faster; their weights are not read.
  private let visible: Matrix
  private let visibleProbabilities: Matrix
  private let inputs: Matrix
  private let hidden: Matrix
  private let baseBias: Matrix
  /// b − b⁰
  private let biasDifference: Matrix
  /// (1 − β)b⁰ + βb
  private let bias: Matrix
  private var hiddenRatios: [Double]
  private var visibleRatios: [Double]
  private var stream: PhiloxStream

  init(
    _ machine: RestrictedBoltzmannMachine, baseBiases: [Float], schedule: AnnealingSchedule, chains: Int,
    stream: PhiloxStream
  ) {
    let rows = fastProductRows(chains)
    (self.machine, self.chains, self.stream) = (machine, chains, stream)
    inverseTemperatures = schedule.inverseTemperatures
    visible = Matrix(rows: rows, columns: machine.visibleUnits)
    visibleProbabilities = Matrix(rows: rows, columns: machine.visibleUnits)
    inputs = Matrix(rows: rows, columns: machine.hiddenUnits)
    hidden = Matrix(rows: rows, columns: machine.hiddenUnits)
    baseBias = Matrix(rows: 1, columns: machine.visibleUnits, values: baseBiases)
    biasDifference = machine.visibleBias.copy()
    biasDifference.add(baseBias, scale: -1)
    bias = Matrix(rows: 1, columns: machine.visibleUnits)
    hiddenRatios = [Double](repeating: 0, count: rows)
    visibleRatios = [Double](repeating: 0, count: rows)
    logWeights = [Double](repeating: 0, count: chains)
  }

  /// The present visible states, chains × visible.
  var states: Matrix { visible.rows(0..<chains) }

  /// v ~ p₀
  func startFromBase() {
    visibleProbabilities.fill(0)
    visibleProbabilities.applySigmoid(bias: baseBias, sampling: visible, using: &stream)
  }

  /// v ← consecutive cases.
  func start(from cases: CaseTable, first: Int) { cases.gather(from: first, into: states) }

  /// log w ← Σₖ log f_k(vₖ) − log f_k₋₁(vₖ) for k = 1 … K, where vₖ₊₁ is drawn from a Gibbs step at βₖ from vₖ; Salakhutdinov &
  /// Murray (2008).
  ///
  /// - Parameter report: called now and then with the steps of single chains since the last call.
  func ascend(report: (Int) -> Void = { _ in }) {
    let last = inverseTemperatures.count - 1
    for k in 1...last {
      // BEGIN SOLUTION 7.2
      weigh(between: k - 1, and: k, drawingAt: k)
      for chain in 0..<chains { logWeights[chain] += visibleRatios[chain] + hiddenRatios[chain] }
      if k < last { drawVisible(at: inverseTemperatures[k]) }
      // END SOLUTION
      announce(k, of: last, report)
    }
  }

  /// log w ← Σₖ log f_k₋₁(vₖ) − log f_k(vₖ) for k = K … 1, where vₖ₋₁ is drawn from a Gibbs step at βₖ₋₁ from vₖ. A Gibbs step
  /// from v to v is its own reversal, so this is the upward run's path taken backwards.
  func descend(report: (Int) -> Void = { _ in }) {
    let last = inverseTemperatures.count - 1
    for k in (1...last).reversed() {
      // BEGIN SOLUTION 7.2
      weigh(between: k - 1, and: k, drawingAt: k - 1)
      for chain in 0..<chains { logWeights[chain] -= visibleRatios[chain] + hiddenRatios[chain] }
      if k > 1 { drawVisible(at: inverseTemperatures[k - 1]) }
      // END SOLUTION
      announce(last + 1 - k, of: last, report)
    }
  }

  /// Leaves log f_high(v) − log f_low(v) in the ratios, and hidden states at one of the temperatures.
  private func weigh(between low: Int, and high: Int, drawingAt drawing: Int) {
    let (low, high) = (inverseTemperatures[low], inverseTemperatures[high])
    multiply(visible, machine.weight, into: inputs)
    inputs.anneal(
      bias: machine.hiddenBias, from: Float(low), to: Float(high), drawing: Float(inverseTemperatures[drawing]),
      states: hidden, sums: &hiddenRatios, using: &stream)
    visible.dotRows(biasDifference, into: &visibleRatios)
    for row in visibleRatios.indices { visibleRatios[row] *= high - low }
  }

  /// v ~ p_β(v | h), with σ((1 − β)b⁰ + βb + βWh).
  private func drawVisible(at inverseTemperature: Double) {
    bias.assign(baseBias)
    bias.add(biasDifference, scale: Float(inverseTemperature))
    multiply(hidden, machine.weight.transposed, into: visibleProbabilities, scale: Float(inverseTemperature))
    visibleProbabilities.applySigmoid(bias: bias, sampling: visible, using: &stream)
  }

  private func announce(_ done: Int, of all: Int, _ report: (Int) -> Void) {
    let interval = 100
    if done % interval == 0 { report(interval * chains) } else if done == all { report(done % interval * chains) }
  }
}
