import Foundation
import NeuralNetworks
import Plotting
import Testing

@testable import Experiments
@testable import Studies

@Suite struct TrainingGridTests {
  static let conditions = [
    TrainingGrid.Condition.rates(["0.1", "0.2"], name: "a", hidden: [4]),
    TrainingGrid.Condition.rates(["0.1", "0.2"], name: "b", hidden: [4]),
  ]

  /// A run that ended with a loss; none for one that diverged.
  static func run(_ loss: Double?, validationError: Double = 0) throws -> RunRecord {
    var run = RunRecord(arm: try Arm("r", "he", hidden: [4]), seed: 1, shape: [4, 4, 2])
    run.training = [
      TrainingEpoch(
        epoch: 1, learningRate: 1, trainingLoss: loss ?? 1, trainingErrorRate: 0, validationLoss: 0,
        validationErrorRate: validationError, operations: 1, seconds: 1)
    ]
    if loss == nil { run.divergence = Divergence(epoch: 1, step: 1) }
    return run
  }

  /// Two starts, two conditions, two trials, two seeds.
  static func grid(choice: (RunRecord) -> Double = \.finalLoss) throws -> TrainingGrid {
    let losses: [[[[Double?]]]] = [
      [[[0.5, 0.5], [0.4, 0.2]], [[nil, 0.1], [2.3, 2.3]]], [[[0.1, 0.4], [nil, nil]], [[2.3, 2.3], [nil, 2.3]]],
    ]
    return TrainingGrid(
      starts: [.xavier, .he], conditions: conditions,
      runs: try losses.map {
        try $0.map { try $0.map { PerSeed(try $0.map { try run($0, validationError: 1 - ($0 ?? 0)) }) } }
      },
      choice: choice)
  }

  @Test func theBestTrialIsTheOneWithTheLowestSumOverTheSeeds() throws {
    let grid = try Self.grid()
    #expect(grid.values(.xavier, "a", .trainingLoss) == [0.4, 0.2])
    #expect(grid.values(.he, "a", .trainingLoss) == [0.1, 0.4])
    // A trial of which one run diverged is worse than one that only guesses.
    #expect(grid.values(.xavier, "b", .trainingLoss) == [2.3, 2.3])
    #expect(
      grid.choices("t").rows == [["start", "a", "b"], ["Xavier", "lr=0.2*", "lr=0.2"], ["He", "lr=0.1*", "lr=0.1"]])
    #expect(grid.choices("t").title == "t (*: at an end of what was tried, so that a better one may lie beyond)")
  }

  /// The middle of three rates has no star.
  @Test func onlyTheEndsOfAGridAreMarked() throws {
    func choice(_ losses: [Double]) throws -> StudyTable {
      TrainingGrid(
        starts: [.he], conditions: [.rates(["0.1", "0.2", "0.3"], name: "a", hidden: [4])],
        runs: [[try losses.map { PerSeed([try Self.run($0)]) }]], choice: \.finalLoss
      ).choices("t")
    }
    #expect(try choice([1, 0.5, 1]).rows[1] == ["He", "lr=0.2"] && choice([1, 0.5, 1]).title == "t")
    #expect(try choice([1, 0.5, 0.4]).rows[1] == ["He", "lr=0.3*"])
    #expect(try choice([2.3, 2.3, 2.2]).rows[1] == ["He", "lr=0.3"])
  }

  @Test func whatIsNoNumberIsNeverTheLowest() {
    #expect(([[.nan, 0], [2, 1], [.infinity, 0], [1, 2]] as [PerSeed<Double>]).indexOfLowest { $0 } == 1)
    #expect(([[.nan]] as [PerSeed<Double>]).indexOfLowest { $0 } == 0)
    #expect([1, 2, 3, 4, 5, 6].grouped(by: 2) == [[1, 2], [3, 4], [5, 6]])
  }

  @Test func seedsArePairedInTheirOrder() {
    let (a, b) = ([3, 8] as PerSeed<Double>, [1, 2] as PerSeed<Double>)
    #expect(a - b == [2, 6] && a / b == [3, 4] && 2 * a == [6, 16] && -b == [-1, -2] && a.mean == 5.5)
    #expect(PerSeed(each: [a, b]) == [[3, 1], [8, 2]] && PerSeed([[1, 2], [3, 4]])[1] == [2, 4])
    #expect(PerSeed(["ab", "c"]).count == 2 && a.paired(PerSeed(["x", "y"])) { "\(Int($0))\($1)" } == ["3x", "8y"])
    let results = Results(["x", "y"], [a, b])
    #expect(results["y"] == b && results.map { "\($0)\($1.count)" } == ["x2", "y2"])
  }

  /// Seeds of one start differ by more than the starts do, but not seed by seed: a third start is told from the lowest, a second is not.
  @Test func whatSeedsCannotTellFromTheLowestIsMarkedToo() throws {
    func lowest(_ losses: [[Double?]]) throws -> [Int] {
      TrainingGrid(
        starts: Array(TrainingGrid.Start.usual.prefix(losses.count)),
        conditions: [.rates(["0.1"], name: "a", hidden: [4])],
        runs: try losses.map { [[PerSeed(try $0.map { try Self.run($0) })]] }, choice: \.finalLoss
      ).lowest(of: 0, .trainingLoss)
    }
    #expect(try lowest([[0.7, 1.1, 0.3], [0.6, 1.02, 0.2], [0.5, 1, 0.14]]) == [1, 2])
    #expect(try lowest([[0.5, nil, 0.1], [0.6, 1, 0.2]]) == [1])
    #expect(try lowest([[nil], [nil]]) == [])
    // One seed tells nothing of others.
    #expect(try lowest([[0.5], [0.5001]]) == [0])
  }

  @Test func anotherChoiceTakesAnotherTrial() throws {
    // Of the validation error, which falls here as the loss rises.
    #expect(try Self.grid(choice: \.lastValidationError).values(.xavier, "a", .trainingLoss) == [0.5, 0.5])
  }

  @Test func startsAreComparedSeedBySeed() throws {
    let grid = try Self.grid()
    // Xavier's 0.4 and 0.2 are more than He's 0.1 and 0.4 in the mean, though less for the second seed.
    #expect(grid.lowest([.xavier, .he], "a", .trainingLoss).name == "He")
    #expect(grid.highest([.xavier, .he], "a", .trainingLoss).name == "Xavier")
    let spread = grid.spread("n", [.xavier, .he], "a", .above(1))
    #expect(spread.values == [4, 0.5] && spread.name.hasSuffix("(Xavier / He)"))
    let effects = grid.comparison("n", .he, with: [.xavier], called: "Xavier", "a", .below(1))
    #expect(effects.map(\.values) == [[0.25, 2]] && effects[0].isRatio)
    // Where all guess there is nothing to compare.
    #expect(grid.comparison("n", .he, with: [.xavier], called: "Xavier", "b", .below(1)).isEmpty)
    let losses = [0.1, 0.4].map { $0 / log(10) }
    #expect(grid.learning("n", .he, "a", .below(1)).values == losses)
  }

  /// Trained, not made up: cells hold the runs of their own start and condition.
  @Test func aGridTrainsEveryPair() throws {
    let context = StudyTests.context()
    let grid = try context.grid([.small, .he], Self.conditions, epochs: 1, data: try context.data(cases: 200))
    for (start, row) in grid.runs.enumerated() {
      for (condition, trials) in row.enumerated() {
        let arms = trials.map { $0.arm.values }
        #expect(arms.joined().allSatisfy { $0.initializer == grid.starts[start].initializer })
        #expect(
          arms.map { $0.map(\.learningRate) } == [[0.1, 0.1], [0.2, 0.2]] && trials.allSatisfy { $0.count == 2 })
        #expect(arms.joined().allSatisfy { $0.name.contains(grid.conditions[condition].name) })
      }
    }
  }

  @Test func gridsOfSeveralDataSetsStandSideBySide() throws {
    let grid = try Self.grid()
    let single = TrainingGrid(
      starts: grid.starts, conditions: [Self.conditions[0]], runs: grid.runs.map { [$0[0]] }, choice: \.finalLoss)
    let both = TrainingGrid(sideBySide: [single, single], names: ["MNIST", "other"])
    #expect(both.conditions.map(\.name) == ["MNIST", "other"])
    #expect(both.values(.he, "other", .trainingLoss) == [0.1, 0.4])
  }
}
