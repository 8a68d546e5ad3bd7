import BoltzmannMachines
import LinearAlgebra

extension Laboratory {
  /// How long training takes from the beginning to the end, roughly, in seconds: what its products cost, at a share of this core's peak.
  public var expectedTrainingSeconds: Double {
    var operations = 0.0
    for (visible, hidden) in zip([data.visibleUnits] + settings.hidden, settings.hidden) {
      operations += operationsOfAnEpoch(visible: visible, hidden: hidden) * Double(settings.epochs)
    }
    return operations / (Self.efficiency * 1e9 * Peak.gflops(cores: 1, size: 512, trials: 2))
  }

  /// Of the peak; the rest goes into random numbers, exponentials and what is measured after each epoch.
  private static let efficiency = 0.4

  private func operationsOfAnEpoch(visible: Int, hidden: Int) -> Double {
    let (cases, batch) = (data.training.count, settings.training.batchSize)
    let ofCases = settings.training.operations(visible: visible, hidden: hidden) * Double(cases)
    guard settings.training.estimator == .exact else { return ofCases }
    let (few, many) = (min(visible, hidden), max(visible, hidden))
    // Each state of the smaller layer goes through the weights, through exponentials, and into the statistics.
    let ofStates = Double(1 << few) * Double(many) * Double(4 * few + Self.operationsOfAnExponential)
    return ofCases + ofStates * Double(max(cases / max(batch, 1), 1))
  }

  private static let operationsOfAnExponential = 20
}
