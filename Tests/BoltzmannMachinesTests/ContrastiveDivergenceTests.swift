import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct ContrastiveDivergenceTests {
  /// The mean of the hidden sampling is the only randomness of CD-1. Over its 8 outcomes, weighted by p(h | v), the expected
  /// update of a case is v pᵀ(h|v) − Σₕ p(h|v) v⁻(h) pᵀ(h|v⁻(h)), with v⁻(h) = p(v | h).
  func expectedUpdate(_ tiny: TinyMachine, _ v: [Double]) -> (weight: [Double], visible: [Double], hidden: [Double]) {
    func up(_ v: [Double]) -> [Double] {
      (0..<3).map { j in
        let x =
          Double(tiny.machine.hiddenBias[0, j]) + (0..<4).reduce(0) { $0 + v[$1] * Double(tiny.machine.weight[$1, j]) }
        return 1 / (1 + exp(-x))
      }
    }
    func down(_ h: [Double]) -> [Double] {
      (0..<4).map { i in
        let x =
          Double(tiny.machine.visibleBias[0, i]) + (0..<3).reduce(0) { $0 + h[$1] * Double(tiny.machine.weight[i, $1]) }
        return 1 / (1 + exp(-x))
      }
    }
    let positive = up(v)
    var weight = (0..<12).map { v[$0 / 3] * positive[$0 % 3] }
    var (visible, hidden) = (v, positive)
    for (h, p) in tiny.posterior(v) {
      let reconstruction = down(h)
      let negative = up(reconstruction)
      for index in 0..<12 { weight[index] -= p * reconstruction[index / 3] * negative[index % 3] }
      for i in 0..<4 { visible[i] -= p * reconstruction[i] }
      for j in 0..<3 { hidden[j] -= p * negative[j] }
    }
    return (weight, visible, hidden)
  }

  /// A minibatch of 50,000 copies of one case. Each statistic of a case lies within ±1, so the mean is more than 0.025 off
  /// with probability below 2 exp(−50,000 · 0.025² / 2) = 3 · 10⁻⁷ (Hoeffding).
  @Test(arguments: [[1.0, 0, 1, 0], [0, 1, 1, 1], [0.2, 0.9, 0.5, 0]])
  func statisticsAgreeWithEnumeration(v: [Double]) {
    let tiny = TinyMachine()
    let right = expectedUpdate(tiny, v)
    let before = (tiny.machine.weight.copy(), tiny.machine.visibleBias.copy(), tiny.machine.hiddenBias.copy())
    var settings = ContrastiveDivergence()
    (settings.batchSize, settings.weightDecay) = (50_000, 0)
    let trainer = ContrastiveDivergenceTrainer(tiny.machine, settings: settings, seed: 4)
    _ = trainer.step(TinyMachine.matrix([[Double]](repeating: v, count: 50_000)), learningRate: 1, momentum: 0)
    func change(_ after: Matrix, _ before: Matrix) -> [Double] {
      zip(after.values, before.values).map { Double($0 - $1) }
    }
    for (mine, right) in [
      (change(tiny.machine.weight, before.0), right.weight),
      (change(tiny.machine.visibleBias, before.1), right.visible),
      (change(tiny.machine.hiddenBias, before.2), right.hidden),
    ] {
      for (index, (a, b)) in zip(mine, right).enumerated() { #expect(abs(a - b) < 0.025, "at \(index): \(a) not \(b)") }
    }
  }

  @Test func momentumAndDecayFollowTheirFormula() {
    // With learning rate 0 for the data term there is nothing random: only velocity and decay act.
    let tiny = TinyMachine()
    var settings = ContrastiveDivergence()
    settings.weightDecay = 0.5
    let trainer = ContrastiveDivergenceTrainer(tiny.machine, settings: settings, seed: 4)
    let minibatch = TinyMachine.matrix(TinyMachine.states(4))
    let parameters = [tiny.machine.weight, tiny.machine.visibleBias, tiny.machine.hiddenBias]
    let start = parameters.map(\.values)
    _ = trainer.step(minibatch, learningRate: 0.1, momentum: 0)
    let first = parameters.map(\.values)
    _ = trainer.step(minibatch, learningRate: 0, momentum: 0.5)
    for (name, (start, (first, second))) in zip(
      ["W", "b", "c"], zip(start, zip(first, parameters.map(\.values))))
    {
      for index in start.indices {
        let velocity = first[index] - start[index]
        #expect(abs(second[index] - (first[index] + 0.5 * velocity)) < 1e-6, "\(name) at \(index)")
      }
      #expect(zip(start, first).contains { abs($0 - $1) > 1e-4 }, "\(name) did not move")
    }
  }

  @Test func decayActsOnWeightsOnly() {
    // A machine that reconstructs perfectly in expectation has no data term: W = 0, b = logit of the data, c = 0.
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 2, columns: 2), visibleBias: Matrix(rows: 1, columns: 2),
      hiddenBias: Matrix(rows: 1, columns: 2))
    var settings = ContrastiveDivergence()
    (settings.weightDecay, settings.batchSize) = (0.1, 2)
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 1)
    machine.hiddenBias[0, 0] = 30
    machine.hiddenBias[0, 1] = 30
    _ = trainer.step(Matrix(rows: 2, columns: 2, values: [0.5, 0.5, 0.5, 0.5]), learningRate: 1, momentum: 0)
    #expect(machine.hiddenBias.values == [30, 30])
    #expect(machine.visibleBias.values == [0, 0])
    machine.weight.fill(1e-3)
    machine.visibleBias.fill(-2e-3)
    let before = machine.weight[0, 0]
    _ = trainer.step(Matrix(rows: 2, columns: 2, values: [0.5, 0.5, 0.5, 0.5]), learningRate: 1, momentum: 0)
    #expect(abs(machine.weight[0, 0] - 0.9 * before) < 1e-6)
  }

  @Test func momentumRisesAtItsEpoch() {
    let settings = ContrastiveDivergence()
    #expect([0, 4, 5, 9].map { settings.momentum(epoch: $0) } == [0.5, 0.5, 0.9, 0.9])
  }

  @Test func operationsCountProducts() {
    var settings = ContrastiveDivergence()
    #expect(settings.operations(visible: 784, hidden: 500) == Double(10 * 784 * 500))
    settings.steps = 3
    #expect(settings.operations(visible: 784, hidden: 500) == Double(18 * 784 * 500))
  }

  /// Two patterns with noise: training must lower the reconstruction error and give the data a lower free energy than their
  /// opposites.
  @Test(arguments: [1, 3])
  func learnsPatterns(gibbsSteps: Int) {
    let patterns: [[UInt8]] = [[255, 255, 255, 0, 0, 0], [0, 0, 0, 255, 255, 255]]
    let cases = CaseTable.bytes((0..<400).flatMap { patterns[$0 % 2] }, columns: 6)
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 4, cases: cases, seed: 2)
    var settings = ContrastiveDivergence()
    (settings.batchSize, settings.steps) = (20, gibbsSteps)
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 2)
    let errors = (0..<60).map { trainer.trainEpoch(cases, epoch: $0, of: 60) }
    #expect(errors[59] < 0.02 && errors[59] < errors[0] / 5, "\(errors[0]) → \(errors[59])")
    let freeEnergy = FreeEnergy(machine)
    let foreign = CaseTable.bytes([255, 0, 255, 0, 255, 0], columns: 6)
    #expect(freeEnergy.mean(cases) + 2 < freeEnergy.mean(foreign))
    #expect(trainer.relativeUpdate > 0 && trainer.relativeUpdate < 0.5)
  }

  @Test func sameSeedSameBytesOtherSeedOtherBytes() {
    func weights(seed: UInt64) -> [Float] {
      let cases = CaseTable.bytes((0..<1000).map { UInt8(($0 * 37) % 256) }, columns: 10)
      let machine = RestrictedBoltzmannMachine(hiddenUnits: 7, cases: cases, seed: seed)
      var settings = ContrastiveDivergence()
      settings.batchSize = 30
      let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: seed)
      for epoch in 0..<3 { _ = trainer.trainEpoch(cases, epoch: epoch, of: 3) }
      return machine.weight.values
    }
    #expect(weights(seed: 1) == weights(seed: 1))
    #expect(weights(seed: 1) != weights(seed: 2))
  }
}
