import BoltzmannMachines
import Datasets
import Foundation
import LinearAlgebra
import ModelFiles
import NeuralNetworks

/// One arm with one seed: from its starting point through fine-tuning, with the measurements along the way.
///
/// A run depends on nothing but its settings, its seed and the data, so that runs can be computed in any order and on any
/// number of threads.
final class Run {
  private let settings: ComparisonSettings
  private let arm: Arm
  private let data: RunData
  private let labelled: [Int32]
  private let pretrained: PretrainedStack?
  private let idleThreads: IdleThreads?
  private let report: (RunProgress) -> Void
  private var record: RunRecord
  private var progress: RunProgress
  private var stopwatch = Stopwatch()
  private var operationsDone: Double
  private let expectedOperations: Double

  /// - Parameters:
  ///   - pretrained: where a pretrained arm starts from.
  ///   - idleThreads: where help may come from.
  ///   - report: called on the computing thread after each step.
  init(
    _ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData, pretrained: PretrainedStack?,
    idleThreads: IdleThreads? = nil, report: @escaping (RunProgress) -> Void
  ) {
    (self.arm, self.settings, self.data, self.report) = (arm, settings, data, report)
    (self.pretrained, self.idleThreads) = (pretrained, idleThreads)
    labelled = data.labelled(settings.labels, seed: seed)
    record = RunRecord(arm: arm, seed: seed, shape: Self.shape(arm, settings: settings, data: data))
    record.pretraining = pretrained?.epochs ?? []
    record.reconstructions = pretrained?.reconstructions ?? []
    operationsDone = record.operations
    expectedOperations = operationsDone + Self.trainingOperations(arm, settings: settings, data: data)
    progress = RunProgress(phase: .training, epoch: 1, epochs: settings.epochs(of: arm), fraction: 0, seconds: 0)
  }

  /// Computes the run from beginning to end.
  /// - Returns: its record, and the network that was tested as a file in the safetensors format; nil if the run diverged.
  func compute() -> (record: RunRecord, model: Data?) {
    let network = startingPoint()
    let probe = LayerProbe(network, data: data, labelled: labelled)
    record.layersBefore = probe.measure()
    record.filtersBefore = filters(of: network)
    let best = train(network)
    record.layersAfter = probe.measure()
    record.filtersAfter = filters(of: network)
    guard record.divergence == nil else { return (record, nil) }
    let outcome = test(network, best: best)
    record.outcome = outcome
    return (record, Safetensors(best?.network ?? network, remarks: remarks(epoch: outcome.bestEpoch)).encoded())
  }

  /// What a model's file says of its origin.
  private func remarks(epoch: Int) -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let arm = (try? encoder.encode(arm)).map { String(decoding: $0, as: UTF8.self) }
    return [
      "program": Environment.programName, "dataset": settings.dataset, "seed": "\(record.seed)", "epoch": "\(epoch)",
      "settings": arm ?? "",
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

  private func startingPoint() -> MultilayerPerceptron {
    guard let pretrained else {
      return MultilayerPerceptron(
        shape: record.shape, activation: arm.activation, initializer: arm.initializer, seed: record.seed,
        cases: startingCases())
    }
    return pretrained.network.unrolled(
      classes: data.classCount, activation: arm.activation, initializer: arm.initializer, seed: record.seed,
      cases: startingCases())
  }

  /// The first thousand labelled cases, if the arm's initializer looks at some.
  private func startingCases() -> Matrix? {
    guard arm.initializer.isDataDependent else { return nil }
    let sample = Array(labelled.prefix(1000))
    let cases = Matrix(rows: sample.count, columns: data.training.pixelCount)
    sample.withUnsafeBufferPointer { data.training.cases.gather($0, into: cases) }
    return cases
  }

  // MARK: Fine-tuning

  /// Trains the network in place and returns the parameters of the best epoch; nil if the last one is to be taken.
  private func train(_ network: MultilayerPerceptron) -> (epoch: Int, network: MultilayerPerceptron)? {
    let epochs = settings.epochs(of: arm)
    let batchSize = min(settings.batchSize(of: arm), labelled.count)
    let training = Backpropagation(
      network, optimizer: arm.optimizer, batchSize: batchSize, dropout: arm.dropout, weightDecay: arm.weightDecay,
      seed: record.seed, idleThreads: idleThreads)
    let evaluator = Evaluator(network)
    let best = settings.trainsOnValidation ? nil : network.copy()
    var (bestEpoch, bestErrorRate) = (1, Double.infinity)
    let operations =
      network.trainingOperations * Double(labelled.count) + network.forwardOperations * Double(data.validation.count)
    _ = stopwatch.lap()
    for epoch in 0..<epochs {
      progress.epoch = epoch + 1
      let learningRate = rate(step: training.steps, epochs: epochs, batchSize: batchSize)
      guard let (loss, errorRate) = trainEpoch(training, epoch: epoch, of: epochs) else { break }
      let validation = evaluator.evaluate(data.validation.cases, labels: data.validation.labels)
      record.training.append(
        TrainingEpoch(
          epoch: epoch + 1, learningRate: Double(learningRate), trainingLoss: loss, trainingErrorRate: errorRate,
          validationLoss: validation.loss, validationErrorRate: validation.errorRate, operations: operations,
          seconds: stopwatch.lap()))
      operationsDone += operations
      (progress.trainingLoss, progress.validationErrorRate) = (loss, validation.errorRate)
      announce(doing: 0, isEndOfEpoch: true)
      if let best, validation.errorRate < bestErrorRate {
        (bestEpoch, bestErrorRate) = (epoch + 1, validation.errorRate)
        best.assign(network)
      }
    }
    return best.map { (bestEpoch, $0) }
  }

  /// One pass over the labelled cases. Returns mean loss and error rate, or nil if the loss is not a number any more.
  private func trainEpoch(_ training: Backpropagation, epoch: Int, of epochs: Int) -> (Double, Double)? {
    var order = labelled
    var shuffling = PhiloxStream(seed: record.seed, stream: .shuffle(epoch: epoch))
    shuffling.shuffle(&order)
    training.beginEpoch(epoch)
    var (loss, errors) = (0.0, 0)
    var labels = [UInt8](repeating: 0, count: training.batchSize)
    for start in stride(from: 0, to: order.count, by: training.batchSize) {
      let count = min(training.batchSize, order.count - start)
      order.withUnsafeBufferPointer { indices in
        let batch = UnsafeBufferPointer(rebasing: indices[start..<start + count])
        data.training.cases.gather(batch, into: training.inputs(count))
        for (row, index) in batch.enumerated() { labels[row] = data.training.labels[Int(index)] }
      }
      let learningRate = rate(step: training.steps, epochs: epochs, batchSize: training.batchSize)
      let result = labels.withUnsafeBufferPointer {
        training.step(labels: UnsafeBufferPointer(rebasing: $0[0..<count]), learningRate: learningRate)
      }
      guard result.loss.isFinite else {
        record.divergence = Divergence(epoch: epoch + 1, step: start / training.batchSize + 1)
        return nil
      }
      loss += result.loss
      errors += result.errors
      announce(doing: training.network.trainingOperations * Double(start + count))
    }
    return (loss / Double(order.count), Double(errors) / Double(order.count))
  }

  private func rate(step: Int, epochs: Int, batchSize: Int) -> Float {
    let steps = epochs * ((labelled.count + batchSize - 1) / batchSize)
    return arm.learningRate * arm.schedule.factor(step: step, of: steps)
  }

  // MARK: Measurements

  /// The one look at the test cases, with the parameters that were chosen without them.
  private func test(_ network: MultilayerPerceptron, best: (epoch: Int, network: MultilayerPerceptron)?) -> Outcome {
    let evaluation = Evaluator(best?.network ?? network).evaluate(data.test.cases, labels: data.test.labels)
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: data.classCount), count: data.classCount)
    for (label, prediction) in zip(data.test.labels, evaluation.predictions) {
      confusion[Int(label)][Int(prediction)] += 1
    }
    return Outcome(
      bestEpoch: best?.epoch ?? record.training.count, testLoss: evaluation.loss, testErrorRate: evaluation.errorRate,
      confusion: confusion)
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
  private func announce(doing operations: Double, isEndOfEpoch: Bool = false) {
    progress.isEndOfEpoch = isEndOfEpoch
    progress.fraction = min((operationsDone + operations) / max(expectedOperations, 1), 1)
    progress.seconds = stopwatch.seconds
    report(progress)
  }
}
