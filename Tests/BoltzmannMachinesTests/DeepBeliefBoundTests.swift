import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct DeepBeliefBoundTests {
  static func stack(_ shape: [Int], seed: UInt64 = 1, deviation: Float = 1) -> DeepBeliefNetwork {
    DeepBeliefNetwork(
      machines: zip(shape, shape.dropFirst()).enumerated().map {
        ReferenceMachine(
          visible: $0.element.0, hidden: $0.element.1, seed: seed + UInt64($0.offset), deviation: deviation
        ).machine
      })
  }

  /// log p(v) of every visible state by summing over all states of all layers between: the distribution of the top machine is
  /// carried down through p(below | above).
  static func distribution(_ network: DeepBeliefNetwork) -> [Double] {
    let references = network.machines.map { ReferenceMachine($0) }
    var p = references[references.count - 1].distribution
    for reference in references.dropLast().reversed() {
      var below = [Double](repeating: 0, count: 1 << reference.visibleUnits)
      for (number, weight) in p.enumerated() {
        let inputs = reference.visibleInputs(ReferenceMachine.state(number, units: reference.hiddenUnits))
        for state in below.indices {
          below[state] +=
            weight * ReferenceMachine.probability(ReferenceMachine.state(state, units: inputs.count), inputs: inputs)
        }
      }
      p = below
    }
    return p
  }

  /// E_Q[log p(v, h)] + H(Q) = Σₕ Q(h) (log p(v, h) − log Q(h)) for a stack of two machines.
  static func exactBound(_ network: DeepBeliefNetwork, _ v: [Double]) -> Double {
    let (lower, upper) = (ReferenceMachine(network.machines[0]), ReferenceMachine(network.machines[1]))
    let posterior = lower.hiddenInputs(v)
    let prior = upper.distribution
    return (0..<1 << lower.hiddenUnits).reduce(0.0) { sum, number in
      let h = ReferenceMachine.state(number, units: lower.hiddenUnits)
      let q = ReferenceMachine.probability(h, inputs: posterior)
      return sum + q
        * (log(ReferenceMachine.probability(v, inputs: lower.visibleInputs(h))) + log(prior[number]) - log(q))
    }
  }

  /// 2,000 draws: within 5.5 standard errors (once in 2.6 · 10⁷ each), which 20 repetitions estimate.
  @Test func variationalBoundAgreesWithEnumeration() {
    let network = Self.stack([5, 4, 3])
    let states = (0..<32).map { ReferenceMachine.state($0, units: 5) }
    let cases = CaseTable.numbers(TinyMachine.matrix(states))
    let logPartition = network.machines[1].logPartitionFunction()
    let repetitions = (0..<20).map {
      network.logLikelihoodBounds(of: cases, topLogPartition: logPartition, draws: 100, seed: UInt64($0)).variational
    }
    let truth = Self.distribution(network)
    for state in 0..<32 {
      let values = repetitions.map { $0[state] }
      let mean = values.reduce(0, +) / 20
      let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19 / 20).squareRoot()
      let right = Self.exactBound(network, states[state])
      // Student's t with 19 degrees of freedom exceeds 8 with probability 2 · 10⁻⁷.
      #expect(abs(mean - right) < 8 * error + 1e-4, "state \(state): \(mean) ± \(error), not \(right)")
      #expect(right < log(truth[state]))
    }
  }

  /// With many draws the importance-weighted bound is log p(v) itself, for two and for three machines.
  @Test(arguments: [[5, 4, 3], [4, 4, 3, 4]])
  func manyDrawsCloseTheBound(shape: [Int]) {
    let network = Self.stack(shape, deviation: 0.5)
    let top = network.machines[network.machines.count - 1]
    let truth = Self.distribution(network)
    #expect(abs(truth.reduce(0, +) - 1) < 1e-9)
    let cases = ReferenceMachine(network.machines[0]).allStates
    let bound = network.logLikelihoodBounds(
      of: cases, topLogPartition: top.logPartitionFunction(), draws: 20_000, seed: 1)
    for (state, p) in truth.enumerated() {
      #expect(abs(bound.importanceWeighted[state] - log(p)) < 0.05, "\(bound.importanceWeighted[state]), not \(log(p))")
      #expect(bound.variational[state] < bound.importanceWeighted[state])
    }
  }

  /// A second machine that is the first upside down changes nothing: the posterior is exact, so every single draw gives log p(v).
  @Test func boundOfAMachineAndItselfUpsideDownIsTight() {
    let machine = ReferenceMachine(visible: 6, hidden: 5).machine
    let network = DeepBeliefNetwork(machines: [machine, machine.upsideDown])
    let cases = ReferenceMachine(machine).allStates
    let logPartition = machine.logPartitionFunction()
    let right = machine.logLikelihoods(of: cases, logPartition: logPartition)
    let bound = network.logLikelihoodBounds(of: cases, topLogPartition: logPartition, draws: 1, seed: 3)
    let single = DeepBeliefNetwork(machines: [machine])
      .logLikelihoodBounds(of: cases, topLogPartition: logPartition, draws: 1, seed: 3)
    for state in 0..<64 {
      #expect(abs(bound.importanceWeighted[state] - right[state]) < 1e-4)
      #expect(abs(single.variational[state] - right[state]) < 1e-4)
    }
  }

  @Test func sameSeedSameBytesWithAnyThreads() {
    let network = Self.stack([6, 5, 4])
    let cases = ReferenceMachine(network.machines[0]).allStates
    func bound(_ threads: Int, seed: UInt64 = 1) -> [Double] {
      ThreadTeam.lead(threads: threads) {
        network.logLikelihoodBounds(of: cases, topLogPartition: 0, seed: seed).variational
      }
    }
    #expect(bound(1) == bound(3) && bound(1) != bound(1, seed: 2))
  }
}

@Suite struct FantasiesTests {
  /// 30,000 fantasies, with visible states drawn from their probabilities: χ² against enumeration at a false-alarm rate of 10⁻⁶.
  @Test(arguments: [[4, 3, 3], [3, 3, 3, 2]])
  func fantasiesHaveTheNetworksDistribution(shape: [Int]) {
    let network = DeepBeliefBoundTests.stack(shape)
    let truth = DeepBeliefBoundTests.distribution(network)
    for start in [GibbsChains.Start.noise(), .cases(.numbers(Matrix(rows: 30_000, columns: shape[0])))] {
      let images = network.fantasies(count: 30_000, steps: 100, start: start, seed: 4)
      var stream = PhiloxStream(seed: 5, stream: .selection)
      for index in 0..<images.count {
        images.pointer[index] = stream.nextUniform() < Double(images.pointer[index]) ? 1 : 0
      }
      var counts = [Int](repeating: 0, count: truth.count)
      for row in 0..<images.rows { counts[ReferenceMachine.number(images, row: row)] += 1 }
      let (value, bound) = chiSquared(counts: counts, probabilities: truth)
      #expect(value < bound, "χ² \(value), bound \(bound)")
    }
  }

  @Test func fantasiesOfOneMachineAreItsChainsProbabilities() {
    let machine = ReferenceMachine(visible: 5, hidden: 4).machine
    let network = DeepBeliefNetwork(machines: [machine])
    let chains = GibbsChains(machine, count: 9, start: .noise(), seed: 7)
    chains.advance(steps: 12)
    #expect(network.fantasies(count: 9, steps: 12, seed: 7).values == chains.probabilities.values)
  }
}
