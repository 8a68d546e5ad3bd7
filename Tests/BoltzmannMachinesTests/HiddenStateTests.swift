import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

/// log Z of some hidden states, and draws among them.
@Suite struct VisitedHiddenStatesTests {
  let reference = ReferenceMachine(visible: 5, hidden: 4)

  /// −F(h) by its definition, in double precision.
  private func logWeight(_ state: [Double]) -> Double {
    let own = zip(state, reference.machine.hiddenBias.values).reduce(0.0) { $0 + $1.0 * Double($1.1) }
    return own + reference.visibleInputs(state).reduce(0) { $0 + ReferenceMachine.softplus($1) }
  }

  private func visited(_ numbers: [Int]) -> VisitedHiddenStates {
    var visited = VisitedHiddenStates(units: 4)
    visited.insert(TinyMachine.matrix(numbers.map { ReferenceMachine.state($0, units: 4) }))
    return visited
  }

  @Test func allStatesMakeUpZAndSomeLess() {
    let all = visited(Array(0..<16))
    #expect(all.count == 16 && abs(all.logPartition(reference.machine) - reference.logPartition) < 1e-4)
    // Twice the same is once the same, in one insertion and in another set.
    var some = visited([3, 5, 3, 9])
    some.formUnion(visited([9, 3]))
    let right = LogSumExp.of([3, 5, 9].map { logWeight(ReferenceMachine.state($0, units: 4)) })
    #expect(some.count == 3 && abs(some.logPartition(reference.machine) - right) < 1e-4)
    #expect(VisitedHiddenStates(units: 4).logPartition(reference.machine) == -.infinity)
    #expect(VisitedHiddenStates(units: 4).draws(of: reference.machine, count: 3, seed: 1) == nil)
  }

  /// Σ p(h) p(v | h) over three hidden states; χ² at a false-alarm rate of 10⁻⁶.
  @Test func drawsAreThoseOfTheVisitedStates() throws {
    let numbers = [2, 7, 12]
    let weights = numbers.map { exp(logWeight(ReferenceMachine.state($0, units: 4))) }
    let probabilities = (0..<32).map { visible in
      zip(numbers, weights).reduce(0.0) { sum, state in
        let inputs = reference.visibleInputs(ReferenceMachine.state(state.0, units: 4))
        return sum
          + state.1 / weights.reduce(0, +)
          * ReferenceMachine.probability(ReferenceMachine.state(visible, units: 5), inputs: inputs)
      }
    }
    let draws = try #require(visited(numbers).draws(of: reference.machine, count: 30_000, seed: 3))
    var counts = [Int](repeating: 0, count: 32)
    for row in 0..<draws.rows { counts[ReferenceMachine.number(draws, row: row)] += 1 }
    let (value, bound) = chiSquared(counts: counts, probabilities: probabilities)
    #expect(value < bound, "χ² \(value), bound \(bound)")
  }

  /// More units than a word has bits, whose states differ in the last of them only.
  @Test func manyUnitsAreToldApart() {
    let machine = RestrictedBoltzmannMachine(visibleUnits: 3, hiddenUnits: 130)
    machine.hiddenBias[0, 129] = 2
    let states = Matrix(rows: 2, columns: 130)
    states[1, 129] = 1
    var visited = VisitedHiddenStates(units: 130)
    visited.insert(states)
    let right = LogSumExp.of([3 * log(2), 2 + 3 * log(2)])
    #expect(visited.count == 2 && abs(visited.logPartition(machine) - right) < 1e-4)
    machine.weight.fill(2e38)
    #expect(visited.logPartition(machine) == -.infinity || visited.logPartition(machine).isFinite)
  }
}

/// p(h), and the mean over cases of p(h | v), against plain sums.
@Suite struct HiddenStateSharesTests {
  let reference = ReferenceMachine(visible: 5, hidden: 4, seed: 2)

  private func cases(_ numbers: [Int]) -> CaseTable {
    .numbers(TinyMachine.matrix(numbers.map { ReferenceMachine.state($0, units: 5) }))
  }

  /// Of each hidden state: p(h), by adding up p(v) p(h | v), and the mean of p(h | v) over cases.
  private func right(_ numbers: [Int]) -> (machine: [Double], cases: [Double]) {
    func posterior(_ visible: Int, _ hidden: Int) -> Double {
      ReferenceMachine.probability(
        ReferenceMachine.state(hidden, units: 4),
        inputs: reference.hiddenInputs(ReferenceMachine.state(visible, units: 5)))
    }
    let distribution = reference.distribution
    return (
      (0..<16).map { hidden in (0..<32).reduce(0.0) { $0 + distribution[$1] * posterior($1, hidden) } },
      (0..<16).map { hidden in numbers.reduce(0.0) { $0 + posterior($1, hidden) } / Double(numbers.count) }
    )
  }

  private func entropy(_ p: [Double]) -> Double { -p.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) } }

  @Test func sharesAndPerplexitiesAreThoseOfPlainSums() throws {
    let numbers = (0..<20_000).map { [3, 17, 17, 30, 8][$0 % 5] }
    let right = right(numbers)
    let shares = try #require(
      reference.machine.hiddenStateShares(
        of: cases(numbers), logPartition: reference.machine.logPartitionFunction(), seed: 1))
    let order = (0..<16).sorted { right.machine[$0] > right.machine[$1] }
    #expect(shares.states == 16 && shares.top.count == 10)
    for (place, state) in order.prefix(10).enumerated() {
      #expect(abs(shares.top[place] - right.machine[state]) < 1e-5, "place \(place)")
      #expect(abs(shares.topOfCases[place] - right.cases[state]) < 1e-5, "place \(place)")
    }
    #expect(abs(log(shares.perplexity) - entropy(right.machine)) < 1e-4)
    // By 20,000 draws, whose log-probabilities vary by less than 2 nats: 5.5 standard errors are 0.08.
    #expect(abs(log(shares.perplexityOfCases) - entropy(right.cases)) < 0.08)
    let divergence = zip(right.cases, right.machine).reduce(0.0) { $0 + $1.0 * log($1.0 / $1.1) }
    #expect(abs(shares.divergence - divergence) < 0.08 && divergence > 0.2)
    let both = shares.share(ofTop: 3)
    #expect(abs(both.machine - order.prefix(3).reduce(0.0) { $0 + right.machine[$1] }) < 1e-5)
    #expect(abs(both.cases - order.prefix(3).reduce(0.0) { $0 + right.cases[$1] }) < 1e-5)
  }

  /// A machine in one state that its cases do not want, and the same one with cases that do.
  @Test func aFrozenMachineIsTold() throws {
    let (machine, logPartition) = FrozenMachine.twoModes(idle: 3)
    let off = try #require(
      machine.hiddenStateShares(of: FrozenMachine.cases(50, idle: 3), logPartition: logPartition, seed: 1))
    #expect(off.dominant == 1 && off.top[0] > 0.9 && off.topOfCases[0] < 1e-6 && off.perplexity < 1.4)
    #expect(off.divergence > 2.5)
    let draws = CaseTable.numbers(machine.exactSamples(count: 500, seed: 2))
    let own = try #require(machine.hiddenStateShares(of: draws, logPartition: logPartition, seed: 1))
    #expect(own.dominant == nil && abs(own.topOfCases[0] - own.top[0]) < 0.08 && own.divergence < 0.1)
    // One unit that is always on, for everybody, freezes nothing.
    let dead = RestrictedBoltzmannMachine(visibleUnits: 4, hiddenUnits: 1)
    dead.hiddenBias.fill(30)
    let shares = try #require(
      dead.hiddenStateShares(
        of: .numbers(Matrix(rows: 9, columns: 4)), logPartition: dead.logPartitionFunction(), seed: 1))
    #expect(shares.dominant == nil && shares.top.count == 2 && shares.perplexity < 1.001)
  }

  /// Ten states together, none of which has half.
  @Test func manyFrozenStatesAreTold() {
    func shares(_ top: [Double], _ cases: [Double]) -> HiddenStateShares {
      HiddenStateShares(
        states: 1024, top: top, topOfCases: cases, perplexity: 1, perplexityOfCases: 1, divergence: 0)
    }
    let ten = [Double](repeating: 0.095, count: 10)
    #expect(shares(ten, [Double](repeating: 0.01, count: 10)).dominant == 10)
    #expect(shares(ten, [Double](repeating: 0.06, count: 10)).dominant == nil)
    #expect(shares([0.6, 0.1], [0.2, 0.1]).dominant == 1)
    #expect(shares([0.6, 0.1], [0.31, 0]).dominant == nil)
    #expect(shares([0.4, 0.1], [0, 0]).dominant == nil)
  }

  /// Gaussian visible units are integrated out; units that cannot be enumerated are left alone.
  @Test func otherUnitsAreTakenOrLeft() throws {
    let layer = Matrix(rows: 1, columns: 3, values: [0.5, -1, 0.2])
    func machine(hidden: UnitKind, variance: Matrix? = nil) -> RestrictedBoltzmannMachine {
      RestrictedBoltzmannMachine(
        weight: Matrix(rows: 3, columns: 2, values: [1, -0.5, 0.3, 2, -1, 0.4]), visibleBias: layer,
        hiddenBias: Matrix(rows: 1, columns: 2, values: [0.3, -0.2]),
        visibleKind: variance == nil ? .gaussian : .gaussianLearned, hiddenKind: hidden, visibleLogVariance: variance)
    }
    let cases = CaseTable.numbers(TinyMachine.matrix([[0.1, 2, -1], [1, 1, 1]]))
    for machine in [
      machine(hidden: .bernoulli),
      machine(hidden: .bernoulli, variance: Matrix(rows: 1, columns: 3, values: [0.4, -0.3, 0])),
    ] {
      let logPartition = machine.logPartitionFunction()
      let shares = try #require(machine.hiddenStateShares(of: cases, logPartition: logPartition, seed: 1))
      #expect(abs(shares.top.reduce(0, +) - 1) < 1e-5 && abs(shares.topOfCases.reduce(0, +) - 1) < 1e-5)
      let means = machine.modelStatistics().hidden.values.map(Double.init)
      // With two units the four shares tell the means of both.
      let perplexity = exp(entropy(shares.top))
      #expect(abs(perplexity - shares.perplexity) < 1e-4 && means.count == 2)
    }
    #expect(machine(hidden: .gaussian).hiddenStateShares(of: cases, logPartition: 1, seed: 1) == nil)
    #expect(machine(hidden: .noisyRectified).hiddenStateShares(of: cases, logPartition: 1, seed: 1) == nil)
    #expect(machine(hidden: .bernoulli).hiddenStateShares(of: cases, logPartition: .nan, seed: 1) == nil)
    let wide = RestrictedBoltzmannMachine(visibleUnits: 5, hiddenUnits: 26)
    #expect(wide.isEnumerable)
    #expect(
      wide.hiddenStateShares(of: .numbers(Matrix(rows: 2, columns: 5)), logPartition: 1, seed: 1) == nil)
  }
}
