import LinearAlgebra

extension RestrictedBoltzmannMachine {
  /// E(v, h) = −vᵀWh − bᵀv − cᵀh for one case; `visible` is 1 × visible, `hidden` 1 × hidden.
  public func energy(visible: Matrix, hidden: Matrix) -> Double {
    precondition(visible.count == visibleUnits && hidden.count == hiddenUnits, "states of the wrong length")
    var energy = 0.0
    // BEGIN SOLUTION 3.1
    for i in 0..<visibleUnits {
      let v = Double(visible.pointer[i])
      energy -= Double(visibleBias.pointer[i]) * v
      for j in 0..<hiddenUnits { energy -= v * Double(weight[i, j]) * Double(hidden.pointer[j]) }
    }
    for j in 0..<hiddenUnits { energy -= Double(hiddenBias.pointer[j]) * Double(hidden.pointer[j]) }
    // END SOLUTION
    return energy
  }
}

/// Computes F(v) = −log Σₕ e^−E(v, h) = −bᵀv − Σⱼ softplus(cⱼ + Σᵢ vᵢwᵢⱼ), Hinton (2010), equation 25, in large minibatches.
///
/// p(v) = e^−F(v) / Z, so the difference of two free energies is a log-ratio of probabilities although Z is unknown.
public final class FreeEnergy {
  private let machine: RestrictedBoltzmannMachine
  private let visible: Matrix
  private let hidden: Matrix
  private let visiblePart: Matrix
  private var hiddenPart: [Double]

  public init(_ machine: RestrictedBoltzmannMachine, batchSize: Int = 500) {
    self.machine = machine
    visible = Matrix(rows: batchSize, columns: machine.visibleUnits)
    hidden = Matrix(rows: batchSize, columns: machine.hiddenUnits)
    visiblePart = Matrix(rows: batchSize, columns: 1)
    hiddenPart = [Double](repeating: 0, count: batchSize)
  }

  /// The free energy of each case, in nats.
  public func values(_ cases: CaseTable) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(cases.count)
    for start in stride(from: 0, to: cases.count, by: visible.rows) {
      let count = min(visible.rows, cases.count - start)
      let v = visible.rows(0..<count)
      let h = hidden.rows(0..<count)
      let bv = visiblePart.rows(0..<count)
      cases.gather(from: start, into: v)
      // BEGIN SOLUTION 3.2
      multiply(v, machine.visibleBias.transposed, into: bv)
      multiply(v, machine.weight, into: h)
      if hiddenPart.count != count { hiddenPart = [Double](repeating: 0, count: count) }
      h.sumSoftplus(bias: machine.hiddenBias, into: &hiddenPart)
      for row in 0..<count { values.append(-Double(bv.pointer[row]) - hiddenPart[row]) }
      // END SOLUTION
    }
    return values
  }

  /// The mean over cases, in nats. NaN if there are none.
  public func mean(_ cases: CaseTable) -> Double {
    let values = values(cases)
    return values.reduce(0, +) / Double(values.count)
  }
}
