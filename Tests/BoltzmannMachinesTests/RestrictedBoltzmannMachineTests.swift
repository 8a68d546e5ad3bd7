import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct RestrictedBoltzmannMachineTests {
  let tiny = TinyMachine()

  @Test func energyAgreesWithItsDefinition() {
    for v in TinyMachine.states(4) {
      for h in TinyMachine.states(3) {
        let energy = tiny.machine.energy(visible: TinyMachine.matrix([v]), hidden: TinyMachine.matrix([h]))
        #expect(abs(energy - tiny.energy(v, h)) < 1e-6)
      }
    }
  }

  @Test func freeEnergyAgreesWithEnumeration() {
    let states = TinyMachine.states(4)
    for batchSize in [16, 5] {
      let values = FreeEnergy(tiny.machine, batchSize: batchSize).values(.numbers(TinyMachine.matrix(states)))
      for (state, value) in zip(states, values) { #expect(abs(value - tiny.freeEnergy(state)) < 1e-5) }
    }
  }

  @Test func hiddenProbabilitiesAgreeWithEnumeration() {
    let states = TinyMachine.states(4)
    let hidden = Matrix(rows: states.count, columns: 3)
    tiny.machine.hiddenProbabilities(of: TinyMachine.matrix(states), into: hidden)
    for (row, v) in states.enumerated() {
      for j in 0..<3 {
        let right = tiny.posterior(v).reduce(0) { $0 + $1.p * $1.h[j] }
        #expect(abs(Double(hidden[row, j]) - right) < 1e-6)
      }
    }
  }

  @Test func visibleProbabilitiesAgreeWithEnumeration() {
    let hiddenStates = TinyMachine.states(3)
    let visible = Matrix(rows: hiddenStates.count, columns: 4)
    tiny.machine.visibleProbabilities(of: TinyMachine.matrix(hiddenStates), into: visible)
    for (row, h) in hiddenStates.enumerated() {
      let weights = TinyMachine.states(4).map { ($0, exp(-tiny.energy($0, h))) }
      let sum = weights.reduce(0) { $0 + $1.1 }
      for i in 0..<4 {
        let right = weights.reduce(0) { $0 + $1.1 * $1.0[i] } / sum
        #expect(abs(Double(visible[row, i]) - right) < 1e-6)
      }
    }
  }

  /// After a long Gibbs chain in each of 40,000 rows the visible states have the model's own distribution: Pearson's
  /// chi-squared with 15 degrees of freedom exceeds 60.5 with probability 2 · 10⁻⁷.
  @Test func gibbsChainHasTheModelsDistribution() {
    let cases = 40_000
    let visible = Matrix(rows: cases, columns: 4)
    let (hidden, states) = (Matrix(rows: cases, columns: 3), Matrix(rows: cases, columns: 3))
    let probabilities = Matrix(rows: cases, columns: 4)
    var stream = PhiloxStream(seed: 8, stream: .gibbs(layer: 0, epoch: 0))
    for _ in 0..<60 {
      tiny.machine.sampleHidden(of: visible, probabilities: hidden, states: states, using: &stream)
      tiny.machine.sampleVisible(of: states, probabilities: probabilities, states: visible, using: &stream)
    }
    var counts: [[Double]: Double] = [:]
    for row in 0..<cases { counts[(0..<4).map { Double(visible[row, $0]) }, default: 0] += 1 }
    let chiSquared = tiny.visibleDistribution.reduce(0.0) { sum, state in
      let expected = state.p * Double(cases)
      return sum + pow((counts[state.v] ?? 0) - expected, 2) / expected
    }
    #expect(chiSquared < 60.5, "chi-squared \(chiSquared)")
  }

  @Test func startsAsThePracticalGuideSays() {
    let cases = CaseTable.bytes((0..<400).map { $0 % 4 == 0 ? 0 : $0 % 4 == 1 ? 255 : 51 }, columns: 4)
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 300, cases: cases, seed: 1)
    #expect(machine.hiddenBias.values.allSatisfy { $0 == 0 })
    let logit: (Double) -> Double = { log($0 / (1 - $0)) }
    for (bias, mean) in zip(machine.visibleBias.values, [0.001, 0.999, 0.2, 0.2]) {
      #expect(abs(Double(bias) - logit(mean)) < 1e-4)
    }
    // 1,200 weights: the standard deviation lies within 5 standard errors of 0.01.
    let deviation = machine.weight.norm / Double(machine.weight.count).squareRoot()
    #expect(abs(deviation / 0.01 - 1) < 5 / 2400.0.squareRoot())
  }
}
