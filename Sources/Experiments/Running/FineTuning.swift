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

  private let inputs: Inputs
  private let epochs: Int
  private let training: Backpropagation
  private let loop: MinibatchLoop
  private var stopwatch = Stopwatch()

  /// What decides a run, and what it learns from.
  struct Inputs {
    let arm: Arm
    let seed: UInt64
    let settings: ComparisonSettings
    let data: RunData
    /// The training cases to learn from.
    let labelled: [Int32]

    init(_ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData) {
      (self.arm, self.seed, self.settings, self.data) = (arm, seed, settings, data)
      labelled = data.labelled(settings.labels, seed: seed)
    }
  }

  /// - Parameters:
  ///   - network: trained in place.
  ///   - state: where to go on from. The matrices then have to be filled as well.
  init(
    _ network: MultilayerPerceptron, _ inputs: Inputs, from state: State = State()
  ) {
    let (arm, settings, labelled) = (inputs.arm, inputs.settings, inputs.labelled)
    (self.network, self.inputs, self.state) = (network, inputs, state)
    best = settings.trainsOnValidation ? nil : network.copy()
    epochs = settings.epochs(of: arm)
    training = Backpropagation(
      network, optimizer: arm.optimizer, batchSize: min(settings.batchSize(of: arm), labelled.count),
      dropout: arm.dropout, regularization: arm.regularization, seed: inputs.seed)
    loop = MinibatchLoop(
      inputs.data.training.cases, chosen: labelled, batchSize: training.batchSize, epochs: epochs,
      schedule: arm.schedule, warmup: arm.warmup ?? 0)
  }

  /// All numbers that change while training goes on; they share theirs with the training.
  var matrices: [NamedMatrix] {
    network.parameters + training.memory + (best?.parameters.map { $0.prefixed("best.") } ?? [])
  }

  /// What a checkpoint is gone on from with.
  var origin: RunCheckpoint.Origin { RunCheckpoint.Origin(settings: inputs.settings, checksum: inputs.data.checksum) }

  /// Operations of an epoch, validation included.
  var operationsPerEpoch: Double {
    network.trainingOperations * Double(inputs.labelled.count)
      + network.forwardOperations * Double(inputs.data.validation.count)
  }

  /// - Parameters:
  ///   - afterStep: called after each step; what it throws ends training there.
  ///   - afterEpoch: called after each epoch with what was measured, likewise.
  /// - Throws: ``EarlyEnd/diverged(_:)`` if the loss is not a number any more.
  func run(
    afterStep: () throws(EarlyEnd) -> Void, afterEpoch: (TrainingEpoch) throws(EarlyEnd) -> Void
  ) throws(EarlyEnd) {
    let (evaluator, data) = (Evaluator(network), inputs.data)
    training.beginEpoch(state.epoch)
    if state.position.steps > 0 { training.resume(from: state.position) }
    _ = stopwatch.lap()
    while state.epoch < epochs {
      let learningRate = inputs.arm.learningRate * loop.factor(epoch: state.epoch)
      try trainEpoch(afterStep: afterStep)
      let validation = evaluator.evaluate(data.validation.cases, labels: data.validation.labels)
      // What the last step broke no later one would notice.
      guard validation.loss.isFinite else {
        throw .diverged(Divergence(epoch: state.epoch + 1, step: loop.minibatches.count, losses: state.losses))
      }
      let count = Double(inputs.labelled.count)
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

  /// The rest of a pass over the labelled cases, in the epoch's own order.
  private func trainEpoch(afterStep: () throws(EarlyEnd) -> Void) throws(EarlyEnd) {
    var labels = [UInt8](repeating: 0, count: training.batchSize)
    let all = inputs.data.training.labels
    try loop.run(epoch: state.epoch, layer: nil, seed: inputs.seed, from: state.cases) { (step) throws(EarlyEnd) in
      let count = step.indices.count
      step.gather(into: training.inputs(count))
      for (row, index) in step.indices.enumerated() { labels[row] = all[Int(index)] }
      let result = labels.withUnsafeBufferPointer {
        training.step(
          labels: UnsafeBufferPointer(rebasing: $0[0..<count]), learningRate: inputs.arm.learningRate * step.factor)
      }
      state.cases += count
      state.loss += result.loss
      state.errors += result.errors
      try state.losses.watch(result.loss / Double(count), epoch: state.epoch + 1, step: step.number + 1)
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
