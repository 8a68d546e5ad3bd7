import BoltzmannMachines
import Foundation
import NeuralNetworks

/// All that is kept of one run: one arm with one seed. Every figure is drawn from these.
public struct RunRecord: Codable, Hashable, Sendable {
  public var arm: Arm
  public var seed: UInt64
  /// Widths from inputs to classes.
  public var shape: [Int]
  /// One entry for each layer and epoch; empty for arms that are not pretrained.
  public var pretraining: [PretrainingEpoch] = []
  /// Whether the machines were trained for another arm of the comparison, which needed the same.
  public var sharesPretraining = false
  public var training: [TrainingEpoch] = []
  /// What guessing costs on the run's cases; nil in records of older programs and until an epoch is done.
  public var guessing: Guessing?
  /// Mean cross-entropy of the first minibatch in nats, before any step; likewise.
  public var firstLoss: Double?
  /// Each hidden layer before and after fine-tuning, on the same training cases.
  public var layersBefore: [LayerStatistics] = []
  public var layersAfter: [LayerStatistics] = []
  /// What the first units of the first layer look for, before and after fine-tuning.
  public var filtersBefore: ImageStrip?
  public var filtersAfter: ImageStrip?
  /// A test image of each class, then what comes back from the first machine, from the first two, and so on. Pretrained
  /// arms only.
  public var reconstructions: [ImageStrip] = []
  public var outcome: Outcome?
  /// Set if the loss of the network, or of a machine of its pretraining, stopped being a number; the run ended there.
  public var divergence: Divergence?

  public init(arm: Arm, seed: UInt64, shape: [Int]) {
    (self.arm, self.seed, self.shape) = (arm, seed, shape)
  }

  /// Whether the run came to its end, with a tested network or by diverging; if not, it was broken off.
  public var isFinished: Bool { outcome != nil || divergence != nil }

  /// Floating-point operations of all matrix products that lead to the network, those of a shared pretraining included.
  public var operations: Double {
    pretraining.reduce(0) { $0 + $1.metrics.operations } + training.reduce(0) { $0 + $1.operations }
  }

  /// Seconds of computing that lead to the network.
  public var seconds: Double { pretraining.reduce(0) { $0 + $1.seconds } + training.reduce(0) { $0 + $1.seconds } }

  /// A name for the run's file: letters, digits and dashes, at most some sixty of them. Arms that refine a known one are told
  /// apart by a hash of what the user wrote, since `lr=1e+1` and `lr=1e-1` differ in a character that file names do without.
  public var fileName: String { stem + ".json" }

  /// The name of the file that holds the network that was tested.
  public var modelFileName: String { stem + ".safetensors" }

  /// Of the names of all files that belong to the run.
  var stem: String {
    let refinement = arm.name == arm.base ? "" : "-" + String(arm.name.fnv1a, radix: 16)
    return "\(arm.base)\(refinement)-seed\(seed)"
  }
}

/// An epoch of contrastive divergence in one layer.
public struct PretrainingEpoch: Codable, Hashable, Sendable {
  public var metrics: GreedyPretraining.Epoch
  public var seconds: Double
}

/// An epoch of backpropagation.
public struct TrainingEpoch: Codable, Hashable, Sendable {
  /// From 1.
  public var epoch: Int
  /// At the first step of the epoch.
  public var learningRate: Double
  /// Mean cross-entropy in nats and share of errors of the minibatches, each before its step; with dropout, if there is any.
  public var trainingLoss: Double
  public var trainingErrorRate: Double
  /// The same for the validation cases after the epoch.
  public var validationLoss: Double
  public var validationErrorRate: Double
  /// Floating-point operations of the epoch's matrix products, validation included.
  public var operations: Double
  public var seconds: Double
}

/// How the network of the chosen epoch does on the test cases.
public struct Outcome: Codable, Hashable, Sendable {
  /// The epoch with the lowest validation error (the first of equals), or the last if validation cases were trained on.
  public var bestEpoch: Int
  public var testLoss: Double
  public var testErrorRate: Double
  /// confusion[t][p]: test cases of class t taken for class p.
  public var confusion: [[Int]]
}
