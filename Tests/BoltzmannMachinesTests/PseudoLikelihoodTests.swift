import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct PseudoLikelihoodTests {
  let reference = ReferenceMachine(visible: 6, hidden: 5, deviation: 1.5)

  /// log p(vᵢ | v₋ᵢ) = log p(v) − log(p(v) + p(v with unit i flipped)), from the enumerated distribution.
  @Test func agreesWithEnumerationForEveryState() {
    let p = reference.distribution
    for threads in [1, 3] {
      let mine = ThreadTeam.lead(threads: threads) { reference.machine.pseudoLikelihoods(of: reference.allStates) }
      for state in 0..<64 {
        let right = (0..<6).reduce(0.0) { $0 + log(p[state] / (p[state] + p[state ^ (1 << $1)])) }
        #expect(abs(mine[state] - right) < 1e-5, "state \(state): \(mine[state]), not \(right)")
      }
    }
  }

  /// By the free energies of the two settings of each unit, in double precision.
  @Test func greyUnitsCountByTheirMean() {
    let v = [0.2, 1, 0, 0.7, 1, 0.5]
    let right = (0..<6).reduce(0.0) { sum, unit in
      var (on, off) = (v, v)
      (on[unit], off[unit]) = (1, 0)
      let odds = reference.negativeFreeEnergy(on) - reference.negativeFreeEnergy(off)
      return sum + v[unit] * odds - ReferenceMachine.softplus(odds)
    }
    let mine = reference.machine.pseudoLikelihoods(of: .numbers(TinyMachine.matrix([v])))
    #expect(abs(mine[0] - right) < 1e-4)
  }

  /// The mean over 100,000 draws of the unit, within 5.5 standard errors: a false alarm once in 2.6 · 10⁷.
  @Test(arguments: [[1.0, 0, 1, 1, 0, 0], [0.2, 1, 0, 0.7, 1, 0.5]])
  func oneUnitAtRandomIsUnbiased(v: [Double]) {
    let count = 100_000
    let cases = CaseTable.numbers(TinyMachine.matrix([[Double]](repeating: v, count: count)))
    let values = reference.machine.stochasticPseudoLikelihoods(of: cases, seed: 1)
    let right = reference.machine.pseudoLikelihoods(of: .numbers(TinyMachine.matrix([v])))[0]
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    #expect(abs(mean - right) < 5.5 * (variance / Double(count)).squareRoot(), "\(mean), not \(right)")
    #expect(values == reference.machine.stochasticPseudoLikelihoods(of: cases, seed: 1))
  }

  /// Without weights it is the log-likelihood; a machine of zeros gives each unit a coin.
  @Test func scaleIsThatOfALogLikelihood() {
    let zeros = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 7, columns: 3), visibleBias: Matrix(rows: 1, columns: 7),
      hiddenBias: Matrix(rows: 1, columns: 3))
    let cases = CaseTable.bytes([255, 0, 0, 255, 0, 255, 0], columns: 7)
    #expect(abs(zeros.pseudoLikelihoods(of: cases)[0] + 7 * log(2)) < 1e-6)
    #expect(abs(zeros.stochasticPseudoLikelihoods(of: cases, seed: 1)[0] + 7 * log(2)) < 1e-6)
  }

  @Test func gapAndReconstructionErrorsFollowTheirFormulas() {
    let gap = FreeEnergyGap(training: [1, 2, 3], validation: [4, 8])
    #expect(gap.value == 4 && abs(gap.standardError - (1.0 / 3 + 8.0 / 2).squareRoot()) < 1e-12)
    let training = CaseTable.numbers(TinyMachine.matrix([[1, 0, 1, 1, 0, 0], [0, 0, 1, 0, 1, 1]]))
    let measured = FreeEnergyGap(reference.machine, training: training, validation: reference.allStates)
    #expect(measured.training.count == 2 && measured.validation.count == 64)
    #expect(abs(measured.training[0] + reference.negativeFreeEnergy([1, 0, 1, 1, 0, 0])) < 1e-5)

    let v = [1.0, 0, 1, 1, 0, 0]
    let hidden = reference.hiddenInputs(v).map(ReferenceMachine.sigmoid)
    let right =
      zip(v, reference.visibleInputs(hidden)).reduce(0.0) { $0 + pow($1.0 - ReferenceMachine.sigmoid($1.1), 2) } / 6
    let errors = reference.machine.reconstructionErrors(of: training, batchSize: 1)
    #expect(errors.count == 2 && abs(errors[0] - right) < 1e-6)
  }
}
