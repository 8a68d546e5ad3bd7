import LinearAlgebra
import NeuralNetworks
import Testing

@testable import BoltzmannMachines

/// An epoch of 1,001 cases in hundreds: the case that is one too many moves a machine no farther than any other.
@Suite struct LeftoverCasesTests {
  private static let (count, columns) = (1001, 12)

  /// 0 and 1, about a third of them 1.
  private static func cases(_ count: Int = count) -> [UInt8] {
    var stream = PhiloxStream(seed: 8, stream: .synthesis(part: 3))
    return (0..<count * columns).map { _ in stream.nextUniform() < 0.3 ? 255 : 0 }
  }

  /// Which case stands at a place of the first epoch's order.
  private static func index(at place: Int) -> Int {
    var order = (0..<Int32(count)).map { $0 }
    var shuffling = PhiloxStream(seed: 4, stream: .shuffle(epoch: 0, layer: 0))
    shuffling.shuffle(&order)
    return Int(order[place])
  }

  private static func parameters(_ machine: RestrictedBoltzmannMachine) -> [Float] {
    [machine.weight, machine.visibleBias, machine.hiddenBias].flatMap(\.values)
  }

  private static func start(_ hidden: UnitKind = .bernoulli) -> RestrictedBoltzmannMachine {
    let start = CaseTable.bytes(cases(100), columns: columns)
    return RestrictedBoltzmannMachine(hiddenUnits: 6, cases: start, hidden: hidden, seed: 2)
  }

  /// How far the parameters are from where they would be, after an epoch with a case of all ones at a place of the order.
  private static func distance(place: Int, after epoch: (CaseTable) -> RestrictedBoltzmannMachine) -> Double {
    let ordinary = cases()
    var changed = ordinary
    for column in 0..<columns { changed[index(at: place) * columns + column] = 255 }
    let ends = [ordinary, changed].map { parameters(epoch(.bytes($0, columns: columns))) }
    return zip(ends[0], ends[1]).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
  }

  /// The last case may count as much as the first, and a little more where the minibatches at the end are smaller by one. In a
  /// minibatch of its own it would count a hundred times as much.
  private static func expectSameShare(_ what: String, _ epoch: (CaseTable) -> RestrictedBoltzmannMachine) {
    let (first, last) = (distance(place: 0, after: epoch), distance(place: count - 1, after: epoch))
    #expect(first > 0 && last > 0, "\(what): a case of its own kind moves nothing")
    #expect(last < 2 * first, "\(what): \(last) by the last case, \(first) by the first")
  }

  @Test(arguments: [1, 3]) func ofContrastiveDivergence(steps: Int) {
    Self.expectSameShare("CD-\(steps)") { cases in
      let machine = Self.start()
      var settings = ContrastiveDivergence()
      (settings.steps, settings.learningRate) = (steps, 1e-3)
      let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 4)
      _ = trainer.trainEpoch(cases, epoch: 0, of: 1)
      return machine
    }
  }

  @Test(arguments: [
    GradientEstimator.contrastiveDivergence(steps: 1), .persistent(steps: 1), .fastPersistent(steps: 1),
    .parallelTempering(count: 3), .exact,
  ])
  func ofLikelihood(estimator: GradientEstimator) {
    for centering in [Centering.none, .dataMean(rate: 0.1)] {
      for sparsity in [nil, SparsityTarget(target: 0.1, cost: 1)] {
        Self.expectSameShare("\(estimator.name), \(centering), \(String(describing: sparsity))") { cases in
          let machine = Self.start()
          var settings = LikelihoodTraining(estimator)
          (settings.learningRate, settings.centering, settings.sparsity) = (1e-3, centering, sparsity)
          LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 4).trainEpoch(cases, epoch: 0, of: 1)
          return machine
        }
      }
    }
  }

  /// The one last case would pull momentum along for the whole next epoch.
  @Test func momentumForgetsTheLastCaseAsFastAsOthers() {
    Self.expectSameShare("the second epoch") { cases in
      let machine = Self.start()
      var settings = LikelihoodTraining(.exact)
      (settings.learningRate, settings.initialMomentum) = (1e-3, 0.9)
      let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 4)
      trainer.trainEpoch(cases, epoch: 0, of: 2)
      trainer.trainEpoch(.bytes(Self.cases(), columns: Self.columns), epoch: 1, of: 2)
      return machine
    }
  }

  /// Where nothing is left over, an epoch is the steps over one hundred after the other, to the last bit.
  @Test func wholeMinibatchesAreStepsInTheirOrder() {
    let table = CaseTable.bytes(Self.cases(300), columns: Self.columns)
    var order = (0..<Int32(300)).map { $0 }
    var shuffling = PhiloxStream(seed: 4, stream: .shuffle(epoch: 0, layer: 0))
    shuffling.shuffle(&order)
    let batches = stride(from: 0, to: 300, by: 100).map { first in
      let batch = Matrix(rows: 100, columns: Self.columns)
      order[first..<first + 100].withUnsafeBufferPointer { table.gather($0, into: batch) }
      return batch
    }
    let (epoch, steps) = (Self.start(), Self.start())
    let settings = ContrastiveDivergence()
    _ = ContrastiveDivergenceTrainer(epoch, settings: settings, seed: 4).trainEpoch(table, epoch: 0, of: 1)
    let trainer = ContrastiveDivergenceTrainer(steps, settings: settings, seed: 4)
    for batch in batches { _ = trainer.step(batch, learningRate: 0.1, momentum: 0.5) }
    #expect(Self.parameters(epoch) == Self.parameters(steps))

    let (likely, stepped) = (Self.start(), Self.start())
    var training = LikelihoodTraining(.contrastiveDivergence(steps: 2))
    training.schedule = .constant
    LikelihoodTrainer(likely, settings: training, cases: table, seed: 4).trainEpoch(table, epoch: 0, of: 1)
    let other = LikelihoodTrainer(stepped, settings: training, cases: table, seed: 4)
    for batch in batches {
      other.step(batch, learningRate: training.learningRate, momentum: training.initialMomentum)
    }
    #expect(Self.parameters(likely) == Self.parameters(stepped))
  }

  /// An epoch that is broken off and gone on with between two of its uneven steps is the same.
  @Test func anEpochWithARestGoesOnFromEachOfItsSteps() {
    let table = CaseTable.bytes(Self.cases(10), columns: Self.columns)
    var settings = ContrastiveDivergence()
    settings.batchSize = 4
    var positions: [ContrastiveDivergenceTrainer.Position] = []
    let whole = Self.start()
    _ = ContrastiveDivergenceTrainer(whole, settings: settings, seed: 4).trainEpoch(table, epoch: 0, of: 1) {
      positions.append($0)
    }
    #expect(positions.map(\.cases) == [4, 7, 10])
    for stop in positions {
      struct Break: Error {}
      let machine = Self.start()
      let first = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 4)
      _ = try? first.trainEpoch(table, epoch: 0, of: 1) { if $0.cases == stop.cases { throw Break() } } as Double
      let second = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 4)
      second.memory.assign(first.memory)
      let error = second.trainEpoch(table, epoch: 0, of: 1, from: stop) { _ in }
      #expect(Self.parameters(machine) == Self.parameters(whole), "from \(stop.cases) cases on")
      #expect(error == (positions.last?.squaredError ?? 0) / Double(10 * Self.columns))
    }
  }
}
