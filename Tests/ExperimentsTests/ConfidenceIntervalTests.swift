import Testing

@testable import Experiments

@Suite struct ConfidenceIntervalTests {
  /// From the printed tables.
  @Test(arguments: [
    (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (10, 2.228), (29, 2.045), (30, 2.042),
    (99, 1.984), (1000, 1.962),
  ])
  func quantilesAgreeWithTheTables(degreesOfFreedom: Int, quantile: Double) {
    #expect(abs(StudentsT.quantile(confidence: 0.95, degreesOfFreedom: degreesOfFreedom) - quantile) < 5.1e-4)
  }

  @Test func otherConfidences() {
    #expect(abs(StudentsT.quantile(confidence: 0.99, degreesOfFreedom: 3) - 5.841) < 5e-4)
    #expect(abs(StudentsT.quantile(confidence: 0.5, degreesOfFreedom: 1) - 1) < 1e-9)
  }

  @Test func intervalByHand() {
    // Mean 2, variance 1, t₂ = 4.3027: 4.3027/√3 = 2.4841.
    let interval = ConfidenceInterval([1, 2, 3])
    #expect(interval.mean == 2)
    #expect(abs((interval.halfWidth ?? 0) - 2.4841) < 1e-3)
    #expect(ConfidenceInterval([5]).halfWidth == nil && ConfidenceInterval([5]).mean == 5)
    #expect(ConfidenceInterval([]).mean.isNaN)
    #expect(ConfidenceInterval([2, 2]).halfWidth == 0)
  }
}
