import BoltzmannMachines
import NeuralNetworks

extension Arm {
  /// Reads a list of arms such as `random,dbn,he:dropout=0.5,lr=1e-3`.
  ///
  /// - Throws: ``SettingsError`` for an unknown name or key (listing those that are known), a value that cannot be, or an arm
  ///   that appears twice.
  public static func list(_ text: String) throws(SettingsError) -> [Arm] {
    let texts = names(in: text)
    guard texts.count <= most else {
      throw .impossibleOption("--arms", value: "a list of \(texts.count)", reason: "give at most \(most) arms")
    }
    var arms: [Arm] = []
    for text in texts {
      let arm = try Arm(parsing: text)
      guard !arms.contains(where: { $0.name == arm.name }) else { throw .repeatedArm(arm.name) }
      arms.append(arm)
    }
    return arms
  }

  /// Takes a list apart without reading the arms. A piece that contains `=` but no `:` continues the arm before it.
  public static func names(in list: String) -> [String] {
    var names: [String] = []
    for piece in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if piece.contains("="), !piece.contains(":"), let last = names.popLast() {
        names.append(last + "," + piece)
      } else {
        names.append(piece)
      }
    }
    return names
  }

  /// Reads one arm, e.g. `he:dropout=0.5,lr=1e-3`.
  public init(parsing text: String) throws(SettingsError) {
    guard text.unicodeScalars.count <= RecordCheck.textLimit else {
      throw .impossibleOption(
        "--arms", value: "an arm of \(text.unicodeScalars.count) characters",
        reason: "give at most \(RecordCheck.textLimit) for each")
    }
    // Swift reads numbers only as far as a character with the code 0.
    guard RecordCheck.isPrintable(text) else {
      throw .impossibleOption("--arms", value: "an arm with control characters", reason: "type it again without")
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let known = Self.known.first(where: { $0.name == parts[0] }) else {
      throw .unknownArm(parts[0], known: Self.known.map(\.name))
    }
    self = known
    name = text
    let given = try Self.settings(in: text)
    guard !given.isEmpty else { return }
    if given.contains(where: \.key.isOfMachines) && isPretrained {
      (pretraining, machines) = (nil, MachineChoices())
    }
    // In the order of the keys, so that what a key depends on is there before it, however the user ordered them.
    for key in Key.allCases {
      for setting in given where setting.key == key { try set(key, to: setting.text) }
    }
    try complete(given: Set(given.map(\.key)))
  }

  /// What the keys behind an arm's colon are set to, in the user's order.
  static func settings(in text: String) throws(SettingsError) -> [(key: Key, text: String)] {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return [] }
    var given: [(key: Key, text: String)] = []
    for setting in parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let pair = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let key = Key(rawValue: pair[0]) else {
        throw .unknownKey(pair[0], arm: parts[0], known: Key.allCases.map(\.rawValue))
      }
      given.append((key, pair.count == 2 ? pair[1] : ""))
    }
    return given
  }

  /// Fills in what depends on several keys, and refuses keys that would mean nothing together.
  private mutating func complete(given: Set<Key>) throws(SettingsError) {
    if let machines {
      _ = try Self.spelling(arm: base) { () throws(MachineChoiceError) in
        // Of any width, as choices do not depend on it.
        try machines.settings(.dbn, hidden: [1], spelled: Self.spelled)
      }
    }
    if case .adamW = optimizer {
      if !given.contains(.weightDecay) { weightDecay = Self.decoupledWeightDecay }
      guard weightDecay > 0 else {
        throw .keyNeedsOtherArm("optimizer=adamw", arm: base, needs: "a weight-decay above 0, without which it is adam")
      }
    }
  }

  /// What AdamW decays by unless the user says otherwise, as in PyTorch.
  static let decoupledWeightDecay: Float = 0.01

  /// What can be refined about an arm on the command line.
  public enum Key: String, CaseIterable, Sendable {
    case activation
    case initializer = "init"
    case optimizer
    case learningRate = "lr"
    case schedule
    case warmup
    case momentum
    case batchNormalization = "batchnorm"
    case dropout
    case inputDropout = "input-dropout"
    case alphaDropout = "alpha-dropout"
    case weightDecay = "weight-decay"
    case l1
    case maxNorm = "max-norm"
    case clipNorm = "clip"
    case hidden
    case epochs
    case batchSize = "batch-size"
    case pretrainEpochs = "pretrain-epochs"
    case pretrainLearningRate = "pretrain-lr"
    case pretrainSchedule = "pretrain-schedule"
    case pretrainWeightDecay = "pretrain-weight-decay"
    case gibbsSteps = "cd"
    case isShuffled = "shuffled"
    case estimator
    case visible
    case binarize
    case centered
    case pretrainOptimizer = "pretrain-optimizer"
    case pretrainMomentum = "pretrain-momentum"
    case pretrainL1 = "pretrain-l1"
    case pretrainMaxNorm = "pretrain-max-norm"
    case sparsityTarget = "sparsity-target"
    case sparsityCost = "sparsity-cost"
    case sparsityDecay = "sparsity-decay"

    /// What it chooses about the machines of a pretrained arm; see ``MachineChoices``.
    var choice: MachineChoice? {
      switch self {
      case .estimator: .estimator
      case .visible: .visible
      case .binarize: .binarize
      case .centered: .centered
      case .pretrainOptimizer: .optimizer
      case .pretrainLearningRate: .learningRate
      case .pretrainSchedule: .schedule
      case .pretrainMomentum: .momentum
      case .pretrainWeightDecay: .weightDecay
      case .pretrainL1: .l1
      case .pretrainMaxNorm: .maxNorm
      case .sparsityTarget: .sparsityTarget
      case .sparsityCost: .sparsityCost
      case .sparsityDecay: .sparsityDecay
      default: nil
      }
    }

    /// Whether a pretrained arm with it has machines that are trained as those of `compare dbn`.
    public var isOfMachines: Bool { choice != nil && !isOfPlainPretraining }

    /// Whether plain contrastive divergence knows it too.
    var isOfPlainPretraining: Bool {
      [.pretrainLearningRate, .pretrainSchedule, .pretrainWeightDecay].contains(self)
    }

    /// The same limit as that of the options.
    static let greatestWhole = 100_000

    /// What a value looks like, for help and errors.
    public var form: String {
      switch self {
      case .activation:
        """
        one of \(Activation.allCases.map(\.rawValue).joined(separator: ", ")); leaky-relu-SLOPE and prelu-SLOPE, which learns its \
        slopes from there on, take any from 0 to 1
        """
      case .initializer: Initializer.nameForms
      case .optimizer: "one of \(Arm.optimizers.map(\.name).joined(separator: ", ")); momentum=0 makes sgd plain"
      case .learningRate, .pretrainLearningRate: "a number above 0, such as 0.05"
      case .schedule, .pretrainSchedule:
        "one of \(LearningRateSchedule.allCases.map(\.rawValue).joined(separator: ", "))"
      case .momentum: "a number from 0 up to but not including 1"
      case .batchNormalization, .isShuffled: "on or off"
      case .dropout, .inputDropout: "a share from 0 up to but not including 1"
      case .alphaDropout: "a share above 0 and below 1"
      case .weightDecay, .pretrainWeightDecay: "a number from 0 to 1"
      case .l1: "a number above 0 and up to 1, such as 1e-5"
      case .maxNorm: "a length above 0, such as 3"
      case .clipNorm: "a length above 0, such as 1"
      case .hidden: "widths such as 500x500x2000"
      case .warmup: "how many epochs the rate rises, a whole number from 1 to \(Self.greatestWhole)"
      case .epochs, .batchSize, .gibbsSteps: "a whole number from 1 to \(Self.greatestWhole)"
      case .pretrainEpochs: "a whole number from 0 to \(Self.greatestWhole)"
      case .visible: "bernoulli, gaussian or gaussian-learned, which see standardised grey"
      default: choice?.form ?? ""
      }
    }
  }

  /// What `optimizer` can be.
  static let optimizers: [(name: String, optimizer: Optimizer)] = [
    ("sgd", .gradientDescent(momentum: 0.9)), ("nesterov", .nesterov()), ("rmsprop", .rmsProp()), ("adam", .adam()),
    ("adamw", .adamW()),
  ]

  private mutating func set(_ key: Key, to text: String) throws(SettingsError) {
    let given = Given(key: key, text: text, arm: base)
    switch key {
    case .activation: activation = try given.known(Activation(rawValue: text))
    case .initializer: initializer = try given.known(Initializer(name: text))
    case .optimizer: optimizer = try given.known(Self.optimizers.first { $0.name == text }?.optimizer)
    case .learningRate: learningRate = try given.number { $0 > 0 }
    case .schedule: schedule = try given.known(LearningRateSchedule(rawValue: text))
    case .momentum: optimizer = try optimizer.with(given)
    case .dropout: dropout.hidden = try given.number { 0 <= $0 && $0 < 1 }
    case .inputDropout: dropout.input = try given.number { 0 <= $0 && $0 < 1 }
    case .alphaDropout:
      try given.needs("activation=selu", activation == .selu)
      try given.needs("dropout=0", dropout.hidden == 0)
      dropout.alpha = try given.number { 0 < $0 && $0 < 1 }
    case .weightDecay: weightDecay = try given.number { 0 <= $0 && $0 <= 1 }
    case .batchNormalization:
      let isOn = try given.isOn()
      try given.needs(
        "an arm without pretraining, whose units would not be those of the machines", !isPretrained)
      batchNormalization = isOn ? true : nil
    case .l1: l1 = try given.number { 0 < $0 && $0 <= 1 }
    case .maxNorm: maxNorm = try given.number { $0 > 0 }
    case .clipNorm: clipNorm = try given.number { $0 > 0 }
    case .warmup: warmup = try given.whole(from: 1)
    case .hidden: hidden = try given.known(ComparisonSettings.widths(text, separator: "x"))
    case .epochs: epochs = try given.whole(from: 1)
    case .batchSize: batchSize = try given.whole(from: 1)
    default: try setPretraining(given)
    }
  }

  private mutating func setPretraining(_ given: Given) throws(SettingsError) {
    try given.needs("a pretrained arm, dbn or shuffled-dbn", isPretrained)
    if machines != nil, given.key.choice != nil || given.key == .gibbsSteps { return try choose(given.key, given.text) }
    switch given.key {
    case .pretrainEpochs: pretrainEpochs = try given.whole(from: 0)
    case .isShuffled: isShuffled = try given.isOn() ? true : nil
    case .pretrainLearningRate: pretraining?.learningRate = try given.number { $0 > 0 }
    case .pretrainSchedule: pretraining?.schedule = try given.known(LearningRateSchedule(rawValue: given.text))
    case .pretrainWeightDecay: pretraining?.weightDecay = try given.number { 0 <= $0 && $0 <= 1 }
    default: pretraining?.steps = try given.whole(from: 1)
    }
  }

  // MARK: Machines

  private mutating func choose(_ key: Key, _ text: String) throws(SettingsError) {
    guard let choice = key.choice else {
      throw .keyNeedsOtherArm(
        key.rawValue, arm: base, needs: "an arm without estimator and its like; give estimator=cd-\(text)")
    }
    guard key != .visible || text != VisibleUnits.bernoulliAndLabels.rawValue else {
      throw .impossibleValue(text, key: key.rawValue, arm: base, form: key.form)
    }
    var choices = machines ?? MachineChoices()
    try Self.spelling(arm: base) { () throws(MachineChoiceError) in try choices.set(choice, to: text) }
    machines = choices
  }

  private static func spelling<Value>(
    arm: String, _ body: () throws(MachineChoiceError) -> Value
  ) throws(SettingsError) -> Value {
    do {
      return try body()
    } catch {
      let reason =
        error.reason.hasPrefix("give ") ? String(error.reason.dropFirst(5)) : "something else: \(error.reason)"
      throw .impossibleValue(error.value, key: spelled(error.choice), arm: arm, form: reason)
    }
  }

  /// The key that makes a choice.
  static func spelled(_ choice: MachineChoice) -> String {
    Key.allCases.first { $0.choice == choice }?.rawValue ?? choice.rawValue
  }
}

/// What was given for a key, read as what the key needs, or refused.
private struct Given {
  let key: Arm.Key
  let text: String
  let arm: String

  func known<Value>(_ value: Value?) throws(SettingsError) -> Value {
    guard let value else { throw .impossibleValue(text, key: key.rawValue, arm: arm, form: key.form) }
    return value
  }

  func isOn() throws(SettingsError) -> Bool { try known(["on": true, "off": false][text]) }

  func number(_ accepts: (Float) -> Bool) throws(SettingsError) -> Float {
    try known(Float(text).flatMap { $0.isFinite && accepts($0) ? $0 : nil })
  }

  func whole(from least: Int) throws(SettingsError) -> Int {
    try known(Int(text).flatMap { (least...Arm.Key.greatestWhole).contains($0) ? $0 : nil })
  }

  func needs(_ what: String, _ isGiven: Bool) throws(SettingsError) {
    if !isGiven { throw .keyNeedsOtherArm(key.rawValue, arm: arm, needs: what) }
  }
}

extension Optimizer {
  /// With the momentum that was given.
  fileprivate func with(_ given: Given) throws(SettingsError) -> Optimizer {
    switch self {
    case .gradientDescent: return .gradientDescent(momentum: try given.number { 0 <= $0 && $0 < 1 })
    case .nesterov: return .nesterov(momentum: try given.number { 0 < $0 && $0 < 1 })
    case .rmsProp, .adam, .adamW:
      throw .keyNeedsOtherArm(given.key.rawValue, arm: given.arm, needs: "optimizer=sgd or nesterov")
    }
  }
}
