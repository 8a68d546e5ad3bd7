import BoltzmannMachines
import LinearAlgebra
import NeuralNetworks

/// How much memory a comparison takes at most, computed from its settings before any of it is allocated.
///
/// Everything is counted in `Double`: the largest settings that are accepted would come near the end of `Int`.
public struct MemoryEstimate: Sendable {
  /// In bytes: data set, program, finished stacks, and the largest tasks that can run at once.
  public let bytes: Double
  /// The largest task: its arm's hidden layers, and what it takes.
  let widest: [Int]
  let parts: MemoryParts
  private let jobs: Int

  /// - Parameter data: the data set after it was split and limited.
  public init(settings: ComparisonSettings, data: DatasetDescription, jobs: Int) {
    let runs = settings.arms.map { Task(run: $0, settings: settings, data: data) }
    let plans = Set(settings.arms.compactMap { PretrainedStack.Plan($0, seed: settings.firstSeed, settings: settings) })
    let stacks = plans.map { Task(pretraining: $0, data: data) }
    // Each of them is there once for each seed.
    let largest = (runs + stacks).sorted { $0.parts.total > $1.parts.total }
      .flatMap { [Task](repeating: $0, count: min(settings.seedCount, jobs)) }.prefix(jobs)
    let finished = plans.reduce(0) { $0 + $1.parameterBytes(visible: data.pixels) } * Double(settings.seedCount)
    bytes =
      data.bytes + Self.program + Self.thread * Double(largest.count) + finished
      + largest.reduce(0) { $0 + $1.parts.total }
    (widest, parts) = largest.first.map { ($0.hidden, $0.parts) } ?? ([], MemoryParts())
    self.jobs = jobs
  }

  /// Refuses a comparison that needs more than there is, in a sentence that says what to do.
  public func check(available: Double) throws(SettingsError) {
    guard bytes > available else { return }
    throw .notEnoughMemory(
      what: "--hidden \(Self.shortened(widest)) with \(jobs) job\(jobs == 1 ? "" : "s")", needed: bytes,
      available: available, advice: parts.advice + (jobs > 1 ? " or fewer --jobs" : ""))
  }

  /// E.g. "500,500,2000", or "500,500,500,… (32 layers)".
  private static func shortened(_ widths: [Int]) -> String {
    let text = widths.prefix(4).map(String.init).joined(separator: ",")
    return widths.count > 4 ? "\(text),… (\(widths.count) layers)" : text
  }

  /// What the program takes besides, measured: code, fonts, pictures; and for each thread the buffers of the matrix library
  /// and what the allocator keeps.
  private static let program = 70e6
  private static let thread = 45e6
}

/// What a task takes, in bytes, by what it grows with.
struct MemoryParts: Sendable {
  /// Grows with the products of neighbouring layers' widths.
  var parameters = 0.0
  /// Grows with widths × cases of a minibatch.
  var minibatches = 0.0
  /// Grows with widths × cases of the data set.
  var tables = 0.0

  var total: Double { parameters + minibatches + tables }

  /// What to change first.
  var advice: String {
    if tables > max(parameters, minibatches) { return "take fewer cases with --train-limit, narrower layers" }
    return minibatches > parameters ? "take a smaller --batch-size" : "take narrower layers"
  }
}

extension MemoryParts {
  /// What machines that are trained as those of `compare dbn` take besides; see `Laboratory` and `LikelihoodTrainer`.
  fileprivate mutating func add(
    _ settings: LaboratorySettings, _ layer: Int, _ visible: Double, _ hidden: Double, _ data: DatasetDescription,
    rows: Double
  ) {
    var (copies, chains) = (2.0, 1.0)
    switch settings.training.estimator {
    case .contrastiveDivergence, .persistent: break
    // The fast weights, their sum with the machine's, and the gradient.
    case .fastPersistent: copies += 3
    case .parallelTempering(let inverseTemperatures): chains = Double(inverseTemperatures.count)
    case .exact: copies += 1
    }
    if settings.training.optimizer.isAdaptive { copies += 4 }
    // The machine as it was after the best and after the last epoch; what is remembered is in a checkpoint too.
    parameters += 2 * 4 * copies * visible * hidden
    minibatches += 4 * 3 * chains * rows * (visible + hidden)
    let cases = Double(data.trainingCount)
    let monitored = Double(LaboratoryData.monitored + data.validationCount)
    // Bytes are drawn anew for each epoch; numbers are there with a draw of them.
    let number = layer == 0 ? (settings.visible.isGaussian ? 4.0 : 1) : 8
    tables += number * cases * visible + 4 * 2 * monitored * (visible + hidden)
  }
}

extension MemoryEstimate {
  /// A task of the ``ComparisonRunner``, as far as memory is concerned.
  private struct Task {
    let hidden: [Int]
    var parts = MemoryParts()

    /// Fine-tuning; see `Run` and `LayerProbe`.
    init(run arm: Arm, settings: ComparisonSettings, data: DatasetDescription) {
      hidden = settings.hidden(of: arm)
      let shape = [data.pixels] + hidden + [data.classes]
      let parameters = MemoryEstimate.parameters(shape)
      let batch = Double(min(settings.batchSize(of: arm), data.labelledCount))
      // Gradients, velocities and moments.
      let optimizer = Double(arm.optimizer.matricesPerParameter(clips: arm.clipNorm != nil))
      let best = settings.trainsOnValidation ? 0.0 : 1
      // The network, the optimizer's memory, the best copy, the probe's gradient; and a checkpoint of the first three.
      parts.parameters = 4 * parameters * ((1 + optimizer + best) * 2 + 1)
      if arm.isNormalized {
        // Scales are parameters; running moments are the network's and the best copy's; and there is what a step needs.
        parts.parameters += 4 * hidden.sum * ((1 + optimizer + best) * 2 + 2 * (1 + best) * 2 + 2 * 5 + 1)
        parts.minibatches += 4 * hidden.sum * (batch + Double(min(LayerProbe.sampleCount, data.labelledCount)))
      }
      if arm.activation.initialSlope != nil {
        // Learned slopes are parameters; and there is what a step and the probe need.
        parts.parameters += 4 * hidden.sum * ((1 + optimizer + best) * 2 + 2 + 1)
      }
      if arm.activation.needsCache {
        parts.minibatches += 4 * hidden.sum * (batch + Double(min(LayerProbe.sampleCount, data.labelledCount)))
      }
      parts.minibatches +=
        4 * batch * MemoryEstimate.workspace(shape, hasDropout: arm.dropout != .none)
        // The probe holds its cases beside its workspace.
        + 4 * Double(min(LayerProbe.sampleCount, data.labelledCount))
        * (MemoryEstimate.workspace(shape, hasDropout: false) + Double(data.pixels))
        + 4 * MemoryEstimate.evaluated * shape.sum
      // The order of the cases, before and after it is shuffled.
      parts.tables = 8 * Double(data.labelledCount)
    }

    /// Pretraining; see `GreedyPretraining`. The machines themselves are counted as finished ones.
    init(pretraining plan: PretrainedStack.Plan, data: DatasetDescription) {
      hidden = plan.hidden
      let shape = [data.pixels] + plan.hidden
      for layer in plan.hidden.indices {
        let now = Self.machine(layer, shape: shape, plan: plan, data: data)
        if now.total > parts.total { parts = now }
      }
      // A checkpoint holds all machines once more.
      parts.parameters += plan.parameterBytes(visible: data.pixels)
    }

    /// While one machine learns, and its hidden probabilities become the data of the next.
    private static func machine(
      _ layer: Int, shape: [Int], plan: PretrainedStack.Plan, data: DatasetDescription
    ) -> MemoryParts {
      let (visible, hidden) = (Double(shape[layer]), Double(shape[layer + 1]))
      let rows = Double(fastProductRows(min(plan.settings.batchSize, data.trainingCount)))
      let (cases, validation) = (Double(data.trainingCount), Double(data.validationCount))
      let monitored = Double(min(GreedyPretraining.monitoredByDefault, data.trainingCount))
      let isLast = layer == plan.hidden.count - 1
      var parts = MemoryParts()
      // The velocity, here and in a checkpoint.
      parts.parameters = 2 * 4 * (visible * hidden + visible + hidden)
      parts.minibatches =
        4 * rows * (2 * visible + 3 * hidden) + 4 * MemoryEstimate.evaluated * (2 * visible + hidden)
      // The first machine's data are the data set's own bytes, but for the cases that it is monitored on.
      let below = (layer == 0 ? 0 : cases + validation) + monitored
      let above = isLast ? 0 : cases + validation + monitored
      parts.tables = 4 * (below * visible + above * hidden) + 4 * cases
      if let laboratory = plan.laboratory { parts.add(laboratory, layer, visible, hidden, data, rows: rows) }
      return parts
    }
  }

  /// Cases that are evaluated at once, by `Evaluator`, `FreeEnergy` and the machines' initial biases.
  private static let evaluated = 500.0

  /// Weights and biases of a network.
  fileprivate static func parameters(_ shape: [Int]) -> Double {
    zip(shape, shape.dropFirst()).reduce(0) { $0 + Double($1.0 + 1) * Double($1.1) }
  }

  /// Numbers that `Backpropagation` keeps for each case of a minibatch: inputs, outputs, errors, and masks with dropout.
  private static func workspace(_ shape: [Int], hasDropout: Bool) -> Double {
    shape.sum + shape.dropFirst().dropLast().sum + (hasDropout ? shape.dropLast().sum : 0)
  }
}

extension PretrainedStack.Plan {
  /// Weights and both biases of all machines.
  fileprivate func parameterBytes(visible: Int) -> Double {
    let shape = [visible] + hidden
    return 4 * (MemoryEstimate.parameters(shape) + shape.dropLast().sum)
  }
}

extension DatasetDescription {
  fileprivate var pixels: Int { width * height }

  /// Pixels and labels of all cases; of tables also their numbers, and a matrix of them.
  fileprivate var bytes: Double {
    Double(featureNames == nil ? pixels + 1 : 9 * pixels + 1)
      * (Double(trainingCount) + Double(validationCount) + Double(testCount))
  }
}

extension Collection<Int> {
  fileprivate var sum: Double { reduce(0) { $0 + Double($1) } }
}
