import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct ExactLikelihoodTests {
  /// Fewer units than a block holds, exactly as many, and more; either layer the smaller.
  static let shapes = [(4, 3), (3, 5), (7, 7), (9, 8), (11, 10), (8, 40), (12, 12)]

  @Test(arguments: shapes)
  func logPartitionFunctionAgreesWithPlainSums(visible: Int, hidden: Int) {
    let reference = ReferenceMachine(visible: visible, hidden: hidden)
    let right = reference.logPartition
    for threads in [1, 3] {
      let mine = ThreadTeam.lead(threads: threads) { reference.machine.logPartitionFunction() }
      #expect(abs(mine - right) < 2e-6 * (1 + abs(right)), "\(mine), not \(right)")
    }
    #expect(
      reference.machine.logPartitionFunction()
        == ThreadTeam.lead(threads: 4) { reference.machine.logPartitionFunction() })
  }

  /// Weights so large that e^−F overflows a double by far.
  @Test func hugeWeightsDoNotOverflow() {
    let reference = ReferenceMachine(visible: 9, hidden: 9, deviation: 100)
    let right = reference.logPartition
    #expect(right > 1000)
    #expect(abs(reference.machine.logPartitionFunction() - right) < 1e-5 * right)
  }

  @Test func probabilitiesOfAllStatesSumToOne() {
    let reference = ReferenceMachine(visible: 10, hidden: 30)
    let logs = reference.machine.logLikelihoods(
      of: reference.allStates, logPartition: reference.machine.logPartitionFunction())
    #expect(abs(logs.reduce(0) { $0 + exp($1) } - 1) < 1e-5)
    let mean = reference.machine.meanLogLikelihood(
      of: reference.allStates, logPartition: reference.machine.logPartitionFunction())
    #expect(abs(mean - logs.reduce(0, +) / 1024) < 1e-9)
  }

  @Test func turningUpsideDownChangesNothing() {
    let machine = ReferenceMachine(visible: 9, hidden: 5).machine
    let (one, other) = (machine.logPartitionFunction(), machine.upsideDown.logPartitionFunction())
    #expect(abs(one - other) < 1e-5)
    #expect(machine.upsideDown.upsideDown.weight.values == machine.weight.values)
  }

  /// 40,000 draws, hidden layer enumerated in the first machine, visible layer in the second: χ² at a false-alarm rate of 10⁻⁶.
  @Test(arguments: [(8, 4), (6, 9)])
  func exactSamplesHaveTheModelsDistribution(visible: Int, hidden: Int) {
    let reference = ReferenceMachine(visible: visible, hidden: hidden)
    let samples = reference.machine.exactSamples(count: 40_000, seed: 5)
    var counts = [Int](repeating: 0, count: 1 << visible)
    for row in 0..<samples.rows { counts[ReferenceMachine.number(samples, row: row)] += 1 }
    let (value, bound) = chiSquared(counts: counts, probabilities: reference.distribution)
    #expect(value < bound, "χ² \(value), bound \(bound)")
    // In no particular order: the halves have the same means within five standard errors of at most 0.005.
    let (first, second) = (Matrix(rows: 1, columns: visible), Matrix(rows: 1, columns: visible))
    samples.rows(0..<20_000).sumRows(into: first, scale: 1 / 20_000)
    samples.rows(20_000..<40_000).sumRows(into: second, scale: 1 / 20_000)
    let worst = first.worstDifference(to: second)
    #expect(worst < 0.025, "\(worst)")
    #expect(
      samples.values
        == ThreadTeam.lead(threads: 3) { reference.machine.exactSamples(count: 40_000, seed: 5).values })
    #expect(samples.values != reference.machine.exactSamples(count: 40_000, seed: 6).values)
  }

  /// Central differences of the mean log-likelihood, both computed in double precision by plain sums.
  @Test(arguments: [(5, 4), (4, 6), (9, 8)])
  func gradientAgreesWithFiniteDifferences(visible: Int, hidden: Int) {
    let reference = ReferenceMachine(visible: visible, hidden: hidden)
    let machine = reference.machine
    let numbers: [Int] = [1, 3, 3, 6, 11, 14].map { $0 % (1 << visible) }
    let data: [[Double]] = numbers.map { ReferenceMachine.state($0, units: visible) }
    func likelihood() -> Double {
      let sum: Double = data.reduce(0.0) { $0 + reference.negativeFreeEnergy($1) }
      return sum / Double(data.count) - reference.logPartition
    }
    let gradient = ThreadTeam.lead(threads: 2) { machine.exactGradient(of: .numbers(TinyMachine.matrix(data))) }
    let pairs: [(String, Matrix, Matrix)] = [
      ("W", machine.weight, gradient.weight), ("b", machine.visibleBias, gradient.visibleBias),
      ("c", machine.hiddenBias, gradient.hiddenBias),
    ]
    for (name, parameter, mine) in pairs {
      for index in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 8)) {
        let old = parameter.pointer[index]
        parameter.pointer[index] = old + 0x1p-8
        let above = likelihood()
        parameter.pointer[index] = old - 0x1p-8
        let right = (above - likelihood()) / 0x1p-7
        parameter.pointer[index] = old
        #expect(
          abs(Double(mine.pointer[index]) - right) < 1e-5, "\(name)[\(index)]: \(mine.pointer[index]), not \(right)")
      }
    }
  }

  @Test func statisticsDoNotDependOnThreads() {
    let machine = ReferenceMachine(visible: 12, hidden: 10).machine
    let (one, three) = (machine.modelStatistics(), ThreadTeam.lead(threads: 3) { machine.modelStatistics() })
    #expect(one.products.values == three.products.values && one.visible.values == three.visible.values)
    #expect(one.hidden.values == three.hidden.values)
  }
}
