import Foundation
import LinearAlgebra

/// Both bounds of log Z, and where the downward runs of them begin.
extension AnnealedImportanceSampling {
  /// The downward run starts from exact draws where the machine is enumerable. Else there are three of them, of half as many chains each,
  /// of which the largest log Z counts. Their starts are the last states of Gibbs chains that began
  ///
  /// - at the data, the side from which the upward run does not come. Such chains stay in the modes of the data, which may have
  ///   next to no probability;
  /// - where the upward run ended, at each of these states as often as its weight says; it may have missed modes;
  /// - at hidden states that the chains of both visited, each as often as the machine says. In a machine that is frozen into a few of them
  ///   these are nearly draws of it; see ``VisitedHiddenStates``.
  ///
  /// - Parameters:
  ///   - data: binary cases, of which the first are starts of chains, again from the first if there are fewer.
  ///   - gibbsSteps: of the chains from data; a fifth of them for the others.
  ///   - progress: called now and then, on any thread but never on two at once, with the share that is done. A step of a chain costs
  ///     as much as a temperature.
  public func bounds(
    of machine: RestrictedBoltzmannMachine, data: CaseTable, gibbsSteps: Int = 5000,
    progress: @escaping (Double) -> Void = { _ in }
  ) -> LogPartitionBounds {
    let (annealed, few) = (Double(schedule.steps), gibbsSteps / 5)
    guard !machine.isEnumerable else {
      let stages = Stages(total: 2 * annealed, progress)
      let lower = run(machine, progress: stages.next(annealed))
      let starts = machine.exactSamples(count: chains, seed: seed)
      let upper = runReverse(machine, from: starts, progress: stages.next(annealed))
      return LogPartitionBounds(
        lower: lower, downward: [.init(start: .exactDraws, starts: starts, estimate: upper)])
    }
    let stages = Stages(total: 2.5 * annealed + Double(gibbsSteps + 2 * few), progress)
    let (lower, ends) = ascend(machine, progress: stages.next(annealed))
    var visited = VisitedHiddenStates(units: machine.hiddenUnits)
    func walk(_ start: ChainStart, from states: Matrix, steps: Int, burnIn: Int) -> Walk {
      let use: RandomStream.Chains = start == .cases ? .states : start == .annealed ? .annealed : .visited
      let gibbs = GibbsChains(
        machine, count: states.rows, start: .cases(.numbers(states)), use: use, seed: seed)
      let family = gibbs.family(steps: steps, burnIn: burnIn, progress: stages.next(Double(steps)))
      let walk = Walk(start: start, ends: gibbs.visible, family: family)
      if let chains = walk.family { visited.formUnion(chains.visited) }
      return walk
    }
    let ofData = walk(.cases, from: data.cycled(to: chains), steps: gibbsSteps, burnIn: few)
    let ofEnds = walk(.annealed, from: Self.resampled(ends, lower.logPartitions), steps: few, burnIn: 0)
    let ofVisited = visited.draws(of: machine, count: chains, seed: seed).map {
      walk(.visited, from: $0, steps: few, burnIn: 0)
    }
    let walks = [ofData, ofEnds] + (ofVisited.map { [$0] } ?? [])
    let downward = walks.enumerated().map { number, walk in
      let starts = walk.ends.rows(0..<max(1, chains / 2))
      let estimate = runReverse(machine, from: starts, run: number, progress: stages.next(annealed / 2))
      return LogPartitionBounds.Downward(
        start: walk.start, starts: starts, estimate: estimate, chains: walk.family)
    }
    return LogPartitionBounds(
      lower: lower, visited: visited.logPartition(machine), downward: downward)
  }

  /// The same from the same starts with this schedule: how much of the distance between the bounds is the schedule's.
  public func repeating(
    _ bounds: LogPartitionBounds, of machine: RestrictedBoltzmannMachine,
    progress: @escaping (Double) -> Void = { _ in }
  ) -> LogPartitionBounds {
    let share = bounds.startsAreExact ? 1 : 0.5
    let stages = Stages(total: 1 + share * Double(bounds.downward.count), progress)
    return LogPartitionBounds(
      lower: run(machine, progress: stages.next(1)), visited: bounds.visited,
      downward: bounds.downward.enumerated().map { number, run in
        let estimate = runReverse(machine, from: run.starts, run: number, progress: stages.next(share))
        return LogPartitionBounds.Downward(start: run.start, starts: run.starts, estimate: estimate, chains: run.chains)
      })
  }

  /// As many states, each as often as its weight says: those at evenly spaced places of the sum of the weights (systematic resampling;
  /// Douc, Cappé & Moulines 2005). Every second place comes first, so that the first half is such a choice too. States whose weights are
  /// no numbers come back as they are.
  static func resampled(_ states: Matrix, _ logWeights: [Double]) -> Matrix {
    let total = LogSumExp.of(logWeights)
    guard total.isFinite else { return states }
    let count = states.rows
    let places = Array(stride(from: 0, to: count, by: 2)) + stride(from: 1, to: count, by: 2)
    var sources = [Int](repeating: count - 1, count: count)
    var (next, sum) = (0, 0.0)
    for (state, logWeight) in logWeights.enumerated() {
      sum += exp(logWeight - total)
      while next < count, (Double(next) + 0.5) / Double(count) < sum {
        sources[next] = state
        next += 1
      }
    }
    let result = Matrix(rows: count, columns: states.columns)
    for (row, place) in places.enumerated() {
      result.rows(row..<row + 1).assign(states.rows(sources[place]..<sources[place] + 1))
    }
    return result
  }
}

/// Gibbs chains on their way to be starts.
private struct Walk {
  let start: ChainStart
  /// The last states, chains × visible.
  let ends: Matrix
  /// nil if there were too few steps to tell anything of.
  let family: ChainFamily?
}

/// Tells the share of the whole from the shares of one stage after the other.
private final class Stages {
  private let total: Double
  private let progress: (Double) -> Void
  private var done = 0.0

  init(total: Double, _ progress: @escaping (Double) -> Void) { (self.total, self.progress) = (total, progress) }

  /// The stage that follows the last one, of so many steps.
  func next(_ steps: Double) -> (Double) -> Void {
    let (before, total, progress) = (done, total, progress)
    done += steps
    return { progress((before + $0 * steps) / total) }
  }
}

extension CaseTable {
  /// The first `count` cases, again from the first when there are no more; count × columns.
  public func cycled(to count: Int) -> Matrix {
    let result = Matrix(rows: count, columns: columns)
    for row in 0..<count { gather(from: row % self.count, into: result.rows(row..<row + 1)) }
    return result
  }
}
