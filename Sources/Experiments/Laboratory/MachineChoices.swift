import BoltzmannMachines
import LinearAlgebra
import NeuralNetworks

/// What can be chosen about the training of machines: an option of `compare rbm` and `dbn`, and a key of a pretrained arm.
public enum MachineChoice: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case estimator
  case visible
  case hiddenUnits = "hidden-units"
  case binarize
  case centered
  case optimizer
  case learningRate = "learning-rate"
  case schedule
  case momentum
  case weightDecay = "weight-decay"
  case l1
  case maxNorm = "max-norm"
  case sparsityTarget = "sparsity-target"
  case sparsityCost = "sparsity-cost"
  case sparsityDecay = "sparsity-decay"

  /// What its value looks like, for messages.
  public var form: String {
    switch self {
    case .estimator: GradientEstimator.forms
    case .visible:
      VisibleUnits.allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or gaussian-learned"
    case .hiddenUnits: "bernoulli, gaussian or noisy-rectified"
    case .binarize: "none, sample, fixed or threshold"
    case .centered: "on or off"
    case .optimizer: "sgd, rmsprop or adam"
    case .learningRate: "a number above 0 to 100"
    case .schedule: "constant, linear, step or cosine"
    case .momentum: "a number from 0 to 0.999"
    case .weightDecay, .l1: "a number from 0 to 1"
    case .maxNorm: "a number above 0 to 1000000"
    case .sparsityTarget: "a number from 0.0001 to 0.9999"
    case .sparsityCost: "a number above 0 to 100"
    case .sparsityDecay: "a number from 0 to 0.9999"
    }
  }

  fileprivate static let hiddenKinds = [UnitKind.bernoulli, .gaussian, .noisyRectified]
  fileprivate static let optimizers: [(name: String, value: Optimizer)] = [
    ("sgd", .gradientDescent(momentum: 0)), ("rmsprop", .rmsProp()), ("adam", .adam()),
  ]
}

/// A choice that cannot be.
public struct MachineChoiceError: Error, Hashable {
  public let choice: MachineChoice
  public let value: String
  /// What to give instead, or why not.
  public let reason: String
}

/// How machines are to be trained, as far as somebody has said so: what is left out is as usual for the estimator and the units.
public struct MachineChoices: Hashable, Codable, Sendable {
  /// Texts that have been looked at.
  private var texts: [MachineChoice: String] = [:]

  public init() {}

  public var isEmpty: Bool { texts.isEmpty }
  /// What was said, in the order of the choices.
  public var all: [(choice: MachineChoice, value: String)] {
    MachineChoice.allCases.compactMap { choice in texts[choice].map { (choice, $0) } }
  }

  /// Makes a choice.
  public mutating func set(_ choice: MachineChoice, to text: String) throws(MachineChoiceError) {
    guard Self.isPossible(text, for: choice) else {
      throw MachineChoiceError(choice: choice, value: text, reason: "give \(choice.form)")
    }
    texts[choice] = text
  }

  /// Whether all that was said can be, as in a record that somebody has changed it may not.
  var arePossible: Bool { texts.allSatisfy { Self.isPossible($0.value, for: $0.key) } }

  private static func isPossible(_ text: String, for choice: MachineChoice) -> Bool {
    func number(_ accepts: (Float) -> Bool) -> Bool { Float(text).map { $0.isFinite && accepts($0) } ?? false }
    return switch choice {
    case .estimator: GradientEstimator(name: text) != nil
    case .visible: VisibleUnits(rawValue: text) != nil
    case .hiddenUnits: MachineChoice.hiddenKinds.contains { $0.name == text }
    case .binarize: Binarization.named.contains { $0.name == text }
    case .centered: ["on", "off"].contains(text)
    case .optimizer: MachineChoice.optimizers.contains { $0.name == text }
    case .learningRate, .sparsityCost: number { 0 < $0 && $0 <= 100 }
    case .schedule: LearningRateSchedule(rawValue: text) != nil
    case .momentum: number { 0 <= $0 && $0 <= 0.999 }
    case .weightDecay, .l1: number { 0 <= $0 && $0 <= 1 }
    case .maxNorm: number { 0 < $0 && $0 <= 1e6 }
    case .sparsityTarget: number { 0.0001 <= $0 && $0 <= 0.9999 }
    case .sparsityDecay: number { 0 <= $0 && $0 <= 0.9999 }
    }
  }

  private func number(_ choice: MachineChoice) -> Float? { texts[choice].flatMap { Float($0) } }

  // MARK: Settings

  public var estimator: GradientEstimator {
    texts[.estimator].flatMap { GradientEstimator(name: $0) } ?? .persistent(steps: 1)
  }
  public var visible: VisibleUnits { texts[.visible].flatMap { VisibleUnits(rawValue: $0) } ?? .bernoulli }
  public var hiddenKind: UnitKind {
    MachineChoice.hiddenKinds.first { $0.name == texts[.hiddenUnits] } ?? .bernoulli
  }

  /// - Parameters:
  ///   - hidden: widths, from the data up.
  ///   - spelled: how a choice is called where it was made, for messages.
  /// - Throws: ``MachineChoiceError`` for choices that do not fit each other.
  public func settings(
    _ model: LaboratorySettings.Model, hidden: [Int], spelled: (MachineChoice) -> String
  ) throws(MachineChoiceError) -> LaboratorySettings {
    var settings = LaboratorySettings(
      model, hidden: hidden, estimator: estimator, visible: visible, hiddenKind: hiddenKind)
    let binarization = texts[.binarize] ?? (visible.isGaussian ? "none" : "sample")
    settings.training.binarization = Binarization.named.first { $0.name == binarization }?.value ?? .sampled
    settings.training.centering = texts[.centered] == "on" ? .dataMean() : .none
    setRates(&settings.training)
    try check(settings, spelled)
    return settings
  }

  private func setRates(_ training: inout LikelihoodTraining) {
    if let name = texts[.optimizer], let optimizer = MachineChoice.optimizers.first(where: { $0.name == name })?.value {
      training.optimizer = optimizer
      if optimizer.isAdaptive { training.learningRate = LikelihoodTraining.adaptiveLearningRate }
    }
    training.learningRate = number(.learningRate) ?? training.learningRate
    training.weightDecay = number(.weightDecay) ?? training.weightDecay
    training.schedule = texts[.schedule].flatMap { LearningRateSchedule(rawValue: $0) } ?? training.schedule
    training.finalMomentum = number(.momentum) ?? training.finalMomentum
    training.initialMomentum = min(0.5, training.finalMomentum)
    training.l1 = number(.l1) ?? training.l1
    training.maxNorm = number(.maxNorm)
    training.sparsity = number(.sparsityTarget).map {
      SparsityTarget(target: $0, cost: number(.sparsityCost) ?? 0.01, decay: number(.sparsityDecay) ?? 0.95)
    }
  }

  /// Refuses what has no meaning together.
  private func check(
    _ settings: LaboratorySettings, _ spelled: (MachineChoice) -> String
  ) throws(MachineChoiceError) {
    let (training, isBinaryHidden) = (settings.training, settings.hiddenKind == .bernoulli)
    func refuse(_ choice: MachineChoice, if isRefused: Bool, _ reason: String) throws(MachineChoiceError) {
      if isRefused, let value = texts[choice] { throw MachineChoiceError(choice: choice, value: value, reason: reason) }
    }
    let (visible, hiddenUnits) = ("\(spelled(.visible)) \(settings.visible.rawValue)", spelled(.hiddenUnits))
    try refuse(
      .binarize, if: settings.visible.isGaussian && training.binarization != .none,
      "\(visible) sees standardised grey; leave it out")
    try refuse(
      .estimator, if: training.estimator == .exact && !isBinaryHidden,
      "\(hiddenUnits) \(settings.hiddenKind.name) have no states to enumerate; take another estimator")
    if case .parallelTempering = training.estimator {
      try refuse(
        .estimator, if: !settings.isBinary,
        "tempering is for bernoulli units in both layers; take cd-1, pcd-1 or fpcd-1")
    }
    try refuse(
      .centered, if: settings.isCentered && settings.visible == .gaussianLearned,
      "variances are learned without centring; take \(spelled(.visible)) gaussian")
    try refuse(
      .sparsityTarget, if: !isBinaryHidden, "it is a probability, of \(hiddenUnits) bernoulli")
    for choice in [MachineChoice.sparsityCost, .sparsityDecay] {
      try refuse(choice, if: training.sparsity == nil, "it needs \(spelled(.sparsityTarget))")
    }
    try refuse(
      .momentum, if: training.optimizer.isAdaptive,
      "\(spelled(.optimizer)) \(texts[.optimizer] ?? "") has moments of its own; leave it out")
  }
}
