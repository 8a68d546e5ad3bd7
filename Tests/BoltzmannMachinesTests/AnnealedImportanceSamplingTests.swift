import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct AnnealedImportanceSamplingTests {
  let reference = ReferenceMachine(visible: 5, hidden: 4)
  static let baseBiases: [Float] = [0.5, -1, 0.3, 0, -0.2]

  func sampling(_ schedule: [Double], chains: Int = 100_000) -> AnnealedImportanceSampling {
    var sampling = AnnealedImportanceSampling(baseBiases: Self.baseBiases, seed: 3)
    (sampling.chains, sampling.schedule) = (chains, AnnealingSchedule(schedule))
    return sampling
  }

  /// How many standard errors the mean of the values lies from what it should be. Of many values beyond ±5.5 once in 10⁷.
  func deviation(_ values: [Double], from right: Double) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean - right) / (variance / Double(values.count)).squareRoot()
  }

  /// However coarse the schedule, the mean of the weights is Z/Z₀ upwards, and Z₀/Z downwards from exact draws.
  @Test(arguments: [[0, 1], [0, 0.1, 0.4, 0.8, 1], (0...10).map { Double($0) / 10 }])
  func weightsAreUnbiasedInBothDirections(schedule: [Double]) {
    let sampling = sampling(schedule)
    let right = reference.logPartition
    let forward = sampling.run(reference.machine).logPartitions.map { exp($0 - right) }
    #expect(abs(deviation(forward, from: 1)) < 5.5, "forward \(deviation(forward, from: 1)) standard errors off")
    let starts = reference.machine.exactSamples(count: 100_000, seed: 9)
    let reverse = sampling.runReverse(reference.machine, from: starts).logPartitions.map { exp(right - $0) }
    #expect(abs(deviation(reverse, from: 1)) < 5.5, "reverse \(deviation(reverse, from: 1)) standard errors off")
  }

  /// Each chain by itself is on average below log Z upwards, above it downwards: the direction of the bounds.
  @Test func boundsLieOnTheirSides() {
    let sampling = sampling([0, 0.3, 1], chains: 10_000)
    let right = reference.logPartition
    let forward = sampling.run(reference.machine)
    let reverse = sampling.runReverse(reference.machine, from: reference.machine.exactSamples(count: 10_000, seed: 9))
    #expect(deviation(forward.logPartitions, from: right) < -5.5 && forward.meanLogPartition < right)
    #expect(deviation(reverse.logPartitions, from: right) > 5.5 && reverse.meanLogPartition > right)
    #expect(forward.meanLogPartition < forward.logPartition && reverse.meanLogPartition > reverse.logPartition)
    let bounds = LogPartitionBounds(
      lower: forward, downward: [.init(start: .exactDraws, starts: Matrix(rows: 1, columns: 5), estimate: reverse)])
    #expect(abs(bounds.gap - (reverse.logPartition - forward.logPartition)) < 1e-12 && bounds.gap > 0)
    #expect(bounds.interval().contains(right) && bounds.interval().lowerBound < forward.logPartition)
    #expect(bounds.interval().upperBound > reverse.logPartition && !bounds.areCrossed)
  }

  /// The distribution in which a coarse upward run ends, by products of its transition matrices, against the mean of e^estimate
  /// of the conservative estimator for every visible state: 32 states, 10,000 chains each.
  @Test func conservativeEstimateIsThatOfTheSamplersOwnDistribution() {
    let reference = ReferenceMachine(visible: 5, hidden: 4, deviation: 2)
    let schedule = [0, 0.4, 0.7, 1]
    let base = Self.baseBiases.map { Double($0) }
    var annealed = (0..<32).map { ReferenceMachine.probability(ReferenceMachine.state($0, units: 5), inputs: base) }
    for temperature in schedule[1..<3] {
      let transitions = reference.transitions(temperature: temperature, base: base)
      annealed = (0..<32).map { target in (0..<32).reduce(0.0) { $0 + annealed[$1] * transitions[$1][target] } }
    }
    // The two distributions differ, so that the right one can be told.
    #expect(zip(annealed, reference.distribution).contains { abs(log($0 / $1)) > 0.1 })
    let sampling = sampling(schedule)
    let chains = 10_000
    let repeated = CaseTable.numbers(reference.allStates.repeatingEach(chains))
    let logs = sampling.conservativeLogLikelihoods(of: repeated, under: reference.machine)
    for state in 0..<32 {
      let deviation = deviation(logs[state * chains..<(state + 1) * chains].map { exp($0) }, from: annealed[state])
      #expect(abs(deviation) < 5.5, "state \(state) is \(deviation) standard errors off")
    }
    // Averaged before the logarithm, a sharper bound: the mean over states of single logarithms lies lower.
    let averaged = sampling.conservativeLogLikelihoods(
      of: reference.allStates, under: reference.machine, chainsPerCase: 100)
    let (single, right) = (logs.reduce(0, +) / Double(logs.count), annealed.reduce(0) { $0 + log($1) } / 32)
    #expect(single < right - 0.1 && abs(averaged.reduce(0, +) / 32 - right) < (right - single) / 2)
  }

  @Test func fineSchedulesEncloseTheExactValueTightly() {
    let reference = ReferenceMachine(visible: 12, hidden: 9)
    var sampling = AnnealedImportanceSampling(data: reference.allStates, seed: 1)
    sampling.schedule = .uniform(steps: 1000)
    let right = reference.machine.logPartitionFunction()
    let forward = sampling.run(reference.machine)
    let reverse = sampling.runReverse(reference.machine, from: reference.machine.exactSamples(count: 100, seed: 2))
    for estimate in [forward, reverse] {
      #expect(abs(estimate.logPartition - right) < 0.1, "\(estimate.direction): \(estimate.logPartition), not \(right)")
      let distance = (estimate.logPartition - estimate.bound()) * (estimate.direction == .forward ? 1 : -1)
      #expect(distance > 0 && distance < 0.2, "\(estimate.direction): \(distance)")
      #expect(estimate.effectiveSampleSize > 70 && !estimate.isDominatedByOneChain)
    }
  }

  /// A machine that is enumerable, and one with too many units for that but whose log Z is known: copies of a small one side by
  /// side, whose units have no connections between copies.
  @Test func boundsOfBothKindsOfMachinesEncloseTheExactValue() {
    let small = ReferenceMachine(visible: 7, hidden: 6, deviation: 0.5).machine
    let copies = 5
    let large = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 7 * copies, columns: 6 * copies),
      visibleBias: Matrix(
        rows: 1, columns: 7 * copies, values: (0..<copies).flatMap { _ in small.visibleBias.values }),
      hiddenBias: Matrix(rows: 1, columns: 6 * copies, values: (0..<copies).flatMap { _ in small.hiddenBias.values }))
    for copy in 0..<copies {
      for i in 0..<7 { for j in 0..<6 { large.weight[7 * copy + i, 6 * copy + j] = small.weight[i, j] } }
    }
    #expect(small.isEnumerable && !large.isEnumerable)
    for (machine, right) in [
      (small, small.logPartitionFunction()), (large, Double(copies) * small.logPartitionFunction()),
    ] {
      var sampling = AnnealedImportanceSampling(
        baseBiases: [Float](repeating: 0, count: machine.visibleUnits), seed: 1)
      sampling.schedule = .uniform(steps: 500)
      let noise = Matrix(rows: 100, columns: machine.visibleUnits)
      nonisolated(unsafe) var seen: [Double] = []
      let bounds = sampling.bounds(of: machine, data: .numbers(noise), gibbsSteps: 1000) { seen.append($0) }
      #expect(abs(bounds.lower.logPartition - right) < 0.1 && abs(bounds.upper.logPartition - right) < 0.1)
      #expect(abs(bounds.gap) < 0.1 && seen.last == 1 && seen == seen.sorted())
      #expect(bounds.interval().contains(right))
      guard !machine.isEnumerable else {
        #expect(bounds.downward.map(\.start) == [.exactDraws] && bounds.downward[0].chains == nil)
        continue
      }
      // Of 2,650 steps in all those from 500 to 1,900 are those of the Gibbs chains, which are told and measured.
      let between = seen.count { $0 > 500.0 / 2650 && $0 < 1890.0 / 2650 }
      #expect(between >= 12, "\(between)")
      let families = bounds.downward.compactMap(\.chains)
      #expect(families.map { $0.freeEnergies[0].count } == [800, 200, 200] && families.map(\.burnIn) == [200, 0, 0])
      let mixing = families[0].autocorrelation
      #expect(mixing.isLongEnough && mixing.integratedTime < 10, "\(mixing)")
      #expect(StartAgreement(families).isReached, "\(StartAgreement(families))")
      #expect(bounds.visited <= right && bounds.downward.allSatisfy { abs($0.estimate.logPartition - right) < 0.2 })
    }
  }

  @Test func oneChainThatDominatesIsTold() {
    let estimate = AnnealedEstimate(direction: .forward, logPartitions: [1, 2, 30, 3])
    #expect(estimate.isDominatedByOneChain && estimate.effectiveSampleSize < 1.01 && estimate.largestShare > 0.99)
    #expect(abs(estimate.logPartition - (30 - log(4))) < 1e-9)
    let equal = AnnealedEstimate(direction: .reverse, logPartitions: [7, 7, 7])
    #expect(abs(equal.effectiveSampleSize - 3) < 1e-9 && equal.logPartition == 7 && equal.bound() > 7)
    #expect(equal.logWeightVariance == 0 && abs(estimate.logWeightVariance - 590.0 / 3) < 1e-9)
    // In reverse the smallest estimate of Z weighs most.
    #expect(AnnealedEstimate(direction: .reverse, logPartitions: [1, 20, 20]).isDominatedByOneChain)
  }

  /// Weights near the end of single precision make free energies infinite and their differences no numbers. That is a bound too.
  @Test(arguments: [[1, Double.nan, 2], [Double.infinity, 1], [-Double.infinity, 1], [Double.nan]])
  func estimatesThatAreNoNumbersBoundNothing(logPartitions: [Double]) {
    for direction in [AnnealedEstimate.Direction.forward, .reverse] {
      let estimate = AnnealedEstimate(direction: direction, logPartitions: logPartitions)
      #expect(estimate.bound() == (direction == .forward ? -Double.infinity : Double.infinity))
    }
    let machine = RestrictedBoltzmannMachine(visibleUnits: 5, hiddenUnits: 3)
    machine.weight.fill(2e38)
    let run = sampling([0, 0.5, 1], chains: 30).run(machine)
    #expect(!run.logPartition.isFinite && run.bound() == -Double.infinity)
  }

  @Test(arguments: [100, 130, 37, 1])
  func sameSeedSameBytesWithAnyThreads(chains: Int) {
    var one = sampling([0, 0.2, 0.5, 1], chains: chains)
    let starts = reference.machine.exactSamples(count: chains, seed: 1)
    #expect(one.run(reference.machine).logPartitions.count == chains)
    let (before, back) = (one.run(reference.machine), one.runReverse(reference.machine, from: starts))
    ThreadTeam.lead(threads: 3) {
      #expect(one.run(reference.machine).logPartitions == before.logPartitions)
      #expect(one.runReverse(reference.machine, from: starts).logPartitions == back.logPartitions)
    }
    one.seed = 4
    #expect(one.run(reference.machine).logPartitions != before.logPartitions)
  }

  @Test func groupsCoverAllChainsOnceWhateverTheCount() {
    for count in [1, 3, 24, 25, 49, 75, 100, 101, 500, 20_000] {
      let groups = ChainGroups(count: count)
      #expect((0..<groups.count).flatMap { Array(groups[$0]) } == Array(0..<count))
    }
    #expect(ChainGroups(count: 100).count == 2)
  }

  @Test func publishedScheduleHasItsThreeParts() {
    let temperatures = AnnealingSchedule.published.inverseTemperatures
    #expect(AnnealingSchedule.published.steps == 14_500)
    #expect(temperatures.count { $0 < 0.5 } == 500 && temperatures.count { $0 >= 0.5 && $0 < 0.9 } == 4000)
    for (index, size) in [(1, 1e-3), (499, 1e-3), (501, 1e-4), (4499, 1e-4), (4501, 1e-5), (14_499, 1e-5)] {
      #expect(abs(temperatures[index] - temperatures[index - 1] - size) < 1e-12)
    }
  }

  @Test func progressRisesToOne() {
    nonisolated(unsafe) var seen: [Double] = []
    var sampling = sampling([0, 1], chains: 120)
    sampling.schedule = .uniform(steps: 250)
    _ = sampling.run(reference.machine) { seen.append($0) }
    #expect(seen.last == 1 && seen == seen.sorted() && seen.count == 2 * 3)
  }

  @Test func baseBiasesAreTheSmoothedLogitsOfTheData() {
    let cases = CaseTable.bytes([255, 0, 51, 255, 0, 51], columns: 3)
    let biases = AnnealedImportanceSampling(data: cases, smoothing: 0.05, seed: 1).baseBiases
    for (bias, mean) in zip(biases, [1, 0, 0.2]) {
      let p = min((mean + 0.05) / 1.05, 1 - 1e-6)
      #expect(abs(Double(bias) - log(p / (1 - p))) < 1e-4)
    }
  }
}
