import ArgumentParser
import BoltzmannMachines
import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks

/// What `compare rbm` and `compare dbn` have in common.
struct LaboratoryOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Flag(help: "Begin anew, and do not go on with a model of the same settings that was broken off.")
  var fresh = false

  @Option(
    name: .customLong("continue"),
    help: ArgumentHelp(
      "Begin with the weights of this model.safetensors and not with random ones; all else is as of a new model.",
      valueName: "model"))
  var continued: String?

  @Option(help: ArgumentHelp("Epochs of each machine. (default: 10)", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Of the gradient: cd-1, cd-25, pcd-1, fpcd-1, pt-10 or another number, or exact (by enumeration).",
      valueName: "name"))
  var estimator = "pcd-1"

  @Flag(help: "Take means away from the units; Melchior, Fischer & Wiskott (2016).")
  var centered = false

  @Option(
    help: ArgumentHelp(
      """
      How grey cases become binary ones: none, sample (anew each epoch), fixed (once) or threshold (at 0.5). Likelihoods of one \
      cannot be set against those of another. Gaussian visible units see standardised grey. (default: sample, or none)
      """, valueName: "how"))
  var binarize: String?

  @Option(
    help: ArgumentHelp(
      """
      Kind of an RBM's visible units: bernoulli, bernoulli+labels (learned with their classes, which it then names), gaussian (of \
      variance 1) or gaussian-learned. (default: bernoulli, or those of --continue)
      """, valueName: "kind"))
  var visible: String?

  @Option(
    help: ArgumentHelp(
      "Kind of an RBM's hidden units: bernoulli, gaussian or noisy-rectified; Nair & Hinton (2010). (default: bernoulli)",
      valueName: "kind"))
  var hiddenUnits: String?

  @Option(
    help: ArgumentHelp(
      """
      The learning rate. (default: 50 by the number of hidden units, but at most 0.2, or 0.1 for cd-K; 2.5 by that number, at most 0.03, with --visible gaussian; 0.001 \
      with gaussian-learned, and with Gaussian or rectified hidden units)
      """, valueName: "rate"))
  var learningRate: String?

  @Option(
    help: ArgumentHelp(
      """
      How it changes: constant, linear (towards 0), step (a tenth of it after half of the steps, a hundredth after three quarters) \
      or cosine (half a wave towards 0). (default: linear)
      """, valueName: "name"))
  var schedule: String?

  @Option(
    help: ArgumentHelp(
      "How gradients become steps: sgd (with --momentum), rmsprop or adam, whose --learning-rate is usually 0.003. (default: sgd)",
      valueName: "name"))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "Momentum from epoch 6 on; before it the same, but 0.5 at most. (default: 0; 0.9 with gaussian-learned)",
      valueName: "share"))
  var momentum: String?

  @Option(
    help: ArgumentHelp(
      """
      λ of the penalty ½λ‖W‖² (L2) on the weights. (default: 0.01 by K for cd-K, 0.0005 for pcd-K, fpcd-K and pt-K; 0 for exact, where \
      hidden units are not binary, and for pcd-K with Gaussian visible ones)
      """,
      valueName: "λ"))
  var weightDecay: String?

  @Option(help: ArgumentHelp("λ of the penalty λΣ|w| (L1) on the weights. (default: 0)", valueName: "λ"))
  var l1: String?

  @Option(
    help: ArgumentHelp(
      "The greatest length of a hidden unit's incoming weights; longer ones are scaled back. (default: any)",
      valueName: "length"))
  var maxNorm: String?

  @Option(
    help: ArgumentHelp(
      "Share of the cases in which each hidden unit should be on; Hinton (2010), section 11. (default: any)",
      valueName: "share"))
  var sparsityTarget: String?

  @Option(
    help: ArgumentHelp("Weight of the penalty for missing --sparsity-target. (default: 0.01)", valueName: "cost"))
  var sparsityCost: String?

  @Option(
    help: ArgumentHelp(
      "How much of the average of the hidden units' means an update keeps, for --sparsity-target. (default: 0.95)",
      valueName: "share"))
  var sparsityDecay: String?

  @Option(help: ArgumentHelp("Cases in a minibatch, and chains. (default: 100)", valueName: "n"))
  var batchSize: Int?

  @Option(help: ArgumentHelp("Learn from the first N training cases only.", valueName: "n"))
  var trainLimit: Int?

  @Option(
    help: ArgumentHelp(
      """
      Temperatures at which annealing estimates log Z, upwards and downwards: published (14,500), none, or a number of equal \
      steps. Binary units only. (default: published, or none)
      """, valueName: "schedule"))
  var ais: String?

  @Option(help: ArgumentHelp("Of all random numbers.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Threads, of which no result depends. (default: the number of cores)", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Also write the hidden probabilities of all cases of a part here, cases × units, for numpy.load. Of a machine with labels they are \
      those given the pixels alone.
      """,
      valueName: "file.npy"))
  var features: String?

  @Option(
    help: ArgumentHelp("The part of --features: training, validation or test. (default: training)", valueName: "part"))
  var featuresOf: String?

  @OptionGroup var output: OutputOptions

  /// What training begins with; nil for random weights.
  func start(_ model: LaboratorySettings.Model) throws -> SavedMachine? {
    guard let continued else { return nil }
    let saved = try SavedMachine(contentsOf: continued)
    guard saved.settings.model == model else {
      throw SettingsError.impossibleOption(
        "--continue", value: "'\(continued.prefix(300))'",
        reason: "it holds a \(saved.settings.model.title); use compare \(saved.settings.model.rawValue)")
    }
    return saved
  }

  /// Checks all options, each told in a sentence.
  /// - Parameter hidden: nil for what is usual.
  func settings(
    _ model: LaboratorySettings.Model, hidden: [Int]?, start: SavedMachine?
  ) throws -> LaboratorySettings {
    let hidden = hidden ?? start?.settings.hidden ?? (model == .rbm ? [500] : [500, 500])
    let choices = try choices(model, start)
    if let start { try checkShape(of: start, hidden, choices) }
    var settings: LaboratorySettings
    do throws(MachineChoiceError) {
      settings = try choices.settings(model, hidden: hidden, spelled: Self.spelled)
    } catch {
      throw Self.refusal(error)
    }
    settings.epochs = try OptionCheck.whole(epochs, "--epochs", 1...100_000) ?? settings.epochs
    settings.training.batchSize =
      try OptionCheck.whole(batchSize, "--batch-size", 1...100_000) ?? settings.training.batchSize
    settings.trainLimit = try OptionCheck.whole(trainLimit, "--train-limit", 1...100_000_000)
    settings.annealing = try .option(ais, isBinary: settings.isBinary)
    (settings.seed, settings.start) = (seed, start?.checksum)
    try checkFeatures()
    return settings
  }

  private static func spelled(_ choice: MachineChoice) -> String { "--" + choice.rawValue }

  private static func refusal(_ error: MachineChoiceError) -> SettingsError {
    .impossibleOption(
      spelled(error.choice), value: error.choice == .centered ? "this" : "'\(error.value.prefix(100))'",
      reason: error.reason)
  }

  private func choices(_ model: LaboratorySettings.Model, _ start: SavedMachine?) throws(SettingsError)
    -> MachineChoices
  {
    let texts: [(MachineChoice, String?)] = [
      (.estimator, estimator), (.visible, visible ?? start?.settings.visible.rawValue),
      (.hiddenUnits, hiddenUnits ?? start?.settings.hiddenKind.name), (.binarize, binarize),
      (.centered, centered ? "on" : nil), (.optimizer, optimizer), (.learningRate, learningRate), (.schedule, schedule),
      (.momentum, momentum), (.weightDecay, weightDecay), (.l1, l1), (.maxNorm, maxNorm),
      (.sparsityTarget, sparsityTarget), (.sparsityCost, sparsityCost), (.sparsityDecay, sparsityDecay),
    ]
    var choices = MachineChoices()
    do throws(MachineChoiceError) {
      for (choice, text) in texts {
        if let text { try choices.set(choice, to: text) }
      }
    } catch {
      throw Self.refusal(error)
    }
    for (choice, value) in [(MachineChoice.visible, choices.visible.rawValue), (.hiddenUnits, choices.hiddenKind.name)]
    where model == .dbn && value != "bernoulli" {
      throw .impossibleOption(
        Self.spelled(choice), value: "'\(value)'",
        reason: "the machines of a stack have bernoulli units; use compare rbm")
    }
    return choices
  }

  /// Refuses another shape than that of the model that training begins with.
  private func checkShape(
    of start: SavedMachine, _ hidden: [Int], _ choices: MachineChoices
  ) throws(SettingsError) {
    let theirs = start.settings
    for (option, isSame, text) in [
      ("--hidden", hidden == theirs.hidden, theirs.hidden.map(String.init).joined(separator: ",")),
      ("--visible", choices.visible == theirs.visible, theirs.visible.rawValue),
      ("--hidden-units", choices.hiddenKind == theirs.hiddenKind, theirs.hiddenKind.name),
    ] where !isSame {
      throw .impossibleOption(option, value: "this", reason: "the model of --continue has \(text); leave it out")
    }
  }

  /// That the file can be written is found out before anything is trained.
  private func checkFeatures() throws {
    guard featuresOf == nil || features != nil else {
      throw SettingsError.impossibleOption("--features-of", value: "this", reason: "it needs --features")
    }
    if let featuresOf { try FeatureFile.check(part: featuresOf, option: "--features-of") }
    if let features { try FeatureFile.check(features, option: "--features") }
  }

  /// What is not part of the model.
  func surroundings(start: SavedMachine?) throws -> LaboratoryRun.Surroundings {
    LaboratoryRun.Surroundings(
      dataset: try data.load(seed: seed), jobs: jobs, output: output, fresh: fresh, start: start,
      features: features.map { ($0, featuresOf ?? "training") })
  }
}

extension LaboratorySettings.Annealing {
  /// - Parameter ais: as the option has it; nil for what is usual.
  static func option(_ ais: String?, isBinary: Bool) throws(SettingsError) -> LaboratorySettings.Annealing {
    let ais = ais ?? (isBinary ? "published" : "none")
    guard isBinary || ais == "none" else {
      throw .impossibleOption(
        "--ais", value: "'\(ais.prefix(100))'",
        reason: "annealing begins at base rates of bernoulli units, which both layers must have; leave it out")
    }
    switch ais {
    case "none": return .none
    case "published": return .published
    default:
      guard let steps = Int(ais), (1...10_000_000).contains(steps) else {
        throw .impossibleOption(
          "--ais", value: "'\(ais.prefix(100))'",
          reason: "give published, none, or a number of steps from 1 to 10000000")
      }
      return .steps(steps)
    }
  }
}
