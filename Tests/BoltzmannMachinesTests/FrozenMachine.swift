import LinearAlgebra

@testable import BoltzmannMachines

/// Machines whose chains stay where they began although they seem to forget at once.
enum FrozenMachine {
  /// Eight visible units that are all on (but for 2 % each) while one hidden unit is, and all off while it is not; the first kind of state
  /// has e⁶ times the probability of the second, and no chain of thousands of steps changes from one to the other. Further units know
  /// nothing of each other: coins in the visible layer, hidden ones that are off.
  ///
  /// - Parameter idle: further units in either layer: 30 make a machine that cannot be enumerated.
  /// - Returns: with log Z, a sum of two terms.
  static func twoModes(idle: Int = 0) -> (machine: RestrictedBoltzmannMachine, logPartition: Double) {
    let (coupled, off, hiddenBias) = (Float(10.12), Float(-6), Float(-27))
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 8 + idle, columns: 1 + idle),
      visibleBias: Matrix(
        rows: 1, columns: 8 + idle, values: [Float](repeating: off, count: 8) + [Float](repeating: 0, count: idle)),
      hiddenBias: Matrix(rows: 1, columns: 1 + idle, values: [hiddenBias] + [Float](repeating: -20, count: idle)))
    for unit in 0..<8 { machine.weight[unit, 0] = coupled }
    let modes = [
      8 * ReferenceMachine.softplus(Double(off)),
      Double(hiddenBias) + 8 * ReferenceMachine.softplus(Double(off + coupled)),
    ]
    let rest = Double(idle) * (ReferenceMachine.softplus(0) + ReferenceMachine.softplus(-20))
    return (machine, LogSumExp.of(modes) + rest)
  }

  /// Cases of the less probable mode, all units off but for every second idle one.
  static func cases(_ count: Int, idle: Int) -> CaseTable {
    .numbers(
      Matrix(
        rows: count, columns: 8 + idle,
        values: (0..<count * (8 + idle)).map { index in
          let unit = index % (8 + idle)
          return unit >= 8 && unit % 2 == 0 ? 1 : 0
        }))
  }
}
