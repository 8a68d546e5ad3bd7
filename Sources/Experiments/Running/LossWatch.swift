/// Notices when a loss is no number any more, and remembers how it came to that.
struct LossWatch: Codable, Hashable {
  /// Mean losses of the first minibatch and of the last one that was finite.
  private(set) var first: Double?
  private(set) var last: Double?

  /// - Parameters:
  ///   - loss: the mean over a minibatch.
  ///   - layer: of the machine in training; nil while fine-tuning.
  ///   - epoch, step: from 1.
  /// - Throws: ``Divergence`` if the loss is infinite or not a number.
  mutating func add(_ loss: Double, layer: Int? = nil, epoch: Int, step: Int) throws(Divergence) {
    guard loss.isFinite else {
      throw Divergence(epoch: epoch, step: step, layer: layer, firstLoss: first, lastLoss: last)
    }
    (first, last) = (first ?? loss, loss)
  }
}

extension Divergence: Error {}
