import LinearAlgebra

/// A penalty on hidden units that are on more, or less, often than a target; Hinton (2010), section 11.
///
/// q follows the mean probability of a hidden unit over the cases of each minibatch, q ← decay · q + (1 − decay) · ⟨p(h = 1 | v)⟩, and
/// begins at that of the first. The penalty is the cross entropy −p log q − (1 − p) log(1 − q) with the target p. As Hinton does, its
/// derivative by the unit's total input is taken to be q − p for every case, as if each were on with probability q. Total input is
/// c + Σᵢ wᵢvᵢ, so what is taken from the gradient of the mean log-likelihood is
///
///     for cⱼ    cost · (qⱼ − p)
///     for wᵢⱼ   cost · (qⱼ − p) ⟨vᵢ⟩
///
/// with ⟨vᵢ⟩ the mean over the minibatch: a mean, not a sum, so that the cost means the same for every batch size. Without ⟨vᵢ⟩ in it, or
/// with the biases alone, weights grow against biases that fall (the same section). With centring the total input is
/// c′ + Σᵢ wᵢ(vᵢ − μᵢ), and ⟨vᵢ⟩ − μᵢ stands in the place of ⟨vᵢ⟩.
public struct SparsityTarget: Hashable, Codable, Sendable {
  /// p, between 0 and 1.
  public var target: Float
  /// In nats for a unit of the derivative; 0 is no penalty.
  public var cost: Float
  /// Of q, from 0 (the present minibatch alone) to less than 1; Hinton advises 0.9 to 0.99.
  public var decay: Float

  public init(target: Float, cost: Float, decay: Float = 0.95) {
    precondition(target > 0 && target < 1 && cost >= 0 && decay >= 0 && decay < 1, "an impossible sparsity target")
    (self.target, self.cost, self.decay) = (target, cost, decay)
  }
}

/// q, as training goes on.
final class SparsityAverage {
  private let settings: SparsityTarget
  /// 1 × hidden.
  let average: Matrix
  private var isEmpty = true

  init(_ settings: SparsityTarget, hiddenUnits: Int) {
    self.settings = settings
    average = Matrix(rows: 1, columns: hiddenUnits)
  }

  /// After an epoch there is an average, if it was not this object that saw it.
  func begin(epoch: Int) { isEmpty = epoch == 0 }

  /// Takes in the mean probabilities of a minibatch, 1 × hidden.
  func add(_ means: Matrix) {
    average.scale(by: isEmpty ? 0 : settings.decay)
    average.add(means, scale: isEmpty ? 1 : 1 - settings.decay)
    isEmpty = false
  }

  /// slope ← cost · (q − p), 1 × hidden, in nats.
  func writeSlope(into slope: Matrix) {
    slope.fill(-settings.cost * settings.target)
    slope.add(average, scale: settings.cost)
  }
}
