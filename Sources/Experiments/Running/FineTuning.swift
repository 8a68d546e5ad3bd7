import Foundation
import LinearAlgebra
import NeuralNetworks

/// Backpropagation of one run, over all its epochs. It can go on from between any two steps.
final class FineTuning {
  /// All that the rest depends on besides numbers of the network, of the best one so far, and of the optimizer's memory.
  struct State: Codable, Hashable {
    /// From 0.
    var epoch = 0
    /// Cases done in the epoch, and over them the summed loss, the errors, and the seconds.
    var cases = 0
    var loss = 0.0
    var errors = 0
    var seconds = 0.0
    var losses = LossTrace()
    var position = Backpropagation.Position()
    var best: Best?

    /// The epoch, from 1, with the lowest validation error so far.
    struct Best: Codable, Hashable {
      var epoch: Int
      var errorRate: Double
    }
  }

  private(set) var state: State
  let network: MultilayerPerceptron
  /// The parameters of the best epoch so far; nil if the last ones are to be taken.
  let best: MultilayerPerceptron?

  private let settings: ComparisonSettings
  private let arm: Arm
  private let seed: UInt64
  private let data: RunData
  private let labelled: [Int32]
  private let epochs: Int
  private let training: Backpropagation
  private let minibatches: Minibatches
  private var stopwatch = Stopwatch()

  /// - Parameters:
  ///   - network: trained in place.
  ///   - labelled: the training cases to learn from.
  ///   - state: where to go on from. The matrices then have to be filled as well.
  init(
    _ network: MultilayerPerceptron, arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData,
    labelled: [Int32], from state: State = State()
  ) {
    (self.network, self.arm, self.seed, self.settings) = (network, arm, seed, settings)
    (self.data, self.labelled, self.state) = (data, labelled, state)
    best = settings.trainsOnValidation ? nil : network.copy()
    epochs = settings.epochs(of: arm)
    training = Backpropagation(
      network, optimizer: arm.optimizer, batchSize: min(settings.batchSize(of: arm), labelled.count),
      dropout: arm.dropout, regularization: arm.regularization, seed: seed)
    minibatches = Minibatches(of: labelled.count, atMost: training.batchSize)
  }

  /// All numbers that change while training goes on; they share theirs with the training.
  var matrices: [NamedMatrix] {
    network.parameters + training.memory + (best?.parameters.map { $0.prefixed("best.") } ?? [])
  }

  /// What a checkpoint is gone on from with.
  var origin: RunCheckpoint.Origin { RunCheckpoint.Origin(settings: settings, checksum: data.checksum) }

  /// Operations of an epoch, validation included.
  var operationsPerEpoch: Double {
    network.trainingOperations * Double(labelled.count) + network.forwardOperations * Double(data.validation.count)
  }

  /// - Parameters:
  ///   - afterStep: called after each step; what it throws ends training there.
  ///   - afterEpoch: called after each epoch with what was measured, likewise.
  /// - Throws: ``Divergence`` if the loss is not a number any more.
  func run(afterStep: () throws -> Void, afterEpoch: (TrainingEpoch) throws -> Void) throws {
    let evaluator = Evaluator(network)
    training.beginEpoch(state.epoch)
    if state.position.steps > 0 { training.resume(from: state.position) }
    _ = stopwatch.lap()
    while state.epoch < epochs {
      let learningRate = rate(step: state.epoch * minibatches.count)
      try trainEpoch(afterStep: afterStep)
      let validation = evaluator.evaluate(data.validation.cases, labels: data.validation.labels)
      // What the last step broke no later one would notice.
      guard validation.loss.isFinite else {
        throw Divergence(epoch: state.epoch + 1, step: minibatches.count, losses: state.losses)
      }
      let count = Double(labelled.count)
      let epoch = TrainingEpoch(
        epoch: state.epoch + 1, learningRate: Double(learningRate), trainingLoss: state.loss / count,
        trainingErrorRate: Double(state.errors) / count, validationLoss: validation.loss,
        validationErrorRate: validation.errorRate, operations: operationsPerEpoch, seconds: secondsInEpoch)
      finishEpoch(validationErrorRate: validation.errorRate)
      try afterEpoch(epoch)
    }
  }

  /// Seconds since the beginning of the epoch, those of an earlier session included.
  var secondsInEpoch: Double { state.seconds + stopwatch.lapSeconds }

  /// The state between two steps, to go on from later.
  var presentState: State {
    var state = state
    (state.seconds, state.position) = (secondsInEpoch, training.position)
    return state
  }

  private func rate(step: Int) -> Float {
    arm.learningRate
      * arm.schedule.factor(
        step: step, of: epochs * minibatches.count, warmup: (arm.warmup ?? 0) * minibatches.count)
  }

  /// The rest of a pass over the labelled cases, in the epoch's own order.
  private func trainEpoch(afterStep: () throws -> Void) throws {
    var order = labelled
    var shuffling = PhiloxStream(seed: seed, stream: .shuffle(epoch: state.epoch))
    shuffling.shuffle(&order)
    var labels = [UInt8](repeating: 0, count: training.batchSize)
    for step in minibatches.index(at: state.cases)..<minibatches.count {
      let (range, count) = (minibatches[step], minibatches[step].count)
      order.withUnsafeBufferPointer { indices in
        let batch = UnsafeBufferPointer(rebasing: indices[range])
        data.training.cases.gather(batch, into: training.inputs(count))
        for (row, index) in batch.enumerated() { labels[row] = data.training.labels[Int(index)] }
      }
      let result = labels.withUnsafeBufferPointer {
        training.step(labels: UnsafeBufferPointer(rebasing: $0[0..<count]), learningRate: rate(step: training.steps))
      }
      state.cases += count
      state.loss += result.loss
      state.errors += result.errors
      try state.losses.watch(result.loss / Double(count), epoch: state.epoch + 1, step: step + 1)
      try afterStep()
    }
  }

  private func finishEpoch(validationErrorRate: Double) {
    if let best, validationErrorRate < state.best?.errorRate ?? .infinity {
      state.best = State.Best(epoch: state.epoch + 1, errorRate: validationErrorRate)
      best.assign(network)
    }
    state.epoch += 1
    (state.cases, state.loss, state.errors, state.seconds) = (0, 0, 0, 0)
    training.beginEpoch(state.epoch)
    _ = stopwatch.lap()
  }
}
