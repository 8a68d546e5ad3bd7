import Experiments
import Foundation
import NeuralNetworks

/// `results.json`, described field by field in `Docs/Results.md`.
struct ResultsDocument: Encodable {
  struct Arm: Encodable {
    struct Estimate: Encodable {
      let mean: Number
      let median: Number
      let ci95: Number
      let values: [Number]
      /// Those that the values belong to.
      let seeds: [UInt64]
    }

    struct Diverged: Encodable {
      let seed: UInt64
      let epoch: Int
      let step: Int
      let layer: Int?
      let firstLoss: Double?
      let lastLoss: Double?
      let likelyCause: String?
    }

    struct Failed: Encodable {
      let seed: UInt64
      let what: String
      let trainingLoss: Number
      let validationLoss: Number
      let guessingLoss: Number
      let lowestValidationErrorPercent: Number
      let guessingErrorPercent: Number
      let likelyCause: String
    }

    struct Layer: Encodable {
      let saturated: Number
      let dead: Number
      let activationMean: Number
      let activationStandardDeviation: Number
      let gradientStandardDeviation: Number
    }

    struct Unfinished: Encodable {
      let seed: UInt64
      let pretrainingEpochs: Int
      let epochs: Int
      let lowestValidationErrorPercent: Number
    }

    let name: String
    let summary: String
    let shape: [Int]
    let parameters: Int
    let testErrorPercent: Estimate
    let testLoss: [Number]
    let bestEpoch: [Int]
    /// For each seed that came to an end, confusion[t][p]: test cases of class t taken for class p.
    let confusion: [[[Int]]]
    let diverged: [Diverged]
    let failed: [Failed]
    let unfinished: [Unfinished]
    let seconds: Number
    let operations: Number
    let gflops: Number
    let layersBefore: [Layer]
    let layersAfter: [Layer]
  }

  /// One arm's test errors less another's, in points.
  struct Difference: Encodable {
    let first: String
    let second: String
    let seeds: [UInt64]
    let values: [Number]
    let center: Number
    let low: Number
    let high: Number
    let isInterval: Bool
    let verdict: PairedDifference.Verdict
  }

  /// What the classes' shares alone are worth.
  struct Guessing: Encodable {
    let majority: Int
    let errorPercent: Number
    let loss: Number
  }

  let isPartial: Bool
  let dataset: String
  let data: DatasetDescription
  let preset: String
  let command: String
  let settings: ComparisonSettings
  let environment: Experiments.Environment
  let wallSeconds: Number
  let operations: Number
  let gflops: Number
  let shareOfPeak: Number
  let validationGuess: Guessing?
  let testGuess: Guessing?
  let arms: [Arm]
  let differences: [Difference]
  let tuning: Tuning?

  init(_ comparison: Comparison) {
    let record = comparison.record
    isPartial = comparison.isPartial
    (dataset, data, preset) = (record.dataset.name, record.dataset, record.settings.preset.rawValue)
    (command, settings, environment) = (record.command, record.settings, record.environment)
    wallSeconds = Number(record.wallSeconds)
    operations = Number(comparison.operations)
    gflops = Number(comparison.gflops)
    shareOfPeak = Number(comparison.gflops / record.environment.peakGflops)
    validationGuess = comparison.validationGuess.map(Guessing.init)
    testGuess = comparison.testGuess.map(Guessing.init)
    arms = ArmSummary.all(of: comparison).map(Arm.init)
    differences = PairedErrors(comparison).rows.map(Difference.init)
    tuning = record.tuning
  }

  /// Readable JSON with its keys in alphabetical order.
  func encoded() throws -> Data { try JSON.record.encoded(self, isReadable: true) }
}

extension ResultsDocument.Difference {
  init(_ row: PairedErrors.Row) {
    let difference = row.difference
    (first, second, seeds) = (row.first.arm.name, row.second.arm.name, difference.seeds)
    (values, center) = (difference.values.map { Number(percent: $0) }, Number(percent: difference.center))
    low = Number(percent: difference.ends?.lowerBound ?? .nan)
    high = Number(percent: difference.ends?.upperBound ?? .nan)
    (isInterval, verdict) = (difference.isInterval, difference.verdict)
  }
}

extension ResultsDocument.Guessing {
  init(_ guess: Guess) {
    (majority, errorPercent, loss) = (guess.majority, Number(percent: guess.errorRate), Number(guess.loss))
  }
}

extension ResultsDocument.Arm {
  init(_ arm: ArmSummary) {
    (name, summary, shape, parameters) = (arm.arm.name, arm.arm.summary, arm.shape, arm.parameters)
    let interval = ConfidenceInterval(arm.completed.compactMap { $0.outcome?.testErrorRate })
    testErrorPercent = Estimate(
      mean: Number(percent: interval.mean), median: Number(percent: Strays.median(interval.values)),
      ci95: Number(percent: interval.halfWidth ?? .nan),
      values: interval.values.map { Number(percent: $0) }, seeds: arm.completed.map(\.seed))
    testLoss = arm.completed.map { Number($0.outcome?.testLoss ?? .nan) }
    confusion = arm.completed.compactMap { $0.outcome?.confusion }
    (bestEpoch, diverged) = (arm.bestEpochs, arm.diverged.compactMap(Diverged.init))
    failed = arm.runs.compactMap(Failed.init)
    unfinished = arm.unfinished.map(Unfinished.init)
    (seconds, operations, gflops) = (Number(arm.seconds), Number(arm.operations), Number(arm.gflops))
    layersBefore = arm.example?.layersBefore.map(Layer.init) ?? []
    layersAfter = arm.example?.layersAfter.map(Layer.init) ?? []
  }
}

extension ResultsDocument.Arm.Diverged {
  init?(_ run: RunRecord) {
    guard let divergence = run.divergence else { return nil }
    (seed, epoch, step, layer) = (run.seed, divergence.epoch, divergence.step, divergence.layer)
    (firstLoss, lastLoss, likelyCause) = (divergence.firstLoss, divergence.lastLoss, run.likelyCause)
  }
}

extension ResultsDocument.Arm.Failed {
  init?(_ run: RunRecord) {
    guard let failure = run.failure else { return nil }
    (seed, what, likelyCause) = (run.seed, failure.name, run.likelyCause(of: failure))
    trainingLoss = Number(run.training.last?.trainingLoss ?? .nan)
    validationLoss = Number(run.training.last?.validationLoss ?? .nan)
    guessingLoss = Number(failure.guessing.loss)
    guessingErrorPercent = Number(percent: failure.guessing.errorRate)
    lowestValidationErrorPercent = Number(percent: run.lowestValidationError ?? .nan)
  }
}

extension ResultsDocument.Arm.Unfinished {
  init(_ run: RunRecord) {
    (seed, pretrainingEpochs, epochs) = (run.seed, run.pretraining.count, run.training.count)
    lowestValidationErrorPercent = Number(percent: run.lowestValidationError ?? .nan)
  }
}

extension ResultsDocument.Arm.Layer {
  init(_ layer: LayerStatistics) {
    (saturated, dead) = (Number(layer.saturated), Number(layer.dead))
    activationMean = Number(layer.activations.mean)
    activationStandardDeviation = Number(layer.activations.standardDeviation)
    gradientStandardDeviation = Number(layer.gradients.standardDeviation)
  }
}

/// A number in JSON, which knows neither NaN nor infinity: those are written as null.
struct Number: Encodable {
  let value: Double

  init(_ value: Double) { self.value = value }

  /// A share in percent, without the dust of binary fractions.
  init(percent share: Double) { value = (100 * share * 1e8).rounded() / 1e8 }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
  }
}
