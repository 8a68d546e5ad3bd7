import Foundation
import LinearAlgebra

/// Likelihoods without approximation, for machines with at most 25 binary units in one layer; see
/// ``RestrictedBoltzmannMachine/isEnumerable``. Of Gaussian visible units they are logarithms of densities.
extension RestrictedBoltzmannMachine {
  /// log Z = log Σᵥ,ₕ e^−E(v, h), in nats, by enumerating the states of the smaller layer; the
  /// other layer is summed out as in the free energy, Hinton (2010), equation 25.
  ///
  /// Time grows as 2^units · units of the other layer. Softplus sums are taken in single precision, everything else in double,
  /// which leaves an error of some 10⁻⁵ nats.
  ///
  public func logPartitionFunction() -> Double {
    LogSumExp.of(StateEnumeration(self).logWeightsOfParts())
  }

  /// log p(v) = −F(v) − log Z of each case, in nats.
  ///
  /// - Parameters:
  ///   - cases: binary for binary units. Of grey cases this is no logarithm of a probability; see ``Binarization``.
  ///   - logPartition: log Z, exact or estimated.
  public func logLikelihoods(of cases: CaseTable, logPartition: Double) -> [Double] {
    FreeEnergy(self).values(cases).map { -$0 - logPartition }
  }

  /// The mean of log p(v) over the cases, in nats. NaN if there are none.
  public func meanLogLikelihood(of cases: CaseTable, logPartition: Double) -> Double {
    -FreeEnergy(self).mean(cases) - logPartition
  }

  /// Independent draws of v from the model itself, count × visible, by enumeration: no Markov chain, no error but rounding.
  public func exactSamples(count: Int, seed: UInt64) -> Matrix {
    let enumeration = StateEnumeration(self)
    var stream = PhiloxStream(seed: seed, stream: .exactSampling)
    let states = enumeration.draw(count: count, using: &stream)
    guard !enumeration.isVisible else { return states }
    let (probabilities, visible) = (
      Matrix(rows: count, columns: visibleUnits), Matrix(rows: count, columns: visibleUnits)
    )
    sampleVisible(of: states, probabilities: probabilities, states: visible, using: &stream)
    return visible
  }
}

extension StateEnumeration {
  /// Independent states of the enumerated layer, count × units: first the part, then the state within it.
  fileprivate func draw(count: Int, using stream: inout PhiloxStream) -> Matrix {
    let logs = logWeightsOfParts()
    let total = LogSumExp.of(logs)
    // Ascending cumulative probabilities, so that one pass over the states serves all draws.
    let targets = (0..<count).map { _ in stream.nextUniform() }.sorted()
    var order = (0..<Int32(count)).map { $0 }
    stream.shuffle(&order)
    let result = Matrix(rows: count, columns: units)
    let offset = Matrix(rows: 1, columns: others)
    var values = [Double](repeating: 0, count: statesInBlock)
    var (next, below) = (0, 0.0)
    var lastState = 0
    for (part, blocks) in parts.enumerated() {
      let end = below + exp(logs[part] - total)
      if next < count && targets[next] < end {
        var cumulative = below
        for block in blocks where next < count {
          writeLogWeights(block: block, offset: offset, into: &values)
          for (state, value) in values.enumerated() {
            cumulative += exp(value - total)
            lastState = block * statesInBlock + state
            while next < count && targets[next] < cumulative {
              write(lastState, into: result.rows(Int(order[next])..<Int(order[next]) + 1))
              next += 1
            }
          }
        }
      }
      below = end
    }
    // Rounding may leave the sum of all probabilities 10⁻¹² below 1.
    while next < count {
      write(lastState, into: result.rows(Int(order[next])..<Int(order[next]) + 1))
      next += 1
    }
    return result
  }
}
