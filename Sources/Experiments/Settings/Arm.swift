import BoltzmannMachines
import NeuralNetworks

/// A starting point and everything that goes with it: one column of the comparison.
public struct Arm: Hashable, Codable, Sendable {
  /// As the user wrote it, e.g. `he:dropout=0.5,lr=1e-3`; unique within a comparison.
  public var name: String
  /// The known arm that it refines, e.g. `he`; arms of one base share a colour family.
  public var base: String
  public var activation: Activation
  /// Of all layers; with pretraining, of the softmax layer alone.
  public var initializer: Initializer
  /// How the hidden layers are trained before they see a label; nil for arms that start from `initializer`.
  public var pretraining: ContrastiveDivergence?
  /// Machines that are trained as those of `compare dbn` instead; nil for plain contrastive divergence, or none.
  public var machines: MachineChoices?
  /// Whether the machines' weights change places before the network starts from them, each within its layer; nil for no.
  public var isShuffled: Bool?
  public var optimizer: Optimizer
  public var learningRate: Float
  public var schedule: LearningRateSchedule
  public var dropout: Dropout
  public var weightDecay: Float
  /// Of this and of the following, nil if there is none; see ``regularization``.
  public var l1: Float?
  public var maxNorm: Float?
  public var clipNorm: Float?
  /// Whether hidden layers are normalised over the minibatch; nil for no.
  public var batchNormalization: Bool?
  /// Epochs in which the learning rate rises, before its schedule begins.
  public var warmup: Int?
  /// Where these are nil, the comparison's own values hold.
  public var hidden: [Int]?
  public var pretrainEpochs: Int?
  public var epochs: Int?
  public var batchSize: Int?

  init(
    _ name: String, activation: Activation, initializer: Initializer, pretraining: ContrastiveDivergence? = nil,
    isShuffled: Bool? = nil, learningRate: Float
  ) {
    (self.name, base, self.activation) = (name, name, activation)
    (self.initializer, self.pretraining, self.learningRate) = (initializer, pretraining, learningRate)
    self.isShuffled = isShuffled
    (optimizer, schedule, dropout, weightDecay) = (.gradientDescent(momentum: 0.9), .linear, .none, 0)
  }

  public var regularization: Regularization {
    Regularization(weightDecay: weightDecay, l1: l1 ?? 0, maxNorm: maxNorm, clipNorm: clipNorm)
  }

  public var isNormalized: Bool { batchNormalization == true }

  public var isPretrained: Bool { pretraining != nil || machines != nil }

  /// Of its machines; of those of usual width, if nobody has said.
  var pretrainLearningRate: Float {
    let usual = machines.flatMap { try? $0.settings(.dbn, hidden: hidden ?? [500], spelled: Self.spelled) }
    return pretraining?.learningRate ?? usual?.training.learningRate ?? 0
  }

  /// The arms that `--arms` knows, in the order of the story.
  ///
  /// The learning rates were chosen on the validation set; `Docs/Guide.md` has the sweep.
  public static let known: [Arm] = [
    Arm("random", activation: .sigmoid, initializer: .normal(standardDeviation: 0.01), learningRate: 0.15),
    Arm("xavier-sigmoid", activation: .sigmoid, initializer: .xavier(.uniform, gain: 4), learningRate: 0.1),
    Arm(
      "shuffled-dbn", activation: .sigmoid, initializer: .normal(standardDeviation: 0.01),
      pretraining: ContrastiveDivergence(), isShuffled: true, learningRate: 0.6),
    Arm(
      "dbn", activation: .sigmoid, initializer: .normal(standardDeviation: 0.01), pretraining: ContrastiveDivergence(),
      learningRate: 0.6),
    Arm("xavier", activation: .tanh, initializer: .xavierUniform, learningRate: 0.07),
    Arm("he", activation: .relu, initializer: .heNormal, learningRate: 0.08),
    Arm("zeros", activation: .sigmoid, initializer: .zeros, learningRate: 0.1),
    Arm("orthogonal", activation: .tanh, initializer: .orthogonal(), learningRate: 0.07),
    Arm("lecun", activation: .selu, initializer: .leCunNormal, learningRate: 0.05),
    Arm("lsuv", activation: .relu, initializer: .layerSequentialUnitVariance(), learningRate: 0.08),
  ]

  /// Activation and start in a few words, e.g. "tanh, Xavier uniform".
  public var summary: String {
    let start =
      isPretrained
      ? "pretrained as a deep belief network" + (isShuffled == true ? ", weights shuffled" : "") : initializer.title
    return "\(activation.title), \(start)"
  }

  /// The most arms of one comparison: as many columns as a figure has room for.
  public static let most = 32

  public static let defaultNames = ["random", "xavier-sigmoid", "shuffled-dbn", "dbn", "xavier", "he"]
}
