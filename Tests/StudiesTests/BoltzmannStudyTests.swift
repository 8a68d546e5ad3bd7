import Datasets
import Experiments
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
  }

  /// What cannot be computed is told; what diverged is infinitely bad.
  @Test func onlyADivergenceIsAScore() throws {
    let context = StudyContext(
      scope: .tiny, seedCount: 1, jobs: 1, dataset: .synthetic(seed: 1, trainingCount: 200, testCount: 40, size: 8))
    let refused = context.machine(.exact, hidden: 40, epochs: 1, cases: 100)
    #expect(throws: LaboratoryError.self) { try context.machines("machines", [refused]) }
    var wild = context.machine(.contrastiveDivergence(steps: 1), hidden: 4, epochs: 3, cases: 100)
    wild.training.learningRate = 1e38
    #expect(try context.machines("machines", [wild])[0].map(\.logLikelihood) == [-.infinity])
  }

  @Test func inversionIsItsOwnInverse() {
    let dataset = Dataset.synthetic(seed: 2, trainingCount: 20, testCount: 10, size: 8)
    #expect(dataset.inverted.training != dataset.training)
    #expect(dataset.inverted.inverted.training == dataset.training && dataset.inverted.inverted.test == dataset.test)
  }
}
