import BoltzmannMachines
import Datasets
import LinearAlgebra

/// Everything that decides a model of `compare rbm` or `compare dbn` and what is measured of it.
public struct LaboratorySettings: Hashable, Codable, Sendable {
  public enum Model: String, Codable, Sendable, CaseIterable {
    case rbm
    case dbn

    public var title: String { self == .rbm ? "restricted Boltzmann machine" : "deep belief network" }
  }

  /// How finely log Z is estimated by annealing.
  public enum Annealing: Hashable, Codable, Sendable {
    case none
    case steps(Int)
    /// The 14,500 temperatures of Salakhutdinov & Murray (2008).
    case published

    public var schedule: AnnealingSchedule? {
      switch self {
      case .none: nil
      case .steps(let steps): .uniform(steps: steps)
      case .published: .published
      }
    }

    /// Of the chains that reverse annealing starts from where no exact draws can be had.
    var gibbsSteps: Int { if case .steps(let steps) = self { min(steps, 5000) } else { 5000 } }

    /// Of the chains whose mixing is measured, at least.
    var mixingSteps: Int { self == .published ? 5000 : 1000 }

    fileprivate var name: String {
      switch self {
      case .none: "none"
      case .steps(let steps): "\(steps)"
      case .published: "published"
      }
    }
  }

  public var model: Model
  /// Widths of the hidden layers, from the data up; one for an RBM.
  public var hidden: [Int]
  /// Of an RBM; the machines of a stack have binary units.
  public var visible = VisibleUnits.bernoulli
  public var hiddenKind = UnitKind.bernoulli
  public var epochs = 10
  /// Of each machine. Upper machines get binary draws of the hidden units below, or their probabilities where the data are grey.
  public var training: LikelihoodTraining
  /// Only so many training cases.
  public var trainLimit: Int?
  /// The checksum of the model whose weights training began with; nil for random ones.
  public var start: String?
  public var annealing = Annealing.published
  public var seed: UInt64 = 1

  public init(
    _ model: Model, hidden: [Int], estimator: GradientEstimator, visible: VisibleUnits = .bernoulli,
    hiddenKind: UnitKind = .bernoulli
  ) {
    (self.model, self.hidden, self.visible, self.hiddenKind) = (model, hidden, visible, hiddenKind)
    // The number of classes decides nothing of a recipe.
    training = LikelihoodTraining(
      estimator, units: hidden.max() ?? 1, visible: visible.kind(classes: 2), hidden: hiddenKind)
  }

  public var isCentered: Bool { training.centering != .none }

  public var binarizationName: String {
    Binarization.named.first { $0.value == training.binarization }?.name ?? training.binarization.summary
  }

  /// Names the folder of results: the model's ``name``, and how log Z was estimated if that was not as usual, so that another evaluation of
  /// the same model does not take the place of this one.
  public var folder: String {
    annealing == (isBinary ? .published : .none) ? name : "\(name)-ais-\(annealing.name)"
  }

  /// Names the model: every setting that decides it, but what is not used. No name rests on what is usual, so that another version with
  /// other defaults takes no other model's place.
  public var name: String {
    var parts = [
      hidden.map(String.init).joined(separator: "-"), visible == .bernoulli ? "" : visible.rawValue,
      hiddenKind == .bernoulli ? "" : hiddenKind.name, training.estimator.name, isCentered ? "centered" : "",
      binarizationName, "\(epochs)-epochs",
    ]
    parts += ["lr\(training.learningRate)", training.schedule.rawValue]
    if training.optimizer.isAdaptive { parts.append(training.optimizer.title.lowercased()) }
    for (name, value) in [
      ("momentum", training.finalMomentum), ("decay", training.weightDecay), ("l1-", training.l1),
    ] where value != 0 { parts.append("\(name)\(value)") }
    if let maxNorm = training.maxNorm { parts.append("maxnorm\(maxNorm)") }
    if let sparsity = training.sparsity {
      parts.append("sparsity\(sparsity.target)x\(sparsity.cost)x\(sparsity.decay)")
    }
    if training.batchSize != 100 { parts.append("batch\(training.batchSize)") }
    if let trainLimit { parts.append("cases\(trainLimit)") }
    if let start { parts.append("from\(start)") }
    return (parts.filter { !$0.isEmpty } + ["seed\(seed)"]).joined(separator: "-")
  }
}

/// A model that cannot be trained, as one sentence that says what to do.
public enum LaboratoryError: Error, Hashable, CustomStringConvertible {
  case diverged(machine: Int, epoch: Int, learningRate: Float)
  /// The reconstruction error is so many times the variance of the cases.
  case ranAway(machine: Int, epoch: Int, ratio: Double, learningRate: Float)
  case notEnumerable(visible: Int, hidden: Int)

  /// A reconstruction error of more times the variance is no number of a model any more. Units that are probabilities never come near it.
  static let mostVariances = 10.0

  public var description: String {
    switch self {
    case .ranAway(let machine, let epoch, let ratio, let learningRate):
      """
      Machine \(machine) ran away in epoch \(epoch): it gives validation cases back with \(ratio < 1e6 ? "\(Int(ratio.rounded()))" : "millions of") times the squared \
      error of their plain means; take a --learning-rate lower than \(learningRate).
      """
    case .diverged(let machine, let epoch, let learningRate):
      """
      Machine \(machine) diverged in epoch \(epoch): its weights or free energies are no finite numbers any more; take a \
      --learning-rate lower than \(learningRate).
      """
    case .notEnumerable(let visible, let hidden):
      """
      --estimator: 'exact' cannot be used: it enumerates a layer of at most 25 units, and there is a machine of \(visible) × \
      \(hidden) units; take fewer --hidden units or another estimator.
      """
    }
  }
}
