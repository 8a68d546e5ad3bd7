import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import BoltzmannMachines

@Suite struct NegativePhaseTests {
  let reference = ReferenceMachine(visible: 5, hidden: 4)
  let chains = 20_000

  /// The means of v hᵀ, v and h that a phase gives.
  func statistics(_ phase: any NegativePhase, _ dataStates: Matrix? = nil, updates: Int) -> SufficientStatistics {
    let (visible, hidden) = (
      Matrix(rows: chains, columns: reference.visibleUnits), Matrix(rows: chains, columns: reference.hiddenUnits)
    )
    for _ in 0..<updates { phase.sample(dataStates ?? hidden, visible: visible, hidden: hidden) }
    return means(visible, hidden)
  }

  func means(_ visible: Matrix, _ hidden: Matrix) -> SufficientStatistics {
    let products = Matrix(rows: visible.columns, columns: hidden.columns)
    let (v, h) = (Matrix(rows: 1, columns: visible.columns), Matrix(rows: 1, columns: hidden.columns))
    multiply(visible.transposed, hidden, into: products, scale: 1 / Float(visible.rows))
    visible.sumRows(into: v, scale: 1 / Float(visible.rows))
    hidden.sumRows(into: h, scale: 1 / Float(visible.rows))
    return SufficientStatistics(products: products, visible: v, hidden: h)
  }

  /// Means of 20,000 independent numbers in [0, 1] have a standard deviation of at most 0.0036; 0.02 is 5.6 of them, which one of
  /// the 29 means exceeds with probability 6 · 10⁻⁷.
  func expectAgreement(_ mine: SufficientStatistics, _ right: SufficientStatistics, _ name: String) {
    for (part, (a, b)) in [
      ("products", (mine.products, right.products)), ("visible", (mine.visible, right.visible)),
      ("hidden", (mine.hidden, right.hidden)),
    ] { #expect(a.worstDifference(to: b) < 0.02, "\(name), \(part): \(a.worstDifference(to: b)) off") }
  }

  /// Persistent chains of a machine that does not change reach its distribution, tempered or not, with any number of steps.
  @Test func persistentChainsHaveTheModelsStatistics() {
    let right = reference.machine.modelStatistics()
    let machine = reference.machine
    let phases: [(String, any NegativePhase)] = [
      ("PCD-1", PersistentNegativePhase(machine, steps: 1, chains: chains, seed: 1)),
      ("PCD-3", PersistentNegativePhase(machine, steps: 3, chains: chains, seed: 2)),
      ("FPCD-1", PersistentNegativePhase(machine, steps: 1, chains: chains, fastLearningRate: 1, seed: 3)),
      (
        "PT-2",
        TemperingNegativePhase(
          machine, inverseTemperatures: [0, 1], baseBiases: [0, 1, -1, 2, 0.5], chains: chains, seed: 4)
      ),
      (
        "PT-4",
        TemperingNegativePhase(
          machine, inverseTemperatures: [0.1, 0.4, 0.8, 1], baseBiases: [0, 0, 0, 0, 0], chains: chains, seed: 5)
      ),
    ]
    for (name, phase) in phases { expectAgreement(statistics(phase, updates: 60), right, name) }
  }

  /// CD-k from data: its chains have the distribution p⁰Tᵏ, by products of the enumerated transition matrix.
  @Test(arguments: [1, 2, 5])
  func contrastiveChainsHaveTheirStatistics(steps: Int) {
    let machine = reference.machine
    let data = Matrix(rows: chains, columns: 5)
    var p = [Double](repeating: 0, count: 32)
    for row in 0..<chains {
      let number = [3, 9, 9, 30][row % 4]
      for unit in 0..<5 { data[row, unit] = Float(number >> unit & 1) }
      p[number] += 1 / Double(chains)
    }
    let transitions = reference.transitions()
    for _ in 0..<steps { p = (0..<32).map { target in (0..<32).reduce(0.0) { $0 + p[$1] * transitions[$1][target] } } }
    let (weights, hidden) = (TinyMachine.matrix(p.map { [$0] }), Matrix(rows: 32, columns: 4))
    let states = TinyMachine.matrix((0..<32).map { ReferenceMachine.state($0, units: 5) })
    machine.hiddenProbabilities(of: states, into: hidden)
    let right = SufficientStatistics(
      products: Matrix(rows: 5, columns: 4), visible: Matrix(rows: 1, columns: 5), hidden: Matrix(rows: 1, columns: 4))
    multiply(weights.transposed, hidden, into: right.hidden)
    multiply(weights.transposed, states, into: right.visible)
    for row in 0..<32 { states.rows(row..<row + 1).scale(by: weights[row, 0]) }
    multiply(states.transposed, hidden, into: right.products)

    let (probabilities, dataStates) = (Matrix(rows: chains, columns: 4), Matrix(rows: chains, columns: 4))
    var stream = PhiloxStream(seed: 3, stream: .selection)
    machine.sampleHidden(of: data, probabilities: probabilities, states: dataStates, using: &stream)
    let phase = ContrastiveNegativePhase(machine, steps: steps, drawsVisible: true, batchSize: chains, seed: 1)
    expectAgreement(statistics(phase, dataStates, updates: 1), right, "CD-\(steps)")
  }

  /// Two modes far apart, of probabilities that do not follow from their basins: chains without tempering keep the shares that
  /// their random start gave them, tempered ones find the right ones.
  @Test func temperingCrossesWhereGibbsChainsStay() {
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 6, columns: 1, values: [Float](repeating: 10, count: 6)),
      visibleBias: Matrix(rows: 1, columns: 6, values: [Float](repeating: -5, count: 6)),
      hiddenBias: Matrix(rows: 1, columns: 1, values: [-31.5]))
    let right = machine.modelStatistics().hidden[0, 0]
    #expect(right > 0.1 && right < 0.3)
    func share(_ phase: any NegativePhase) -> Float {
      let (visible, hidden) = (Matrix(rows: 2000, columns: 6), Matrix(rows: 2000, columns: 1))
      for _ in 0..<200 { phase.sample(hidden, visible: visible, hidden: hidden) }
      return means(visible, hidden).hidden[0, 0]
    }
    let ladder = (0...10).map { Float($0) / 10 }
    let tempering = TemperingNegativePhase(
      machine, inverseTemperatures: ladder, baseBiases: [0, 0, 0, 0, 0, 0], chains: 2000, seed: 1)
    // The standard deviation of a share is at most 0.011.
    #expect(abs(share(tempering) - right) < 0.06)
    #expect(abs(share(PersistentNegativePhase(machine, steps: 1, chains: 2000, seed: 1)) - right) > 0.1)
    let rates = tempering.swaps.map { Double($0.accepted) / Double($0.tried) }
    #expect(rates.allSatisfy { $0 > 0.2 && $0 <= 1 } && tempering.swaps.allSatisfy { $0.tried == 100 * 2000 })
  }

  /// Fast weights steer the chains at once and are forgotten by 19/20 an update.
  @Test func fastWeightsActAndDecay() {
    let machine = RestrictedBoltzmannMachine.zeros(like: reference.machine)
    let phase = PersistentNegativePhase(machine, steps: 1, chains: 2000, fastLearningRate: 2, seed: 1)
    let zeros = RestrictedBoltzmannMachine.zeros(like: machine)
    let pushed = RestrictedBoltzmannMachine.zeros(like: machine)
    pushed.visibleBias.fill(10)
    func mean() -> Double {
      let (visible, hidden) = (Matrix(rows: 2000, columns: 5), Matrix(rows: 2000, columns: 4))
      phase.sample(hidden, visible: visible, hidden: hidden)
      return visible.values.reduce(0) { $0 + Double($1) } / 10_000
    }
    func update(_ m: RestrictedBoltzmannMachine) {
      phase.afterUpdate(
        LikelihoodGradient(weight: m.weight, visibleBias: m.visibleBias, hiddenBias: m.hiddenBias))
    }
    #expect(abs(mean() - 0.5) < 0.03)
    update(pushed)
    #expect(mean() > 0.999)
    for _ in 0..<60 { update(zeros) }
    // 20 · 0.95⁶⁰ = 0.92; the standard deviation of the mean is 0.005.
    #expect(abs(mean() - ReferenceMachine.sigmoid(20 * pow(0.95, 60))) < 0.03)
    #expect(machine.visibleBias.norm == 0)
  }
}

@Suite struct LikelihoodTrainerTests {
  static func start(seed: UInt64 = 1) -> RestrictedBoltzmannMachine {
    ReferenceMachine(visible: 6, hidden: 4, seed: seed, deviation: 0.3).machine
  }

  /// Cases with structure: two patterns and noise; binary.
  static func cases(_ count: Int = 600) -> CaseTable {
    var stream = PhiloxStream(seed: 9, stream: .selection)
    return .bytes(
      (0..<count).flatMap { index in
        (0..<6).map { unit in
          let on = (unit < 3) == (index % 3 == 0)
          return (stream.nextUniform() < 0.1) != on ? UInt8(255) : 0
        }
      }, columns: 6)
  }

  static func matrix(_ cases: CaseTable) -> Matrix {
    let matrix = Matrix(rows: cases.count, columns: cases.columns)
    cases.gather(from: 0, into: matrix)
    return matrix
  }

  func likelihood(_ machine: RestrictedBoltzmannMachine, _ cases: CaseTable) -> Double {
    machine.meanLogLikelihood(of: cases, logPartition: machine.logPartitionFunction())
  }

  /// velocity ← momentum · velocity + learningRate (gradient − weightDecay · W), for two steps along the exact gradient.
  @Test func stepsFollowTheExactGradient() {
    let (machine, cases) = (Self.start(), Self.cases())
    var settings = LikelihoodTraining(.exact)
    (settings.batchSize, settings.weightDecay) = (600, 0.1)
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
    var velocity = machine.parameters.map { [Float](repeating: 0, count: $0.count) }
    for (learningRate, momentum) in [(Float(0.2), Float(0)), (0.1, 0.5)] {
      let before = machine.parameters.map(\.values)
      let gradient = machine.exactGradient(of: cases)
      trainer.step(Self.matrix(cases), learningRate: learningRate, momentum: momentum)
      for (part, slope) in [gradient.weight, gradient.visibleBias, gradient.hiddenBias].enumerated() {
        for index in 0..<slope.count {
          let decay = part == 0 ? 0.1 * before[part][index] : 0
          velocity[part][index] = momentum * velocity[part][index] + learningRate * (slope.pointer[index] - decay)
          let right = before[part][index] + velocity[part][index]
          #expect(abs(machine.parameters[part].pointer[index] - right) < 2e-6)
        }
      }
    }
  }

  /// The centred update by its definition: products of v − μ and h − λ for the weights, and biases that keep the centred machine's.
  @Test func centredStepsFollowTheirDefinition() {
    let (machine, cases) = (Self.start(), Self.cases())
    var settings = LikelihoodTraining(.exact)
    (settings.batchSize, settings.centering) = (600, .dataMean(rate: 1))
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
    let before = machine.parameters.map { $0.copy() }
    let (data, model) = (machine.dataStatistics(of: cases), machine.modelStatistics())
    trainer.step(Self.matrix(cases), learningRate: 1, momentum: 0)
    for i in 0..<6 {
      var bias = Double(data.visible[0, i] - model.visible[0, i])
      for j in 0..<4 {
        // ⟨(v − μ)(h − λ)⟩ = ⟨vh⟩ − μ⟨h⟩ − ⟨v⟩λ + μλ
        let (mu, lambda) = (Double(data.visible[0, i]), Double(data.hidden[0, j]))
        func centred(_ s: SufficientStatistics) -> Double {
          Double(s.products[i, j]) - mu * Double(s.hidden[0, j]) - Double(s.visible[0, i]) * lambda + mu * lambda
        }
        let slope = centred(data) - centred(model)
        #expect(abs(Double(machine.weight[i, j] - before[0][i, j]) - slope) < 2e-6)
        bias -= slope * lambda
      }
      #expect(abs(Double(machine.visibleBias[0, i] - before[1][0, i]) - bias) < 5e-6)
    }
  }

  /// Melchior et al. (2016): centred training does not care whether data are flipped; ordinary training does. The flipped machine
  /// p′(v) = p(1 − v) has weights −W, visible biases −b and hidden biases c + Wᵀ1.
  @Test(arguments: [Centering.dataMean(rate: 0.1), .none])
  func centredTrainingIsInvariantUnderFlips(centering: Centering) {
    let (machine, cases) = (Self.start(), Self.cases())
    let data = Self.matrix(cases)
    let flippedData = Matrix(rows: data.rows, columns: 6, values: data.values.map { 1 - $0 })
    let hiddenBias = machine.hiddenBias.copy()
    let ones = Matrix(rows: 1, columns: 6)
    ones.fill(1)
    multiply(ones, machine.weight, into: hiddenBias, keeping: 1)
    let (weight, visibleBias) = (machine.weight.copy(), machine.visibleBias.copy())
    weight.scale(by: -1)
    visibleBias.scale(by: -1)
    let flipped = RestrictedBoltzmannMachine(weight: weight, visibleBias: visibleBias, hiddenBias: hiddenBias)
    #expect(abs(likelihood(machine, cases) - likelihood(flipped, .numbers(flippedData))) < 1e-5)
    var settings = LikelihoodTraining(.exact)
    (settings.batchSize, settings.centering) = (600, centering)
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
    let flippedTrainer = LikelihoodTrainer(flipped, settings: settings, cases: .numbers(flippedData), seed: 1)
    for _ in 0..<50 {
      trainer.step(data, learningRate: 0.3, momentum: 0.5)
      flippedTrainer.step(flippedData, learningRate: 0.3, momentum: 0.5)
    }
    let difference = abs(likelihood(machine, cases) - likelihood(flipped, .numbers(flippedData)))
    if centering == .none { #expect(difference > 0.005) } else { #expect(difference < 1e-4, "\(difference)") }
  }

  static let estimators: [GradientEstimator] = [
    .contrastiveDivergence(steps: 10), .persistent(steps: 1), .fastPersistent(steps: 1), .parallelTempering(count: 4),
    .exact,
  ]

  /// From the same start every estimator comes within 0.03 nats of where the exact gradient leads, centred or not. The start lies 0.3
  /// nats or more below.
  @Test(arguments: estimators, [Centering.none, .dataMean()])
  func everyEstimatorClimbsToTheSameHeight(estimator: GradientEstimator, centering: Centering) {
    let cases = Self.cases()
    func trained(_ estimator: GradientEstimator) -> Double {
      let machine = Self.start()
      var settings = LikelihoodTraining(estimator)
      (settings.batchSize, settings.chains, settings.centering, settings.learningRate) = (60, 200, centering, 0.1)
      (settings.schedule, settings.finalMomentum, settings.weightDecay) = (.linear, 0.5, 0)
      machine.train(settings, on: cases, epochs: 100, seed: 3)
      return likelihood(machine, cases)
    }
    let (before, right) = (likelihood(Self.start(), cases), trained(.exact))
    #expect(right > before + 0.3)
    let mine = trained(estimator)
    #expect(abs(mine - right) < 0.03, "\(mine), not \(right)")
  }

  /// The mean update from one state of the machine points along the exact gradient: its cosine with it, over 300 minibatches.
  @Test(arguments: estimators + [.contrastiveDivergence(steps: 1)])
  func meanUpdatesPointAlongTheExactGradient(estimator: GradientEstimator) {
    let (machine, cases) = (Self.start(), Self.cases())
    let exact = machine.exactGradient(of: cases)
    var settings = LikelihoodTraining(estimator)
    // The rate is that of fast weights.
    (settings.batchSize, settings.chains, settings.learningRate, settings.weightDecay) = (600, 600, 0.05, 0)
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 5)
    let start = machine.parameters.map { $0.copy() }
    let sum = Matrix(rows: 6, columns: 4)
    for update in 0..<330 {
      trainer.step(Self.matrix(cases), learningRate: 1e-3, momentum: 0)
      // Chains that persist need some updates to forget their start.
      if update >= 30 {
        sum.add(machine.weight)
        sum.add(start[0], scale: -1)
      }
      for (parameter, old) in zip(machine.parameters, start) { parameter.assign(old) }
    }
    let dot = zip(sum.values, exact.weight.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let cosine = dot / sum.norm / exact.weight.norm
    let bar = estimator == .contrastiveDivergence(steps: 1) ? 0.8 : 0.99
    #expect(cosine > bar, "cosine \(cosine)")
    // And it has the gradient's length, 300 updates of learning rate 10⁻³; but for the fast weights of a machine that is held
    // where it is, since they grow until the chains have left.
    let isLong = estimator != .fastPersistent(steps: 1) && bar == 0.99
    let ratio = sum.norm / (0.3 * exact.weight.norm)
    #expect(!isLong || abs(ratio - 1) < 0.05, "\(ratio) times as long")
  }

  @Test(arguments: estimators)
  func sameSeedSameBytes(estimator: GradientEstimator) {
    func weights(_ seed: UInt64) -> [Float] {
      let machine = Self.start()
      var settings = LikelihoodTraining(estimator)
      (settings.binarization, settings.centering) = (.sampled, .dataMean())
      machine.train(settings, on: .bytes((0..<600).map { UInt8($0 * 37 % 256) }, columns: 6), epochs: 3, seed: seed)
      return machine.weight.values
    }
    #expect(weights(1) == weights(1) && weights(1) != weights(2))
  }

  @Test func swapRatesAreReported() {
    let (machine, cases) = (Self.start(), Self.cases())
    var seen: [LikelihoodTrainer.Epoch] = []
    machine.train(LikelihoodTraining(.parallelTempering(count: 5)), on: cases, epochs: 2, seed: 1) { seen.append($1) }
    #expect(seen.count == 2 && seen.allSatisfy { $0.swapRates.count == 4 && $0.relativeUpdate > 0 })
    #expect(seen[1].swapRates.allSatisfy { $0 > 0.5 && $0 <= 1 })
  }
}

/// What training does unless it is told otherwise; `Docs/Guide.md` has the sweep.
@Suite struct RecipeTests {
  /// Persistent chains get no momentum, and every rate falls to 0.
  @Test(arguments: LikelihoodTrainerTests.estimators + [.contrastiveDivergence(steps: 1), .exact])
  func ratesFallAndNothingIsCarriedOn(estimator: GradientEstimator) {
    let training = LikelihoodTraining(estimator)
    #expect(training.schedule == .linear && training.initialMomentum == 0 && training.finalMomentum == 0)
    #expect(training.momentum(epoch: 9) == 0)
  }

  @Test func manyUnitsTakeSmallerSteps() {
    func rate(_ units: Int, _ estimator: GradientEstimator = .persistent(steps: 1)) -> Float {
      LikelihoodTraining(estimator, units: units).learningRate
    }
    #expect([16, 250, 500, 2000].map { rate($0) } == [0.2, 0.2, 0.1, 0.025])
    #expect([16, 500, 2000].map { rate($0, .contrastiveDivergence(steps: 1)) } == [0.1, 0.1, 0.025])
  }

  /// Estimates need weights that their chains can follow, the exact gradient does not, and Gaussian units had none in the sweep.
  @Test func weightsThatChainsFollowDecay() {
    func decay(_ estimator: GradientEstimator, _ visible: UnitKind = .bernoulli) -> Float {
      LikelihoodTraining(estimator, visible: visible).weightDecay
    }
    let lasting: [GradientEstimator] = [.persistent(steps: 1), .fastPersistent(steps: 1), .parallelTempering(count: 3)]
    #expect(lasting.map { decay($0) } == [0.0005, 0.0005, 0.0005])
    #expect([1, 4].map { decay(.contrastiveDivergence(steps: $0)) } == [0.01, 0.0025])
    #expect(decay(.exact) == 0 && decay(.persistent(steps: 1), .gaussian) == 0)
  }

  /// The usual recipe learns, where momentum and a rate that does not fall lose what was learned.
  @Test func theRecipeKeepsWhatItLearns() {
    let cases = LikelihoodTrainerTests.cases(200)
    func likelihood(_ change: (inout LikelihoodTraining) -> Void) -> Double {
      var training = LikelihoodTraining(.persistent(steps: 1))
      (training.batchSize, training.chains) = (20, 20)
      change(&training)
      let machine = RestrictedBoltzmannMachine(hiddenUnits: 4, cases: cases, seed: 1)
      machine.train(training, on: cases, epochs: 60, seed: 1)
      return machine.meanLogLikelihood(of: cases, logPartition: machine.logPartitionFunction())
    }
    let (usual, old) = (
      likelihood { _ in },
      likelihood { ($0.schedule, $0.learningRate, $0.initialMomentum, $0.finalMomentum) = (.constant, 0.2, 0.5, 0.9) }
    )
    #expect(usual > old + 0.05, "\(usual) against \(old)")
  }
}
