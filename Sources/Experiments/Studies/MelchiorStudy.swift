import BoltzmannMachines
import Datasets
import LinearAlgebra

/// Whether what a machine learns depends on which of ink and paper is called 1: Melchior, Fischer & Wiskott (2016), with the settings
/// of their program PyDeep (`examples/RBM_MNIST_small.py`), PCD-1 without momentum and decay, and the partition function exact.
public struct MelchiorStudy: Sendable {
  /// One of the four machines.
  public struct Outcome: Sendable {
    /// Whether it learned from images with ink and paper exchanged.
    public let isInverted: Bool
    public let isCentered: Bool
    /// Exact means over the test cases of its own kind, in nats.
    public let logLikelihood: Double
    public let logPartition: Double
    /// What PyDeep reached with MNIST, 16 hidden units and 50 epochs.
    public let published: Double
  }

  public var hidden = 16
  public var epochs = 50
  public var learningRate: Float = 0.01
  public var seed: UInt64 = 1
  /// Threads for what is measured; results do not depend on it.
  public var jobs = 1

  public init() {}

  /// Trains the four machines: as it is and inverted, each centred and not.
  /// - Parameter afterOutcome: called with each.
  public func run(on dataset: Dataset, afterOutcome: (Outcome) -> Void = { _ in }) throws -> [Outcome] {
    try [false, true].flatMap { isInverted in
      try [true, false].map { isCentered in
        let outcome = try outcome(isInverted ? dataset.inverted : dataset, isInverted, isCentered)
        afterOutcome(outcome)
        return outcome
      }
    }
  }

  private func outcome(_ dataset: Dataset, _ isInverted: Bool, _ isCentered: Bool) throws -> Outcome {
    var settings = LaboratorySettings(.rbm, hidden: [hidden], estimator: .persistent(steps: 1))
    settings.training.binarization = .threshold(0.5)
    settings.training.centering = isCentered ? .dataMean(rate: 0.01) : .none
    settings.training.learningRate = learningRate
    (settings.training.initialMomentum, settings.training.finalMomentum) = (0, 0)
    (settings.epochs, settings.seed, settings.annealing) = (epochs, seed, .none)
    let laboratory = try Laboratory(settings, data: LaboratoryData(dataset, settings: settings), jobs: jobs)
    let machine = try laboratory.train().network.machines[0]
    let logPartition = machine.logPartitionFunction(threads: jobs)
    return Outcome(
      isInverted: isInverted, isCentered: isCentered,
      logLikelihood: machine.meanLogLikelihood(of: laboratory.data.parts[2].cases, logPartition: logPartition),
      logPartition: logPartition, published: Self.published(isInverted, isCentered))
  }

  private static func published(_ isInverted: Bool, _ isCentered: Bool) -> Double {
    switch (isInverted, isCentered) {
    case (false, true): -142.56
    case (false, false): -149.05
    case (true, true): -142.09
    case (true, false): -183.36
    }
  }
}

extension Dataset {
  /// The same images with ink and paper exchanged.
  var inverted: Dataset {
    func inverted(_ images: LabeledImages) -> LabeledImages {
      LabeledImages(
        width: images.width, height: images.height, pixels: images.pixels.map { 255 - $0 }, labels: images.labels)
    }
    return Dataset(
      name: name + "-inverted", title: title + ", inverted", training: inverted(training), test: inverted(test))
  }
}
