import Foundation
import LinearAlgebra

/// How a machine shares its probability out among its hidden states, and which of them cases want: p(h) beside the mean over cases of
/// p(h | v), which would be the same if the machine had the cases' distribution.
///
/// A machine may be frozen: nearly all of its probability in one hidden state, and that another one than any case wants. Its draws are then
/// the white noise of p(v | h) for that state, and its chains seem to forget within a step.
public struct HiddenStateShares: Sendable {
  /// 2ⁿ.
  public let states: Int
  /// p(h) of the most probable states, ten or all, the largest first.
  public let top: [Double]
  /// What the cases have of the same states: the mean over cases of p(h | v).
  public let topOfCases: [Double]
  /// e^H of p(h): how many states of equal probability would be as uncertain.
  public let perplexity: Double
  /// e^H of the mean over cases, by a draw of h for each case.
  public let perplexityOfCases: Double
  /// KL from p(h) to the mean over cases, in nats, by the same draws: how much less probable the machine finds the states that cases want
  /// than they are. No more than the same of the visible units, so at most what the log-likelihood lacks.
  public let divergence: Double

  /// Of how many of the most probable states it is true that they have nearly all of the probability and the cases do not want them: one,
  /// if it has more than half of the probability and less than half as much from the cases; or all of ``top``, if they have more than
  /// nine tenths; nil if neither is so.
  public var dominant: Int? {
    let (one, all) = (top.prefix(1), top)
    if one.reduce(0, +) > 0.5, topOfCases[0] < one[0] / 2 { return 1 }
    let (mine, cases) = (all.reduce(0, +), topOfCases.reduce(0, +))
    return mine > 0.9 && cases < mine / 2 ? all.count : nil
  }

  /// p of the first `count` states together, and what the cases have of them.
  public func share(ofTop count: Int) -> (machine: Double, cases: Double) {
    (min(1, top.prefix(count).reduce(0, +)), min(1, topOfCases.prefix(count).reduce(0, +)))
  }
}

extension RestrictedBoltzmannMachine {
  /// By enumeration; nil if the hidden states cannot be enumerated, see ``isEnumerable``.
  ///
  /// - Parameters:
  ///   - cases: whose posterior is looked at; each costs as much as some free energies.
  ///   - logPartition: exact.
  public func hiddenStateShares(
    of cases: CaseTable, logPartition: Double, seed: UInt64
  ) -> HiddenStateShares? {
    guard hiddenKind == .bernoulli, hiddenUnits <= StateEnumeration.greatestLayer, isEnumerable, cases.count > 0,
      logPartition.isFinite
    else { return nil }
    let enumeration = StateEnumeration(self, isVisible: false)
    let census = enumeration.census(logPartition: logPartition)
    let posterior = MeanPosterior(self, cases)
    let states = Matrix(rows: census.top.count, columns: hiddenUnits)
    for (row, state) in census.top.enumerated() { enumeration.write(state.number, into: states.rows(row..<row + 1)) }
    let draws = posterior.draws(seed: seed)
    let logOfCases = posterior.logProbabilities(of: draws)
    let logOfMachine = enumeration.logWeights(of: draws).map { $0 - logPartition }
    let entropyOfCases = -logOfCases.reduce(0, +) / Double(cases.count)
    return HiddenStateShares(
      states: 1 << hiddenUnits, top: census.top.map { exp($0.logWeight - logPartition) },
      topOfCases: posterior.logProbabilities(of: states).map { exp($0) },
      perplexity: exp(census.entropy), perplexityOfCases: exp(entropyOfCases),
      divergence: -entropyOfCases - logOfMachine.reduce(0, +) / Double(cases.count))
  }
}

extension StateEnumeration {
  /// States that are told one by one.
  private static let mostTold = 10

  fileprivate struct Census {
    /// The most probable states, the first first.
    var top: [(number: Int, logWeight: Double)] = []
    /// −Σ p log p, in nats.
    var entropy = 0.0

    mutating func add(_ number: Int, _ logWeight: Double) {
      guard top.count < mostTold || logWeight > top[top.count - 1].logWeight else { return }
      let place = top.firstIndex { $0.logWeight < logWeight } ?? top.count
      top.insert((number, logWeight), at: place)
      if top.count > mostTold { top.removeLast() }
    }
  }

  fileprivate func census(logPartition: Double) -> Census {
    let parts = parts
    let counted = ThreadTeam.map(parts.count) { part in
      let offset = Matrix(rows: 1, columns: others)
      var values = [Double](repeating: 0, count: statesInBlock)
      var census = Census()
      for block in parts[part] {
        writeLogWeights(block: block, offset: offset, into: &values)
        for (state, value) in values.enumerated() {
          census.add(block * statesInBlock + state, value)
          let logProbability = value - logPartition
          census.entropy -= exp(logProbability) * logProbability
        }
      }
      return census
    }
    return counted.dropFirst().reduce(into: counted[0]) { whole, part in
      for state in part.top { whole.add(state.number, state.logWeight) }
      whole.entropy += part.entropy
    }
  }
}

/// The mean over cases of p(h | v).
private struct MeanPosterior {
  /// c + Wᵀv of each case, cases × hidden.
  private let inputs: Matrix
  /// log p(h = 0 | v) of each case.
  private let logNone: [Double]

  init(_ machine: RestrictedBoltzmannMachine, _ cases: CaseTable) {
    inputs = Matrix(rows: cases.count, columns: machine.hiddenUnits)
    let visible = Matrix(rows: cases.count, columns: machine.visibleUnits)
    cases.gather(from: 0, into: visible)
    machine.hiddenInputs(of: visible, into: inputs)
    inputs.add(bias: machine.hiddenBias)
    var sums = [Double](repeating: 0, count: cases.count)
    inputs.sumSoftplus(bias: Matrix(rows: 1, columns: machine.hiddenUnits), into: &sums)
    logNone = sums.map { -$0 }
  }

  /// One from each case, cases × hidden.
  func draws(seed: UInt64) -> Matrix {
    var stream = PhiloxStream(seed: seed, stream: .hiddenStates)
    let (probabilities, states) = (inputs.copy(), Matrix(rows: inputs.rows, columns: inputs.columns))
    probabilities.applySigmoid(bias: Matrix(rows: 1, columns: inputs.columns), sampling: states, using: &stream)
    return states
  }

  /// log of the mean over cases of p(h | v) for each row of `states`.
  func logProbabilities(of states: Matrix) -> [Double] {
    let groups = ChainGroups(count: states.rows)
    return ThreadTeam.map(groups.count) { group in
      let rows = groups[group]
      let products = Matrix(rows: rows.count, columns: inputs.rows)
      multiply(states.rows(rows), inputs.transposed, into: products)
      return (0..<rows.count).map { row in
        LogSumExp.mean(logNone.indices.map { Double(products[row, $0]) + logNone[$0] })
      }
    }.flatMap { $0 }
  }
}
