import BoltzmannMachines
import LinearAlgebra

/// A number from the literature or of another program that stands beside ours where the settings are the same.
public struct PublishedLikelihood: Hashable, Sendable {
  /// Mean log-likelihood of MNIST's test cases, in nats, as text.
  public let value: String
  public let source: String
  /// What is not the same, and how sure the number is.
  public let remark: String

  /// Those for these very settings.
  public static func matching(_ settings: LaboratorySettings, dataset: String) -> [PublishedLikelihood] {
    guard dataset == "mnist", settings.model == .rbm, settings.isBinary, settings.trainLimit == nil else { return [] }
    return table.filter { $0.matches(settings) }.map { $0.number(besides: settings) }
  }

  private struct Entry {
    let hidden: Int
    let estimator: GradientEstimator
    /// nil where any will do, as the source does not say.
    var isCentered: Bool?
    var epochs: Int?
    /// With a constant rate, without momentum and decay, and in minibatches of 100.
    var plainLearningRate: Float?
    var binarization: Binarization?
    /// λ there. It is told rather than matched, as it moves the likelihood by some nats; nil where it is not known.
    let weightDecay: Float?
    let published: PublishedLikelihood

    func matches(_ settings: LaboratorySettings) -> Bool {
      let training = settings.training
      return settings.hidden == [hidden] && training.estimator == estimator
        && (isCentered ?? settings.isCentered) == settings.isCentered && (epochs ?? settings.epochs) == settings.epochs
        && (plainLearningRate.map { training.isPlain(learningRate: $0) } ?? true)
        && (binarization ?? training.binarization) == training.binarization
    }

    /// With a remark if the weight decay is another one than in these settings, or not known.
    func number(besides settings: LaboratorySettings) -> PublishedLikelihood {
      let here = settings.training.weightDecay
      guard weightDecay != here else { return published }
      let decays = "weight decay \(weightDecay.map { "\($0)" } ?? "not known") there, \(here) here, worth some nats"
      return PublishedLikelihood(
        value: published.value, source: published.source, remark: "\(published.remark); \(decays)")
    }
  }

  private static let table: [Entry] = [
    pyDeep(hidden: 16, epochs: 50, isCentered: true, "−142.56, exact"),
    pyDeep(hidden: 16, epochs: 50, isCentered: false, "−149.05, exact"),
    pyDeep(hidden: 500, epochs: 200, isCentered: true, "−84.86 by AIS"),
    pyDeep(hidden: 500, epochs: 200, isCentered: false, "−130.81 by AIS"),
    salakhutdinov(steps: 25, "−86.34 by AIS", "quoted second-hand"),
    salakhutdinov(steps: 3, "−105.50 by AIS", "from memory, unchecked"),
    salakhutdinov(steps: 1, "−125.53 by AIS", "from memory, unchecked"),
    pyTorch(steps: 1, "−161 to −156, exact"), pyTorch(steps: 3, "−154.3, exact"), pyTorch(steps: 25, "−141.5, exact"),
  ]

  private static func pyDeep(hidden: Int, epochs: Int, isCentered: Bool, _ value: String) -> Entry {
    Entry(
      hidden: hidden, estimator: .persistent(steps: 1), isCentered: isCentered, epochs: epochs, plainLearningRate: 0.01,
      binarization: .threshold(0.5), weightDecay: 0,
      published: PublishedLikelihood(
        value: value, source: "PyDeep, Melchior, Fischer & Wiskott (2016)",
        remark: "learned from all 60,000 training cases, without momentum"))
  }

  private static func salakhutdinov(steps: Int, _ value: String, _ certainty: String) -> Entry {
    Entry(
      hidden: 500, estimator: .contrastiveDivergence(steps: steps), isCentered: false, binarization: .sampled,
      weightDecay: 1e-3,
      published: PublishedLikelihood(
        value: value, source: "Salakhutdinov & Murray (2008)", remark: "\(certainty); other rates, epochs and cases"))
  }

  private static func pyTorch(steps: Int, _ value: String) -> Entry {
    Entry(
      hidden: 20, estimator: .contrastiveDivergence(steps: steps), isCentered: false, epochs: 15,
      binarization: .sampled, weightDecay: nil,
      published: PublishedLikelihood(
        value: value, source: "a run of ours with PyTorch",
        remark: "the same units, steps, epochs and binarisation; other rates and random numbers"))
  }
}

extension LikelihoodTraining {
  fileprivate func isPlain(learningRate: Float) -> Bool {
    self.learningRate == learningRate && schedule == .constant && finalMomentum == 0 && weightDecay == 0
      && l1 == 0 && maxNorm == nil && sparsity == nil && batchSize == 100
  }
}
