import Foundation
import LinearAlgebra

@testable import BoltzmannMachines

/// A tiny machine of any kind of units with an energy, by sums and integrals over its states in double precision: binary states and
/// labels are enumerated, and Gaussian units stand on a grid. The sum over a grid of a function that falls off like a normal density
/// of deviation σ is off by e^(−2π²σ²/spacing²), here less than 10⁻²⁰.
struct IntegratedMachine {
  let machine: RestrictedBoltzmannMachine
  /// All states of a layer, with the logarithm of what each stands for: 0, or that of a cell of the grid.
  let visibleStates: [State]
  let hiddenStates: [State]

  struct State {
    let values: [Double]
    let logWeight: Double
  }

  init(visible: (UnitKind, Int), hidden: (UnitKind, Int), deviation: Float = 0.8, seed: UInt64 = 1) {
    var stream = PhiloxStream(seed: seed, stream: .selection)
    func random(_ rows: Int, _ columns: Int, _ deviation: Float) -> Matrix {
      let matrix = Matrix(rows: rows, columns: columns)
      matrix.fillNormal(standardDeviation: deviation, using: &stream)
      return matrix
    }
    machine = RestrictedBoltzmannMachine(
      weight: random(visible.1, hidden.1, deviation), visibleBias: random(1, visible.1, 0.7),
      hiddenBias: random(1, hidden.1, 0.7), visibleKind: visible.0, hiddenKind: hidden.0,
      visibleLogVariance: visible.0 == .gaussianLearned
        ? Matrix(rows: 1, columns: visible.1, values: (0..<visible.1).map { $0 % 2 == 0 ? -0.7 : 0.5 }) : nil)
    visibleStates = Self.states(visible.0, visible.1)
    hiddenStates = Self.states(hidden.0, hidden.1)
  }

  private static func states(_ kind: UnitKind, _ units: Int) -> [State] {
    if kind.isGaussian {
      let (spacing, half) = (0.3, 30)
      return (0..<units).reduce([State(values: [], logWeight: 0)]) { states, _ in
        states.flatMap { state in
          (-half...half).map {
            State(values: state.values + [Double($0) * spacing], logWeight: state.logWeight + log(spacing))
          }
        }
      }
    }
    let all: [[Double]] = (0..<1 << units).map { ReferenceMachine.state($0, units: units) }
    let possible = all.filter { (state: [Double]) -> Bool in
      kind.labels == 0 || state.suffix(kind.labels).reduce(0, +) == 1
    }
    return possible.map { State(values: $0, logWeight: 0) }
  }

  /// The energy as it is written in the docstring of `RestrictedBoltzmannMachine`, term by term.
  func energy(_ v: [Double], _ h: [Double]) -> Double {
    var energy = 0.0
    let variances = v.indices.map { exp(Double(machine.visibleLogVariance?[0, $0] ?? 0)) }
    for i in v.indices {
      let b = Double(machine.visibleBias[0, i])
      energy += machine.visibleKind.isGaussian ? (v[i] - b) * (v[i] - b) / (2 * variances[i]) : -b * v[i]
      for j in h.indices { energy -= v[i] * Double(machine.weight[i, j]) * h[j] / variances[i] }
    }
    for j in h.indices {
      let c = Double(machine.hiddenBias[0, j])
      energy += machine.hiddenKind.isGaussian ? (h[j] - c) * (h[j] - c) / 2 : -c * h[j]
    }
    return energy
  }

  func freeEnergy(_ v: [Double]) -> Double { -logSum(hiddenStates.map { $0.logWeight - energy(v, $0.values) }) }

  var logPartition: Double { logSum(visibleStates.map { $0.logWeight - freeEnergy($0.values) }) }

  /// The mean of log p(v) over some cases.
  func logLikelihood(_ cases: [[Double]]) -> Double {
    -cases.reduce(0) { $0 + freeEnergy($1) } / Double(cases.count) - logPartition
  }

  /// Each state of a layer with its probability given the other layer's.
  func hiddenDistribution(given v: [Double]) -> [(values: [Double], p: Double)] {
    let f = freeEnergy(v)
    return hiddenStates.map { ($0.values, exp($0.logWeight - energy(v, $0.values) + f)) }
  }

  func visibleDistribution(given h: [Double]) -> [(values: [Double], p: Double)] {
    let logs = visibleStates.map { $0.logWeight - energy($0.values, h) }
    let sum = logSum(logs)
    return zip(visibleStates, logs).map { ($0.values, exp($1 - sum)) }
  }

  /// Each visible state with its probability in the model.
  var visibleDistribution: [(values: [Double], p: Double)] {
    let logs = visibleStates.map { $0.logWeight - freeEnergy($0.values) }
    let sum = logSum(logs)
    return zip(visibleStates, logs).map { ($0.values, exp($1 - sum)) }
  }

  private func logSum(_ logs: [Double]) -> Double {
    let peak = logs.max() ?? 0
    return peak + log(logs.reduce(0) { $0 + exp($1 - peak) })
  }

  /// Some visible states that are possible, for conditionals and as cases.
  var someVisible: [[Double]] { Self.some(visibleStates, machine.visibleKind) }
  var someHidden: [[Double]] { Self.some(hiddenStates, machine.hiddenKind) }

  /// Of a grid only states within ±2.5: further out nothing is.
  private static func some(_ states: [State], _ kind: UnitKind) -> [[Double]] {
    let near = states.map(\.values).filter { !kind.isGaussian || $0.allSatisfy { abs($0) < 2.5 } }
    return stride(from: 0, to: near.count, by: max(1, near.count / 9)).map { near[$0] }
  }
}

/// Names tiny machines, each made anew where it is needed, since tests may change its parameters.
enum TinyKind: CaseIterable, Sendable {
  case gaussian
  case learned
  case hidden
  case labels
  case labelsAndGaussian
  case both

  var machine: IntegratedMachine {
    let labels = UnitKind.bernoulliAndLabels(classes: 3)
    return switch self {
    case .gaussian: IntegratedMachine(visible: (.gaussian, 2), hidden: (.bernoulli, 3))
    case .learned: IntegratedMachine(visible: (.gaussianLearned, 2), hidden: (.bernoulli, 3))
    case .hidden: IntegratedMachine(visible: (.bernoulli, 3), hidden: (.gaussian, 2))
    case .labels: IntegratedMachine(visible: (labels, 5), hidden: (.bernoulli, 3), deviation: 1.2)
    case .labelsAndGaussian: IntegratedMachine(visible: (labels, 5), hidden: (.gaussian, 2))
    case .both: IntegratedMachine(visible: (.gaussian, 1), hidden: (.gaussian, 2), deviation: 0.3)
    }
  }
}

/// The greatest distance between the distribution of some draws and one with the given probability of being at most x, and the bound
/// that it exceeds with probability 10⁻⁷ (Kolmogorov & Smirnov, by Massart's inequality; for atoms too).
func kolmogorovSmirnov(_ draws: [Double], _ distribution: (Double) -> Double) -> (value: Double, bound: Double) {
  let (sorted, count) = (draws.sorted(), Double(draws.count))
  var worst = 0.0
  for (index, x) in sorted.enumerated() where index + 1 == sorted.count || sorted[index + 1] > x {
    worst = max(worst, abs(Double(index + 1) / count - distribution(x)))
  }
  return (worst, (log(2 / 1e-7) / (2 * count)).squareRoot())
}

/// The standard normal distribution.
func normalDistribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
