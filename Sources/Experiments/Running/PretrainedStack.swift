import BoltzmannMachines
import Datasets
import LinearAlgebra

/// A deep belief network and what was recorded while it was trained. Runs that start from the same machines share one.
///
/// Its matrices cross from thread to thread, which is safe because nobody writes to them once they are trained: a run copies
/// the parameters.
struct PretrainedStack: @unchecked Sendable {
  /// All that decides a stack's parameters.
  struct Plan: Hashable, Codable {
    let hidden: [Int]
    let settings: ContrastiveDivergence
    let epochs: Int
    let seed: UInt64
    /// Of machines that are trained as those of `compare dbn`, in the place of ``settings``.
    let laboratory: LaboratorySettings?

    /// The plan of a run; nil if its arm is not pretrained.
    init?(_ arm: Arm, seed: UInt64, settings: ComparisonSettings) {
      guard arm.isPretrained else { return nil }
      var pretraining = arm.pretraining ?? ContrastiveDivergence()
      pretraining.batchSize = settings.batchSize
      (hidden, epochs) = (settings.hidden(of: arm), settings.pretrainEpochs(of: arm))
      (self.settings, self.seed) = (pretraining, seed)
      laboratory = settings.laboratory(of: arm, seed: seed)
    }

    /// Floating-point operations of the matrix products for one case in one epoch, by machine.
    func operations(_ shape: [Int]) -> [Double] {
      zip(shape, hidden).map {
        laboratory?.training.operations(visible: $0.0, hidden: $0.1)
          ?? settings.operations(visible: $0.0, hidden: $0.1)
      }
    }

    /// What is recorded of all epochs: monitoring on up to 2,000 training cases and all validation cases is part of it.
    func recordedOperations(_ data: RunData) -> Double {
      let shape = [data.training.pixelCount] + hidden
      let monitored = min(GreedyPretraining.monitoredByDefault, data.training.count) + data.validation.count
      let monitoring = zip(shape, hidden).reduce(0) { $0 + 2 * Double($1.0 * $1.1 * monitored) }
      return operations(data) + monitoring * Double(epochs)
    }

    /// The same of all cases and epochs, without monitoring.
    func operations(_ data: RunData) -> Double {
      operations([data.training.pixelCount] + hidden).reduce(0, +) * Double(data.training.count) * Double(epochs)
    }
  }

  /// As they were trained; nil if training diverged or was asked to stop.
  let machines: DeepBeliefNetwork?
  /// Of what the lowest machine has seen; nil for intensities.
  let standardization: PixelStandardization?
  /// Those that were finished.
  let epochs: [PretrainingEpoch]
  /// A test image of each class, then what each depth of the network gives back.
  let reconstructions: [ImageStrip]
  let divergence: Divergence?

  init(
    _ machines: DeepBeliefNetwork?, _ standardization: PixelStandardization? = nil, epochs: [PretrainingEpoch],
    divergence: Divergence?, data: RunData
  ) {
    (self.machines, self.standardization) = (machines, standardization)
    (self.epochs, self.divergence) = (epochs, divergence)
    reconstructions = machines.map { Self.reconstructions(by: $0, data: data, standardization) } ?? []
  }

  /// Takes intensities, whatever the machines have seen.
  var network: DeepBeliefNetwork? { machines?.taking(standardization) }

  /// What an arm starts from: these machines, or their weights in other places.
  func start(of arm: Arm, seed: UInt64, data: RunData) -> PretrainedStack {
    guard arm.isShuffled == true else { return self }
    return PretrainedStack(
      machines?.shuffled(seed: seed), standardization, epochs: epochs, divergence: divergence, data: data)
  }

  /// Trains the machines, from the checkpoint if there is one.
  /// - Parameter report: called after each step with the layer, the epoch from 1, the operations done so far, and, at the end of
  ///   an epoch, its metrics.
  init(
    _ plan: Plan, data: RunData, from checkpoint: StackCheckpoint? = nil, keeper: CheckpointKeeper,
    report: (_ layer: Int, _ epoch: Int, _ operations: Double, GreedyPretraining.Epoch?) -> Void
  ) {
    let pretraining = GreedyPretraining(
      hidden: plan.hidden, epochs: plan.epochs, settings: plan.settings, seed: plan.seed)
    let shape = [data.training.pixelCount] + plan.hidden
    var state = checkpoint?.state ?? StackCheckpoint.State(plan: plan, checksum: data.checksum)
    var stopwatch = Stopwatch()
    let perCase = plan.operations(shape)
    func operations(ofCases cases: Int, layer: Int) -> Double { perCase[layer] * Double(cases) }
    var done = state.epochs.reduce(0) { $0 + operations(ofCases: data.training.count, layer: $1.metrics.layer) }
    var (network, divergence): (DeepBeliefNetwork?, Divergence?)
    do throws(EarlyEnd) {
      network = try pretraining.run(
        training: data.training.cases, validation: data.validation.cases, from: checkpoint?.snapshot,
        afterStep: { (snapshot) throws(EarlyEnd) in
          let layer = snapshot.machines.count - 1
          try state.add(snapshot, of: data.training.count)
          report(layer, snapshot.epoch + 1, done + operations(ofCases: snapshot.position.cases, layer: layer), nil)
          try keeper.pass {
            var state = state
            state.seconds += stopwatch.lapSeconds
            return StackCheckpoint(state, snapshot).encoded()
          }
        },
        afterEpoch: { (metrics, snapshot) throws(EarlyEnd) in
          state.add(PretrainingEpoch(metrics: metrics, seconds: state.seconds + stopwatch.lap()), snapshot)
          done += operations(ofCases: data.training.count, layer: metrics.layer)
          report(metrics.layer, metrics.epoch, done, metrics)
          try keeper.pass(isEndOfEpoch: true) { StackCheckpoint(state, snapshot).encoded() }
        })
    } catch {
      divergence = error.divergence
    }
    self.init(network, epochs: state.epochs, divergence: divergence, data: data)
  }

  /// The first test image of each class, as it is and as each depth of the network gives it back.
  /// - Parameter standardization: of the images that the network sees; nil for intensities.
  private static func reconstructions(
    by network: DeepBeliefNetwork, data: RunData, _ standardization: PixelStandardization?
  ) -> [ImageStrip] {
    let firsts = (0..<data.classCount).compactMap { label in data.test.labels.firstIndex(of: UInt8(label)) }
    let originals = Matrix(rows: firsts.count, columns: data.test.pixelCount)
    firsts.map { Int32($0) }.withUnsafeBufferPointer { data.test.cases.gather($0, into: originals) }
    let seen = standardization?.applied(to: originals) ?? originals
    return (0...network.machines.count).map { depth in
      let given = depth == 0 ? seen : network.reconstruction(of: seen, depth: depth)
      let images = standardization?.undone(given) ?? given
      return ImageStrip(images, width: data.test.width, height: data.test.height)
    }
  }
}

extension ComparisonSettings {
  /// How an arm's machines are trained, if as those of `compare dbn`.
  public func machineTraining(of arm: Arm) -> LikelihoodTraining? { laboratory(of: arm, seed: firstSeed)?.training }

  /// How `compare dbn` would train the machines of an arm; nil if it is none of those.
  func laboratory(of arm: Arm, seed: UInt64) -> LaboratorySettings? {
    // Choices that do not fit each other are no arm's; and machines that are not trained are alike.
    guard pretrainEpochs(of: arm) > 0,
      var settings = arm.machines.flatMap({
        try? $0.settings(.dbn, hidden: hidden(of: arm), spelled: Arm.spelled)
      })
    else { return nil }
    (settings.epochs, settings.seed) = (pretrainEpochs(of: arm), seed)
    (settings.training.batchSize, settings.annealing) = (batchSize, .none)
    return settings
  }
}
