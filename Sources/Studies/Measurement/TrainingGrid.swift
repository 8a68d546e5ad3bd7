import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

/// Starts by conditions: every pair is a network that is trained with each seed.
struct TrainingGrid: Sendable {
  /// A row: where the weights come from.
  struct Start: Sendable {
    let name: String
    let initializer: Initializer
    let color: Color

    static let small = Start(name: "N(0, 0.01²)", initializer: .smallNormal, color: StartColor.smallNormal)
    static let leCun = Start(name: "LeCun", initializer: .leCunNormal, color: StartColor.leCun)
    static let xavier = Start(name: "Xavier", initializer: .xavierNormal, color: StartColor.xavier)
    static let he = Start(name: "He", initializer: .heNormal, color: StartColor.he)
    static let orthogonal = Start(name: "orthogonal", initializer: .orthogonal(gain: 1), color: StartColor.orthogonal)
    static let lsuv = Start(name: "LSUV", initializer: .layerSequentialUnitVariance(), color: StartColor.lsuv)
    static let usual = [small, leCun, xavier, he, orthogonal, lsuv]
  }

  /// A column: what else a network is, and what is tried before the best is taken.
  struct Condition: Sendable {
    var name: String
    let hidden: [Int]
    /// Keys of an arm, e.g. `activation=tanh`.
    var keys: [String] = []
    /// Keys of which each list is tried, e.g. learning rates.
    var trials: [[String]]

    /// The condition with each of some learning rates tried.
    static func rates(_ rates: [String], name: String, hidden: [Int], keys: [String] = []) -> Condition {
      Condition(name: name, hidden: hidden, keys: keys, trials: rates.map { ["lr=\($0)"] })
    }
  }

  /// What is measured of a run. Lower is better; infinite for a run that diverged.
  enum Measure: Sendable {
    /// Of the last epoch, nats a case.
    case trainingLoss
    case testError

    func value(_ run: RunRecord) -> Double {
      switch self {
      case .trainingLoss: run.finalLoss
      case .testError: run.testError
      }
    }
  }

  let starts: [Start]
  let conditions: [Condition]
  /// By start, condition, trial.
  let runs: [[[PerSeed<RunRecord>]]]
  /// Which trial is the best, by start and condition.
  private let best: [[Int]]

  /// - Parameter choice: what is lowest, in the mean over the seeds, for the best trial. Never of the test cases.
  init(starts: [Start], conditions: [Condition], runs: [[[PerSeed<RunRecord>]]], choice: (RunRecord) -> Double) {
    (self.starts, self.conditions, self.runs) = (starts, conditions, runs)
    best = runs.map { $0.map { trials in trials.indexOfLowest { $0.map(choice) } } }
  }

  /// Grids of the same starts, of one condition each, as one of several conditions.
  init(sideBySide grids: [TrainingGrid], names: [String]) {
    starts = grids[0].starts
    conditions = zip(names, grids).map { name, grid in
      var condition = grid.conditions[0]
      condition.name = name
      return condition
    }
    runs = starts.indices.map { start in grids.map { $0.runs[start][0] } }
    best = starts.indices.map { start in grids.map { $0.best[start][0] } }
  }

  /// A measure of the best trial's runs.
  func values(_ start: Int, _ condition: Int, _ measure: Measure) -> PerSeed<Double> {
    runs[start][condition][best[start][condition]].map(measure.value)
  }

  /// The same by names.
  func values(_ start: Start, _ condition: String, _ measure: Measure) -> PerSeed<Double> {
    values(index(start), conditions.firstIndex { $0.name == condition } ?? 0, measure)
  }

  private func index(_ start: Start) -> Int { starts.firstIndex { $0.name == start.name } ?? 0 }

  /// Of several starts the one that is lowest in the mean over the seeds. Taken seed by seed, the lowest of several noisy numbers
  /// would be lower than any start is.
  func lowest(_ starts: [Start], _ condition: String, _ measure: Measure) -> Start {
    starts.lowest { values($0, condition, measure) }
  }

  /// The one that is highest in the mean.
  func highest(_ starts: [Start], _ condition: String, _ measure: Measure) -> Start {
    starts.lowest { -values($0, condition, measure) }
  }

  /// How a grid is trained, for its figure.
  static func optimizer(_ rates: [String]) -> String {
    rates.count == 1
      ? "SGD \(rates[0]) with momentum 0.9" : "SGD with momentum 0.9, the best of \(rates.count) learning rates"
  }

  /// The best trials as a table, a row for each start. A star marks those at an end of what was tried, beyond which a better one may
  /// lie, but for networks that only guess, to which all trials are alike.
  func choices(_ title: String) -> StudyTable {
    let rows = starts.indices.map { start in
      [starts[start].name]
        + conditions.indices.map { condition in
          let trials = conditions[condition].trials
          let mark = isAtEdge(start, condition) && learns(start, condition) ? "*" : ""
          return trials[best[start][condition]].joined(separator: ", ") + mark
        }
    }
    let hasMark = rows.joined().contains { $0.hasSuffix("*") }
    return StudyTable(
      title: title + (hasMark ? " (*: at an end of what was tried, so that a better one may lie beyond)" : ""),
      rows: [["start"] + conditions.map(\.name)] + rows)
  }

  private func isAtEdge(_ start: Int, _ condition: Int) -> Bool {
    let count = conditions[condition].trials.count
    return count > 1 && [0, count - 1].contains(best[start][condition])
  }

  /// Whether the loss ends below nine tenths of guessing, in the mean.
  private func learns(_ start: Int, _ condition: Int) -> Bool {
    values(start, condition, .trainingLoss).mean < Self.guessing
  }

  /// Nine tenths of the loss of guessing: networks that are no better have learned nothing.
  static let guessing = 0.9 * log(10)
}

extension TrainingGrid {
  /// How a start's training loss stands to that of the best of others. Nothing where none of them learns, since networks that guess
  /// are as good as each other.
  func comparison(
    _ network: String, _ start: Start, with others: [Start], called name: String, _ condition: String,
    _ criterion: Effect.Criterion
  ) -> [Effect] {
    let best = lowest(others, condition, .trainingLoss)
    let (own, lowest) = (values(start, condition, .trainingLoss), values(best, condition, .trainingLoss))
    guard (own.values + lowest.values).contains(where: { $0 < Self.guessing }) else { return [] }
    let text = others.count > 1 ? "\(name), \(best.name)" : name
    return [
      Effect(
        "\(network): last training loss, \(start.name) / \(text)", own / lowest, criterion, isRatio: true)
    ]
  }

  /// How the worst of some starts stands to the best, by their means.
  func spread(_ network: String, _ starts: [Start], _ condition: String, _ criterion: Effect.Criterion) -> Effect {
    let (worst, best) = (highest(starts, condition, .trainingLoss), lowest(starts, condition, .trainingLoss))
    return Effect(
      "\(network): last training loss, worst / best start (\(worst.name) / \(best.name))",
      values(worst, condition, .trainingLoss) / values(best, condition, .trainingLoss), criterion, isRatio: true)
  }

  /// Whether networks learn: their training loss as a share of that of guessing.
  func learning(_ network: String, _ start: Start, _ condition: String, _ criterion: Effect.Criterion) -> Effect {
    Effect(
      "\(network), \(start.name): last training loss / log 10",
      values(start, condition, .trainingLoss) / log(10), criterion, isRatio: true)
  }
}

extension StudyContext {
  /// Trains a grid: SGD with momentum 0.9 at a constant rate, unless a condition says otherwise.
  func grid(
    _ starts: [TrainingGrid.Start], _ conditions: [TrainingGrid.Condition], epochs: Int, data: RunData,
    choice: (RunRecord) -> Double = \.finalLoss
  ) throws -> TrainingGrid {
    let plans = starts.map { start in conditions.map { condition in condition.trials.map { (start, condition, $0) } } }
    let arms = try plans.joined().joined().map { start, condition, trial in
      let keys = ["init=\(start.initializer.name)", "schedule=constant"] + condition.keys + trial
      return try Arm(
        "\(start.name), \(condition.name), \(trial.joined(separator: ", "))", "he:" + keys.joined(separator: ","),
        hidden: condition.hidden)
    }
    var trained = try train("networks", arms, epochs: epochs, data: data)[...]
    let runs = plans.map { $0.map { $0.map { _ in trained.removeFirst() } } }
    return TrainingGrid(starts: starts, conditions: conditions, runs: runs, choice: choice)
  }
}
