import BoltzmannMachines
import Experiments
import Foundation

/// A trained machine's worth on the test cases, in nats a case.
struct MachineScore: Codable, Sendable {
  /// Exact where the machine can be enumerated, else with the partition function of upward annealing, which flatters. −∞ if the
  /// machine diverged.
  let logLikelihood: Double
  /// With the largest partition function that is known, of downward annealing unless its starts are shown to be no draws of the machine; the
  /// same where it is exact.
  let conservative: Double
  /// Of the validation cases, after each epoch; for machines that are enumerated then.
  let history: [Double]

  /// - Parameter halfway: where training goes on after a break.
  /// - Throws: whatever is refused; a divergence is a result.
  init(_ settings: LaboratorySettings, data: LaboratoryData, halfway: Halfway) throws {
    let laboratory = try Laboratory(settings, data: data)
    let reached = Self.reached(laboratory, halfway)
    let trained: LaboratoryOutcome
    var failure: OutputError?
    do throws(LaboratoryError) {
      trained = try laboratory.train(from: reached, annealing: false) { checkpoint in
        guard halfway.isDue else { return }
        do throws(OutputError) {
          if let bytes = laboratory.encoded(checkpoint) { try halfway.keep(bytes) }
        } catch {
          failure = error
        }
      }
    } catch .diverged {
      (logLikelihood, conservative, history) = (-.infinity, -.infinity, [])
      return
    }
    if let failure { throw failure }
    let evaluation = laboratory.evaluate(trained.network)
    let test = evaluation.parts[2].mean
    let bounds = evaluation.annealed?.bounds
    logLikelihood = test - (evaluation.exactLogPartition ?? bounds?.lower.logPartition ?? .nan)
    conservative = test - (evaluation.exactLogPartition ?? bounds?.largest ?? .nan)
    history = trained.epochs.compactMap(\.logLikelihoodValidation)
  }

  /// What cannot be read is told and computed anew.
  private static func reached(_ laboratory: Laboratory, _ halfway: Halfway) -> LaboratoryCheckpoint? {
    guard let (bytes, file) = halfway.checkpoint else { return nil }
    do throws(OutputError) {
      return try laboratory.checkpoint(reading: bytes, file: file)
    } catch {
      StandardError.say("\(error)")
      return nil
    }
  }
}

extension StudyContext {
  /// Trains one machine of each kind with each seed and measures it.
  /// - Parameter settings: of a kind, but for the seed. What is annealed is measured with as many temperatures as they say.
  func machines<Kind: Hashable>(
    _ what: String, _ kinds: [Kind], _ settings: (Kind) -> LaboratorySettings
  ) throws -> Results<Kind, PerSeed<MachineScore>> {
    let plans = kinds.flatMap { kind in
      seeds.map { seed in
        var settings = settings(kind)
        settings.seed = seed
        return settings
      }
    }
    let scores = try map(
      what, plans, plan: { $0 }, cost: { Double($0.hidden[0] * $0.epochs) * $0.training.estimator.relativeCost }
    ) { [dataset] settings, halfway in
      try MachineScore(settings, data: LaboratoryData(dataset, settings: settings), halfway: halfway)
    }
    return Results(kinds, scores.grouped(by: seeds.count))
  }

  /// A machine of a study: cases binarised by chance anew each epoch, no annealing; the learning rate 0.05 and the momentum of Hinton (2010),
  /// section 9, unless the study says otherwise.
  func machine(_ estimator: GradientEstimator, hidden: Int, epochs: Int, cases: Int) -> LaboratorySettings {
    var settings = LaboratorySettings(.rbm, hidden: [hidden], estimator: estimator)
    (settings.epochs, settings.trainLimit, settings.annealing) = (epochs, cases, .none)
    settings.training.binarization = .sampled
    (settings.training.learningRate, settings.training.schedule) = (0.05, .constant)
    (settings.training.initialMomentum, settings.training.finalMomentum) = (0.5, 0.9)
    settings.training.weightDecay = 0
    return settings
  }
}

extension GradientEstimator {
  /// Products for a case, to share work out evenly.
  fileprivate var relativeCost: Double {
    switch self {
    case .contrastiveDivergence(let steps), .persistent(let steps), .fastPersistent(let steps): Double(2 + steps)
    case .parallelTempering(let inverseTemperatures): Double(2 + inverseTemperatures.count)
    case .exact: 100
    }
  }
}
