import Foundation
import LinearAlgebra

@testable import BoltzmannMachines

/// A machine with 4 visible and 3 hidden units, small enough to enumerate its 128 states in double precision.
struct TinyMachine {
  static let (visibleUnits, hiddenUnits) = (4, 3)
  let machine: RestrictedBoltzmannMachine

  init(seed: UInt64 = 1) {
    var stream = PhiloxStream(seed: seed, stream: .selection)
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      let matrix = Matrix(rows: rows, columns: columns)
      matrix.fillNormal(standardDeviation: 1, using: &stream)
      return matrix
    }
    machine = RestrictedBoltzmannMachine(
      weight: random(Self.visibleUnits, Self.hiddenUnits), visibleBias: random(1, Self.visibleUnits),
      hiddenBias: random(1, Self.hiddenUnits))
  }

  /// All binary vectors of a length, one in each row.
  static func states(_ units: Int) -> [[Double]] {
    (0..<1 << units).map { number in (0..<units).map { Double((number >> $0) & 1) } }
  }

  /// E(v, h) by its definition.
  func energy(_ v: [Double], _ h: [Double]) -> Double {
    var energy = 0.0
    for i in v.indices {
      energy -= Double(machine.visibleBias[0, i]) * v[i]
      for j in h.indices { energy -= v[i] * Double(machine.weight[i, j]) * h[j] }
    }
    for j in h.indices { energy -= Double(machine.hiddenBias[0, j]) * h[j] }
    return energy
  }

  /// −log Σₕ e^−E(v, h), summing over all hidden states.
  func freeEnergy(_ v: [Double]) -> Double {
    -log(Self.states(Self.hiddenUnits).reduce(0) { $0 + exp(-energy(v, $1)) })
  }

  /// p(h | v) of every hidden state.
  func posterior(_ v: [Double]) -> [(h: [Double], p: Double)] {
    let weights = Self.states(Self.hiddenUnits).map { ($0, exp(-energy(v, $0))) }
    let sum = weights.reduce(0) { $0 + $1.1 }
    return weights.map { ($0.0, $0.1 / sum) }
  }

  /// p(v) of every visible state.
  var visibleDistribution: [(v: [Double], p: Double)] {
    let weights = Self.states(Self.visibleUnits).map { ($0, exp(-freeEnergy($0))) }
    let sum = weights.reduce(0) { $0 + $1.1 }
    return weights.map { ($0.0, $0.1 / sum) }
  }

  static func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows[0].count, values: rows.flatMap { $0.map { Float($0) } })
  }
}
