import BoltzmannMachines
import Datasets
import LinearAlgebra
import Testing

@testable import Experiments

/// The laboratory without its program; `compareTests` has that.
@Suite struct LaboratoryTests {
  static func laboratory(
    _ model: LaboratorySettings.Model = .rbm, hidden: [Int] = [4], cases: Int = 300,
    _ change: (inout LaboratorySettings) -> Void = { _ in }
  ) throws -> Laboratory {
    var settings = LaboratorySettings(model, hidden: hidden, estimator: .contrastiveDivergence(steps: 1))
    (settings.epochs, settings.annealing) = (1, .steps(20))
    change(&settings)
    let data = Dataset.synthetic(seed: 1, trainingCount: cases + 100, testCount: 100, size: 10, classCount: 4)
    return try Laboratory(settings, data: LaboratoryData(data, settings: settings), jobs: 2)
  }

  /// Three huge steps leave weights of at most 1.5 · 10³⁸, which are finite numbers, and free energies that are not: a divergence too.
  @Test func freeEnergiesThatAreNoNumbersAreADivergence() throws {
    let laboratory = try Self.laboratory {
      ($0.training.learningRate, $0.training.batchSize, $0.trainLimit) = (5e37, 100, 300)
      ($0.training.initialMomentum, $0.training.finalMomentum) = (0, 0)
    }
    let error = try #require(throws: LaboratoryError.self) { _ = try laboratory.train() }
    #expect(error == .diverged(machine: 1, epoch: 1, learningRate: 5e37))
    #expect(error.description.contains("weights or free energies are no finite numbers"))
  }

  /// Noise has each pixel's own mean and deviation, also where a pixel hardly varies, so that it differs from cases in nothing else.
  @Test(arguments: [VisibleUnits.gaussian, .gaussianLearned, .bernoulli, .bernoulliAndLabels])
  func noiseHasTheMeansAndDeviationsOfTheCases(visible: VisibleUnits) throws {
    let laboratory = try Self.laboratory {
      $0.visible = visible
      $0.training.binarization = visible.isGaussian ? .none : .threshold(0.5)
    }
    let cases = laboratory.data.parts[0].cases
    let noise = CaseTable.numbers(laboratory.noise(count: 4000))
    // Of 4,000 draws the standard error of a mean is σ/63 and of a deviation at most about that; six of them are allowed.
    for (unit, (right, mine)) in zip(cases.columnMeans, noise.columnMeans).enumerated() {
      let deviation = cases.columnDeviations[unit]
      #expect(abs(right - mine) <= 6 * deviation / 63 + 1e-6, "mean of \(unit): \(mine), not \(right)")
    }
    guard visible.isGaussian else { return }
    let rights = cases.columnDeviations
    for (unit, (right, mine)) in zip(rights, noise.columnDeviations).enumerated() {
      #expect(abs(right - mine) <= 6 * right / 89 + 1e-6, "deviation of \(unit): \(mine), not \(right)")
    }
    #expect(rights.contains { $0 < 0.9 }, "no pixel of this data set is told from variance 1")
  }

  @Test func foldersAreOfAModelAndItsEvaluation() {
    func folder(_ annealing: LaboratorySettings.Annealing, _ visible: VisibleUnits = .bernoulli) -> String {
      var settings = LaboratorySettings(.rbm, hidden: [4], estimator: .contrastiveDivergence(steps: 1))
      (settings.annealing, settings.visible) = (annealing, visible)
      return String(settings.folder.dropFirst(settings.name.count))
    }
    #expect([.published, .none, .steps(7)].map { folder($0) } == ["", "-ais-none", "-ais-7"])
    #expect(folder(.none, .gaussian) == "")
  }

  /// Of a machine all training cases are measured, and the first of them are those that epochs are measured on.
  @Test func allTrainingCasesAreMeasured() throws {
    let laboratory = try Self.laboratory(cases: 5000)
    let outcome = try laboratory.train()
    let (network, epochs) = (outcome.network, outcome.epochs)
    let part = laboratory.evaluate(network).parts[0]
    let count = laboratory.data.training.count
    #expect(part.cases == count && part.unnormalized.count == count && count > LaboratoryData.monitored)
    let first = part.unnormalized.prefix(LaboratoryData.monitored).reduce(0, +) / Double(LaboratoryData.monitored)
    #expect(abs(first + epochs[0].freeEnergyTraining) < 1e-3)
    let stack = try Self.laboratory(.dbn, hidden: [4, 3], cases: 5000)
    #expect(stack.evaluate(try stack.train().network).parts[0].cases == LaboratoryData.monitored)
  }

  /// Labels in the test file are for measuring alone: others there change no feature, and features of the same images are the same
  /// whichever part they stand in.
  @Test(arguments: [UnitKind.bernoulli, .gaussian, .noisyRectified])
  func featuresAreOfPixelsAlone(hidden: UnitKind) throws {
    let data = Dataset.synthetic(seed: 1, trainingCount: 400, testCount: 100, size: 10, classCount: 4)
    func features(_ test: LabeledImages) throws -> [String: [Float]] {
      var settings = LaboratorySettings(.rbm, hidden: [6], estimator: .contrastiveDivergence(steps: 1))
      (settings.epochs, settings.annealing, settings.visible) = (2, .none, .bernoulliAndLabels)
      (settings.hiddenKind, settings.training.learningRate) = (hidden, 0.01)
      settings.training.binarization = .threshold(0.5)
      let dataset = Dataset(name: "d", title: "D", training: data.training, test: test)
      let laboratory = try Laboratory(settings, data: LaboratoryData(dataset, settings: settings), jobs: 1)
      let network = try laboratory.train().network
      return Dictionary(
        uniqueKeysWithValues: ["training", "validation", "test"].map {
          ($0, laboratory.features(of: $0, network: network).values)
        })
    }
    func labelled(_ images: LabeledImages, _ label: (UInt8) -> UInt8) -> LabeledImages {
      LabeledImages(
        width: images.width, height: images.height, pixels: images.pixels, labels: images.labels.map(label))
    }
    let right = try features(data.test)
    let isSame = try features(labelled(data.test) { ($0 + 1) % 4 }) == right
    #expect(isSame)
    // The first training images as test images, with labels that are all wrong; products of other sizes round differently.
    let same = try features(labelled(data.training[0..<50]) { ($0 + 2) % 4 })
    let pairs = zip(same["test"] ?? [], same["training"] ?? [])
    let difference = pairs.map { abs($0 - $1) }.max() ?? .infinity
    #expect(difference < 1e-5, "\(difference)")
    #expect(Set(right["test"] ?? []).count > 100)
  }

  /// How many classes there are, and with it the machine, is told by the labels that it learns.
  @Test func testLabelsThatNobodyLearnedAreRefused() throws {
    let data = Dataset.synthetic(seed: 1, trainingCount: 60, testCount: 10, size: 10, classCount: 4)
    let test = LabeledImages(
      width: 10, height: 10, pixels: data.test.pixels, labels: [7] + data.test.labels.dropFirst())
    let dataset = Dataset(name: "d", title: "D", training: data.training, test: test)
    var settings = LaboratorySettings(.rbm, hidden: [4], estimator: .contrastiveDivergence(steps: 1))
    settings.visible = .bernoulliAndLabels
    #expect(throws: DatasetError.unknownTestLabel(label: 7, classes: 4)) {
      try LaboratoryData(dataset, settings: settings)
    }
    settings.visible = .bernoulli
    _ = try LaboratoryData(dataset, settings: settings)
  }

  /// Images that are all the same once they are binary teach nothing.
  @Test func casesThatDoNotVaryOnceTheyAreBinaryAreRefused() throws {
    let dim = LabeledImages(
      width: 5, height: 4, pixels: (0..<1200).map { UInt8($0 * 7 % 100) }, labels: (0..<60).map { UInt8($0 % 2) })
    let dataset = Dataset(name: "d", title: "D", training: dim, test: dim[0..<10])
    var settings = LaboratorySettings(.rbm, hidden: [4], estimator: .contrastiveDivergence(steps: 1))
    settings.training.binarization = .threshold(0.5)
    let error = try #require(throws: DatasetError.self) { try LaboratoryData(dataset, settings: settings) }
    #expect(error == .allEqual(training: 50, binarization: "threshold"))
    #expect(error.description.hasPrefix("--binarize: 'threshold' makes all of the first 50 training cases the same"))
    settings.training.binarization = .sampled
    let remarks = try LaboratoryData(dataset, settings: settings).description.remarks ?? []
    #expect(remarks.contains { $0.contains("greatest byte of the training images is 99") }, "\(remarks)")
  }

  /// Mixing is that of exact draws where there are any, else of the chains of annealing where they are long enough, else of others.
  @Test func mixingIsMeasuredWhenAskedFor() throws {
    for (hidden, annealing, burnIn, length) in [
      (4, LaboratorySettings.Annealing.none, nil, 1000), (30, .steps(20), 200, 800), (30, .steps(1500), 300, 1200),
    ] as [(Int, LaboratorySettings.Annealing, Int?, Int)] {
      let laboratory = try Self.laboratory(hidden: [hidden]) { $0.annealing = annealing }
      let network = try laboratory.train().network
      nonisolated(unsafe) var stages: [LaboratoryStage] = []
      let evaluation = laboratory.evaluate(network, chains: true) { stage, _ in
        if stages.last != stage { stages.append(stage) }
      }
      let mixing = try #require(evaluation.mixing)
      #expect(mixing.burnIn == burnIn && mixing.autocorrelation.length == length && mixing.chains == 100)
      #expect(stages.contains(.mixing) == (length != 1200) && stages.contains(.annealing) == (annealing != .none))
      #expect(laboratory.evaluate(network).mixing == nil)
    }
  }

  /// The third run is what tells the two causes apart.
  @Test func theRunThatIsToBlameIsFound() {
    func estimate(_ direction: AnnealedEstimate.Direction, _ value: Double) -> AnnealedEstimate {
      AnnealedEstimate(direction: direction, logPartitions: [value, value], seed: 1)
    }
    func culprit(_ third: Double, upper: Double = 110, exact: Bool = false) -> LaboratoryEvaluation.Diagnosis.Culprit {
      let bounds = LogPartitionBounds(lower: estimate(.forward, 100), upper: estimate(.reverse, upper))
      return LaboratoryEvaluation.Diagnosis(
        bounds, logPartition: third, cases: 9, startsAreExact: exact
      ).culprit
    }
    #expect(culprit(101) == .starts && culprit(109) == .schedule && culprit(130) == .schedule)
    #expect(culprit(101, upper: 90) == .starts && culprit(92, upper: 90) == .schedule)
    #expect(culprit(101, exact: true) == .schedule && culprit(.nan) == .schedule)
  }

  @Test func publishedNumbersTellTheirWeightDecay() throws {
    var settings = LaboratorySettings(.rbm, hidden: [500], estimator: .contrastiveDivergence(steps: 25))
    (settings.training.binarization, settings.training.weightDecay) = (.sampled, 0)
    func remark() throws -> String {
      try #require(PublishedLikelihood.matching(settings, dataset: "mnist").first).remark
    }
    #expect(try remark().contains("weight decay 0.001 there, 0.0 here"))
    settings.training.weightDecay = 1e-3
    #expect(try !remark().contains("weight decay"))
    settings.hidden = [20]
    settings.epochs = 15
    #expect(try remark().contains("weight decay not known there, 0.001 here"))
  }
}
