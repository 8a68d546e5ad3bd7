extension LossTrace {
  /// Takes note of a minibatch's loss, and ends training that has diverged.
  /// - Parameters:
  ///   - loss: the mean over the minibatch.
  ///   - layer: of the machine in training; nil while fine-tuning.
  ///   - epoch: from 1, as is the step.
  /// - Throws: ``EarlyEnd/diverged(_:)`` if the loss is infinite or not a number.
  mutating func watch(_ loss: Double, layer: Int? = nil, epoch: Int, step: Int) throws(EarlyEnd) {
    guard loss.isFinite else {
      throw .diverged(Divergence(epoch: epoch, step: step, layer: layer, losses: self))
    }
    add(loss)
  }
}
