import BoltzmannMachines
import LinearAlgebra

extension PretrainedStack {
  /// Trains machines as `compare dbn` does. There is a checkpoint of each epoch.
  /// - Parameters:
  ///   - saved: where an earlier session ended; nil to begin.
  ///   - keeper: asked to stop, training ends within its epoch.
  ///   - report: as of plain contrastive divergence.
  /// - Throws: ``OutputError`` for a checkpoint that is damaged, or of other machines.
  init(
    _ plan: Plan, _ settings: LaboratorySettings, data: RunData, from saved: Checkpoint?, keeper: CheckpointKeeper,
    report: (_ layer: Int, _ epoch: Int, _ operations: Double, GreedyPretraining.Epoch?) -> Void
  ) throws {
    let cases = try LaboratoryData(
      data, classes: data.classCount, settings: settings, ComparisonSettings(dataset: data.name, preset: .standard))
    let laboratory = try Laboratory(settings, data: cases)
    let checkpoint = try saved.flatMap { try LaboratoryCheckpoint($0, laboratory: laboratory) }
    let monitored = cases.parts.prefix(2).reduce(0) { $0 + $1.cases.count }
    var told = StackEpochs(plan, data: data, monitored: monitored, checkpoint)
    var divergence: Divergence?
    var outcome: LaboratoryOutcome?
    do throws(LaboratoryError) {
      outcome = try laboratory.train(
        from: checkpoint, stop: keeper.stop, annealing: false,
        afterEpoch: { reached in
          guard let last = reached.epochs.last else { return }
          told.add(last)
          report(last.machine - 1, last.epoch, told.operations, told.epochs.last?.metrics)
          var reached = reached
          reached.seconds = told.seconds
          // Who asks to stop is heard by the training itself.
          keeper.keep(isEndOfEpoch: true) { laboratory.encoded(reached) }
        },
        afterStep: { report($0, $1 + 1, told.operations + told.perCase[$0] * Double($2), nil) })
    } catch {
      divergence = error.divergence(
        steps: Minibatches(of: data.training.count, atMost: settings.training.batchSize).count)
    }
    let network = outcome.flatMap { $0.epochs.count == plan.epochs * plan.hidden.count ? $0.network : nil }
    self.init(network, cases.standardization, epochs: told.epochs, divergence: divergence, data: data)
  }
}

/// What a laboratory's epochs are to a comparison.
private struct StackEpochs {
  private(set) var epochs: [PretrainingEpoch] = []
  /// Of all steps so far.
  private(set) var operations = 0.0
  /// Of one case in one epoch, by machine.
  let perCase: [Double]
  private let shape: [Int]
  private let cases: Double
  private let monitored: Int
  private var stopwatch = Stopwatch()

  /// - Parameter monitored: how many cases are measured after each epoch.
  init(_ plan: PretrainedStack.Plan, data: RunData, monitored: Int, _ checkpoint: LaboratoryCheckpoint?) {
    shape = [data.training.pixelCount] + plan.hidden
    (perCase, cases, self.monitored) = (plan.operations(shape), Double(data.training.count), monitored)
    let earlier = checkpoint?.epochs ?? []
    // Of epochs of an earlier session only the sum is known.
    for epoch in earlier { add(epoch, seconds: (checkpoint?.seconds ?? 0) / Double(earlier.count)) }
  }

  var seconds: Double { epochs.reduce(0) { $0 + $1.seconds } }

  mutating func add(_ epoch: LaboratoryEpoch) { add(epoch, seconds: stopwatch.lap()) }

  private mutating func add(_ epoch: LaboratoryEpoch, seconds: Double) {
    let layer = epoch.machine - 1
    let measuring = 2 * Double(shape[layer] * shape[layer + 1]) * Double(monitored)
    let metrics = GreedyPretraining.Epoch(
      layer: layer, epoch: epoch.epoch, reconstructionError: epoch.reconstructionErrorValidation,
      freeEnergies: (epoch.freeEnergyTraining, epoch.freeEnergyValidation),
      relativeUpdate: epoch.relativeUpdate, operations: perCase[layer] * cases + measuring)
    epochs.append(PretrainingEpoch(metrics: metrics, seconds: seconds))
    operations += perCase[layer] * cases
  }
}

extension PretrainedStack {
  /// Trains the machines without a break, and without telling anybody.
  init(_ plan: Plan, data: RunData) throws {
    let keeper = CheckpointKeeper("", storage: nil, stop: StopRequest())
    guard let settings = plan.laboratory else {
      self.init(plan, data: data, keeper: keeper) { _, _, _, _ in }
      return
    }
    try self.init(plan, settings, data: data, from: nil, keeper: keeper) { _, _, _, _ in }
  }
}

extension LaboratoryError {
  /// A machine is looked at after each epoch.
  fileprivate func divergence(steps: Int) -> Divergence? {
    switch self {
    case .diverged(let machine, let epoch, _), .ranAway(let machine, let epoch, _, _):
      Divergence(epoch: epoch, step: steps, layer: machine - 1)
    case .notEnumerable: nil
    }
  }
}

extension DeepBeliefNetwork {
  /// The network whose hidden units see in intensities x what these see in z = (x − m)/d with variances σ²:
  /// Σᵢ zᵢwᵢⱼ/σᵢ² + cⱼ = Σᵢ xᵢ wᵢⱼ/(dᵢσᵢ²) + cⱼ − Σᵢ mᵢwᵢⱼ/(dᵢσᵢ²).
  func taking(_ standardization: PixelStandardization?) -> DeepBeliefNetwork {
    guard let standardization else { return self }
    let machine = machines[0]
    let (weight, bias) = (machine.weight.copy(), machine.hiddenBias.copy())
    for pixel in 0..<weight.rows {
      let scale = Float(machine.visibleLayer.precision(pixel)) / standardization.deviations[0, pixel]
      for unit in 0..<weight.columns { weight[pixel, unit] *= scale }
    }
    multiply(standardization.means, weight, into: bias, scale: -1, keeping: 1)
    let lowest = RestrictedBoltzmannMachine(
      weight: weight, visibleBias: machine.visibleBias.copy(), hiddenBias: bias)
    return DeepBeliefNetwork(machines: [lowest] + machines.dropFirst())
  }
}
