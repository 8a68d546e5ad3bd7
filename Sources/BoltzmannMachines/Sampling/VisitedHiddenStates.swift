import Foundation
import LinearAlgebra

/// The different states of binary hidden units that chains came through.
///
/// Z is the sum of e^−F(h) over all hidden states, so the sum over any of them is a bound of Z from below, without chance and without
/// a tail. Of a machine that is frozen into a few states it is nearly all of Z. Of one that is not it is far too low, as are any
/// thousands of states among so many.
public struct VisitedHiddenStates: Sendable {
  public let units: Int
  /// In the order of first visits, unit k in bit k mod 64 of word k / 64.
  private var states: [[UInt64]] = []
  private var known: Set<[UInt64]> = []

  public init(units: Int) { self.units = units }

  public var count: Int { states.count }

  /// - Parameter states: cases × units, zeros and ones.
  public mutating func insert(_ states: Matrix) {
    precondition(states.columns == units, "states of another layer")
    for row in 0..<states.rows {
      let numbers = states.pointer + row * units
      var words = [UInt64](repeating: 0, count: (units + 63) / 64)
      for unit in 0..<units where numbers[unit] > 0.5 { words[unit / 64] |= 1 << UInt64(unit % 64) }
      insert(words)
    }
  }

  public mutating func formUnion(_ other: VisitedHiddenStates) {
    for words in other.states { insert(words) }
  }

  private mutating func insert(_ words: [UInt64]) {
    if known.insert(words).inserted { states.append(words) }
  }

  /// −F(h) of each state under a binary machine, in nats.
  func logWeights(_ machine: RestrictedBoltzmannMachine) -> [Double] {
    precondition(machine.isBinary && machine.hiddenUnits == units, "states of another machine")
    let groups = ChainGroups(count: count)
    return ThreadTeam.map(count == 0 ? 0 : groups.count) { group in
      let hidden = matrix(Array(groups[group]))
      let inputs = Matrix(rows: hidden.rows, columns: machine.visibleUnits)
      var (sums, own) = ([Double](repeating: 0, count: hidden.rows), [Double](repeating: 0, count: hidden.rows))
      multiply(hidden, machine.weight.transposed, into: inputs)
      inputs.sumSoftplus(bias: machine.visibleBias, into: &sums)
      hidden.dotRows(machine.hiddenBias, into: &own)
      return zip(sums, own).map { $0 + $1 }
    }.flatMap { $0 }
  }

  /// log Σ e^−F(h), at most log Z. −∞ of no states, and if a weight is no finite number.
  public func logPartition(_ machine: RestrictedBoltzmannMachine) -> Double {
    let weights = logWeights(machine)
    return weights.allSatisfy(\.isFinite) ? LogSumExp.of(weights) : -.infinity
  }

  /// Independent draws of v from the machine as it would be if it had no other hidden states than these: h by its probability among them,
  /// then v ~ p(v | h); count × visible. nil if there is no state, or a weight is no finite number.
  public func draws(
    of machine: RestrictedBoltzmannMachine, count: Int, seed: UInt64
  ) -> Matrix? {
    let weights = logWeights(machine)
    guard !weights.isEmpty, weights.allSatisfy(\.isFinite) else { return nil }
    let total = LogSumExp.of(weights)
    var sum = 0.0
    let cumulative = weights.map { weight in
      sum += exp(weight - total)
      return sum
    }
    var stream = PhiloxStream(seed: seed, stream: .visitedStates)
    let chosen = (0..<count).map { _ in
      let target = stream.nextUniform() * sum
      return min(cumulative.partitionIndex { $0 > target }, weights.count - 1)
    }
    let (probabilities, visible) = (
      Matrix(rows: count, columns: machine.visibleUnits), Matrix(rows: count, columns: machine.visibleUnits)
    )
    machine.sampleVisible(of: matrix(chosen), probabilities: probabilities, states: visible, using: &stream)
    return visible
  }

  /// Some of the states as rows.
  private func matrix(_ chosen: [Int]) -> Matrix {
    let result = Matrix(rows: chosen.count, columns: units)
    for (row, index) in chosen.enumerated() {
      for unit in 0..<units { result[row, unit] = Float((states[index][unit / 64] >> UInt64(unit % 64)) & 1) }
    }
    return result
  }
}

extension [Double] {
  /// Of ascending values, the first place where a condition holds that holds from there on; the count if nowhere.
  fileprivate func partitionIndex(where holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
