import Datasets
import Testing

@testable import Studies

@Suite struct BoltzmannStudyTests {
  /// Melchior's study in small: eight hidden units and 12 × 12 pixels.
  @Test func onlyACentredMachineLearnsTheInverseAsWell() throws {
    let dataset = Dataset.synthetic(seed: 1, trainingCount: 3000, testCount: 500, size: 12)
    let context = StudyContext(scope: .tiny, seedCount: 1, jobs: 2, dataset: dataset)
    let scores = try Melchior.scores(context, hidden: 8, epochs: 80, cases: 3000, learningRate: 0.05).map { $0[0] }
    let (centred, plain) = (scores[2] - scores[0], scores[3] - scores[1])
    #expect(abs(centred) < 1, "\(scores)")
    #expect(-plain > 2 * abs(centred) && -plain > 1, "\(scores)")
    #expect(scores[2] > scores[3] + 1, "\(scores)")
    #expect(Melchior.kinds.map(\.published) == [-142.56, -149.05, -142.09, -183.36])
  }

  @Test func inversionIsItsOwnInverse() {
    let dataset = Dataset.synthetic(seed: 2, trainingCount: 20, testCount: 10, size: 8)
    #expect(dataset.inverted.training != dataset.training)
    #expect(dataset.inverted.inverted.training == dataset.training && dataset.inverted.inverted.test == dataset.test)
  }
}
