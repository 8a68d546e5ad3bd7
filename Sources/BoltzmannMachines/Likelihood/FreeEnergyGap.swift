import LinearAlgebra

/// The mean free energy of validation cases less that of training cases, in nats; Hinton (2010), section 6.
///
/// log Z cancels, so of binary cases this is how much more probable the model makes a training case than a validation case, on
/// average of the logarithm. Near 0: no overfitting. It cannot be compared between models by anything but this difference.
public struct FreeEnergyGap: Sendable {
  /// Of each case, in nats: what histograms are drawn of.
  public let training: [Double]
  public let validation: [Double]

  public init(training: [Double], validation: [Double]) {
    (self.training, self.validation) = (training, validation)
  }

  public init(_ machine: RestrictedBoltzmannMachine, training: CaseTable, validation: CaseTable) {
    let freeEnergy = FreeEnergy(machine)
    self.init(training: freeEnergy.values(training), validation: freeEnergy.values(validation))
  }

  /// NaN if a side has no cases.
  public var value: Double { Self.mean(validation) - Self.mean(training) }

  /// Of `value`, from having only so many cases; NaN if a side has fewer than two.
  public var standardError: Double { (Self.squaredError(training) + Self.squaredError(validation)).squareRoot() }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The square of the standard error of the mean of so many values; NaN of fewer than two.
  public static func squaredError(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1) / Double(values.count)
  }
}

extension RestrictedBoltzmannMachine {
  /// The mean over visible units of (vᵢ − p(vᵢ = 1 | p(h | v)))² for each case: once up and down by probabilities, so nothing is
  /// random. A weak witness of learning; Hinton (2010), section 5.
  public func reconstructionErrors(of cases: CaseTable, batchSize: Int = 500) -> [Double] {
    DeepBeliefNetwork(machines: [self]).reconstructionErrors(of: cases, batchSize: batchSize)
  }
}

extension DeepBeliefNetwork {
  /// The same up through all machines and down again, for each case.
  public func reconstructionErrors(of cases: CaseTable, batchSize: Int = 500) -> [Double] {
    let batch = Matrix(rows: batchSize, columns: cases.columns)
    var errors: [Double] = []
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let visible = batch.rows(0..<min(batchSize, cases.count - start))
      cases.gather(from: start, into: visible)
      let reconstruction = reconstruction(of: visible, depth: machines.count)
      errors += (0..<visible.rows).map {
        visible.rows($0..<$0 + 1).squaredDistance(to: reconstruction.rows($0..<$0 + 1)) / Double(cases.columns)
      }
    }
    return errors
  }
}
