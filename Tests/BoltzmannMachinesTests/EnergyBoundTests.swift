import BoltzmannMachines
import LinearAlgebra
import Testing

@Suite struct EnergyBoundTests {
  static func coupling(_ weight: [Float], visible: UnitKind, hidden: UnitKind, logVariance: [Float]? = nil) -> Double? {
    RestrictedBoltzmannMachine(
      weight: Matrix(rows: 2, columns: 2, values: weight), visibleBias: Matrix(rows: 1, columns: 2),
      hiddenBias: Matrix(rows: 1, columns: 2), visibleKind: visible, hiddenKind: hidden,
      visibleLogVariance: logVariance.map { Matrix(rows: 1, columns: 2, values: $0) }
    ).unboundedCoupling
  }

  /// Singular values 5 and 3 by hand: WᵀW = (25, 9) on the diagonal after a turn by 45°.
  @Test func theGreatestSingularValueCounts() throws {
    let weight: [Float] = [4, 1, 1, 4]
    for hidden in [UnitKind.gaussian, .noisyRectified] {
      let value = try #require(Self.coupling(weight, visible: .gaussian, hidden: hidden))
      #expect(abs(value - 5) < 1e-5)
    }
    // σ = 2 for both units halves it.
    let learned = try #require(
      Self.coupling(weight, visible: .gaussianLearned, hidden: .gaussian, logVariance: [1.386294, 1.386294]))
    #expect(abs(learned - 2.5) < 1e-5)
  }

  @Test func aBoundedLayerBoundsTheEnergy() {
    #expect(Self.coupling([9, 9, 9, 9], visible: .gaussian, hidden: .bernoulli) == nil)
    #expect(Self.coupling([9, 9, 9, 9], visible: .bernoulli, hidden: .noisyRectified) == nil)
  }
}
