import Foundation
import NeuralNetworks
import Synchronization

/// How the learning rate of each arm was found: with the same effort for all, by their errors on validation cases, with seeds that
/// nothing is reported of.
public struct Tuning: Hashable, Codable, Sendable {
  public struct Trial: Hashable, Codable, Sendable {
    public var learningRate: Float
    /// The lowest of the run of each seed, as shares; 1 where the run diverged.
    public var validationErrors: [Double]

    /// Over the seeds.
    public var error: Double { validationErrors.reduce(0, +) / Double(validationErrors.count) }
  }

  public struct Search: Hashable, Codable, Sendable {
    /// As the user wrote it.
    public var arm: String
    /// By increasing rates.
    public var trials: [Trial]

    /// The best; of equals the lowest rate.
    public var chosen: Trial { trials.dropFirst().reduce(trials[0]) { $1.error < $0.error ? $1 : $0 } }
    /// Whether no lower rate, or no higher one, was tried.
    public var isAtEdge: Bool { chosen == trials.first || chosen == trials.last }
  }

  public var seeds: [UInt64]
  public var searches: [Search]
}

/// Finds the learning rates of arms.
public struct Tuner {
  /// Far from any seed of a comparison, and few, as each costs a whole training for each rate.
  static let firstSeed: UInt64 = 1_000_000
  public static let seedCount = 2
  /// Powers of two times 0.02, or 0.0001 for optimizers that divide a gradient by its size.
  static let exponents = 0...6
  /// How far the search goes beyond these for an arm whose best rate is the first or the last.
  static let farthest = -4...10

  private let settings: ComparisonSettings
  private let data: RunData
  private let jobs: Int
  private let stop: StopRequest
  private let values: ComputedValues

  /// - Parameters:
  ///   - settings: of the comparison, with each arm's epochs. Arms of which the user has said the rate keep it.
  ///   - values: where finished trials are kept.
  public init(
    _ settings: ComparisonSettings, data: RunData, jobs: Int, stop: StopRequest, values: ComputedValues
  ) {
    (self.settings, self.data, self.jobs, self.stop, self.values) = (settings, data, jobs, stop, values)
  }

  private var trialSettings: ComparisonSettings {
    var trials = settings
    (trials.firstSeed, trials.seedCount, trials.settling) = (settings.firstSeed &+ Self.firstSeed, Self.seedCount, nil)
    return trials
  }

  /// The comparison with the rates that were chosen, and how; nil if it was stopped.
  /// - Throws: ``OutputError`` if a finished trial cannot be kept.
  public func run(
    observe: @escaping @Sendable (ComparisonRunner.Event) -> Void
  ) throws(OutputError) -> (settings: ComparisonSettings, tuning: Tuning)? {
    let arms = settings.arms.filter { !$0.givesRate }
    var exponents = arms.map { _ in Array(Self.exponents) }
    var tried: [Arm: [Double]] = [:]
    while true {
      let open = zip(arms, exponents).flatMap { arm, exponents in exponents.map { Self.trial(arm, $0) } }
        .filter { tried[$0] == nil }
      guard !open.isEmpty else { break }
      guard let errors = try errors(of: open, observe: observe) else { return nil }
      tried.merge(errors) { $1 }
      for index in arms.indices { extend(&exponents[index], Self.search(arms[index], exponents[index], tried)) }
    }
    let searches = zip(arms, exponents).map { Self.search($0, $1, tried) }
    var chosen = settings
    for (arm, search) in zip(arms, searches) {
      guard let place = settings.arms.firstIndex(of: arm) else { continue }
      chosen.arms[place] = arm.with(rate: search.chosen.learningRate)
    }
    return (chosen, Tuning(seeds: trialSettings.seeds, searches: searches))
  }

  private static func search(_ arm: Arm, _ exponents: [Int], _ tried: [Arm: [Double]]) -> Tuning.Search {
    Tuning.Search(
      arm: arm.name,
      trials: exponents.map { exponent in
        let trial = trial(arm, exponent)
        return Tuning.Trial(learningRate: trial.learningRate, validationErrors: tried[trial] ?? [])
      })
  }

  /// By the rate beyond the one at the edge, if that is the best.
  private func extend(_ exponents: inout [Int], _ search: Tuning.Search) {
    if search.chosen == search.trials.last, exponents[exponents.count - 1] < Self.farthest.upperBound {
      exponents.append(exponents[exponents.count - 1] + 1)
    } else if search.chosen == search.trials.first, exponents[0] > Self.farthest.lowerBound {
      exponents.insert(exponents[0] - 1, at: 0)
    }
  }

  private static func trial(_ arm: Arm, _ exponent: Int) -> Arm {
    let lowest: Double =
      switch arm.optimizer {
      case .gradientDescent, .nesterov: 0.02
      case .rmsProp, .adam, .adamW: 0.0001
      }
    return arm.with(rate: Float(lowest * pow(2, Double(exponent))))
  }

  /// The lowest validation error of each seed, for each trial; nil if it was stopped.
  private func errors(
    of trials: [Arm], observe: @escaping @Sendable (ComparisonRunner.Event) -> Void
  ) throws(OutputError) -> [Arm: [Double]]? {
    var settings = trialSettings
    settings.arms = trials
    let (plans, values, stop) = (data.plans(settings), values, stop)
    let failure = Mutex<OutputError?>(nil)
    let runner = ComparisonRunner(settings: settings, data: data, jobs: jobs, stop: stop) { arm, seed in
      values.value(of: plans(arm, seed), as: RunRecord.self)?.value
    }
    let runs = runner.run { event in
      if case .finished(let run, _) = event {
        do throws(OutputError) {
          try values.keep(run, of: plans(run.arm, run.seed), seconds: run.seconds)
        } catch {
          failure.withLock { $0 = $0 ?? error }
          stop.ask()
        }
      }
      observe(event)
    }.runs
    if let failure = failure.withLock({ $0 }) { throw failure }
    guard runs.allSatisfy(\.isFinished) else { return nil }
    return Dictionary(grouping: runs, by: \.arm).mapValues { $0.map { $0.divergence == nil ? $0.lowestError : 1 } }
  }
}

extension RunRecord {
  /// On validation cases, of all epochs.
  fileprivate var lowestError: Double { training.map(\.validationErrorRate).min() ?? 1 }
}

extension Arm {
  /// Whether the user has said its learning rate.
  var givesRate: Bool { (try? Self.settings(in: name))?.contains { $0.key == .learningRate } == true }

  /// The same arm as the user would write it with this rate.
  func with(rate: Float) -> Arm {
    var arm = self
    // A multiple of 0.02 by a power of two has few digits.
    let text = String(format: "%.4g", Double(rate))
    arm.learningRate = Float(text) ?? rate
    arm.name = name + (name == base ? ":" : ",") + "\(Key.learningRate.rawValue)=\(text)"
    return arm
  }
}
