import Foundation
import LinearAlgebra

/// Visible units that know nothing of one another: the best that a machine of the same visible units can do without hidden ones, and
/// what it must surpass to have learned more than means.
///
/// p(v) = Πᵢ p(vᵢ), each factor fitted to the cases:
///
/// | units | factor |
/// | --- | --- |
/// | `.bernoulli` | on with (n⟨v⟩ + 1)/(n + 2), Laplace's rule of succession, so that no unit is impossible |
/// | `.bernoulliAndLabels` | the same, and labels by their shares, each of which gets a case more |
/// | `.gaussian` | N(⟨v⟩, 1) |
/// | `.gaussianLearned` | N(⟨v⟩, variance), at least the least variance that such a machine may learn |
public struct IndependentUnits {
  public let layer: UnitLayer

  /// - Parameters:
  ///   - cases: to be fitted, at least one; n × visible.
  ///   - leastVariance: of `.gaussianLearned` units; see ``LikelihoodTraining/leastVariance``.
  public init(_ cases: CaseTable, kind: UnitKind, leastVariance: Float = 0.01) {
    let count = Double(cases.count)
    let means = cases.columnMeans.map { kind.isGaussian ? $0 : ($0 * count + 1) / (count + 2) }
    let units = means.count
    let logVariances =
      kind == .gaussianLearned ? cases.columnDeviations.map { log(max(Float($0 * $0), leastVariance)) } : nil
    layer = UnitLayer(
      kind: kind, bias: Matrix(rows: 1, columns: units, values: kind.biases(ofMeans: means, margin: 1e-12)),
      logVariance: logVariances.map { Matrix(rows: 1, columns: units, values: $0) })
  }

  /// log p(v) of each case, in nats; of Gaussian units a density's.
  public func logLikelihoods(of cases: CaseTable) -> [Double] {
    let batchSize = min(500, max(cases.count, 1))
    let visible = Matrix(rows: batchSize, columns: cases.columns)
    var logPartition = [0.0]
    layer.sumLogPartitions(of: Matrix(rows: 1, columns: cases.columns), into: &logPartition)
    return stride(from: 0, to: cases.count, by: batchSize).flatMap { start in
      let rows = visible.rows(0..<min(batchSize, cases.count - start))
      cases.gather(from: start, into: rows)
      var energies = [Double](repeating: 0, count: rows.rows)
      layer.sumOwnEnergies(of: rows, into: &energies)
      return energies.map { -$0 - logPartition[0] }
    }
  }
}
