import NeuralNetworks

/// What goes up and comes down one arm's network, with what theory expects of it.
public struct ArmDiagnosis: Codable, Sendable {
  public let arm: Arm
  /// Widths from inputs to classes.
  public let shape: [Int]
  /// Epochs of training before; 0 at the starting point.
  public let epochs: Int
  public let signals: SignalDiagnosis
  /// For each layer, from ``NeuralNetworks/SignalTheory/meanField(_:)``, with the inputs and the errors at the logits as they
  /// were measured. Nil after training, for pretrained and for normalised arms, and for weights whose mean is not 0.
  public let theory: [SignalTheory.Prediction]?
  /// Set if training ended because its loss was no number any more.
  public let divergence: Divergence?
  /// Training cases that were measured.
  public let caseCount: Int
  /// What to try, if something is wrong.
  public private(set) var remedy: Remedy?
  /// How training was in vain; nil before it, and if it was not.
  public let failure: TrainingFailure?
  /// Of the first minibatch, before any step; nil before training.
  let firstLoss: Double?

  /// Cases that signals are measured on, if there are as many, and those of them at which the Jacobian is taken.
  public static let (cases, jacobianCases) = (500, 3)

  /// Measures a network as it is now.
  init(_ network: ArmNetwork, arm: Arm, cases: Int, jacobianCases: Int = Self.jacobianCases) {
    let pass = network.signals(cases: cases)
    let signals = SignalDiagnosis(pass, jacobianCases: jacobianCases)
    (self.arm, self.signals, shape, caseCount) = (arm, signals, network.network.shape, pass.inputs.rows)
    (epochs, divergence) = (network.epochs.count, network.divergence)
    (failure, firstLoss) = (network.failure, network.firstLoss)
    let isFresh = network.epochs.isEmpty && network.divergence == nil && !arm.isPretrained && !arm.isNormalized
    theory = isFresh ? signals.prediction(shape: network.network.shape, arm.activation, arm.initializer) : nil
  }

  /// One arm before training and, if the settings have epochs, after it. With weights that are too large already there is
  /// nothing to train.
  ///
  /// - Parameter trains: whether to train for the settings' epochs and measure once more.
  public static func of(
    _ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData, trains: Bool, cases: Int = Self.cases
  ) throws -> [ArmDiagnosis] {
    var diagnoses = try measured(arm, seed: seed, settings: settings, data: data, trains: trains, cases: cases)
    let isHealthyAtFirst = !Advice.Finding(diagnoses[0]).wantsRemedy
    let ofStart = isHealthyAtFirst ? nil : try remedy(arm, seed: seed, settings: settings, data: data, cases: cases)
    for index in diagnoses.indices where Advice.Finding(diagnoses[index]).wantsRemedy {
      diagnoses[index].remedy = isHealthyAtFirst ? .steps(learningRate: arm.learningRate) : ofStart
    }
    return diagnoses
  }

  private static func measured(
    _ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData, trains: Bool, cases: Int
  ) throws -> [ArmDiagnosis] {
    let network = try ArmNetwork(arm, seed: seed, settings: settings, data: data)
    let before = ArmDiagnosis(network, arm: arm, cases: cases)
    guard trains else { return [before] }
    network.train()
    return [before, ArmDiagnosis(network, arm: arm, cases: cases)]
  }

  /// The first change of the arm with which signals are healthy, of networks that are made and measured one after the other.
  private static func remedy(
    _ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData, cases: Int
  ) throws -> Remedy {
    guard !arm.isPretrained else { return .pretraining }
    let candidates = Remedy.candidates(for: arm, batchSize: settings.batchSize(of: arm))
    let cure = try candidates.first { candidate in
      let network = try ArmNetwork(candidate.arm, seed: seed, settings: settings, data: data)
      let diagnosis = ArmDiagnosis(network, arm: candidate.arm, cases: cases, jacobianCases: 0)
      return !Advice.Finding(diagnosis).wantsRemedy
    }
    return cure.map { .keys($0.keys) } ?? .fewerLayers(tried: candidates.count)
  }

  /// All that decides an arm's diagnoses.
  private struct Plan: Codable {
    let run: RunPlan
    let trains: Bool
  }

  /// The same for several arms, some of them at a time; in their order, and told as they are finished.
  /// - Parameter values: what was diagnosed before, and where it is kept.
  public static func all(
    settings: ComparisonSettings, data: RunData, trains: Bool, jobs: Int, values: ComputedValues? = nil,
    observe: @escaping @Sendable (_ arm: String, _ isKnown: Bool) -> Void = { _, _ in }
  ) throws -> [ArmDiagnosis] {
    let runPlan = data.plans(settings)
    let found = Parallel.map(settings.arms, jobs: jobs) { arm in
      Result {
        let plan = Plan(run: runPlan(arm, settings.firstSeed), trains: trains)
        if let known = values?.value(of: plan, as: [ArmDiagnosis].self)?.value {
          observe(arm.name, true)
          return known
        }
        let stopwatch = Stopwatch()
        let diagnoses = try of(arm, seed: settings.firstSeed, settings: settings, data: data, trains: trains)
        observe(arm.name, false)
        try values?.keep(diagnoses, of: plan, seconds: stopwatch.seconds)
        return diagnoses
      }
    }
    return try found.flatMap { try $0.get() }
  }
}

extension SignalDiagnosis {
  /// What mean-field theory expects of a network with these inputs and these errors at its logits.
  func prediction(
    shape: [Int], _ activation: Activation, _ initializer: Initializer
  ) -> [SignalTheory.Prediction]? {
    SignalTheory.meanField(activation).predictions(
      shape: shape, initializer: initializer, inputs: inputMeanSquare,
      gradients: layers[layers.count - 1].gradients.meanSquare)
  }
}

extension Histogram {
  /// E[x²] of the values themselves.
  public var meanSquare: Double { mean * mean + standardDeviation * standardDeviation }

  /// √E[x²]
  public var rootMeanSquare: Double { meanSquare.squareRoot() }
}
