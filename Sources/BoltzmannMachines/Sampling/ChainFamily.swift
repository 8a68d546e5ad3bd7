import LinearAlgebra

/// Where chains began.
public enum ChainStart: String, Codable, Sendable {
  /// Independent draws from the machine, by enumeration.
  case exactDraws = "exact-draws"
  /// Training cases.
  case cases
  /// Visible units at random.
  case noise
  /// The states in which annealing upwards ended, each as often as its weight says.
  case annealed
  /// Hidden states that the chains from cases and from annealed states visited, each as often as the machine says.
  case visited
}

/// What chains from one kind of start did, but for their first steps: a sample of the machine if the start is forgotten, and what tells
/// whether it is.
public struct ChainFamily: Sendable {
  /// F(v) after each step, in nats, chain by chain.
  public let freeEnergies: [[Double]]
  /// Steps before these.
  public let burnIn: Int
  /// Of the states of the hidden units and of p(v | h) of the visible ones, over chains and every tenth step.
  let hidden: UnitMoments
  let visible: UnitMoments
  /// Of binary hidden units, at every tenth step from the first on.
  public let visited: VisitedHiddenStates

  public var chains: Int { freeEnergies.count }
  /// Of each chain, with those that do not count.
  public var steps: Int { burnIn + (freeEnergies.first?.count ?? 0) }

  /// In nats. NaN or infinite if chains of machines without a lowest energy ran away.
  public var meanFreeEnergy: Double {
    freeEnergies.reduce(0) { $0 + $1.reduce(0, +) } / Double(freeEnergies.reduce(0) { $0 + $1.count })
  }
}

extension GibbsChains {
  /// Steps between two looks at the units, which change little from one step to the next.
  private static let unitInterval = 10

  /// Takes some steps and tells what the chains did.
  ///
  /// - Parameters:
  ///   - burnIn: of the steps, the first so many that do not count, as the chains come from their start to equilibrium.
  ///   - progress: called after every hundred steps or so, with the share that is done.
  /// - Returns: nil if fewer than two steps count.
  public func family(steps: Int, burnIn: Int, progress: (Double) -> Void = { _ in }) -> ChainFamily? {
    var series = [[Double]](repeating: [], count: count)
    var (hiddenMoments, visibleMoments) = (UnitMoments(machine.hiddenUnits), UnitMoments(machine.visibleUnits))
    var visited = VisitedHiddenStates(units: machine.hiddenUnits)
    for first in stride(from: 0, to: steps, by: 100) {
      let end = min(first + 100, steps)
      for done in stride(from: first, to: end, by: Self.unitInterval) {
        let last = min(done + Self.unitInterval, end)
        for (chain, energies) in freeEnergies(steps: last - done).enumerated() { series[chain] += energies }
        if machine.isBinary { visited.insert(hidden) }
        guard last > burnIn else { continue }
        hiddenMoments.add(hidden)
        visibleMoments.add(probabilities)
      }
      progress(Double(end) / Double(steps))
    }
    guard steps - burnIn >= 2, count > 0 else { return nil }
    return ChainFamily(
      freeEnergies: series.map { Array($0.dropFirst(burnIn)) }, burnIn: burnIn, hidden: hiddenMoments,
      visible: visibleMoments, visited: visited)
  }
}

/// Sums of values and of squares, for each unit of a layer.
struct UnitMoments: Sendable {
  private(set) var count = 0
  private var sums: [Double]
  private var squares: [Double]

  init(_ units: Int) {
    sums = [Double](repeating: 0, count: units)
    squares = sums
  }

  /// - Parameter states: cases × units.
  mutating func add(_ states: Matrix) {
    count += states.rows
    for row in 0..<states.rows {
      let numbers = states.pointer + row * states.columns
      for unit in sums.indices {
        let value = Double(numbers[unit])
        sums[unit] += value
        squares[unit] += value * value
      }
    }
  }

  var means: [Double] { sums.map { $0 / Double(count) } }

  /// Of each unit, over everything that was added.
  var variances: [Double] {
    zip(sums, squares).map { sum, square in
      let mean = sum / Double(count)
      // Of units that never change, rounding may leave less than nothing.
      let variance = square / Double(count) - mean * mean
      return variance < 0 ? 0 : variance
    }
  }
}
