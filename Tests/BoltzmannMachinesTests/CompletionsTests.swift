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
