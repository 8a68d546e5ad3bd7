import BoltzmannMachines
import Experiments
import Foundation

/// `results.json` of a model; described in `Docs/Guide.md`.
struct LaboratoryResults: Encodable {
  struct Part: Encodable {
    let name: String
    let cases: Int
    let binarization: String
    /// Mean over cases, in nats, of units that know nothing of one another.
    let logLikelihoodIndependentUnits: Number
    /// Means over cases, in nats; of a stack, the variational bound.
    let logLikelihoodExact: Number?
    let logLikelihoodAIS: Number?
    /// Missing where the starts of reverse AIS are shown to be no draws of the machine.
    let logLikelihoodReverseAIS: Number?
    /// With the largest log Z that is known if none is exact; no bound where ``LaboratoryResults/Bounds/upperStandsOn`` is nothing.
    let importanceWeightedBound: Number?
    let standardError: Number
    let pseudoLikelihood: Number?
    /// A share, of machines with labels.
    let classificationError: Number?
    /// The share that always saying the most frequent class gets wrong.
    let majorityError: Number?
    let reconstructionError: Number
  }

  let model: String
  let dataset: String
  let data: DatasetDescription
  let hidden: [Int]
  let epochs: Int
  /// The checksum of the model that training began with; missing if it was random weights.
  let start: String?
  let estimator: String
  /// Kinds; missing where they are binary.
  let visibleUnits: String?
  let hiddenUnits: String?
  let centered: Bool
  let binarization: String
  let learningRate: Float
  let schedule: String
  let momentum: Float
  /// Missing for descent with ``momentum``.
  let optimizer: String?
  let weightDecay: Float
  /// Missing where they are not used.
  let l1: Float?
  let maxNorm: Float?
  let sparsity: SparsityTarget?
  let batchSize: Int
  let seed: UInt64
  let logPartitionExact: Number?
  let ais: Estimate?
  /// The one of ``reverseAISRuns`` with the largest log Z.
  let reverseAIS: Estimate?
  /// Where starts are no exact draws, by kind of start.
  let reverseAISRuns: [Downward]?
  let logPartitionBounds: Bounds?
  let temperatures: Int?
  /// Missing where the bounds are near each other.
  let openBounds: Diagnosis?
  let mixing: Mixing?
  /// Of parallel tempering in each machine's last epoch, by pair from the hottest on.
  let swapRates: [[Number]]?
  let freeEnergyGap: Number
  /// The best epoch of the (top) machine by what was measured after each; as many as ``epochs`` if it is the last.
  let bestEpoch: Int
  /// Sentences: what is wrong with how the machines ended. Empty of healthy ones.
  let remarks: [String]
  let parts: [Part]
  let published: [String]

  init(_ model: LaboratoryModel) {
    let (settings, evaluation) = (model.settings, model.evaluation)
    (self.model, dataset, data) = (settings.model.rawValue, model.data.name, model.data)
    (hidden, epochs, estimator) = (settings.hidden, settings.epochs, settings.training.estimator.name)
    start = settings.start
    visibleUnits = settings.visible == .bernoulli ? nil : settings.visible.rawValue
    hiddenUnits = settings.hiddenKind == .bernoulli ? nil : settings.hiddenKind.name
    (centered, binarization, seed) = (settings.isCentered, settings.binarizationName, settings.seed)
    (learningRate, schedule) = (settings.training.learningRate, settings.training.schedule.rawValue)
    (momentum, weightDecay) = (settings.training.finalMomentum, settings.training.weightDecay)
    optimizer = settings.training.optimizer.isAdaptive ? settings.training.optimizer.title : nil
    (l1, maxNorm) = (settings.training.l1 == 0 ? nil : settings.training.l1, settings.training.maxNorm)
    (sparsity, batchSize) = (settings.training.sparsity, settings.training.batchSize)
    logPartitionExact = evaluation.exactLogPartition.map { Number($0) }
    ais = (evaluation.annealed?.bounds.lower).map(Estimate.init)
    reverseAIS = (evaluation.annealed?.bounds.upper).map(Estimate.init)
    reverseAISRuns = (evaluation.annealed?.bounds).flatMap { bounds in
      bounds.startsAreExact ? nil : bounds.downward.map { Downward($0, bounds) }
    }
    logPartitionBounds = evaluation.annealed.map(Bounds.init)
    openBounds = (evaluation.annealed?.diagnosis).map(Diagnosis.init)
    mixing = evaluation.mixing.map(Mixing.init)
    swapRates = model.lastSwapRates.isEmpty ? nil : model.lastSwapRates.map { $0.map { Number($0) } }
    (temperatures, freeEnergyGap) = (evaluation.annealed?.temperatures, Number(evaluation.gap.value))
    parts = evaluation.parts.map { Part($0, model) }
    bestEpoch = model.best?.epoch.epoch ?? model.epoch
    remarks = LaboratoryTables(model).trainingRemarks
    published = model.published.map { "\($0.value): \($0.source); \($0.remark)" }
  }

  /// Readable JSON with its keys in alphabetical order; times and threads are left out, so the same seed gives the same bytes.
  func encoded() throws -> Data { try JSON.record.encoded(self, isReadable: true) }
}

extension LaboratoryResults.Part {
  init(_ part: LaboratoryEvaluation.Part, _ model: LaboratoryModel) {
    let (evaluation, settings) = (model.evaluation, model.settings)
    (name, cases, binarization) = (part.name, part.cases, settings.casesSummary)
    logLikelihoodExact = evaluation.exactLogPartition.map { Number(part.mean - $0) }
    logLikelihoodAIS = (evaluation.annealed?.bounds.lower).map { Number(part.mean - $0.logPartition) }
    logLikelihoodReverseAIS = (evaluation.annealed?.bounds).flatMap { bounds in
      bounds.areCrossed ? nil : Number(part.mean - bounds.upper.logPartition)
    }
    importanceWeightedBound = part.importanceWeighted.flatMap { values in
      evaluation.safeLogPartition.map { Number(values.reduce(0, +) / Double(values.count) - $0) }
    }
    logLikelihoodIndependentUnits = Number(part.independentLogLikelihood)
    (standardError, reconstructionError) = (Number(part.standardError), Number(part.reconstructionError))
    pseudoLikelihood = part.pseudoLikelihood.map { Number($0) }
    classificationError = part.classificationError.map { Number($0) }
    majorityError = model.guess(part).map { Number($0.errorRate) }
  }
}

/// `metrics.csv` of a model: a row for each machine and epoch. Without times: the same seed gives the same bytes.
struct LaboratoryMetrics {
  static let columns = [
    "machine", "epoch", "log_likelihood_training", "log_likelihood_validation", "annealed_log_likelihood_validation",
    "independent_log_likelihood_validation", "pseudo_likelihood_validation",
    "reconstruction_error_validation", "free_energy_training", "free_energy_validation", "relative_update",
    "lowest_swap_rate", "mean_swap_rate", "highest_swap_rate",
  ]

  let text: String

  /// - Machines with labels have one column more.
  init(_ epochs: [LaboratoryEpoch]) {
    let hasLabels = epochs.contains { $0.classificationErrorValidation != nil }
    let rows = epochs.map { epoch in
      ["\(epoch.machine)", "\(epoch.epoch)"]
        + [
          epoch.logLikelihoodTraining, epoch.logLikelihoodValidation, epoch.annealedLogLikelihoodValidation,
          epoch.independentLogLikelihoodValidation, epoch.pseudoLikelihoodValidation,
          epoch.reconstructionErrorValidation, epoch.freeEnergyTraining, epoch.freeEnergyValidation,
          epoch.relativeUpdate, epoch.swapRates.min(), epoch.swapRates.isEmpty ? nil : epoch.swapRates.mean,
          epoch.swapRates.max(),
        ].map { $0?.description ?? "" }
        + (hasLabels ? [epoch.classificationErrorValidation?.description ?? ""] : [])
    }
    text = CSV.text([Self.columns + (hasLabels ? ["classification_error_validation"] : [])] + rows)
  }
}
