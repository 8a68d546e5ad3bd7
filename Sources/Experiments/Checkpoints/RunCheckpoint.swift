import Foundation
import LinearAlgebra
import NeuralNetworks

/// Where a run's fine-tuning stands.
///
/// Its matrices cross from one thread to another, which is safe because nobody writes to them once they are read.
struct RunCheckpoint: @unchecked Sendable {
  private struct State: Codable {
    let record: RunRecord
    let training: FineTuning.State
    /// Nil in checkpoints of older versions.
    let origin: Origin?
  }

  /// What decides the numbers besides arm and seed.
  struct Origin: Codable, Hashable {
    let settings: ComparisonSettings
    /// Of the data.
    let checksum: String
  }

  /// What has been recorded so far.
  let record: RunRecord
  let state: FineTuning.State
  private let matrices: [NamedMatrix]

  static func encoded(_ record: RunRecord, _ training: FineTuning) -> Data? {
    Checkpoint.encoded(
      training.matrices, state: State(record: record, training: training.presentState, origin: training.origin))
  }

  /// Reads what fits a run of the comparison and nothing else.
  init(
    _ checkpoint: Checkpoint, arm: Arm, seed: UInt64, in comparison: ComparisonRecord, data: RunData
  ) throws(OutputError) {
    let saved = try checkpoint.state(State.self)
    (record, state) = (saved.record, saved.training)
    try checkpoint.require { () throws(ImpossibleValue) in
      let origin = Origin(settings: comparison.settings, checksum: data.checksum)
      try RecordCheck("origin").require(saved.origin ?? origin == origin, "is another comparison")
      try saved.record.check(arm: arm, seed: seed, in: comparison, isPartial: true)
      try saved.training.check(arm: arm, record: saved.record, in: comparison)
    }
    let network = MultilayerPerceptron(
      shape: record.shape, activation: arm.activation, initializer: .zeros, seed: seed)
    let inputs = FineTuning.Inputs(arm, seed: seed, settings: comparison.settings, data: data)
    matrices = FineTuning(arm.isNormalized ? network.normalized() : network, inputs).matrices
    try checkpoint.fill(matrices)
  }

  /// Fills in the numbers of the network, the best one, and the optimizer's memory.
  func fill(_ training: FineTuning) { training.matrices.assign(matrices) }
}

extension FineTuning.State {
  fileprivate func check(arm: Arm, record: RunRecord, in comparison: ComparisonRecord) throws(ImpossibleValue) {
    let (top, settings, labelled) = (RecordCheck("training"), comparison.settings, comparison.dataset.labelledCount)
    let (epochs, minibatches) = (
      settings.epochs(of: arm), Minibatches(of: labelled, atMost: settings.batchSize(of: arm))
    )
    try top["epoch"].whole(epoch, in: 0...epochs)
    try top["epoch"].equal(epoch, record.training.count)
    try top["cases"].whole(cases, in: 0...(epoch < epochs ? labelled : 0))
    try top["cases"].require(minibatches.isBetweenSteps(cases), "is not at the end of a minibatch")
    try top["loss"].number(loss, in: 0...1e300)
    try top["errors"].whole(errors, in: 0...cases)
    try top["seconds"].amount(seconds)
    try top["position"]["steps"].equal(position.steps, epoch * minibatches.count + minibatches.index(at: cases))
    let streams = arm.dropout == .none ? 0 : record.shape.count - 1
    try top["position"]["dropout"].count(position.dropout.count, streams)
    try top["position"]["dropout"].require(position.dropout.allSatisfy(\.isPossible), "is where no stream stands")
    guard let best else {
      try top["best"].require(settings.trainsOnValidation || epoch == 0, "is missing")
      return
    }
    try top["best"]["epoch"].whole(best.epoch, in: 1...max(epoch, 1))
    try top["best"]["errorRate"].share(best.errorRate)
  }
}
