import LinearAlgebra

extension RestrictedBoltzmannMachine {
  /// E(v, h) of one case, in nats; `visible` is 1 × visible, `hidden` 1 × hidden. See ``RestrictedBoltzmannMachine`` for each kind of
  /// units; noisy rectified ones have none.
  public func energy(visible: Matrix, hidden: Matrix) -> Double {
    precondition(visible.count == visibleUnits && hidden.count == hiddenUnits, "states of the wrong length")
    precondition(hiddenKind != .noisyRectified, "noisy rectified units have no energy")
    var energy = 0.0
    // BEGIN SOLUTION 3.1
    var (own, ownHidden) = ([0.0], [0.0])
    visibleLayer.sumOwnEnergies(of: visible, into: &own)
    hiddenLayer.sumOwnEnergies(of: hidden, into: &ownHidden)
    energy += own[0] + ownHidden[0]
    for i in 0..<visibleUnits {
      let v = Double(visible.pointer[i]) * visibleLayer.precision(i)
      for j in 0..<hiddenUnits { energy -= v * Double(weight[i, j]) * Double(hidden.pointer[j]) }
    }
    // END SOLUTION
    return energy
  }

  /// values[row] ← F of each row of `visible`, in nats; `inputs` holds its ``hiddenInputs(of:into:)``.
  func writeFreeEnergies(of visible: Matrix, inputs: Matrix, into values: inout [Double]) {
    var hiddenPart = values
    hiddenLayer.sumLogPartitions(of: inputs, into: &hiddenPart)
    visibleLayer.sumOwnEnergies(of: visible, into: &values)
    for row in values.indices { values[row] -= hiddenPart[row] }
  }
}

/// Computes F(v) = −log Σₕ e^−E(v, h), in large minibatches.
///
/// Of binary units it is −bᵀv − Σⱼ softplus(cⱼ + Σᵢ vᵢwᵢⱼ), Hinton (2010), equation 25. In general it is the visible layer's own part of
/// the energy less what is left of the hidden layer when its states are summed (or integrated) out:
///
/// | visible part | | hidden part, y = c + inputs | |
/// | --- | --- | --- | --- |
/// | −bᵀv | binary units, labels | −Σ softplus(yⱼ) | binary |
/// | ½Σ (vᵢ − bᵢ)²/σᵢ² | Gaussian | −Σ ½(yⱼ² − cⱼ²) + ½ log 2π | Gaussian |
/// | | | Σ Li₂(−e^yⱼ) | the copies that noisy rectified units stand for |
///
/// p(v) = e^−F(v) / Z, of Gaussian visible units a density, so the difference of two free energies is a log-ratio of probabilities
/// although Z is unknown.
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
      if hiddenPart.count != count { hiddenPart = [Double](repeating: 0, count: count) }
      guard machine.isBinary else {
        machine.hiddenInputs(of: v, into: h)
        machine.writeFreeEnergies(of: v, inputs: h, into: &hiddenPart)
        values += hiddenPart
        continue
      }
      // BEGIN SOLUTION 3.2
      multiply(v, machine.visibleBias.transposed, into: bv)
      multiply(v, machine.weight, into: h)
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
