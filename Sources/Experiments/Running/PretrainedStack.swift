import BoltzmannMachines
import Datasets
import LinearAlgebra

/// A deep belief network and what was recorded while it was trained. Runs that start from the same machines share one.
///
/// Its matrices cross from thread to thread, which is safe because nobody writes to them once they are trained: a run copies
/// the parameters.
struct PretrainedStack: @unchecked Sendable {
  /// All that decides a stack's parameters.
  struct Plan: Hashable {
    let hidden: [Int]
    let settings: ContrastiveDivergence
    let epochs: Int
    let seed: UInt64

    /// The plan of a run; nil if its arm is not pretrained.
    init?(_ arm: Arm, seed: UInt64, settings: ComparisonSettings) {
      guard var pretraining = arm.pretraining else { return nil }
      pretraining.batchSize = settings.batchSize
      (hidden, epochs) = (settings.hidden(of: arm), settings.pretrainEpochs(of: arm))
      (self.settings, self.seed) = (pretraining, seed)
    }

    /// Floating-point operations of the matrix products, without monitoring.
    func operations(_ data: RunData) -> Double {
      let shape = [data.training.pixelCount] + hidden
      let perCase = zip(shape, hidden).reduce(0) { $0 + settings.operations(visible: $1.0, hidden: $1.1) }
      return perCase * Double(data.training.count) * Double(epochs)
    }
  }

  let network: DeepBeliefNetwork
  let epochs: [PretrainingEpoch]
  /// A test image of each class, then what each depth of the network gives back.
  let reconstructions: [ImageStrip]

  /// Trains the machines.
  /// - Parameter report: called after each step with the layer, the epoch from 1, the operations done so far, and, at the end of
  ///   an epoch, its metrics.
  init(
    _ plan: Plan, data: RunData,
    report: (_ layer: Int, _ epoch: Int, _ operations: Double, GreedyPretraining.Epoch?) -> Void
  ) {
    let pretraining = GreedyPretraining(
      hidden: plan.hidden, epochs: plan.epochs, settings: plan.settings, seed: plan.seed)
    let shape = [data.training.pixelCount] + plan.hidden
    var (epochs, done, lap) = ([PretrainingEpoch](), 0.0, Stopwatch())
    network = pretraining.run(
      training: data.training.cases, validation: data.validation.cases,
      progress: { layer, epoch, cases in
        let step = plan.settings.operations(visible: shape[layer], hidden: shape[layer + 1]) * Double(cases)
        report(layer, epoch + 1, done + step, nil)
      },
      afterEpoch: { metrics in
        epochs.append(PretrainingEpoch(metrics: metrics, seconds: lap.lap()))
        let (visible, hidden) = (shape[metrics.layer], shape[metrics.layer + 1])
        done += plan.settings.operations(visible: visible, hidden: hidden) * Double(data.training.count)
        report(metrics.layer, metrics.epoch, done, metrics)
      })
    self.epochs = epochs
    reconstructions = Self.reconstructions(by: network, data: data)
  }

  /// The first test image of each class, as it is and as each depth of the network gives it back.
  private static func reconstructions(by network: DeepBeliefNetwork, data: RunData) -> [ImageStrip] {
    let firsts = (0..<data.classCount).compactMap { label in data.test.labels.firstIndex(of: UInt8(label)) }
    let originals = Matrix(rows: firsts.count, columns: data.test.pixelCount)
    firsts.map { Int32($0) }.withUnsafeBufferPointer { data.test.cases.gather($0, into: originals) }
    return (0...network.machines.count).map { depth in
      let images = depth == 0 ? originals : network.reconstruction(of: originals, depth: depth)
      return ImageStrip(images, width: data.test.width, height: data.test.height)
    }
  }
}
