import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct LogPartitionBoundsTests {
  /// 2,000 estimates of 50 chains each, in both directions, of machines with 6 × 4 units: good ones, and frozen ones with large weights whose
  /// upward runs seldom find the state that has nearly everything. Each side fails in at most 2.5 % of them, both together in 5 %; 4.4 and
  /// 7.7 % are 5.5 standard errors more, once in 10⁷.
  @Test(arguments: [(1, 0.5), (2, 0.5), (6, 4), (10, 4), (6, 6)] as [(UInt64, Float)])
  func intervalsCover(seed: UInt64, deviation: Float) {
    let reference = ReferenceMachine(visible: 6, hidden: 4, seed: seed, deviation: deviation)
    let (repeats, chains, right) = (2000, 50, reference.logPartition)
    var sampling = AnnealedImportanceSampling(baseBiases: [Float](repeating: 0, count: 6), seed: 3)
    (sampling.chains, sampling.schedule) = (repeats * chains, .uniform(steps: 4))
    let upward = sampling.run(reference.machine).logPartitions
    let starts = reference.machine.exactSamples(count: repeats * chains, seed: 4)
    let downward = sampling.runReverse(reference.machine, from: starts).logPartitions
    var (low, high, either, scatter) = (0, 0, 0, 0)
    for number in 0..<repeats {
      let range = number * chains..<(number + 1) * chains
      let lower = AnnealedEstimate(direction: .forward, logPartitions: Array(upward[range]))
      let upper = AnnealedEstimate(direction: .reverse, logPartitions: Array(downward[range]))
      let bounds = LogPartitionBounds(
        lower: lower, downward: [.init(start: .exactDraws, starts: starts.rows(range), estimate: upper)])
      let interval = bounds.interval()
      if interval.lowerBound > right { low += 1 }
      if upper.bound() < right { high += 1 }
      if !interval.contains(right) || interval.upperBound == .infinity { either += 1 }
      if !Self.scatter(of: upper).contains(right) { scatter += 1 }
    }
    #expect(low <= 88 && high <= 88 && either <= 154, "\(low), \(high), \(either) of \(repeats)")
    guard deviation >= 4 else { return }
    // Frozen machines are those on which the downward run's own scatter, ± 1.96 standard errors, is no interval at all.
    #expect(scatter > repeats / 3, "\(scatter) of \(repeats)")
    let shares = reference.machine.hiddenStateShares(
      of: .numbers(starts.rows(0..<10)), logPartition: right, seed: 1)
    #expect((shares?.top[0] ?? 0) > 0.99)
  }

  /// What a normal approximation makes of the weights of one run.
  private static func scatter(of estimate: AnnealedEstimate) -> ClosedRange<Double> {
    let weights = estimate.logPartitions.map { exp(estimate.logPartition - $0) }
    let variance = weights.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(weights.count - 1)
    let error = 1.96 * (variance / Double(weights.count)).squareRoot()
    return estimate.logPartition - log(1 + error)...estimate.logPartition - log(max(1 - error, 1e-300))
  }

  /// Gibbs chains from cases stay in a mode with 1/400 of the probability, so that downwards from them log Z comes out some nats too
  /// small, in all chains alike. The other starts enclose it, and these are found out.
  @Test func chainsInAModeWithoutProbabilityDoNotCount() throws {
    let idle = 30
    let (machine, right) = FrozenMachine.twoModes(idle: idle)
    #expect(!machine.isEnumerable)
    var sampling = AnnealedImportanceSampling(
      baseBiases: [Float](repeating: 0, count: machine.visibleUnits), seed: 1)
    sampling.schedule = .uniform(steps: 1000)
    let bounds = sampling.bounds(of: machine, data: FrozenMachine.cases(30, idle: idle), gibbsSteps: 500)
    #expect(bounds.downward.map(\.start) == [.cases, .annealed, .visited])
    #expect(bounds.downward.allSatisfy { $0.starts.rows == 50 && $0.estimate.logPartitions.count == 50 })
    let fromCases = bounds.downward[0]
    #expect(fromCases.estimate.logPartition < right - 1 && bounds.refutes(fromCases), "\(fromCases.estimate)")
    let described = "\(bounds.downward.map(\.estimate.logPartition)), \(bounds.visited), \(right)"
    #expect(bounds.highest.start != .cases && abs(bounds.upper.logPartition - right) < 0.5, "\(described)")
    // Energies are of single precision, and so are visited states.
    #expect(!bounds.areCrossed && bounds.interval().lowerBound <= right + 1e-4 && bounds.interval().upperBound >= right)
    #expect(bounds.visited <= right + 1e-4 && bounds.visited > right - 0.01, "\(described)")
    // From cases alone, as it would be without the others, the bounds are the wrong way round, and it is seen.
    let alone = LogPartitionBounds(lower: bounds.lower, downward: [fromCases])
    #expect(alone.areCrossed && alone.largest >= bounds.lower.logPartition)
    #expect(alone.interval().upperBound == .infinity && alone.interval().lowerBound <= right)
    // The same from the same starts: other temperatures, the same chains.
    var coarse = sampling
    coarse.schedule = sampling.schedule.coarser(by: 4)
    let again = coarse.repeating(bounds, of: machine)
    #expect(again.downward.map(\.start) == bounds.downward.map(\.start) && again.visited == bounds.visited)
    #expect(again.lower.logPartitions != bounds.lower.logPartitions)
    #expect(sampling.repeating(bounds, of: machine).upper.logPartitions == bounds.upper.logPartitions)
  }

  @Test func boundsDoNotDependOnThreads() {
    let (machine, _) = FrozenMachine.twoModes(idle: 30)
    func bounds(threads: Int) -> LogPartitionBounds {
      var sampling = AnnealedImportanceSampling(
        baseBiases: [Float](repeating: 0, count: machine.visibleUnits), seed: 1)
      (sampling.schedule, sampling.chains) = (.uniform(steps: 20), 130)
      return ThreadTeam.lead(threads: threads) {
        sampling.bounds(of: machine, data: FrozenMachine.cases(7, idle: 30), gibbsSteps: 50)
      }
    }
    let (one, three) = (bounds(threads: 1), bounds(threads: 3))
    #expect(one.lower.logPartitions == three.lower.logPartitions && one.visited == three.visited)
    #expect(one.downward.map(\.estimate.logPartitions) == three.downward.map(\.estimate.logPartitions))
    #expect(one.downward.map(\.starts.values) == three.downward.map(\.starts.values))
    // Runs share no random numbers: from the same starts the first run's would have led elsewhere.
    var sampling = AnnealedImportanceSampling(baseBiases: [Float](repeating: 0, count: machine.visibleUnits), seed: 1)
    sampling.schedule = .uniform(steps: 20)
    for (number, run) in one.downward.enumerated() {
      let again = sampling.runReverse(machine, from: run.starts)
      #expect((again.logPartitions == run.estimate.logPartitions) == (number == 0))
    }
  }

  /// All that is told of bounds, from numbers that are made up: n equal estimates have a bound (3.69 + 2.08)/n nats away.
  @Test func whatBoundsSay() {
    func upward(_ value: Double) -> AnnealedEstimate {
      AnnealedEstimate(direction: .forward, logPartitions: [Double](repeating: value, count: 100))
    }
    func downward(_ start: ChainStart, _ value: Double) -> LogPartitionBounds.Downward {
      .init(
        start: start, starts: Matrix(rows: 1, columns: 1),
        estimate: AnnealedEstimate(direction: .reverse, logPartitions: [Double](repeating: value, count: 100)))
    }
    let width = (-log(0.025) + log(8)) / 100
    let good = LogPartitionBounds(lower: upward(10), downward: [downward(.exactDraws, 10.5)])
    #expect(good.startsAreExact && !good.areCrossed && good.largest == 10.5 && abs(good.gap - 0.5) < 1e-9)
    #expect(abs(good.interval().lowerBound - 10 + width) < 2e-3)
    #expect(abs(good.interval().upperBound - 10.5 - width) < 2e-3)
    // Within the errors the wrong way round is chance.
    #expect(!LogPartitionBounds(lower: upward(10), downward: [downward(.cases, 10 - width)]).areCrossed)
    let crossed = LogPartitionBounds(lower: upward(10), downward: [downward(.cases, 7), downward(.annealed, 9)])
    #expect(crossed.areCrossed && crossed.largest == 10 && crossed.highest.start == .annealed)
    #expect(crossed.downward.allSatisfy(crossed.refutes) && crossed.interval().upperBound == .infinity)
    // Visited states count where they have more, and refute what no upward run does.
    let visited = LogPartitionBounds(
      lower: upward(10), visited: 12, downward: [downward(.cases, 10.1), downward(.visited, 13)])
    #expect(!visited.areCrossed && visited.lowerLogPartition == 12 && abs(visited.gap - 1) < 1e-9)
    #expect(visited.refutes(visited.downward[0]) && !visited.refutes(visited.downward[1]))
    #expect(visited.interval().lowerBound == 12)
    // What is no number bounds nothing, and refutes nothing.
    let broken = LogPartitionBounds(lower: upward(.nan), downward: [downward(.cases, 5), downward(.annealed, .nan)])
    #expect(broken.interval() == -Double.infinity...Double.infinity && !broken.areCrossed && broken.gap.isNaN)
    #expect(broken.highest.start == .annealed && !broken.downward.contains(where: broken.refutes))
  }

  @Test func statesAreResampledByTheirWeights() {
    let states = Matrix(rows: 4, columns: 1, values: [0, 1, 2, 3])
    func counts(_ weights: [Double]) -> [Int] {
      let result = AnnealedImportanceSampling.resampled(states, weights.map { log($0) + 1000 }).values
      return (0..<4).map { state in result.count { $0 == Float(state) } }
    }
    #expect(counts([1, 1, 1, 1]) == [1, 1, 1, 1])
    #expect(counts([0, 3, 0, 1]) == [0, 3, 0, 1])
    #expect(counts([1, 0, 0, 0]) == [4, 0, 0, 0])
    // The first half is such a choice by itself.
    let half = AnnealedImportanceSampling.resampled(states, [1, 1, 1, 1].map { log($0) }).values.prefix(2)
    #expect(Array(half) == [0, 2])
    #expect(AnnealedImportanceSampling.resampled(states, [0, .nan, 0, 0]).values == states.values)
  }

  @Test func coarserSchedulesKeepTheirEnds() {
    #expect(AnnealingSchedule.uniform(steps: 8).coarser(by: 4).inverseTemperatures == [0, 0.5, 1])
    #expect(AnnealingSchedule.uniform(steps: 10).coarser(by: 4).inverseTemperatures == [0, 0.2, 0.6, 1])
    #expect(AnnealingSchedule.uniform(steps: 3).coarser(by: 4).inverseTemperatures == [0, 1])
    #expect(AnnealingSchedule.published.coarser(by: 4).steps == 3625)
  }
}

/// A mistake that is published: `Docs/Errata.md`.
@Suite struct ReverseAnnealingErrataTests {
  /// PyDeep's `reverse_annealed_importance_sampling` begins at v ~ p(v | h = 0), which is no draw of the machine, and averages 1/w where the
  /// mean of w is Z₀/Z. Its own small example has 316.31 where Z is known to be e^310.18. Each mistake alone is one of nats here, and both
  /// together are, although they go opposite ways.
  @Test func aMeanOfInverseWeightsFromNoHiddenUnitsBoundsNothing() {
    let reference = ReferenceMachine(visible: 14, hidden: 10, seed: 3, deviation: 3)
    let right = reference.logPartition
    var sampling = AnnealedImportanceSampling(baseBiases: [Float](repeating: 0, count: 14), seed: 2)
    (sampling.chains, sampling.schedule) = (1000, .uniform(steps: 10))
    let empty = Matrix(rows: 1000, columns: 14)
    var stream = PhiloxStream(seed: 5, stream: .selection)
    let none = Matrix(rows: 1000, columns: 10)
    reference.machine.sampleVisible(
      of: none, probabilities: Matrix(rows: 1000, columns: 14), states: empty, using: &stream)
    let exact = reference.machine.exactSamples(count: 1000, seed: 6)
    let fromNone = sampling.runReverse(reference.machine, from: empty)
    let fromDraws = sampling.runReverse(reference.machine, from: exact)
    /// log of the mean of Z₀/w instead of −log of the mean of w/Z₀.
    func inverse(_ estimate: AnnealedEstimate) -> Double { LogSumExp.mean(estimate.logPartitions) }
    #expect(inverse(fromDraws) > right + 2, "from draws, of 1/w: \(inverse(fromDraws)), not \(right)")
    #expect(inverse(fromNone) > right + 2, "as PyDeep: \(inverse(fromNone)), not \(right)")
    #expect(fromNone.logPartition < right - 2, "from h = 0, of w: \(fromNone.logPartition), not \(right)")
    let bounds = LogPartitionBounds(
      lower: sampling.run(reference.machine),
      downward: [.init(start: .exactDraws, starts: exact, estimate: fromDraws)])
    #expect(bounds.interval().contains(right) && abs(fromDraws.logPartition - right) < 0.5)
  }
}
