import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import BoltzmannMachines

/// L1, L2, max-norm and the sparsity target of training by likelihood, and the schedules of rate and momentum.
@Suite struct PenaltyTests {
  private let cases = LikelihoodTrainerTests.cases(60)

  private func settings(_ change: (inout LikelihoodTraining) -> Void) -> LikelihoodTraining {
    var settings = LikelihoodTraining(.exact)
    (settings.batchSize, settings.learningRate, settings.schedule) = (120, 0.05, .constant)
    (settings.initialMomentum, settings.finalMomentum) = (0.5, 0.9)
    change(&settings)
    return settings
  }

  /// The change of all parameters by one step.
  private func step(
    _ settings: LikelihoodTraining, on batch: Matrix, rate: Float = 0.2, from seed: UInt64 = 1
  ) -> [[Float]] {
    let machine = LikelihoodTrainerTests.start(seed: seed)
    let before = machine.parameters.map(\.values)
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: .numbers(batch), seed: 1)
    trainer.step(batch, learningRate: rate, momentum: 0)
    return zip(machine.parameters, before).map { zip($0.values, $1).map { $0 - $1 } }
  }

  /// What penalties alone add to a step: that with them less that without.
  private func effect(
    centering: Centering = .none, of change: (inout LikelihoodTraining) -> Void
  ) -> (effect: [[Float]], batch: Matrix, machine: RestrictedBoltzmannMachine) {
    let batch = LikelihoodTrainerTests.matrix(cases)
    let with = step(
      settings {
        $0.centering = centering
        change(&$0)
      }, on: batch)
    let without = step(settings { $0.centering = centering }, on: batch)
    return (zip(with, without).map { zip($0, $1).map { $0 - $1 } }, batch, LikelihoodTrainerTests.start())
  }

  @Test func penaltiesOfWeightsAreScaledByTheRateAndSpareBiases() {
    let (effect, _, machine) = effect {
      ($0.l1, $0.weightDecay) = (0.03, 0.1)
    }
    for (change, weight) in zip(effect[0], machine.weight.values) {
      let right = -0.2 * (0.1 * weight + 0.03 * (weight > 0 ? 1 : -1))
      #expect(abs(change - right) < 1e-6, "\(change), not \(right)")
    }
    #expect(effect[1].allSatisfy { $0 == 0 } && effect[2].allSatisfy { $0 == 0 })
  }

  /// −rate · cost · (q − p) for hidden biases and −rate · cost · (q − p)⟨v⟩ for weights, computed one by one from the definition.
  @Test func theSparsityPenaltyFollowsItsDefinition() {
    let sparsity = SparsityTarget(target: 0.2, cost: 0.5, decay: 0.9)
    let (effect, batch, machine) = effect { $0.sparsity = sparsity }
    for j in 0..<4 {
      var q: Float = 0
      var products = [Float](repeating: 0, count: 6)
      let hidden = Matrix(rows: batch.rows, columns: 4)
      machine.hiddenProbabilities(of: batch, into: hidden)
      for row in 0..<batch.rows { q += hidden[row, j] / Float(batch.rows) }
      for row in 0..<batch.rows { for i in 0..<6 { products[i] += (q - 0.2) * batch[row, i] / Float(batch.rows) } }
      #expect(abs(effect[2][j] + 0.2 * 0.5 * (q - 0.2)) < 1e-6)
      for i in 0..<6 { #expect(abs(effect[0][i * 4 + j] + 0.2 * 0.5 * products[i]) < 1e-6) }
    }
    #expect(effect[1].allSatisfy { $0 == 0 })
  }

  /// Where all cases of a minibatch are one, Hinton's derivative is the exact one of the cross entropy: central differences of
  /// −p log q − (1 − p) log(1 − q).
  @Test func theSparsityPenaltyIsTheSlopeOfACrossEntropy() {
    let batch = Matrix(rows: 7, columns: 6)
    for row in 0..<7 { for (i, value) in [Float(1), 0, 1, 1, 0, 1].enumerated() { batch[row, i] = value } }
    let with = step(settings { $0.sparsity = SparsityTarget(target: 0.3, cost: 1) }, on: batch, rate: 1)
    let without = step(settings { _ in }, on: batch, rate: 1)
    func penalty(_ machine: RestrictedBoltzmannMachine) -> Double {
      let inputs = ReferenceMachine(machine).hiddenInputs(batch.rows(0..<1).values.map(Double.init))
      return inputs.reduce(0) { sum, x in
        sum - 0.3 * log(ReferenceMachine.sigmoid(x)) - 0.7 * log(ReferenceMachine.sigmoid(-x))
      }
    }
    let machine = LikelihoodTrainerTests.start()
    for part in [0, 2] {
      for index in 0..<machine.parameters[part].count {
        let place = machine.parameters[part].pointer + index
        let old = place.pointee
        place.pointee = old + 0.01
        var slope = penalty(machine)
        place.pointee = old - 0.01
        slope = (slope - penalty(machine)) / 0.02
        place.pointee = old
        let effect = Double(with[part][index] - without[part][index])
        #expect(abs(effect + slope) < 2e-5, "\(effect), not \(-slope)")
      }
    }
  }

  /// Means over the minibatch, not sums: every case twice is the same step.
  @Test(arguments: [Centering.none, .dataMean(rate: 0.3)])
  func theSizeOfAMinibatchDoesNotMatter(centering: Centering) {
    let once = LikelihoodTrainerTests.matrix(cases)
    let twice = Matrix(rows: 120, columns: 6, values: once.values + once.values)
    let settings = settings {
      ($0.l1, $0.weightDecay, $0.maxNorm, $0.centering) = (0.03, 0.1, 0.5, centering)
      $0.sparsity = SparsityTarget(target: 0.1, cost: 0.5)
    }
    for (mine, other) in zip(step(settings, on: once), step(settings, on: twice)) {
      for (a, b) in zip(mine, other) { #expect(abs(a - b) < 1e-6) }
    }
  }

  /// q ← decay · q + (1 − decay) · mean, from the first mean on.
  @Test func theAverageDecays() {
    let average = SparsityAverage(SparsityTarget(target: 0.25, cost: 2, decay: 0.75), hiddenUnits: 1)
    let slope = Matrix(rows: 1, columns: 1)
    var seen: [Float] = []
    for mean in [Float(1), 0.2, 0.6] {
      average.add(Matrix(rows: 1, columns: 1, values: [mean]))
      average.writeSlope(into: slope)
      seen.append(slope[0, 0])
    }
    // q is 1, then 0.8, then 0.75.
    for (mine, right) in zip(seen, [1.5, 1.1, 1.0]) { #expect(abs(Double(mine) - right) < 1e-6) }
  }

  /// A strong penalty brings every hidden unit near its target, and likelihood is what it costs.
  @Test func hiddenUnitsReachTheirTarget() {
    func trained(_ sparsity: SparsityTarget?) -> (means: [Float], likelihood: Double) {
      let machine = LikelihoodTrainerTests.start()
      let settings = settings {
        ($0.learningRate, $0.finalMomentum, $0.batchSize, $0.sparsity) = (0.1, 0.5, 60, sparsity)
      }
      machine.train(settings, on: cases, epochs: 400, seed: 1)
      return (
        machine.dataStatistics(of: cases).hidden.values,
        machine.meanLogLikelihood(of: cases, logPartition: machine.logPartitionFunction())
      )
    }
    let (free, bound) = (trained(nil), trained(SparsityTarget(target: 0.2, cost: 1, decay: 0.5)))
    #expect(free.means.contains { abs($0 - 0.2) > 0.15 }, "\(free.means)")
    #expect(bound.means.allSatisfy { abs($0 - 0.2) < 0.1 }, "\(bound.means)")
    #expect(bound.likelihood < free.likelihood - 0.05, "\(bound.likelihood) against \(free.likelihood)")
  }

  /// Columns that are too long get the greatest length and keep their direction; others stay.
  @Test func longWeightsAreScaledBack() {
    let machine = LikelihoodTrainerTests.start()
    for i in 0..<6 { machine.weight[i, 1] *= 20 }
    let before = machine.weight.copy()
    let trainer = LikelihoodTrainer(machine, settings: settings { $0.maxNorm = 2 }, cases: cases, seed: 1)
    trainer.step(LikelihoodTrainerTests.matrix(cases), learningRate: 1e-9, momentum: 0)
    for j in 0..<4 {
      let length = (0..<6).reduce(Float(0)) { $0 + before[$1, j] * before[$1, j] }.squareRoot()
      #expect((length > 2) == (j == 1))
      let factor = j == 1 ? 2 / length : 1
      for i in 0..<6 { #expect(abs(machine.weight[i, j] - factor * before[i, j]) < 1e-5) }
    }
  }

  /// A centred machine with every penalty still does not care whether data are flipped, so that each of them acts on the centred
  /// machine: central for max-norm, whose cut also moves biases, and for the sparsity penalty's v − μ.
  @Test func penaltiesKeepTheInvarianceUnderFlips() {
    let machine = LikelihoodTrainerTests.start()
    let data = LikelihoodTrainerTests.matrix(cases)
    let flippedData = Matrix(rows: data.rows, columns: 6, values: data.values.map { 1 - $0 })
    let flipped = machine.flippedCopy
    let settings = settings {
      ($0.l1, $0.weightDecay, $0.maxNorm, $0.centering) = (0.002, 0.01, 0.6, .dataMean(rate: 0.1))
      $0.sparsity = SparsityTarget(target: 0.1, cost: 0.3)
    }
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
    let flippedTrainer = LikelihoodTrainer(flipped, settings: settings, cases: .numbers(flippedData), seed: 1)
    for _ in 0..<50 {
      trainer.step(data, learningRate: 0.3, momentum: 0.5)
      flippedTrainer.step(flippedData, learningRate: 0.3, momentum: 0.5)
    }
    for (mine, other) in zip(machine.parameters, flipped.flippedCopy.parameters) {
      #expect(mine.worstDifference(to: other) < 1e-4, "\(mine.worstDifference(to: other))")
    }
  }

  /// An epoch takes the rate that the schedule gives and the momentum of Hinton's recipe: 0.5, and 0.9 from the sixth epoch on.
  @Test(arguments: LearningRateSchedule.allCases)
  func epochsFollowTheirSchedules(schedule: LearningRateSchedule) {
    let (machine, other) = (LikelihoodTrainerTests.start(), LikelihoodTrainerTests.start())
    let settings = settings { ($0.batchSize, $0.schedule, $0.learningRate) = (60, schedule, 0.2) }
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
    let otherTrainer = LikelihoodTrainer(other, settings: settings, cases: cases, seed: 1)
    for epoch in 0..<8 {
      trainer.trainEpoch(cases, epoch: epoch, of: 8)
      otherTrainer.step(
        LikelihoodTrainerTests.matrix(cases), learningRate: 0.2 * schedule.factor(step: epoch, of: 8),
        momentum: epoch < 5 ? 0.5 : 0.9)
      #expect(machine.weight.worstDifference(to: other.weight) < 1e-5)
    }
  }
}

extension RestrictedBoltzmannMachine {
  /// p′(v) = p(1 − v): weights −W, visible biases −b and hidden biases c + Wᵀ1.
  fileprivate var flippedCopy: RestrictedBoltzmannMachine {
    let flipped = RestrictedBoltzmannMachine(
      weight: weight.copy(), visibleBias: visibleBias.copy(), hiddenBias: hiddenBias.copy())
    let ones = Matrix(rows: 1, columns: visibleUnits)
    ones.fill(1)
    multiply(ones, weight, into: flipped.hiddenBias, keeping: 1)
    flipped.weight.scale(by: -1)
    flipped.visibleBias.scale(by: -1)
    return flipped
  }
}
