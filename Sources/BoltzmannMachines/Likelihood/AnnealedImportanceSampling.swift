import Foundation
import LinearAlgebra

/// Estimates log Z by annealing between a model whose partition function is known and a machine; Neal (2001), Salakhutdinov &
/// Murray (2008).
///
/// The base-rate model has independent visible units with biases b⁰, and hidden units that are on half the time. Between them
/// lie, for 0 ≤ β ≤ 1, as in the program that Salakhutdinov & Murray published,
///
///     log f_β(v) = (1 − β) b⁰ᵀv + β bᵀv + Σⱼ softplus(β(cⱼ + Σᵢ vᵢwᵢⱼ)),   p_β = f_β / Z_β
///
/// ## Which bound is which
/// - ``run(_:progress:)`` anneals upwards, from β = 0 to 1. The mean of its weights is an unbiased estimate of Z, so (Jensen) its
///   logarithm is on average **at most log Z**, and exceeds log Z by t with probability below e^−t (Markov). A log-likelihood
///   computed with it is flattered.
/// - ``runReverse(_:from:run:progress:)`` anneals downwards from states at β = 1. If they are independent draws from the machine, the
///   mean of the weights is an unbiased estimate of 1/Z, so log Z comes out **too large** on average, and a log-likelihood too
///   small. From states of another distribution q the mean of the chains' single estimates is still, on average, at least
///   log Z − KL(q‖p): starts that have not converged to the machine can make it too low by that, and never by more.
/// - ``conservativeLogLikelihoods(of:under:chainsPerCase:progress:)`` anneals downwards from test cases, and bounds their
///   log-likelihood from below without draws from the machine, but for the sampler's own distribution.
///
/// Together the first two enclose log Z, see ``bounds(of:data:gibbsSteps:progress:)``. How far they lie apart says how far to trust
/// either.
public struct AnnealedImportanceSampling: Sendable {
  /// Chains of an upward run.
  public var chains = 100
  public var schedule = AnnealingSchedule.published
  /// b⁰, a bias for each visible unit.
  public var baseBiases: [Float]
  public var seed: UInt64
  /// Where groups of chains that have ended are kept; nil to keep none.
  public var parts: (any AnnealingParts)?

  public init(baseBiases: [Float], seed: UInt64) { (self.baseBiases, self.seed) = (baseBiases, seed) }

  /// With the base rates of the data: b⁰ᵢ = log p/(1 − p), p the share of cases in which unit i is on.
  ///
  /// - Parameter smoothing: how many cases with every unit on are added, as a share of the data, so that p = (mean + smoothing) /
  ///   (1 + smoothing). The published program adds 0.05. p is kept 10⁻⁶ away from 0 and 1.
  public init(data: CaseTable, smoothing: Double = 0.05, seed: UInt64) {
    let means = data.columnMeans.map { ($0 + smoothing) / (1 + smoothing) }
    self.init(baseBiases: UnitKind.bernoulli.biases(ofMeans: means, margin: 1e-6), seed: seed)
  }

  /// Anneals chains from the base-rate model to the machine.
  ///
  /// - Parameter progress: called now and then, on any thread but never on two at once, with the share that is done.
  /// - Returns: a lower bound of log Z, in the sense above, with all chains' weights.
  public func run(
    _ machine: RestrictedBoltzmannMachine, progress: @escaping (Double) -> Void = { _ in }
  ) -> AnnealedEstimate {
    ascend(machine, progress: progress).estimate
  }

  /// The same with the states in which the chains ended, chains × visible: draws of the machine if each counts as much as its weight.
  func ascend(
    _ machine: RestrictedBoltzmannMachine, progress: @escaping (Double) -> Void = { _ in }
  ) -> (estimate: AnnealedEstimate, ends: Matrix) {
    let run = AnnealingRun(self, machine, progress)
    let groups = ChainGroups(count: chains)
    let ends = Matrix(rows: chains, columns: machine.visibleUnits)
    let weights = ThreadTeam.map(groups.count) { group in
      let count = groups[group].count
      let part = kept("up", run, group, chains: count, columns: machine.visibleUnits) {
        let chains = run.chains(count: count, reverse: false, group: group)
        chains.startFromBase()
        chains.ascend { run.report($0) }
        return AnnealingPart(logWeights: chains.logWeights, states: chains.states.values)
      }
      ends.rows(groups[group]).assign(Matrix(rows: count, columns: machine.visibleUnits, values: part.states))
      return part.logWeights
    }
    let logPartitions = weights.flatMap { $0 }.map { $0 + run.baseLogPartition }
    return (AnnealedEstimate(direction: .forward, logPartitions: logPartitions), ends)
  }

  /// Anneals chains from states of the machine down to the base-rate model.
  ///
  /// - Parameters:
  ///   - starts: chains × visible, independent draws from the machine as nearly as can be had: exact ones where the machine is
  ///     enumerable, else the last states of long chains.
  ///   - run: another number takes other random numbers.
  /// - Returns: an upper bound of log Z, in the sense above, with all chains' weights.
  public func runReverse(
    _ machine: RestrictedBoltzmannMachine, from starts: Matrix, run: Int = 0,
    progress: @escaping (Double) -> Void = { _ in }
  ) -> AnnealedEstimate {
    let weights = descend(machine, from: .numbers(starts), run: run, progress: progress)
    let base = baseLogPartition(machine)
    return AnnealedEstimate(direction: .reverse, logPartitions: weights.map { base - $0 })
  }

  /// The reverse AIS estimator of Burda, Grosse & Salakhutdinov (2015): on average at most log p_ann(v) for each case, where
  /// p_ann is the distribution of the states in which an upward run of this schedule ends.
  ///
  /// p_ann tends to the machine's own distribution as the schedule grows finer, so a coarse schedule is told from a bad machine
  /// by a finer one. Starting from a case v, the weight of a downward chain times f₁(v)/Z₀ is an unbiased estimate of p_ann(v).
  ///
  /// - Parameters:
  ///   - cases: binary; each costs as much as a chain.
  ///   - chainsPerCase: the weights of so many chains are averaged before the logarithm, which tightens the bound.
  /// - Returns: for each case, in nats.
  public func conservativeLogLikelihoods(
    of cases: CaseTable, under machine: RestrictedBoltzmannMachine, chainsPerCase: Int = 1,
    progress: @escaping (Double) -> Void = { _ in }
  ) -> [Double] {
    precondition(chainsPerCase >= 1, "\(chainsPerCase) chains for a case")
    let repeated = cases.repeatingEach(chainsPerCase)
    let weights = descend(machine, from: .numbers(repeated), progress: progress)
    let base = baseLogPartition(machine)
    return FreeEnergy(machine).values(cases).enumerated().map { index, freeEnergy in
      -freeEnergy - base + LogSumExp.mean(weights[index * chainsPerCase..<(index + 1) * chainsPerCase])
    }
  }

  /// log Z₀ = Σᵢ log(1 + e^b⁰ᵢ) + hidden units · log 2.
  func baseLogPartition(_ machine: RestrictedBoltzmannMachine) -> Double {
    // BEGIN SOLUTION 7.2
    Double(machine.hiddenUnits) * log(2)
      + baseBiases.reduce(0) { $0 + softplus(Double($1)) }
    // END SOLUTION
  }

  /// The logarithms of the weights of downward chains, whose mean estimates Z₀/Z.
  private func descend(
    _ machine: RestrictedBoltzmannMachine, from starts: CaseTable, run number: Int = 0,
    progress: @escaping (Double) -> Void
  ) -> [Double] {
    precondition(starts.columns == machine.visibleUnits, "starts of the wrong length")
    let groups = ChainGroups(count: starts.count)
    let run = AnnealingRun(self, machine, chains: starts.count, progress)
    return ThreadTeam.map(groups.count) { group in
      kept("down \(number) of \(starts.count)", run, group, chains: groups[group].count, columns: 0) {
        let chains = run.chains(count: groups[group].count, reverse: true, group: group, number: number)
        chains.start(from: starts, first: groups[group].lowerBound)
        chains.descend { run.report($0) }
        return AnnealingPart(logWeights: chains.logWeights)
      }.logWeights
    }.flatMap { $0 }
  }

  /// A group's end, from where it is kept.
  private func kept(
    _ direction: String, _ run: AnnealingRun, _ group: Int, chains: Int, columns: Int, _ compute: () -> AnnealingPart
  ) -> AnnealingPart {
    let name = "\(direction), \(schedule.steps) temperatures, group \(group)"
    if let known = parts?.part(name), known.fits(chains: chains, columns: columns) {
      run.report(chains * schedule.steps)
      return known
    }
    let part = compute()
    parts?.keep(part, as: name)
    return part
  }
}

/// Chains 0 ..< count in groups of about fifty, each a multiple of four where it can be. The grouping depends on the count only,
/// and each group has its own stream of random numbers, so threads change nothing.
struct ChainGroups {
  private let bounds: [Int]

  init(count: Int) {
    let groups = max(1, (count + 25) / 50)
    bounds = (0...groups).map { min(count, $0 == groups ? count : fastProductRows(count * $0 / groups)) }
  }

  var count: Int { bounds.count - 1 }
  subscript(group: Int) -> Range<Int> { bounds[group]..<bounds[group + 1] }
}

/// What the groups of a run share: settings, machine, and the count of what is done.
private final class AnnealingRun {
  private let settings: AnnealedImportanceSampling
  private let machine: RestrictedBoltzmannMachine
  private let total: Double
  private let progress: (Double) -> Void
  /// Guards `done` and the callback.
  private let lock = NSLock()
  private var done = 0

  init(
    _ settings: AnnealedImportanceSampling, _ machine: RestrictedBoltzmannMachine, chains: Int? = nil,
    _ progress: @escaping (Double) -> Void
  ) {
    precondition(settings.baseBiases.count == machine.visibleUnits, "base-rate biases of the wrong length")
    precondition(machine.isBinary, "annealing from base rates is for binary units")
    (self.settings, self.machine) = (settings, machine)
    total = Double((chains ?? settings.chains) * settings.schedule.steps)
    self.progress = progress
  }

  var baseLogPartition: Double { settings.baseLogPartition(machine) }

  /// - Parameter number: of the run, whose random numbers are its own.
  func chains(count: Int, reverse: Bool, group: Int, number: Int = 0) -> AnnealingChains {
    AnnealingChains(
      machine, baseBiases: settings.baseBiases, schedule: settings.schedule, chains: count,
      stream: PhiloxStream(seed: settings.seed, stream: .annealing(reverse: reverse, group: group, run: number)))
  }

  /// So many more steps of single chains are done.
  func report(_ steps: Int) {
    lock.withLock {
      done += steps
      progress(min(1, Double(done) / total))
    }
  }
}

extension CaseTable {
  /// The mean of each column, in double precision.
  public var columnMeans: [Double] {
    var totals = [Double](repeating: 0, count: columns)
    let batch = Matrix(rows: 500, columns: columns)
    let sums = Matrix(rows: 1, columns: columns)
    for start in stride(from: 0, to: count, by: batch.rows) {
      let part = batch.rows(0..<min(batch.rows, count - start))
      gather(from: start, into: part)
      part.sumRows(into: sums)
      for column in 0..<columns { totals[column] += Double(sums[0, column]) }
    }
    return totals.map { $0 / Double(max(count, 1)) }
  }

  /// The standard deviation of each column, about its mean in single precision.
  public var columnDeviations: [Double] {
    let means = columnMeans.map(Float.init)
    var squares = [Double](repeating: 0, count: columns)
    let row = Matrix(rows: 1, columns: columns)
    for index in 0..<count {
      gather(from: index, into: row)
      for column in 0..<columns {
        let distance = Double(row[0, column] - means[column])
        squares[column] += distance * distance
      }
    }
    return squares.map { ($0 / Double(max(count, 1))).squareRoot() }
  }

  /// Every case so many times in a row.
  func repeatingEach(_ times: Int) -> Matrix {
    let result = Matrix(rows: count * times, columns: columns)
    for row in 0..<count {
      for copy in 0..<times { gather(from: row, into: result.rows(row * times + copy..<row * times + copy + 1)) }
    }
    return result
  }
}
