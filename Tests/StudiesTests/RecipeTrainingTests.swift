import BoltzmannMachines
import Datasets
import LinearAlgebra
import Testing

@testable import Studies

@Suite struct RecipeTrainingTests {
  static let images = Dataset.synthetic(seed: 3, trainingCount: 200, testCount: 10, size: 8).training
  static var cases: CaseTable { .bytes(images.pixels, columns: images.pixelCount) }

  static func train(_ change: (inout RecipeTraining) -> Void = { _ in }) -> RestrictedBoltzmannMachine {
    var recipe = RecipeTraining()
    change(&recipe)
    return recipe.train(hidden: 6, cases: cases, epochs: 7, seed: 5)
  }

  static func distance(_ a: RestrictedBoltzmannMachine, _ b: RestrictedBoltzmannMachine) -> Float {
    [(a.weight, b.weight), (a.visibleBias, b.visibleBias), (a.hiddenBias, b.hiddenBias)]
      .flatMap { zip($0.values, $1.values).map { abs($0 - $1) } }.max() ?? .infinity
  }

  /// All recipes and no mistake: the library's own contrastive divergence, but for rounding.
  @Test func withoutMistakesItIsContrastiveDivergence() {
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 6, cases: Self.cases, seed: 5)
    var settings = ContrastiveDivergence()
    (settings.learningRate, settings.schedule) = (0.05, .linear)
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 5)
    for epoch in 0..<7 {
      let drawn = Binarization.sampled.cases(Self.cases, of: .training(), epoch: epoch, seed: 5)
      _ = trainer.trainEpoch(drawn, epoch: epoch, of: 7)
    }
    #expect(Self.distance(machine, Self.train()) < 1e-4)
  }

  /// Each mistake is another setting in disguise.
  @Test func mistakesAreWhatTheirNamesSay() {
    func distance(
      _ mistake: RecipeTraining.Mistake, _ usual: @escaping (inout RecipeTraining) -> Void,
      _ disguised: (inout RecipeTraining) -> Void
    ) -> Float {
      let wrong = Self.train {
        usual(&$0)
        $0.mistake = mistake
      }
      let right = Self.train {
        usual(&$0)
        disguised(&$0)
      }
      return Self.distance(wrong, right)
    }
    #expect(
      distance(.momentumTimesRate, { $0.schedule = .constant }) {
        ($0.initialMomentum, $0.finalMomentum) = (0.025, 0.045)
      } < 1e-5)
    // Two hundred cases are two whole minibatches.
    #expect(
      distance(
        .summedGradient,
        {
          $0.weightDecay = 0
          $0.learningRate = 1e-4
        }
      ) { $0.learningRate *= 100 } < 1e-4)
    #expect(distance(.summedSparsity, { $0.sparsityTarget = 0.2 }) { $0.sparsityCost *= 100 } < 1e-4)
    #expect(distance(.decayedBiases, { $0.weightDecay = 0 }) { _ in } == 0)
    for mistake in [RecipeTraining.Mistake.decayedBiases, .negativeFromFirstHidden] {
      #expect(distance(mistake, { _ in }) { _ in } > 1e-4, "\(mistake)")
    }
  }

  /// Nor with a number of cases that minibatches do not divide: 130 cases are two of 65.
  @Test func aRestIsSpreadAsInContrastiveDivergence() {
    let cases = CaseTable.bytes(
      Array(Self.images.pixels.prefix(130 * Self.images.pixelCount)), columns: Self.images.pixelCount)
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 6, cases: cases, seed: 5)
    var settings = ContrastiveDivergence()
    (settings.learningRate, settings.schedule) = (0.05, .linear)
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 5)
    var sizes: [Int] = []
    for epoch in 0..<7 {
      let drawn = Binarization.sampled.cases(cases, of: .training(), epoch: epoch, seed: 5)
      _ = trainer.trainEpoch(drawn, epoch: epoch, of: 7) { sizes.append($0.cases) }
    }
    #expect(sizes.prefix(2) == [65, 130] && sizes.count == 14)
    #expect(Self.distance(machine, RecipeTraining().train(hidden: 6, cases: cases, epochs: 7, seed: 5)) < 1e-4)
  }

  /// A mistake of rectified units only, and one that shows in what is reconstructed.
  @Test func aSigmoidOfRectifiedMeansReconstructsWorse() {
    func error(_ mistake: RecipeTraining.Mistake?) -> Double {
      let machine = Self.train {
        ($0.hiddenKind, $0.learningRate, $0.batchSize, $0.mistake) = (.noisyRectified, 0.02, 10, mistake)
      }
      #expect(machine.hiddenKind == .noisyRectified)
      return machine.reconstructionErrors(of: Self.cases).reduce(0, +)
    }
    #expect(error(.sigmoidOfRectified) > error(nil))
  }

  /// The penalty does what it is for.
  @Test func aSparsityTargetIsApproached() {
    func activity(_ machine: RestrictedBoltzmannMachine) -> Float {
      let values = machine.hiddenProbabilities(of: Self.cases).values
      return values.reduce(0, +) / Float(values.count)
    }
    let (free, sparse) = (
      activity(Self.train { $0.learningRate = 0.3 }),
      activity(
        Self.train {
          $0.learningRate = 0.3
          ($0.sparsityTarget, $0.sparsityCost) = (0.1, 1)
        })
    )
    #expect(abs(sparse - 0.1) < abs(free - 0.1) / 2, "\(free) without, \(sparse) with")
  }
}
