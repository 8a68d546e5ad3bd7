import LinearAlgebra

/// A lower and an upper bound of log Z, from annealing in both directions.
///
/// The lower one holds for any machine. The upper one is as good as the starts of the downward runs: where these are not exact draws, there
/// are several kinds of them, and the largest log Z counts.
public struct LogPartitionBounds {
  /// A downward run from one kind of start.
  public struct Downward {
    public let start: ChainStart
    /// Chains × visible.
    public let starts: Matrix
    public let estimate: AnnealedEstimate
    /// What the chains did of which the last states are the starts; nil of exact draws, and of chains too short to tell.
    public let chains: ChainFamily?

    public init(start: ChainStart, starts: Matrix, estimate: AnnealedEstimate, chains: ChainFamily? = nil) {
      precondition(estimate.direction == .reverse, "a downward run estimates in reverse")
      (self.start, self.starts, self.estimate, self.chains) = (start, starts, estimate, chains)
    }
  }

  /// The upward run.
  public let lower: AnnealedEstimate
  /// log of the sum over all hidden states that chains visited, certainly at most log Z; −∞ if none were looked at.
  public let visited: Double
  /// One for each kind of start.
  public let downward: [Downward]

  public init(lower: AnnealedEstimate, visited: Double = -.infinity, downward: [Downward]) {
    precondition(lower.direction == .forward && !downward.isEmpty, "bounds need an upward and a downward run")
    (self.lower, self.visited, self.downward) = (lower, visited, downward)
  }

  /// The run with the largest log Z, or one whose log Z is no number.
  ///
  /// Starts that were drawn in a part of the states say how much of Z lies there, so that the larger of two is nearer to all of it.
  public var highest: Downward {
    downward.first { !$0.estimate.logPartition.isFinite }
      ?? downward.dropFirst().reduce(downward[0]) {
        $1.estimate.logPartition > $0.estimate.logPartition ? $1 : $0
      }
  }

  public var upper: AnnealedEstimate { highest.estimate }

  /// log Z as it is known from below: of the upward run, or of the visited states where they have more.
  public var lowerLogPartition: Double { max(lower.logPartition, visited) }

  /// How far the bounds are apart, in nats. Below 0 within the errors by chance, else because the starts are no draws.
  public var gap: Double { upper.logPartition - lowerLogPartition }

  public var startsAreExact: Bool { downward.allSatisfy { $0.start == .exactDraws } }

  /// Whether the bounds are the wrong way round by more than their errors: log Z is larger than it could be with starts that are draws of
  /// the machine. If they were, this would be seen in less than 5 % of all cases.
  public var areCrossed: Bool { interval().upperBound == .infinity && upperBound() < .infinity }

  /// Of the starts of one run: whether they are shown to be no draws of the machine, in the same sense.
  public func refutes(_ run: Downward) -> Bool {
    run.start != .exactDraws && lowerBound() > run.estimate.bound()
  }

  /// log Z lies in it with at least the given probability, if the starts are independent draws of the machine; the lower end holds in any
  /// case, with half of what is left to 1. The upper end is ∞ where the bounds are crossed.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    let (low, high) = (lowerBound((1 + confidence) / 2), upperBound((1 + confidence) / 2))
    return low...(high >= low ? high : .infinity)
  }

  /// log Z is at least this, whatever the starts, with a probability of at least the confidence.
  public func lowerBound(_ confidence: Double = 0.975) -> Double { max(lower.bound(confidence: confidence), visited) }

  /// The larger of the values of log Z: where the bounds are crossed, all that is known is that it is hardly smaller.
  public var largest: Double { max(lowerLogPartition, upper.logPartition) }

  private func upperBound(_ confidence: Double = 0.975) -> Double {
    downward.map { $0.estimate.bound(confidence: confidence) }.max() ?? .infinity
  }
}
