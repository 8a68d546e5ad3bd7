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
    return try Laboratory(settings, data: LaboratoryData(data, settings: settings))
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

  /// A machine that has learned next to nothing finds cases as likely as independent units do, and few cases make that no less certain: it
  /// is not called ill because of the single pixels that a pseudo-likelihood drew.
  @Test(arguments: [1, 2, 3] as [UInt64]) func likelihoodsOfFewCasesAreNoLottery(seed: UInt64) throws {
    let laboratory = try Self.laboratory(hidden: [30]) { ($0.training.learningRate, $0.seed) = (0.001, seed) }
    let epoch = try #require(try laboratory.train().epochs.last)
    let likelihood = try #require(epoch.knownLogLikelihood)
    #expect(abs(likelihood - epoch.independentLogLikelihoodValidation) < 1, "\(epoch)")
    #expect(TrainingRemark.ofEnds([epoch]) == [])
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
      let laboratory = try Laboratory(settings, data: LaboratoryData(dataset, settings: settings))
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
    // All labels of the training file count, whichever cases are learned from and validated on.
    let labels = (0..<60).map { UInt8($0 == 40 ? 3 : $0 % 3) }
    let rare = LabeledImages(width: 10, height: 10, pixels: data.training.pixels, labels: labels)
    (settings.visible, settings.trainLimit) = (.bernoulliAndLabels, 20)
    let limited = try LaboratoryData(
      Dataset(name: "d", title: "D", training: rare, test: rare[0..<10]), settings: settings)
    #expect(limited.visibleUnits == 104)
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

  /// Mixing is that of exact draws where there are any, else of the chains of annealing where they are long enough, else of others; and
  /// always beside chains from other starts.
  @Test func mixingIsMeasuredWhenAskedFor() throws {
    for (hidden, annealing, burnIn, length, starts) in [
      (4, LaboratorySettings.Annealing.none, 0, 1000, [.exactDraws, .cases, .noise]),
      (30, .none, 200, 800, [.cases, .noise]),
      (30, .steps(20), 200, 800, [.cases, .noise]),
      (30, .steps(1500), 300, 1200, [.cases, .annealed, .visited, .noise]),
    ] as [(Int, LaboratorySettings.Annealing, Int, Int, [ChainStart])] {
      let laboratory = try Self.laboratory(hidden: [hidden]) { $0.annealing = annealing }
      let network = try laboratory.train().network
      nonisolated(unsafe) var stages: [LaboratoryStage] = []
      let evaluation = laboratory.evaluate(network, chains: true) { stage, _ in
        if stages.last != stage { stages.append(stage) }
      }
      let mixing = try #require(evaluation.mixing)
      // Visited states stand beside the others only where they have as much of Z as the upward run found.
      let counts = (evaluation.annealed?.bounds).map { $0.visited >= $0.lower.bound() } ?? false
      #expect(mixing.starts.map(\.start) == starts.filter { $0 != .visited || counts })
      #expect(mixing.starts[0].burnIn == burnIn && mixing.starts.allSatisfy { $0.chains == 100 })
      #expect(mixing.autocorrelation.length == length && mixing.starts[0].steps == length)
      #expect((mixing.hiddenStates == nil) == (hidden == 30))
      #expect(stages.contains(.mixing) && stages.contains(.annealing) == (annealing != .none))
      #expect(laboratory.evaluate(network).mixing == nil)
      let right = FreeEnergy(network.machines[0]).mean(laboratory.data.parts[0].cases)
      #expect(abs(mixing.freeEnergyOfCases - right) < 1e-9)
    }
  }

  /// Chains of a machine with two modes that begin in the one without probability: as short a memory as there can be, and not one draw. The
  /// hidden states, the starts and the free energies each say so.
  @Test func aFrozenMachineIsNotReliable() throws {
    let laboratory = try Self.laboratory(hidden: [1])
    let network = try laboratory.train().network
    let machine = network.machines[0]
    // On or off for good: the unit has all of the probability while it is on, and every case keeps it off.
    machine.weight.fill(0)
    for unit in 0..<20 { machine.weight[unit, 0] = 30 }
    for unit in 0..<machine.visibleUnits { machine.visibleBias[0, unit] = unit < 20 ? -10 : -3 }
    machine.hiddenBias.fill(-300)
    let mixing = try #require(laboratory.evaluate(network, chains: true).mixing)
    #expect(mixing.autocorrelation.isLongEnough && mixing.autocorrelation.integratedTime < 2)
    #expect(mixing.failures == [.startsDisagree, .freeEnergiesApart, .fewStatesDominate], "\(mixing.failures)")
    #expect(!mixing.isReliable && mixing.effectiveSampleSize == nil)
    #expect(mixing.hiddenStates?.dominant == 1 && mixing.farthest.freeEnergy < mixing.freeEnergyOfCases - 50)
    // Every failure alone is enough.
    #expect(LaboratoryEvaluation.Mixing.Failure.allCases.count == 4)
  }

  /// A machine without weights mixes at once, and has learned the means: nothing is wrong with it.
  @Test func aMachineThatMixesIsReliable() throws {
    let laboratory = try Self.laboratory(hidden: [3])
    let network = try laboratory.train().network
    let machine = network.machines[0]
    machine.weight.fill(0)
    let means = laboratory.data.parts[0].cases.columnMeans
    for (unit, bias) in UnitKind.bernoulli.biases(ofMeans: means, margin: 1e-3).enumerated() {
      machine.visibleBias[0, unit] = bias
    }
    let mixing = try #require(laboratory.evaluate(network, chains: true).mixing)
    #expect(mixing.isReliable && mixing.failures.isEmpty, "\(mixing.failures)")
    #expect(mixing.agreement.worst < 1.01 && mixing.hiddenStates?.dominant == nil)
    #expect(mixing.effectiveSampleSize == mixing.autocorrelation.effectiveSampleSize)
  }

  /// What cannot be told is not told: starts are to blame only if bounds are crossed, and the schedule if more of it has helped.
  @Test func theRunThatIsToBlameIsFound() {
    func culprit(
      upper: Double, start: ChainStart = .cases, coarserGap: Double? = nil
    ) -> LaboratoryEvaluation.Diagnosis.Culprit {
      let bounds = LogPartitionBounds(
        lower: AnnealedEstimate(direction: .forward, logPartitions: [100, 100]),
        downward: [
          .init(
            start: start, starts: Matrix(rows: 1, columns: 1),
            estimate: AnnealedEstimate(direction: .reverse, logPartitions: [upper, upper]))
        ])
      let coarser = coarserGap.map { LaboratoryEvaluation.Diagnosis.Coarser(temperatures: 5, gap: $0) }
      return LaboratoryEvaluation.Diagnosis(bounds, coarser: coarser).culprit
    }
    #expect(culprit(upper: 110, coarserGap: 40) == .schedule && culprit(upper: 110, coarserGap: 15) == .schedule)
    #expect(culprit(upper: 110, coarserGap: 14) == .undecided && culprit(upper: 110, coarserGap: .nan) == .undecided)
    #expect(culprit(upper: 110) == .undecided)
    // Two equal estimates have a bound (3.69 + 2.08)/2 nats away: from 5.8 on they are crossed.
    #expect(culprit(upper: 90) == .starts && culprit(upper: 95) == .undecided)
    #expect(culprit(upper: 110, start: .exactDraws) == .schedule)
  }

  /// Crossed bounds leave no upper one, and likelihoods are told with the larger log Z.
  @Test func crossedBoundsAreNotSafe() throws {
    func annealed(_ upper: Double, _ start: ChainStart) -> LaboratoryEvaluation.Annealed {
      LaboratoryEvaluation.Annealed(
        bounds: LogPartitionBounds(
          lower: AnnealedEstimate(direction: .forward, logPartitions: [100, 100]),
          downward: [
            .init(
              start: start, starts: Matrix(rows: 1, columns: 1),
              estimate: AnnealedEstimate(direction: .reverse, logPartitions: [upper, upper]))
          ]), temperatures: 10, gibbsSteps: 10, diagnosis: nil)
    }
    #expect(annealed(90, .cases).standing == .nothing && annealed(101, .cases).standing == .chains)
    #expect(annealed(101, .exactDraws).standing == .exactDraws)
    let laboratory = try Self.laboratory(hidden: [30])
    let measured = laboratory.evaluate(try laboratory.train().network)
    func evaluation(_ upper: Double) -> LaboratoryEvaluation {
      LaboratoryEvaluation(
        exactLogPartition: nil, annealed: annealed(upper, .cases), mixing: nil, parts: measured.parts)
    }
    #expect(evaluation(90).safeLogPartition == 100 && evaluation(101).safeLogPartition == 101)
  }

  /// Units that cannot be annealed have chains all the same, and those without a lowest energy do not trap.
  @Test(arguments: [
    (VisibleUnits.gaussian, UnitKind.noisyRectified), (.gaussianLearned, .bernoulli), (.gaussian, .gaussian),
    (.bernoulliAndLabels, .bernoulli), (.bernoulli, .noisyRectified),
  ])
  func mixingOfOtherUnits(visible: VisibleUnits, hidden: UnitKind) throws {
    for weight in [Float(0.01), 3] {
      let laboratory = try Self.laboratory(hidden: [4]) {
        ($0.visible, $0.hiddenKind, $0.annealing) = (visible, hidden, .none)
        $0.training.binarization = visible.isGaussian ? .none : .threshold(0.5)
        $0.training.learningRate = 0.001
      }
      let network = try laboratory.train().network
      network.machines[0].weight.fill(weight)
      let mixing = try #require(laboratory.evaluate(network, chains: true).mixing)
      #expect(mixing.starts.map(\.start).suffix(2) == [.cases, .noise])
      #expect((mixing.hiddenStates != nil) == (hidden == .bernoulli))
      #expect(mixing.comparesFreeEnergies == (visible != .gaussian))
      if weight == 0.01, visible == .gaussian { #expect(!mixing.failures.contains(.freeEnergiesApart)) }
      if weight == 3, visible == .gaussian { #expect(!mixing.isReliable && mixing.effectiveSampleSize == nil) }
    }
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
