import BoltzmannMachines
import Datasets
import Testing

@testable import Experiments

/// The study in small: eight hidden units and 12 × 12 pixels.
@Suite struct MelchiorStudyTests {
  @Test func onlyACentredMachineLearnsTheInverseAsWell() throws {
    var study = MelchiorStudy()
    (study.hidden, study.epochs, study.learningRate) = (8, 80, 0.05)
    let dataset = Dataset.synthetic(seed: 1, trainingCount: 3000, testCount: 500, size: 12)
    var told = 0
    let outcomes = try study.run(on: dataset) { _ in told += 1 }
    #expect(told == 4 && outcomes.map(\.isInverted) == [false, false, true, true])
    #expect(outcomes.map(\.published) == [-142.56, -149.05, -142.09, -183.36])
    func likelihood(inverted: Bool, centered: Bool) throws -> Double {
      try #require(outcomes.first { $0.isInverted == inverted && $0.isCentered == centered }).logLikelihood
    }
    let centred = abs(try likelihood(inverted: true, centered: true) - likelihood(inverted: false, centered: true))
    let plain = try likelihood(inverted: false, centered: false) - likelihood(inverted: true, centered: false)
    #expect(centred < 1, "\(outcomes)")
    #expect(plain > 2 * centred && plain > 1, "\(outcomes)")
    let (with, without) = (
      try likelihood(inverted: true, centered: true), try likelihood(inverted: true, centered: false)
    )
    #expect(with > without + 1, "\(outcomes)")
  }

  @Test func inversionIsItsOwnInverse() {
    let dataset = Dataset.synthetic(seed: 2, trainingCount: 20, testCount: 10, size: 8)
    #expect(dataset.inverted.training != dataset.training)
    #expect(dataset.inverted.inverted.training == dataset.training && dataset.inverted.inverted.test == dataset.test)
  }
}
