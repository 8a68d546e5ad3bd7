import Foundation
import LinearAlgebra

@testable import BoltzmannMachines

/// A machine of any small size with normal weights, and its distribution over visible states by plain sums in double precision.
struct ReferenceMachine {
  let machine: RestrictedBoltzmannMachine
  var visibleUnits: Int { machine.visibleUnits }
  var hiddenUnits: Int { machine.hiddenUnits }

  init(visible: Int, hidden: Int, seed: UInt64 = 1, deviation: Float = 1) {
    var stream = PhiloxStream(seed: seed, stream: .selection)
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      let matrix = Matrix(rows: rows, columns: columns)
      matrix.fillNormal(standardDeviation: deviation, using: &stream)
      return matrix
    }
    machine = RestrictedBoltzmannMachine(
      weight: random(visible, hidden), visibleBias: random(1, visible), hiddenBias: random(1, hidden))
  }

  init(_ machine: RestrictedBoltzmannMachine) { self.machine = machine }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  /// State number `number` of a layer.
  static func state(_ number: Int, units: Int) -> [Double] { (0..<units).map { Double((number >> $0) & 1) } }

  static func number(_ matrix: Matrix, row: Int) -> Int {
    (0..<matrix.columns).reduce(0) { $0 + (matrix[row, $1] == 1 ? 1 << $1 : 0) }
  }

  func hiddenInputs(_ v: [Double], temperature: Double = 1) -> [Double] {
    (0..<hiddenUnits).map { j in
      temperature * v.indices.reduce(Double(machine.hiddenBias[0, j])) { $0 + v[$1] * Double(machine.weight[$1, j]) }
    }
  }

  func visibleInputs(_ h: [Double]) -> [Double] {
    (0..<visibleUnits).map { i in
      h.indices.reduce(Double(machine.visibleBias[0, i])) { $0 + h[$1] * Double(machine.weight[i, $1]) }
    }
  }

  func negativeFreeEnergy(_ v: [Double]) -> Double {
    v.indices.reduce(0.0) { $0 + v[$1] * Double(machine.visibleBias[0, $1]) }
      + hiddenInputs(v).reduce(0) { $0 + Self.softplus($1) }
  }

  /// log Z by enumerating the visible states, whichever layer is the smaller.
  var logPartition: Double {
    let logs = (0..<1 << visibleUnits).map { negativeFreeEnergy(Self.state($0, units: visibleUnits)) }
    let peak = logs.max() ?? 0
    return peak + log(logs.reduce(0) { $0 + exp($1 - peak) })
  }

  /// p(v) of every visible state, by its number.
  var distribution: [Double] {
    let logPartition = logPartition
    return (0..<1 << visibleUnits).map { exp(negativeFreeEnergy(Self.state($0, units: visibleUnits)) - logPartition) }
  }

  /// The probability that one Gibbs step at an inverse temperature between a base and this machine takes v to v′, all pairs:
  /// p(v′|v) = Σₕ p(h|v) p(v′|h), by number.
  func transitions(temperature: Double = 1, base: [Double]? = nil) -> [[Double]] {
    let base = base ?? [Double](repeating: 0, count: visibleUnits)
    let hiddenStates = (0..<1 << hiddenUnits).map { Self.state($0, units: hiddenUnits) }
    let down = hiddenStates.map { h in
      let inputs = visibleInputs(h)
      return (0..<1 << visibleUnits).map { number in
        Self.probability(
          Self.state(number, units: visibleUnits),
          inputs: inputs.indices.map { temperature * inputs[$0] + (1 - temperature) * base[$0] })
      }
    }
    return (0..<1 << visibleUnits).map { number in
      let inputs = hiddenInputs(Self.state(number, units: visibleUnits), temperature: temperature)
      let up = hiddenStates.map { Self.probability($0, inputs: inputs) }
      return (0..<1 << visibleUnits).map { target in
        hiddenStates.indices.reduce(0.0) { $0 + up[$1] * down[$1][target] }
      }
    }
  }

  /// Of independent units.
  static func probability(_ states: [Double], inputs: [Double]) -> Double {
    zip(states, inputs).reduce(1) { $0 * ($1.0 == 1 ? sigmoid($1.1) : sigmoid(-$1.1)) }
  }

  /// All visible states as cases, in order of their numbers.
  var allStates: CaseTable {
    .numbers(TinyMachine.matrix((0..<1 << visibleUnits).map { Self.state($0, units: visibleUnits) }))
  }
}

/// Pearson's χ² of how often each outcome was seen, and the bound that it exceeds once in 10⁶ (Wilson & Hilferty 1931).
/// Outcomes with an expectation below 5 are counted together.
func chiSquared(counts: [Int], probabilities: [Double]) -> (value: Double, bound: Double) {
  let total = Double(counts.reduce(0, +))
  var (sum, cells) = (0.0, 0)
  var rest = (count: 0.0, expected: 0.0)
  for (count, p) in zip(counts, probabilities) {
    if p * total < 5 {
      rest = (rest.count + Double(count), rest.expected + p * total)
    } else {
      sum += pow(Double(count) - p * total, 2) / (p * total)
      cells += 1
    }
  }
  if rest.expected >= 1 {
    sum += pow(rest.count - rest.expected, 2) / rest.expected
    cells += 1
  }
  let freedom = Double(max(cells - 1, 1))
  let third = 2 / (9 * freedom)
  return (sum, freedom * pow(1 - third + 4.753 * third.squareRoot(), 3))
}

extension Matrix {
  /// The greatest distance between elements at the same place.
  func worstDifference(to other: Matrix) -> Double {
    zip(values, other.values).reduce(0.0) { max($0, abs(Double($1.0) - Double($1.1))) }
  }
}
