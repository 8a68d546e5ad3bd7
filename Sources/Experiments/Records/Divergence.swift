import Foundation
import LinearAlgebra

/// Where a run ended because its loss was not a number any more, or infinite. Epoch and step count from 1.
public struct Divergence: Codable, Hashable, Sendable {
  public var epoch: Int
  public var step: Int
  /// The machine that was being pretrained, from 0; nil while the network was fine-tuned.
  public var layer: Int?
  /// Mean loss of the first minibatch and of the last one that was finite: cross-entropy in nats, or the squared
  /// reconstruction error of a machine. Nil if no loss was finite, and in the records of older programs.
  public var firstLoss: Double?
  public var lastLoss: Double?

  public init(epoch: Int, step: Int, layer: Int? = nil, losses: LossTrace = LossTrace()) {
    (self.epoch, self.step, self.layer) = (epoch, step, layer)
    (firstLoss, lastLoss) = (losses.first, losses.last)
  }

  /// E.g. "epoch 1, step 40", or "epoch 1, step 40 of machine 2".
  public var place: String { "epoch \(epoch), step \(step)" + (layer.map { " of machine \($0 + 1)" } ?? "") }

  /// Epochs done until then, the share of the last one included.
  /// - Parameter cases: of an epoch.
  public func epochs(of cases: Int, batchSize: Int) -> Double {
    let steps = Minibatches(of: cases, atMost: batchSize).count
    return Double(epoch - 1) + min(Double(step) / Double(steps), 1)
  }
}

/// The first finite loss of a run or a machine, and the last one so far.
public struct LossTrace: Codable, Hashable, Sendable {
  public private(set) var first: Double?
  public private(set) var last: Double?

  public init() {}

  /// - Parameter loss: a minibatch's mean; not looked at if it is not finite.
  public mutating func add(_ loss: Double) {
    guard loss.isFinite else { return }
    (first, last) = (first ?? loss, loss)
  }
}

extension Divergence {
  /// What probably brought it about in a run of this arm, as a sentence.
  ///
  /// The loss of a step is measured before its update, so that of the very first step is the starting weights' own. After
  /// that only updates can have spoilt them, and how fast the loss rose tells how sure that is.
  public func likelyCause(in arm: Arm) -> String {
    let rate = layer == nil ? "lr=\(arm.learningRate)" : "pretrain-lr=\(arm.pretrainLearningRate)"
    if epoch == 1, step == 1 { return causeAtStart(in: arm) }
    guard let firstLoss, let lastLoss else { return "The learning rate \(rate) is probably too high." }
    let (first, last) = (NumberText.spelled(firstLoss), NumberText.spelled(lastLoss))
    if epoch == 1, step == 2 {
      return
        "The learning rate \(rate) is probably too high: the \(lossName) was \(first), and no number after one step."
    }
    if lastLoss > Self.rise * firstLoss {
      return "The learning rate \(rate) is probably too high: the \(lossName) rose from \(first) to \(last)."
    }
    return """
      Perhaps the learning rate \(rate) is too high, but the \(lossName) had not risen: it went from \(first) to \(last) and \
      was no number one step later.
      """
  }

  /// The factor from which on a loss is said to have risen; minibatches differ by less.
  private static let rise = 1.5

  private var lossName: String { layer == nil ? "loss" : "reconstruction error" }

  private func causeAtStart(in arm: Arm) -> String {
    let below = "pretrain-lr=\(arm.pretraining?.learningRate ?? 0)"
    return switch layer {
    // A machine starts from small weights of its own, and what it sees comes from the one below.
    case .some(let layer) where layer > 0:
      "The data from machine \(layer) are no numbers: its learning rate \(below) is probably too high."
    case .some: "The starting weights or the data themselves are too large, since nothing had been learned yet."
    case nil where arm.isPretrained:
      "The weights that pretraining left are too large: its learning rate \(below) is probably too high."
    case nil: "The starting weights, init=\(arm.initializer.name), are too large: nothing had been learned yet."
    }
  }
}

extension RunRecord {
  /// What probably made the run diverge, as a sentence; nil if it did not.
  public var likelyCause: String? { divergence?.likelyCause(in: arm) }
}
