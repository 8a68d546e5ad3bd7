import BoltzmannMachines
import Datasets
import Foundation
import LinearAlgebra
import ModelFiles
import NeuralNetworks

/// One arm with one seed: from its starting point through fine-tuning, with the measurements along the way.
///
/// A run depends on nothing but its settings, its seed and the data, so that runs can be computed in any order, on any number of
/// threads, and with breaks between any two steps.
final class Run {
  private let inputs: FineTuning.Inputs
  private let report: (RunProgress) -> Void
  private var record: RunRecord
  private var progress: RunProgress
  private var operationsDone = 0.0
  private let expectedOperations: Double
  private let guessing: Guessing

  private var arm: Arm { inputs.arm }
  private var data: RunData { inputs.data }

  /// - Parameter report: called on the computing thread after each step.
  init(
    _ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData,
    report: @escaping (RunProgress) -> Void
  ) {
    (inputs, self.report) = (FineTuning.Inputs(arm, seed: seed, settings: settings, data: data), report)
    guessing = data.guessing(inputs.labelled)
    record = RunRecord(arm: arm, seed: seed, shape: Self.shape(arm, settings: settings, data: data))
    let pretraining = PretrainedStack.Plan(arm, seed: seed, settings: settings)
    expectedOperations =
      (pretraining?.operations(data) ?? 0) + Self.trainingOperations(arm, settings: settings, data: data)
    progress = RunProgress(phase: .training, epoch: 1, epochs: settings.epochs(of: arm), fraction: 0, seconds: 0)
  }

  /// Computes the run from its starting point, or from a checkpoint.
  /// - Parameters:
  ///   - pretrained: where a pretrained arm starts from.
  ///   - checkpoint: where to go on from; needs no stack.
  /// - Returns: its record, which is not finished if the run was asked to stop, and the network that was tested as a file in the
  ///   safetensors format; nil if there is none, because the run diverged or was stopped.
  func compute(
    from pretrained: PretrainedStack?, checkpoint: RunCheckpoint?, keeper: CheckpointKeeper
  ) -> (record: RunRecord, model: Data?) {
    let pretrained = pretrained?.start(of: arm, seed: record.seed, data: data)
    let network = startingPoint(pretrained)
    let training = FineTuning(
      network, inputs, from: checkpoint?.state ?? FineTuning.State())
    let probe = LayerProbe(network, data: data, labelled: inputs.labelled)
    if let checkpoint {
      checkpoint.fill(training)
      record = checkpoint.record
    } else {
      begin(pretrained, network: network, probe: probe)
    }
    do throws(EarlyEnd) {
      try train(training, keeper: keeper)
    } catch {
      guard let divergence = error.divergence else { return (record, nil) }
      record.divergence = divergence
    }
    record.layersAfter = probe.measure()
    record.filtersAfter = filters(of: network)
    guard record.divergence == nil else { return (record, nil) }
    // As plain layers, so that what is tested is what is saved.
    let tested = (training.best ?? network).fused()
    let outcome = test(tested, epoch: training.state.best?.epoch ?? record.training.count)
    record.outcome = outcome
    return (record, Safetensors(tested, remarks: remarks(epoch: outcome.bestEpoch)).encoded())
  }

  /// What there is to record before the first step.
  private func begin(_ pretrained: PretrainedStack?, network: MultilayerPerceptron, probe: LayerProbe) {
    record.pretraining = pretrained?.epochs ?? []
    record.reconstructions = pretrained?.reconstructions ?? []
    record.layersBefore = probe.measure()
    record.filtersBefore = filters(of: network)
  }

  /// What a model's file says of its origin.
  private func remarks(epoch: Int) -> [String: String] {
    [
      "program": Environment.programName, "dataset": inputs.settings.dataset, "seed": "\(record.seed)",
      "epoch": "\(epoch)", "settings": (try? JSON.record.text(arm)) ?? "",
    ]
  }

  /// Operations that fine-tuning will take, validation included.
  static func trainingOperations(_ arm: Arm, settings: ComparisonSettings, data: RunData) -> Double {
    let shape = shape(arm, settings: settings, data: data)
    let weights = zip(shape, shape.dropFirst()).reduce(0) { $0 + Double($1.0 * $1.1) }
    let labelled = Double(min(settings.labels ?? data.training.count, data.training.count))
    let epoch =
      (6 * weights - 2 * Double(shape[0] * shape[1])) * labelled + 2 * weights * Double(data.validation.count)
    return epoch * Double(settings.epochs(of: arm))
  }

  private static func shape(_ arm: Arm, settings: ComparisonSettings, data: RunData) -> [Int] {
    [data.training.pixelCount] + settings.hidden(of: arm) + [data.classCount]
  }

  private func startingPoint(_ pretrained: PretrainedStack?) -> MultilayerPerceptron {
    guard let pretrained = pretrained?.network else {
      let network = MultilayerPerceptron(
        shape: record.shape, activation: arm.activation, initializer: arm.initializer, seed: record.seed,
        cases: startingCases())
      return arm.isNormalized ? network.normalized() : network
    }
    return pretrained.unrolled(
      classes: data.classCount, activation: arm.activation, initializer: arm.initializer, seed: record.seed,
      cases: startingCases())
  }

  /// The first thousand labelled cases, if the arm's initializer looks at some.
  private func startingCases() -> Matrix? {
    guard arm.initializer.isDataDependent else { return nil }
    let sample = Array(inputs.labelled.prefix(1000))
    let cases = Matrix(rows: sample.count, columns: data.training.pixelCount)
    sample.withUnsafeBufferPointer { data.training.cases.gather($0, into: cases) }
    return cases
  }

  private func train(_ training: FineTuning, keeper: CheckpointKeeper) throws(EarlyEnd) {
    operationsDone = record.operations
    try training.run(
      afterStep: { () throws(EarlyEnd) in
        announce(training, doing: training.network.trainingOperations * Double(training.state.cases))
        try keeper.pass { RunCheckpoint.encoded(record, training) }
      },
      afterEpoch: { (epoch) throws(EarlyEnd) in
        record.training.append(epoch)
        (record.guessing, record.firstLoss) = (guessing, training.state.losses.first)
        progress.hasExploded = hasExploded
        operationsDone += epoch.operations
        (progress.trainingLoss, progress.validationErrorRate) = (epoch.trainingLoss, epoch.validationErrorRate)
        announce(training, isEndOfEpoch: true)
        try keeper.pass(isEndOfEpoch: true) { RunCheckpoint.encoded(record, training) }
      })
  }

  /// Whether the loss after the last epoch so far is far above that of guessing.
  private var hasExploded: Bool {
    TrainingFailure(record.training, guessing: guessing)?.isExplosion ?? false
  }

  // MARK: Measurements

  /// The one look at the test cases, with the parameters that were chosen without them.
  private func test(_ network: MultilayerPerceptron, epoch: Int) -> Outcome {
    let evaluation = Evaluator(network).evaluate(data.test.cases, labels: data.test.labels)
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: data.classCount), count: data.classCount)
    for (label, prediction) in zip(data.test.labels, evaluation.predictions) {
      confusion[Int(label)][Int(prediction)] += 1
    }
    return Outcome(
      bestEpoch: epoch, testLoss: evaluation.loss, testErrorRate: evaluation.errorRate, confusion: confusion)
  }

  /// The incoming weights of the first units of the first layer, as images.
  private func filters(of network: MultilayerPerceptron) -> ImageStrip {
    let weight = network.layers[0].weight
    let count = min(100, weight.columns)
    let images = Matrix(rows: count, columns: weight.rows)
    for unit in 0..<count {
      for pixel in 0..<weight.rows { images[unit, pixel] = weight[pixel, unit] }
    }
    return ImageStrip(images, width: data.training.width, height: data.training.height)
  }

  // MARK: Progress

  /// Tells the progress, with `operations` done since the end of the last epoch.
  private func announce(_ training: FineTuning, doing operations: Double = 0, isEndOfEpoch: Bool = false) {
    progress.isEndOfEpoch = isEndOfEpoch
    progress.epoch = isEndOfEpoch ? training.state.epoch : training.state.epoch + 1
    progress.fraction = min((operationsDone + operations) / max(expectedOperations, 1), 1)
    progress.seconds = record.seconds + training.secondsInEpoch
    report(progress)
  }
}
