import LinearAlgebra

/// The steps of training: an epoch is one pass over all cases, shuffled anew and cut into minibatches.
///
/// Whoever trains anything by minibatches gives a step to it. What a step needs besides its cases, such as the parameters and random
/// states, is its own, and so is what it remembers.
public struct MinibatchLoop {
  /// What a step gets.
  public struct Step {
    /// In the epoch, from 0.
    public let number: Int
    /// The places of its cases in the epoch.
    public let range: Range<Int>
    /// Its cases in the table.
    public let indices: UnsafeBufferPointer<Int32>
    /// Of the base learning rate.
    public let factor: Float
    fileprivate let cases: CaseTable

    /// Writes the cases into as many rows.
    public func gather(into minibatch: Matrix) { cases.gather(indices, into: minibatch) }
  }

  /// Of an epoch, every epoch alike.
  public let minibatches: Minibatches
  private let cases: CaseTable
  private let chosen: [Int32]
  private let epochs: Int
  private let schedule: LearningRateSchedule
  private let warmup: Int

  /// - Parameters:
  ///   - chosen: the cases of the table to learn from; nil for all.
  ///   - epochs: in all, for the schedule.
  ///   - warmup: epochs of a gradual warm-up.
  public init(
    _ cases: CaseTable, chosen: [Int32]? = nil, batchSize: Int, epochs: Int, schedule: LearningRateSchedule,
    warmup: Int = 0
  ) {
    (self.cases, self.epochs, self.schedule, self.warmup) = (cases, epochs, schedule, warmup)
    self.chosen = chosen ?? (0..<Int32(cases.count)).map { $0 }
    minibatches = Minibatches(of: self.chosen.count, atMost: batchSize)
  }

  /// What the learning rate is multiplied by in an epoch, counted from 0, at a step of it.
  public func factor(epoch: Int, step: Int = 0) -> Float {
    schedule.factor(
      step: epoch * minibatches.count + step, of: epochs * minibatches.count, warmup: warmup * minibatches.count)
  }

  /// Takes the steps of an epoch in its own order.
  /// - Parameters:
  ///   - layer: the place in a stack; nil for a whole network. It names the order's random numbers.
  ///   - start: how many cases of the epoch are done.
  ///   - step: what it throws ends the epoch there.
  public func run<Failure: Error>(
    epoch: Int, layer: Int?, seed: UInt64, from start: Int = 0, step: (Step) throws(Failure) -> Void
  ) throws(Failure) {
    var order = chosen
    var shuffling = PhiloxStream(seed: seed, stream: .shuffle(epoch: epoch, layer: layer))
    shuffling.shuffle(&order)
    try order.withUnsafeBufferPointer { (order) throws(Failure) in
      for number in minibatches.index(at: start)..<minibatches.count {
        let range = minibatches[number]
        try step(
          Step(
            number: number, range: range, indices: UnsafeBufferPointer(rebasing: order[range]),
            factor: factor(epoch: epoch, step: number), cases: cases))
      }
    }
  }
}
