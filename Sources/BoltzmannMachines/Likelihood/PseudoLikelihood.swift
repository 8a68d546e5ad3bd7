import Foundation
import LinearAlgebra

/// Pseudo-likelihoods: how well a machine predicts each visible unit from all the others; Besag (1975).
///
/// For a case, Σᵢ log p(vᵢ | v₋ᵢ), in nats: the sum over the visible units, not their mean, so it has the scale of a log-likelihood
/// (0 is perfect, −visible · log 2 is a coin for each unit). It needs no partition function. It is no bound of the likelihood:
/// it sees only whether single flips would lower the free energy, nothing of modes far away.
///
/// From the free energies of the two settings of unit i, with y = c + Wᵀv,
///
///     log p(vᵢ = 1 | v₋ᵢ) / p(vᵢ = 0 | v₋ᵢ) = bᵢ + Σⱼ softplus(yⱼ + (1 − vᵢ)wᵢⱼ) − softplus(yⱼ − vᵢwᵢⱼ) = aᵢ
///
/// and a unit adds vᵢaᵢ − softplus(aᵢ). Grey units count by that formula too: the mean over binary draws of that unit, with the
/// others at their grey values.
extension RestrictedBoltzmannMachine {
  /// Exactly, over all visible units; for each case, in nats. Costs visible × hidden softplus functions a case.
  ///
  public func pseudoLikelihoods(of cases: CaseTable) -> [Double] {
    precondition(isBinary, "pseudo-likelihoods are of binary units")
    let parts = CasePart.parts(of: cases)
    return ThreadTeam.map(parts.count) { part in
      let sums = FlipSums(self)
      return parts[part].inputs(of: self, cases).map { visible, inputs in
        let logOdds = sums.logOdds(visible: visible, inputs: inputs)
        return (0..<visibleUnits).reduce(0) { $0 + logProbability(visible.pointer[$1], logOdds: logOdds[$1]) }
      }
    }.flatMap { $0 }
  }

  /// An unbiased estimate of the same: log p(vᵢ | v₋ᵢ) of one unit drawn at random, times the number of visible units; for each
  /// case, in nats. Costs about as much as a free energy.
  public func stochasticPseudoLikelihoods(of cases: CaseTable, seed: UInt64) -> [Double] {
    precondition(isBinary, "pseudo-likelihoods are of binary units")
    var stream = PhiloxStream(seed: seed, stream: .pseudoLikelihood)
    return CasePart.parts(of: cases).flatMap { part in
      part.inputs(of: self, cases).map { visible, inputs in
        let unit = Int((UInt64(stream.nextWord()) * UInt64(visibleUnits)) >> 32)
        let state = visible.pointer[unit]
        var (on, off) = ([0.0], [0.0])
        let row = weight.rows(unit..<unit + 1)
        row.sumSoftplus(factors: [1 - state], bias: inputs, into: &on)
        row.sumSoftplus(factors: [-state], bias: inputs, into: &off)
        let logOdds = Double(visibleBias.pointer[unit]) + on[0] - off[0]
        return Double(visibleUnits) * logProbability(state, logOdds: logOdds)
      }
    }
  }

  private func logProbability(_ state: Float, logOdds: Double) -> Double {
    Double(state) * logOdds - softplus(logOdds)
  }
}

/// Consecutive cases that are worked on together.
private struct CasePart {
  let range: Range<Int>

  static func parts(of cases: CaseTable) -> [CasePart] {
    stride(from: 0, to: cases.count, by: 100).map { CasePart(range: $0..<min($0 + 100, cases.count)) }
  }

  /// The visible units of each case, and c + Wᵀv; rows of two matrices.
  func inputs(of machine: RestrictedBoltzmannMachine, _ cases: CaseTable) -> [(visible: Matrix, inputs: Matrix)] {
    let visible = Matrix(rows: range.count, columns: machine.visibleUnits)
    let inputs = Matrix(rows: range.count, columns: machine.hiddenUnits)
    cases.gather(from: range.lowerBound, into: visible)
    multiply(visible, machine.weight, into: inputs)
    inputs.add(bias: machine.hiddenBias)
    return (0..<range.count).map { (visible.rows($0..<$0 + 1), inputs.rows($0..<$0 + 1)) }
  }
}

/// Memory for the log-odds of all visible units of a case.
private final class FlipSums {
  private let machine: RestrictedBoltzmannMachine
  private var on: [Double]
  private var off: [Double]
  private var factors: [Float]

  init(_ machine: RestrictedBoltzmannMachine) {
    self.machine = machine
    (on, off) = (
      [Double](repeating: 0, count: machine.visibleUnits), [Double](repeating: 0, count: machine.visibleUnits)
    )
    factors = [Float](repeating: 0, count: machine.visibleUnits)
  }

  /// aᵢ of each visible unit. Where all units are binary, one of the two sums of a unit is that of the case itself.
  func logOdds(visible: Matrix, inputs: Matrix) -> [Double] {
    let units = 0..<machine.visibleUnits
    if units.allSatisfy({ visible.pointer[$0] == 0 || visible.pointer[$0] == 1 }) {
      for unit in units { factors[unit] = 1 - 2 * visible.pointer[unit] }
      machine.weight.sumSoftplus(factors: factors, bias: inputs, into: &on)
      var base = [0.0]
      inputs.sumSoftplus(bias: Matrix(rows: 1, columns: machine.hiddenUnits), into: &base)
      return units.map {
        Double(machine.visibleBias.pointer[$0]) + (visible.pointer[$0] == 1 ? base[0] - on[$0] : on[$0] - base[0])
      }
    }
    for unit in units { factors[unit] = 1 - visible.pointer[unit] }
    machine.weight.sumSoftplus(factors: factors, bias: inputs, into: &on)
    for unit in units { factors[unit] = -visible.pointer[unit] }
    machine.weight.sumSoftplus(factors: factors, bias: inputs, into: &off)
    return units.map { Double(machine.visibleBias.pointer[$0]) + on[$0] - off[$0] }
  }
}
