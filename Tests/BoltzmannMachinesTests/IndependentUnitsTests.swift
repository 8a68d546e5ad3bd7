import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct IndependentUnitsTests {
  private let cases = Matrix(
    rows: 4, columns: 3,
    values: [
      1, 0, 1,
      1, 0, 0,
      0, 0, 1,
      1, 0, 0,
    ])

  /// Laplace's rule of succession by hand: units are on with 4/6, 1/6 and 3/6.
  @Test func binaryUnitsFollowLaplace() {
    let units = IndependentUnits(.numbers(cases), kind: .bernoulli)
    let others = Matrix(rows: 2, columns: 3, values: [1, 0, 1, 0, 1, 0])
    let right = [log(4.0 / 6 * 5 / 6 * 3 / 6), log(2.0 / 6 * 1 / 6 * 3 / 6)]
    for (mine, right) in zip(units.logLikelihoods(of: .numbers(others)), right) { #expect(abs(mine - right) < 1e-6) }
  }

  /// The probabilities of all states sum to 1, labels included: of those one is on.
  @Test func probabilitiesSumToOne() {
    func total(_ kind: UnitKind, _ states: [[Float]]) -> Double {
      let units = IndependentUnits(.numbers(cases), kind: kind)
      let matrix = Matrix(rows: states.count, columns: 3, values: states.flatMap { $0 })
      return units.logLikelihoods(of: .numbers(matrix)).reduce(0) { $0 + exp($1) }
    }
    let all = (0..<8).map { state in (0..<3).map { Float(state >> $0 & 1) } }
    #expect(abs(total(.bernoulli, all) - 1) < 1e-6)
    let labelled = all.filter { $0[1] + $0[2] == 1 }
    #expect(abs(total(.bernoulliAndLabels(classes: 2), labelled) - 1) < 1e-6)
  }

  /// Densities by the formula of the normal distribution, with variance 1 or the cases' own, which has a floor.
  @Test(arguments: [UnitKind.gaussian, .gaussianLearned])
  func gaussianUnitsHaveNormalDensities(kind: UnitKind) {
    let units = IndependentUnits(.numbers(cases), kind: kind, leastVariance: 0.01)
    let variances = kind == .gaussian ? [1.0, 1, 1] : [0.1875, 0.01, 0.25]
    let (x, means) = ([0.5, -0.2, 1.25], [0.75, 0, 0.5])
    let right = (0..<3).reduce(0.0) { sum, unit in
      let distance = x[unit] - means[unit]
      return sum - 0.5 * (distance * distance / variances[unit] + log(2 * Double.pi * variances[unit]))
    }
    let mine = units.logLikelihoods(of: .numbers(Matrix(rows: 1, columns: 3, values: x.map(Float.init))))[0]
    #expect(abs(mine - right) < 1e-5, "\(mine), not \(right)")
  }

  /// A machine without connections whose biases are those of the units is the same model.
  @Test func aMachineWithoutConnectionsIsTheSame() {
    let cases = CaseTable.numbers(cases)
    let units = IndependentUnits(cases, kind: .bernoulli)
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 3, columns: 2), visibleBias: units.layer.bias, hiddenBias: Matrix(rows: 1, columns: 2))
    let likelihoods = machine.logLikelihoods(of: cases, logPartition: machine.logPartitionFunction())
    for (mine, right) in zip(units.logLikelihoods(of: cases), likelihoods) { #expect(abs(mine - right) < 1e-5) }
  }
}
