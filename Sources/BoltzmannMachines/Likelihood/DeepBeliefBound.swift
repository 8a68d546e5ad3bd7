import Foundation
import LinearAlgebra

/// Lower bounds of log p(v) under a deep belief network, for each case, in nats.
public struct DeepBeliefBound: Sendable {
  /// Estimates of E_Q[log p(v, h)] + H(Q), the variational bound; Salakhutdinov & Murray (2008). Each is unbiased, so single
  /// values may lie above log p(v) by chance; their mean over cases does not, but for its standard error.
  public let variational: [Double]
  /// log of the mean of p(v, h)/Q(h | v) over the draws h ~ Q; Burda, Grosse & Salakhutdinov (2016). On average it also lies below
  /// log p(v), above the variational bound, and it tends to log p(v) with the number of draws.
  public let importanceWeighted: [Double]
}

extension DeepBeliefNetwork {
  /// The variational lower bound by draws from the approximating posterior.
  ///
  /// A network of machines 1 … L generates h^L−1 by the top machine, then every layer below from the one above it:
  ///
  ///     p(v, h¹ … h^L−1) = p(v | h¹) p(h¹ | h²) … p(h^L−2 | h^L−1) e^−F_L(h^L−1) / Z_L
  ///
  /// The approximating posterior goes up through the machines, Q = Πₗ Πⱼ Q(hₗⱼ | hₗ₋₁), each unit on with probability σ(c + Wᵀh).
  /// Given the layer below its entropy is a sum over units, taken exactly.
  ///
  /// - Parameters:
  ///   - cases: binary.
  ///   - topLogPartition: log Z_L of the top machine, exact or by annealing. An estimate from below, as upward annealing gives,
  ///     raises the bound by its error. The reverse one errs on the safe side as far as its starts are draws of the machine; see
  ///     ``LogPartitionBounds``.
  ///   - draws: from the posterior, for each case.
  public func logLikelihoodBounds(
    of cases: CaseTable, topLogPartition: Double, draws: Int = 100, seed: UInt64
  ) -> DeepBeliefBound {
    precondition(!machines.isEmpty && draws >= 1, "a bound needs a machine and a draw")
    let groups = ChainGroups(count: cases.count)
    let parts = ThreadTeam.map(groups.count) { group in
      let pass = PosteriorPass(self, rows: groups[group].count)
      var stream = PhiloxStream(seed: seed, stream: .posterior(group: group))
      cases.gather(from: groups[group].lowerBound, into: pass.visible)
      var variational = [Double](repeating: 0, count: pass.visible.rows)
      var weights = variational.map { _ in LogSumExp() }
      for _ in 0..<draws {
        pass.draw(using: &stream)
        for row in variational.indices {
          variational[row] += (pass.logJoint[row] + pass.entropy[row] - topLogPartition) / Double(draws)
          weights[row].add(pass.logJoint[row] - pass.logPosterior[row] - topLogPartition)
        }
      }
      return (variational, weights.map { $0.value - log(Double(draws)) })
    }
    return DeepBeliefBound(variational: parts.flatMap { $0.0 }, importanceWeighted: parts.flatMap { $0.1 })
  }
}

/// Draws of the hidden layers of some cases from the approximating posterior, with what a bound is made of.
private final class PosteriorPass {
  let visible: Matrix
  /// log p(v, h) + log Z of the last draw, for each case.
  private(set) var logJoint: [Double]
  /// log Q(h | v)
  private(set) var logPosterior: [Double]
  /// Σₗ H(Q(hₗ | hₗ₋₁)), of which the mean over draws is H(Q).
  private(set) var entropy: [Double]

  private let machines: [RestrictedBoltzmannMachine]
  /// For each machine but the top one: inputs, probabilities and states of its hidden units, and inputs of its visible units.
  private let layers: [(inputs: Matrix, probabilities: Matrix, states: Matrix, visibleInputs: Matrix)]
  private let topInputs: Matrix
  private var terms: [Double]

  init(_ network: DeepBeliefNetwork, rows: Int) {
    machines = network.machines
    visible = Matrix(rows: rows, columns: machines[0].visibleUnits)
    layers = machines.dropLast().map { machine in
      func hidden() -> Matrix { Matrix(rows: rows, columns: machine.hiddenUnits) }
      return (hidden(), hidden(), hidden(), Matrix(rows: rows, columns: machine.visibleUnits))
    }
    topInputs = Matrix(rows: rows, columns: machines[machines.count - 1].hiddenUnits)
    terms = [Double](repeating: 0, count: rows)
    (logJoint, logPosterior, entropy) = (terms, terms, terms)
  }

  func draw(using stream: inout PhiloxStream) {
    for row in terms.indices { (logJoint[row], logPosterior[row], entropy[row]) = (0, 0, 0) }
    var below = visible
    for (machine, layer) in zip(machines, layers) {
      multiply(below, machine.weight, into: layer.inputs)
      layer.probabilities.assign(layer.inputs)
      layer.probabilities.applySigmoid(bias: machine.hiddenBias, sampling: layer.states, using: &stream)
      layer.inputs.sumLogProbabilities(of: layer.states, bias: machine.hiddenBias, into: &terms)
      add(terms, to: &logPosterior)
      layer.inputs.sumLogProbabilities(of: layer.probabilities, bias: machine.hiddenBias, into: &terms)
      add(terms, to: &entropy, sign: -1)
      multiply(layer.states, machine.weight.transposed, into: layer.visibleInputs)
      layer.visibleInputs.sumLogProbabilities(of: below, bias: machine.visibleBias, into: &terms)
      add(terms, to: &logJoint)
      below = layer.states
    }
    let top = machines[machines.count - 1]
    multiply(below, top.weight, into: topInputs)
    topInputs.sumSoftplus(bias: top.hiddenBias, into: &terms)
    add(terms, to: &logJoint)
    below.dotRows(top.visibleBias, into: &terms)
    add(terms, to: &logJoint)
  }

  private func add(_ terms: [Double], to sums: inout [Double], sign: Double = 1) {
    for row in terms.indices { sums[row] += sign * terms[row] }
  }
}
