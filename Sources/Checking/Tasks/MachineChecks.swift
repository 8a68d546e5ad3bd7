import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Chapter 3, first half: what a machine says of states.
extension Suite {
  /// State number `state`, 1 × units.
  static func row(_ state: Int, units: Int) -> Matrix {
    Matrix(rows: 1, columns: units, values: (0..<units).map { Float((state >> $0) & 1) })
  }

  /// e^−E for every pair of states, visible states as rows, by the student's own energy.
  static func weights(_ machine: RestrictedBoltzmannMachine) -> [[Double]] {
    (0..<1 << machine.visibleUnits).map { v in
      (0..<1 << machine.hiddenUnits).map { h in
        exp(
          -machine.energy(
            visible: row(v, units: machine.visibleUnits), hidden: row(h, units: machine.hiddenUnits)))
      }
    }
  }

  private static func hidden(_ machine: RestrictedBoltzmannMachine, _ v: Matrix) -> Matrix {
    let h = Matrix(rows: v.rows, columns: machine.hiddenUnits)
    machine.hiddenProbabilities(of: v, into: h)
    return h
  }

  private static func visible(_ machine: RestrictedBoltzmannMachine, _ h: Matrix) -> Matrix {
    let v = Matrix(rows: h.rows, columns: machine.visibleUnits)
    machine.visibleProbabilities(of: h, into: v)
    return v
  }

  /// Units that are on with these probabilities, and nothing else: weights of 0.
  private static let probabilities: [Float] = [
    0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.98, 0.05, 0.3, 0.7, 0.8, 0.2, 0.45, 0.55, 0.65,
  ]

  private static func draws(_ situation: Situation, count: Int) -> Matrix {
    let units = probabilities.count
    let bias = Matrix(rows: 1, columns: units, values: probabilities.map { log($0 / (1 - $0)) })
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 2, columns: units), visibleBias: Matrix(rows: 1, columns: 2), hiddenBias: bias)
    let (p, states) = (Matrix(rows: count, columns: units), Matrix(rows: count, columns: units))
    var stream = PhiloxStream(seed: situation.seed, stream: .gibbs(layer: 0, epoch: 0))
    machine.sampleHidden(of: Matrix(rows: count, columns: 2), probabilities: p, states: states, using: &stream)
    return states
  }

  /// The mistake that tells how often all units are on.
  private static func diagnosis(of states: Matrix) -> String {
    let shares = (0..<states.columns).map { unit in
      (0..<states.rows).reduce(0.0) { $0 + Double(states[$1, unit]) } / Double(states.rows)
    }
    let mistakes: [(sentence: String, share: (Double) -> Double)] = [
      ("on with probability 1 − p: the comparison is turned round", { 1 - $0 }),
      ("on with probability p²: two draws, or p twice", { $0 * $0 }),
      ("on half as often as it should be: the random numbers go from 0 to 1", { $0 / 2 }),
      ("a unit is always in the same state: compare p with a random number, not with ½", { $0 > 0.5 ? 1 : 0 }),
    ]
    return mistakes.first { mistake in
      zip(shares, probabilities).allSatisfy { $1 == 0.5 || abs($0 - mistake.share(Double($1))) < 0.03 }
    }?.sentence ?? ""
  }

  static let machineChecks: [String: [Check]] = [
    "3.1": [
      .known("E(v, h) of binary states") { situation in
        let machine = situation.machine()
        let (v, h) = (
          situation.states(situation.cases, machine.visibleUnits, part: 10),
          situation.states(situation.cases, machine.hiddenUnits, part: 11)
        )
        return Numbers(
          (0..<situation.cases).map { machine.energy(visible: v.rows($0..<$0 + 1), hidden: h.rows($0..<$0 + 1)) })
      },
      .known("E(v, h) of grey states") { situation in
        let machine = situation.machine()
        let (v, h) = (
          situation.greys(3, machine.visibleUnits, part: 12), situation.greys(3, machine.hiddenUnits, part: 13)
        )
        return Numbers((0..<3).map { machine.energy(visible: v.rows($0..<$0 + 1), hidden: h.rows($0..<$0 + 1)) })
      },
      .property("E(0, 0) = 0") { situation in
        let machine = situation.machine()
        let energy = machine.energy(visible: row(0, units: situation.visible), hidden: row(0, units: situation.hidden))
        guard energy == 0 else { throw Check.Complaint(expected: "0", came: "\(energy)") }
      },
      .property("turning on one pair of units lowers the energy by b + c + w") { situation in
        let machine = situation.machine()
        let energy = machine.energy(visible: row(1, units: situation.visible), hidden: row(1, units: situation.hidden))
        let expected = -Double(machine.visibleBias[0, 0] + machine.hiddenBias[0, 0] + machine.weight[0, 0])
        guard abs(energy - expected) < 1e-5 else {
          throw Check.Complaint(expected: "\(expected)", came: "\(energy)", place: "v = (1, 0 …), h = (1, 0 …)")
        }
      },
    ],
    "3.2": [
      .known("F(v) of binary cases") { situation in
        let v = situation.states(situation.cases, situation.visible, part: 14)
        return Numbers(FreeEnergy(situation.machine()).values(.numbers(v)))
      },
      .known("F(v) of more cases than fit into a minibatch") { situation in
        let v = situation.greys(5, situation.visible, part: 15)
        return Numbers(FreeEnergy(situation.machine(size: 3), batchSize: 2).values(.numbers(v)))
      },
      .property("e^−F(v) = Σ e^−E(v, h) over all h, by counting (this needs task 3.1)") { situation in
        let machine = situation.machine()
        let counted = weights(machine).map { -log($0.reduce(0, +)) }
        for (state, expected) in counted.enumerated() {
          let energy = FreeEnergy(machine).values(.numbers(row(state, units: situation.visible)))
          guard energy.count == 1, abs(energy[0] - expected) < 1e-4 else {
            throw Check.Complaint(
              expected: "\(expected) (± 0.0001)", came: "\(energy)",
              place: "v = \(row(state, units: situation.visible).values)")
          }
        }
      },
    ],
    "3.3": [
      .known("p(h | v)") { situation in
        let machine = situation.machine()
        return Numbers(hidden(machine, situation.states(situation.cases, situation.visible, part: 16)))
      },
      .known("p(v | h)") { situation in
        let machine = situation.machine()
        return Numbers(visible(machine, situation.states(situation.cases, situation.hidden, part: 17)))
      },
      .property("p(h | v) is what counting says (this needs task 3.1)") { situation in
        let machine = situation.machine()
        for (state, weights) in weights(machine).enumerated() {
          let p = hidden(machine, row(state, units: situation.visible))
          for unit in 0..<situation.hidden {
            let on = weights.enumerated().reduce(0) { ($1.offset >> unit) & 1 == 1 ? $0 + $1.element : $0 }
            let expected = on / weights.reduce(0, +)
            guard abs(Double(p[0, unit]) - expected) < 1e-5 else {
              throw Check.Complaint(expected: "\(expected)", came: "\(p[0, unit])", place: "hidden unit \(unit + 1)")
            }
          }
        }
      },
    ],
    "3.4": [
      .property("states are 0 or 1") { situation in
        if let odd = draws(situation, count: 50).values.first(where: { $0 != 0 && $0 != 1 }) {
          throw Check.Complaint(
            expected: "0 or 1", came: "\(odd)", diagnosis: "these are no states: draw 1 with probability p, else 0")
        }
      },
      .property("units are on as often as they should (a right answer fails less than once in 10⁶ times)") {
        situation in
        let count = 20_000
        let states = draws(situation, count: count)
        for (unit, p) in probabilities.map(Double.init).enumerated() {
          let share = (0..<count).reduce(0.0) { $0 + Double(states[$1, unit]) } / Double(count)
          // Of all 17 units together 1.2 · 10⁻⁸, by the binomial distributions.
          guard abs(share - p) > 6.2 * (p * (1 - p) / Double(count)).squareRoot() else { continue }
          throw Check.Complaint(
            expected: "on in a share of \(p) of \(count) cases", came: "\(share)", place: "unit \(unit + 1)",
            diagnosis: diagnosis(of: states))
        }
      },
      .property("cases and units are independent (a right answer fails less than once in 10⁶ times)") { situation in
        let count = 4000
        let states = draws(situation, count: count)
        for unit in 1..<probabilities.count {
          let (p, q) = (Double(probabilities[unit - 1]), Double(probabilities[unit]))
          let both = (0..<count).reduce(0.0) { sum, row in
            sum + (Double(states[row, unit - 1]) - p) * (Double(states[row, unit]) - q)
          }
          let deviation = (p * (1 - p) * q * (1 - q) * Double(count)).squareRoot()
          // Of all 16 pairs together 9.9 · 10⁻⁸, by the exact distributions; those of rare events have longer tails than the normal.
          guard abs(both) > 7 * deviation else { continue }
          throw Check.Complaint(
            expected: "no correlation of units \(unit) and \(unit + 1)",
            came: "\(both / deviation) standard deviations",
            diagnosis: "all units are drawn with the same random number")
        }
      },
    ],
  ]
}
