import LinearAlgebra
import NeuralNetworks

/// How the model's side of the log-likelihood gradient, ⟨vhᵀ⟩model, is estimated.
public enum GradientEstimator: Hashable, Codable, Sendable {
  /// CD-k: chains of k steps from each minibatch; Hinton (2002). Biased for every k, cheap, of low variance.
  case contrastiveDivergence(steps: Int)
  /// PCD-k: chains that are never restarted take k steps an update; Tieleman (2008), where it is called persistent CD, and Younes
  /// (1989).
  case persistent(steps: Int)
  /// FPCD-k: persistent chains that see the weights plus fast ones, which learn at the full rate and decay by 19/20 an update, so
  /// that the chains are driven away from where they have been; Tieleman & Hinton (2009).
  case fastPersistent(steps: Int)
  /// PT: persistent chains at several inverse temperatures, neighbours of which may swap their states; Desjardins et al. (2010). The
  /// first is to be near 0, the base-rate model of the data, where a chain forgets everything; the last must be 1.
  case parallelTempering(inverseTemperatures: [Float])
  /// ⟨vhᵀ⟩model itself, by enumeration of the smaller layer.
  case exact

  /// `count` temperatures at equal distances from 0 to 1.
  public static func parallelTempering(count: Int) -> GradientEstimator {
    precondition(count >= 2, "tempering needs two temperatures")
    return .parallelTempering(inverseTemperatures: (0..<count).map { Float($0) / Float(count - 1) })
  }
}

/// Offsets μ and λ that are taken from the visible and hidden units before their products; Melchior, Fischer & Wiskott (2016).
///
/// The machine stays an ordinary one: its biases absorb the offsets. What changes is the direction of an update, which then does
/// not depend on whether a unit codes something by being on or by being off.
public enum Centering: Hashable, Codable, Sendable {
  case none
  /// μ and λ follow the means of minibatches and of their hidden probabilities: offset ← (1 − rate) offset + rate · mean. μ begins
  /// at the mean of all cases, λ at that of their hidden probabilities.
  case dataMean(rate: Float = 0.01)
}

/// Settings of maximum-likelihood training of a machine.
public struct LikelihoodTraining: Hashable, Codable, Sendable {
  public var estimator: GradientEstimator
  /// Persistent chains; of tempering, at each temperature. Contrastive divergence has one for each case of a minibatch.
  public var chains = 100
  /// Whether the chains of contrastive divergence pass on states or probabilities of the visible units; all other chains draw.
  public var visibleUnits = GibbsChains.VisibleUnits.sampled
  public var centering = Centering.none
  public var learningRate: Float
  public var schedule = LearningRateSchedule.linear
  /// Momentum during the first epochs, while the gradients are large; Hinton (2010), section 9. None unless told: it carries the weights
  /// on faster than chains that are never restarted can follow, and gained nothing with other estimators.
  public var initialMomentum: Float = 0
  public var finalMomentum: Float = 0
  /// The epoch, counted from 0, from which on the final momentum holds.
  public var finalMomentumEpoch = 5
  /// How a gradient becomes a step: with the velocity of ``momentum(epoch:)``, unless it is adaptive.
  public var optimizer: Optimizer {
    get { adaptiveOptimizer ?? .gradientDescent(momentum: finalMomentum) }
    set { adaptiveOptimizer = newValue.isAdaptive ? newValue : nil }
  }
  private var adaptiveOptimizer: Optimizer?
  /// λ of the penalty ½λ‖W‖² (L2), on weights only; Hinton (2010), section 10. Its gradient is scaled by the learning rate like any
  /// other. Contrastive divergence needs some, the more the fewer its steps: it never sees the modes far from the data
  /// that large weights make. Chains that go on mix better with a little.
  public var weightDecay: Float = 0
  /// λ of the penalty λΣ|wᵢⱼ| (L1), on weights only, whose gradient is λ sign wᵢⱼ, and 0 at 0; the same section.
  public var l1: Float = 0
  /// The greatest length that the incoming weights of a hidden unit may have; longer ones are scaled back to it after an update. nil
  /// for any length.
  public var maxNorm: Float?
  /// Of binary hidden units; nil for none.
  public var sparsity: SparsityTarget?
  /// The least that a learned variance of a visible unit may become: without it, the density of a unit that never changes has no bound.
  public var leastVariance: Float = 0.01
  public var batchSize = 100
  /// Of the cases that an epoch gets; see ``RestrictedBoltzmannMachine/train(_:on:epochs:layer:seed:afterEpoch:)``.
  public var binarization = Binarization.none

  /// The recipe for an estimator and kinds of units: rates with which validation cases were likeliest in a sweep over seeds, falling to 0;
  /// `Docs/Guide.md` has the sweep.
  ///
  /// - Parameter units: hidden ones. What they add to a visible unit's input adds up, so that many take smaller steps.
  public init(
    _ estimator: GradientEstimator, units: Int = 100, visible: UnitKind = .bernoulli, hidden: UnitKind = .bernoulli
  ) {
    self.estimator = estimator
    learningRate = Self.learningRate(estimator, units: units, visible: visible, hidden: hidden)
    if hidden == .bernoulli { weightDecay = Self.weightDecay(estimator, visible: visible) }
    // Variances that are learned shrink over the whole of training; larger rates without momentum tear them off at first.
    if visible == .gaussianLearned, hidden == .bernoulli { (initialMomentum, finalMomentum) = (0.5, 0.9) }
  }

  /// The learning rate of adaptive optimizers, which is a length of steps.
  public static let adaptiveLearningRate: Float = 0.003

  private static func learningRate(
    _ estimator: GradientEstimator, units: Int, visible: UnitKind, hidden: UnitKind
  ) -> Float {
    // Means without a bound run away at larger rates.
    if hidden != .bernoulli { return 0.001 }
    switch visible {
    case .gaussianLearned: return 0.001
    // Half of what machines of 200 to 1,000 units run away at.
    case .gaussian: return min(0.03, 2.5 / Float(max(units, 1)))
    default: break
    }
    // The chains of contrastive divergence begin at the data anew, so that larger steps gain nothing.
    if case .contrastiveDivergence = estimator { return min(0.1, 50 / Float(max(units, 1))) }
    return min(0.2, 50 / Float(max(units, 1)))
  }

  /// Chains leave the modes of smaller weights sooner: those of contrastive divergence have but few steps for it, and those that go on are
  /// what log Z is measured from in the end.
  private static func weightDecay(_ estimator: GradientEstimator, visible: UnitKind) -> Float {
    switch estimator {
    case .contrastiveDivergence(let steps): 0.01 / Float(steps)
    case .persistent, .fastPersistent, .parallelTempering:
      [.gaussian, .gaussianLearned].contains(visible) ? 0 : 0.0005
    case .exact: 0
    }
  }

  /// Floating-point operations of the matrix products for one case, chains as many as cases: up from the data, down and up for each step
  /// of each chain, and both halves of the gradient.
  public func operations(visible: Int, hidden: Int) -> Double {
    let steps =
      switch estimator {
      case .contrastiveDivergence(let steps), .persistent(let steps), .fastPersistent(let steps): steps
      case .parallelTempering(let inverseTemperatures): inverseTemperatures.count
      // What is enumerated does not grow with the cases.
      case .exact: 0
      }
    return 2 * Double(visible) * Double(hidden) * Double(1 + 2 * steps + 2)
  }

  public func momentum(epoch: Int) -> Float { epoch < finalMomentumEpoch ? initialMomentum : finalMomentum }
}
