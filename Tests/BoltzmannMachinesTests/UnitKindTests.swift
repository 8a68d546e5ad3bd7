import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

/// Energies, conditionals, free energies, partition functions, gradients and chains of machines whose units are not all binary, against
/// sums and integrals over all states.
@Suite struct UnitKindTests {
  static let enumerable: [TinyKind] = [.gaussian, .learned, .hidden, .labels]

  static func matrix(_ rows: [[Double]]) -> Matrix { TinyMachine.matrix(rows) }

  @Test(arguments: TinyKind.allCases)
  func energiesFollowTheirDefinitions(kind: TinyKind) {
    let tiny = kind.machine
    for v in tiny.someVisible {
      for h in tiny.someHidden {
        let energy = tiny.machine.energy(visible: Self.matrix([v]), hidden: Self.matrix([h]))
        #expect(abs(energy - tiny.energy(v, h)) < 1e-5)
      }
    }
  }

  @Test(arguments: TinyKind.allCases)
  func freeEnergiesAgreeWithIntegrals(kind: TinyKind) {
    let tiny = kind.machine
    let values = FreeEnergy(tiny.machine, batchSize: 4).values(.numbers(Self.matrix(tiny.someVisible)))
    for (v, value) in zip(tiny.someVisible, values) {
      #expect(abs(value - tiny.freeEnergy(v)) < 2e-5, "\(value), not \(tiny.freeEnergy(v))")
    }
  }

  @Test(arguments: TinyKind.allCases)
  func conditionalMeansAgreeWithIntegrals(kind: TinyKind) {
    let tiny = kind.machine
    let (up, down) = (
      Matrix(rows: tiny.someVisible.count, columns: tiny.machine.hiddenUnits),
      Matrix(rows: tiny.someHidden.count, columns: tiny.machine.visibleUnits)
    )
    tiny.machine.hiddenProbabilities(of: Self.matrix(tiny.someVisible), into: up)
    tiny.machine.visibleProbabilities(of: Self.matrix(tiny.someHidden), into: down)
    for (row, v) in tiny.someVisible.enumerated() {
      let distribution = tiny.hiddenDistribution(given: v)
      for j in 0..<up.columns {
        #expect(abs(Double(up[row, j]) - distribution.reduce(0) { $0 + $1.p * $1.values[j] }) < 1e-5)
      }
    }
    for (row, h) in tiny.someHidden.enumerated() {
      let distribution = tiny.visibleDistribution(given: h)
      for i in 0..<down.columns {
        #expect(abs(Double(down[row, i]) - distribution.reduce(0) { $0 + $1.p * $1.values[i] }) < 1e-5)
      }
    }
  }

  /// 20,000 draws of each layer given a state of the other: Gaussian units by Kolmogorov & Smirnov against the distribution on the
  /// grid's cells, others by χ² over all states. A test falsely fails with probability 10⁻⁶ or less, 26 of them with 3 · 10⁻⁵ for
  /// random seeds; these are fixed.
  @Test(arguments: TinyKind.allCases)
  func drawsHaveTheirConditionalDistributions(kind: TinyKind) {
    let tiny = kind.machine
    let count = 20_000
    var stream = PhiloxStream(seed: 7, stream: .selection)
    let (v, h) = (tiny.someVisible[tiny.someVisible.count / 2], tiny.someHidden[tiny.someHidden.count / 2])
    let up = Matrix(rows: count, columns: h.count)
    tiny.machine.sampleHidden(
      of: Self.matrix([[Double]](repeating: v, count: count)), probabilities: Matrix(rows: count, columns: h.count),
      states: up, using: &stream)
    expect(up, tiny.machine.hiddenKind, tiny.hiddenDistribution(given: v))
    let down = Matrix(rows: count, columns: v.count)
    tiny.machine.sampleVisible(
      of: Self.matrix([[Double]](repeating: h, count: count)), probabilities: Matrix(rows: count, columns: v.count),
      states: down, using: &stream)
    expect(down, tiny.machine.visibleKind, tiny.visibleDistribution(given: h))
  }

  private func expect(_ draws: Matrix, _ kind: UnitKind, _ right: [(values: [Double], p: Double)]) {
    guard kind.isGaussian else {
      let counts = right.map { state in
        (0..<draws.rows).count { row in state.values.indices.allSatisfy { Double(draws[row, $0]) == state.values[$0] } }
      }
      #expect(counts.reduce(0, +) == draws.rows, "states that cannot be")
      let (value, bound) = chiSquared(counts: counts, probabilities: right.map(\.p))
      #expect(value < bound, "χ² \(value)")
      return
    }
    for unit in 0..<draws.columns {
      let mean = right.reduce(0) { $0 + $1.p * $1.values[unit] }
      let variance = right.reduce(0) { $0 + $1.p * ($1.values[unit] - mean) * ($1.values[unit] - mean) }
      let (value, bound) = kolmogorovSmirnov((0..<draws.rows).map { Double(draws[$0, unit]) }) {
        normalDistribution(($0 - mean) / variance.squareRoot())
      }
      #expect(value < bound, "unit \(unit): \(value) away")
    }
  }

  @Test(arguments: enumerable)
  func partitionFunctionsAgreeWithIntegrals(kind: TinyKind) {
    let tiny = kind.machine
    for threads in [1, 2] {
      let mine = ThreadTeam.lead(threads: threads) { tiny.machine.logPartitionFunction() }
      #expect(abs(mine - tiny.logPartition) < 1e-5)
    }
  }

  @Test func whatCannotBeEnumeratedSaysSo() {
    #expect(!TinyKind.both.machine.machine.isEnumerable && !TinyKind.labelsAndGaussian.machine.machine.isEnumerable)
    for kind in Self.enumerable { #expect(kind.machine.machine.isEnumerable) }
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 3, columns: 2), visibleBias: Matrix(rows: 1, columns: 3),
      hiddenBias: Matrix(rows: 1, columns: 2), hiddenKind: .noisyRectified)
    #expect(!machine.isEnumerable && !machine.isBinary)
  }

  /// The exact gradient is that of the mean log-likelihood, whose derivatives are taken by central differences of integrals.
  @Test(arguments: enumerable)
  func exactGradientsAreSlopesOfTheLikelihood(kind: TinyKind) {
    let tiny = kind.machine
    let cases = Array(tiny.someVisible.prefix(4))
    let gradient = tiny.machine.exactGradient(of: .numbers(Self.matrix(cases)))
    var parts = [
      (tiny.machine.weight, gradient.weight), (tiny.machine.visibleBias, gradient.visibleBias),
      (tiny.machine.hiddenBias, gradient.hiddenBias),
    ]
    if let z = tiny.machine.visibleLogVariance, let slope = gradient.visibleLogVariance { parts.append((z, slope)) }
    #expect(parts.count == (tiny.machine.visibleKind == .gaussianLearned ? 4 : 3))
    for (number, (parameter, slope)) in parts.enumerated() {
      for index in 0..<parameter.count {
        let old = parameter.pointer[index]
        parameter.pointer[index] = old + 0.004
        let above = tiny.logLikelihood(cases)
        parameter.pointer[index] = old - 0.004
        let right = (above - tiny.logLikelihood(cases)) / 0.008
        parameter.pointer[index] = old
        #expect(
          abs(Double(slope.pointer[index]) - right) < 2e-4, "\(number), \(index): \(slope.pointer[index]), \(right)")
      }
    }
  }

  /// A step of the trainer with the exact estimator is a step along the exact gradient.
  @Test(arguments: enumerable)
  func stepsFollowTheExactGradient(kind: TinyKind) {
    let tiny = kind.machine
    let machine = tiny.machine.parameterCopy
    let data = Self.matrix(tiny.someVisible)
    let before = machine.allParameters.map { $0.copy() }
    let gradient = machine.exactGradient(of: .numbers(data))
    let slopes =
      [gradient.weight, gradient.visibleBias, gradient.hiddenBias] + [gradient.visibleLogVariance].compactMap { $0 }
    var settings = LikelihoodTraining(.exact)
    settings.batchSize = data.rows
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: .numbers(data), seed: 1)
    trainer.step(data, learningRate: 0.1, momentum: 0)
    for ((mine, old), slope) in zip(zip(machine.allParameters, before), slopes) {
      old.add(slope, scale: 0.1)
      #expect(mine.worstDifference(to: old) < 2e-6)
    }
  }

  /// The mean update of estimators by chains, 300 of them from one state of the machine, against the exact gradient of all parameters:
  /// a cosine above 0.98, and the same length within a tenth.
  @Test(
    arguments: enumerable,
    [GradientEstimator.contrastiveDivergence(steps: 20), .persistent(steps: 2), .fastPersistent(steps: 2)])
  func meanUpdatesPointAlongTheExactGradient(kind: TinyKind, estimator: GradientEstimator) {
    let tiny = kind.machine
    let machine = tiny.machine.parameterCopy
    let data = Self.matrix(tiny.someVisible)
    let exact = machine.exactGradient(of: .numbers(data))
    let slopes = [exact.weight, exact.visibleBias, exact.hiddenBias] + [exact.visibleLogVariance].compactMap { $0 }
    var settings = LikelihoodTraining(estimator)
    (settings.batchSize, settings.chains, settings.weightDecay) = (data.rows, 400, 0)
    // Fast weights of a machine that is held still would grow, so they hardly learn here.
    if case .fastPersistent = estimator { settings.learningRate = 1e-4 }
    if case .contrastiveDivergence = estimator { settings.chains = data.rows }
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: .numbers(data), seed: 5)
    let start = machine.allParameters.map { $0.copy() }
    let sums = start.map { Matrix(rows: $0.rows, columns: $0.columns) }
    for update in 0..<1030 {
      trainer.step(data, learningRate: 1e-3, momentum: 0)
      for ((parameter, old), sum) in zip(zip(machine.allParameters, start), sums) {
        if update >= 30 {
          sum.add(parameter)
          sum.add(old, scale: -1)
        }
        parameter.assign(old)
      }
    }
    let (mine, right) = (sums.flatMap(\.values).map(Double.init), slopes.flatMap(\.values).map(Double.init))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let cosine = dot(mine, right) / (dot(mine, mine) * dot(right, right)).squareRoot()
    #expect(cosine > 0.98, "cosine \(cosine)")
    let ratio = (dot(mine, mine) / dot(right, right)).squareRoot()
    #expect(abs(ratio - 1) < 0.1, "\(ratio) times as long")
  }

  /// After 60 steps in each of 20,000 chains, and in exact draws, visible states have the model's distribution: χ² over states, or over
  /// nine boxes of the first two Gaussian units with the grid's probabilities. False alarm 10⁻⁶ each, eight of them; seeds are fixed.
  @Test(arguments: enumerable)
  func chainsAndExactDrawsHaveTheModelsDistribution(kind: TinyKind) {
    let tiny = kind.machine
    let chains = GibbsChains(tiny.machine, count: 20_000, start: .noise(), seed: 3)
    chains.advance(steps: 60)
    for (name, draws) in [("chains", chains.visible), ("exact", tiny.machine.exactSamples(count: 20_000, seed: 4))] {
      // Halfway between points of the grid, as a cell belongs to its middle.
      func box(_ v: [Double]) -> Int {
        tiny.machine.visibleKind.isGaussian
          ? v.prefix(2).reduce(0) { 3 * $0 + ($1 < -0.75 ? 0 : $1 < 0.75 ? 1 : 2) }
          : v.reversed().reduce(0) { 2 * $0 + Int($1) }
      }
      let boxes = tiny.machine.visibleKind.isGaussian ? 9 : 1 << tiny.machine.visibleUnits
      var (counts, probabilities) = ([Int](repeating: 0, count: boxes), [Double](repeating: 0, count: boxes))
      for row in 0..<draws.rows { counts[box(draws.rows(row..<row + 1).values.map(Double.init))] += 1 }
      for state in tiny.visibleDistribution { probabilities[box(state.values)] += state.p }
      let (value, bound) = chiSquared(counts: counts, probabilities: probabilities)
      #expect(value < bound, "\(name): χ² \(value) of at most \(bound)")
    }
  }

  /// The series that mixing is judged by is that of the states' free energies.
  @Test func chainsTellTheirFreeEnergies() {
    let tiny = TinyKind.learned.machine
    let chains = GibbsChains(tiny.machine, count: 40, start: .noise(), seed: 1)
    let series = chains.freeEnergies(steps: 3)
    let last = FreeEnergy(tiny.machine).values(.numbers(chains.visible))
    for (mine, right) in zip(series, last) { #expect(abs(mine[2] - right) < 1e-5) }
  }

  /// p(y | pixels) by its definition, Σₕ e^−E of every label over their sum.
  @Test(arguments: [TinyKind.labels, .labelsAndGaussian])
  func labelProbabilitiesAgreeWithEnumeration(kind: TinyKind) {
    let tiny = kind.machine
    let cases = tiny.visibleStates.map(\.values)
    let probabilities = tiny.machine.labelProbabilities(of: .numbers(Self.matrix(cases)), batchSize: 5)
    var wrong = 0
    for (row, v) in cases.enumerated() {
      let weights = (0..<3).map { label in
        exp(-tiny.freeEnergy(v.prefix(2) + (0..<3).map { $0 == label ? 1 : 0 }))
      }
      let right = weights.map { $0 / weights.reduce(0, +) }
      for label in 0..<3 { #expect(abs(Double(probabilities[row, label]) - right[label]) < 1e-5) }
      if v[2 + (right.firstIndex(of: right.max() ?? 0) ?? 0)] != 1 { wrong += 1 }
    }
    let error = tiny.machine.classificationError(of: .numbers(Self.matrix(cases)))
    #expect(abs(error - Double(wrong) / Double(cases.count)) < 1e-9 && wrong > 0)
  }

  /// E[h | pixels] by its definition, over all labels and hidden states, whatever label a case has.
  @Test(arguments: [TinyKind.labels, .labelsAndGaussian])
  func hiddenMeansGivenPixelsAgreeWithEnumeration(kind: TinyKind) {
    let tiny = kind.machine
    let cases = tiny.visibleStates.map(\.values)
    let means = tiny.machine.hiddenProbabilities(ofPixelsIn: .numbers(Self.matrix(cases)), batchSize: 5)
    for (row, v) in cases.enumerated() {
      let states = (0..<3).map { label in v.prefix(2) + (0..<3).map { $0 == label ? 1 : 0 } }
      let weights = states.map { exp(-tiny.freeEnergy(Array($0))) }
      for unit in 0..<means.columns {
        let right = zip(states, weights).reduce(0) { sum, state in
          let given = tiny.hiddenDistribution(given: Array(state.0)).reduce(0) { $0 + $1.p * $1.values[unit] }
          return sum + state.1 * given / weights.reduce(0, +)
        }
        #expect(abs(Double(means[row, unit]) - right) < 1e-5, "\(means[row, unit]), not \(right)")
      }
    }
  }

  /// Fresh machines predict the means of their data.
  @Test func freshMachinesBeginAtTheMeansOfTheirCases() {
    let cases = Matrix(rows: 4, columns: 3, values: [1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0])
    let labelled = RestrictedBoltzmannMachine(
      hiddenUnits: 2, cases: .numbers(cases), visible: .bernoulliAndLabels(classes: 2), seed: 1)
    let normal = RestrictedBoltzmannMachine(
      hiddenUnits: 2, cases: .numbers(cases), visible: .gaussianLearned, hidden: .noisyRectified, seed: 1)
    for machine in [labelled, normal] {
      let means = Matrix(rows: 1, columns: 3)
      machine.visibleProbabilities(of: Matrix(rows: 1, columns: 2), into: means)
      for (mine, right) in zip(means.values, [0.5, 0.75, 0.25]) { #expect(abs(Double(mine) - right) < 1e-5) }
    }
    #expect(normal.visibleLogVariance?.values == [0, 0, 0] && normal.hiddenKind == .noisyRectified)
  }

  /// Learned variances find those of the data, and stop at the least one allowed where the data do not vary.
  @Test func variancesAreLearned() {
    var stream = PhiloxStream(seed: 2, stream: .selection)
    let data = Matrix(rows: 500, columns: 3)
    data.fillNormal(standardDeviation: 1, using: &stream)
    for row in 0..<500 { (data[row, 0], data[row, 2]) = (0.5 * data[row, 0], 0.3) }
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 1, cases: .numbers(data), visible: .gaussianLearned, seed: 1)
    var settings = LikelihoodTraining(.exact)
    (settings.batchSize, settings.learningRate, settings.finalMomentum, settings.leastVariance) = (500, 0.02, 0.5, 0.05)
    machine.train(settings, on: .numbers(data), epochs: 600, seed: 1)
    let variances = (machine.visibleLogVariance?.values ?? []).map(exp)
    // What one hidden unit explains is not in the variances; the standard deviation of a variance of 500 cases is 6 %.
    #expect(abs(variances[0] - 0.25) < 0.05 && abs(variances[1] - 1) < 0.2, "\(variances)")
    #expect(abs(variances[2] - 0.05) < 1e-5)
  }
}

extension RestrictedBoltzmannMachine {
  /// Also those that only some kinds have.
  fileprivate var allParameters: [Matrix] { parameters + [visibleLogVariance].compactMap { $0 } }

  fileprivate var parameterCopy: RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: weight.copy(), visibleBias: visibleBias.copy(), hiddenBias: hiddenBias.copy(), visibleKind: visibleKind,
      hiddenKind: hiddenKind, visibleLogVariance: visibleLogVariance?.copy())
  }
}
