import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct CompletionsTests {
  /// 200 copies of one case of which the first two units are known.
  static var cases: Matrix { TinyMachine.matrix([[Double]](repeating: [1, 0, 0, 0], count: 200)) }
  static let known = [true, true, false, false]

  /// Of one machine the chain's means are p(vᵢ = 1 | known). 200 chains of 200 steps leave a standard error of about 0.004 with
  /// their autocorrelation; a right chain is off by 0.03 less than once in 10⁶ times.
  @Test func oneMachineIsConditionedOnWhatIsKnown() {
    let tiny = TinyMachine()
    let network = DeepBeliefNetwork(machines: [tiny.machine])
    let (drawn, mean) = network.completions(of: Self.cases, known: Self.known, start: 50, steps: 200, seed: 3)
    let possible = tiny.visibleDistribution.filter { $0.v[0] == 1 && $0.v[1] == 0 }
    let total = possible.reduce(0) { $0 + $1.p }
    for unit in 2..<4 {
      let expected = possible.reduce(0) { $0 + $1.p * $1.v[unit] } / total
      let measured = (0..<200).reduce(0) { $0 + Double(mean[$1, unit]) } / 200
      #expect(abs(measured - expected) < 0.03, "\(unit): \(measured) instead of \(expected)")
      #expect((0..<200).allSatisfy { drawn[$0, unit] == 0 || drawn[$0, unit] == 1 })
    }
    for row in 0..<200 { #expect(drawn[row, 0] == 1 && drawn[row, 1] == 0 && mean[row, 0] == 1 && mean[row, 1] == 0) }
  }

  /// Labels and Gaussian units that are not known begin as what they are: one label is on, and pixels are no coins.
  @Test func unitsThatAreNotBinaryAreCompleted() {
    let labelled = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 4, columns: 2), visibleBias: Matrix(rows: 1, columns: 4),
      hiddenBias: Matrix(rows: 1, columns: 2), visibleKind: .bernoulliAndLabels(classes: 2))
    let normal = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 4, columns: 2), visibleBias: Matrix(rows: 1, columns: 4, values: [0, 0, 3, -3]),
      hiddenBias: Matrix(rows: 1, columns: 2), visibleKind: .gaussian)
    for (steps, machine) in [(0, labelled), (5, labelled), (0, normal), (5, normal)] {
      let (drawn, _) = DeepBeliefNetwork(machines: [machine]).completions(
        of: Self.cases, known: Self.known, start: 0, steps: steps + 1, seed: 2)
      for row in 0..<200 where machine.visibleKind.labels > 0 { #expect(drawn[row, 2] + drawn[row, 3] == 1) }
      guard machine.visibleKind.isGaussian else { continue }
      // 200 normal numbers: the mean is within 0.5 but once in 10¹² times.
      let mean = (0..<200).reduce(0) { $0 + drawn[$1, 2] } / 200
      #expect(abs(mean - 3) < 0.5 && drawn[0, 2] != 0 && drawn[0, 2] != 1, "\(mean)")
    }
  }

  /// 200 cases are four groups with random numbers of their own.
  @Test(arguments: [1, 2])
  func threadsChangeNothing(depth: Int) {
    let upper = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 3, columns: 2, values: [1, -1, 2, 0.5, -2, 1]), visibleBias: Matrix(rows: 1, columns: 3),
      hiddenBias: Matrix(rows: 1, columns: 2))
    let network = DeepBeliefNetwork(machines: Array([TinyMachine().machine, upper].prefix(depth)))
    func drawn(threads: Int, seed: UInt64 = 4) -> [Float] {
      let (drawn, mean) = ThreadTeam.lead(threads: threads) {
        network.completions(of: Self.cases, known: Self.known, start: 2, steps: 3, seed: seed)
      }
      return drawn.values + mean.values
    }
    let one = drawn(threads: 1)
    #expect(one == drawn(threads: 3) && one != drawn(threads: 1, seed: 5))
    // No two groups draw the same: rows of the first would return in the second.
    #expect(Array(one[0..<160]) != Array(one[208..<368]))
  }

  /// A second machine of no weights and biases of ±20 holds the layer below it at 1, so that the visible units are drawn from that.
  @Test func aStackDrawsFromItsTop() {
    let lower = TinyMachine().machine
    let upper = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 3, columns: 2), visibleBias: Matrix(rows: 1, columns: 3, values: [20, 20, 20]),
      hiddenBias: Matrix(rows: 1, columns: 2))
    let network = DeepBeliefNetwork(machines: [lower, upper])
    let (_, mean) = network.completions(of: Self.cases, known: Self.known, start: 1, steps: 2, seed: 4)
    let expected = Matrix(rows: 1, columns: 4)
    lower.visibleProbabilities(of: TinyMachine.matrix([[1, 1, 1]]), into: expected)
    for unit in 2..<4 { #expect(abs(mean[7, unit] - expected[0, unit]) < 1e-5) }
  }
}
