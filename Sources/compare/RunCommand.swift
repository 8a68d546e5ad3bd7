import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting

/// `compare run`, which is what a bare `compare` does.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a comparison and draw its report (the default).",
    discussion: """
      Unless an arm says otherwise, all have the same shape, see the same minibatches in the same order, and are fine-tuned \
      for the same number of epochs. The network of the epoch with the lowest validation error is tested, once. Results go \
      to OUT/DATASET/: index.html, report.md, the figures, metrics.csv, results.json, and the records they are drawn from.

      ARMS
      \(Arm.known.map { "  \($0.name.padding(toLength: 16, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))

      An arm can be refined by keys, as in  --arms random,he:dropout=0.5,lr=1e-3
      \(list(Arm.Key.allCases.filter { !$0.isOfMachines }))

      and dbn, whose machines are then trained as `compare dbn` trains them, by
      \(list(Arm.Key.allCases.filter(\.isOfMachines)))

      PRESETS
      \(Preset.allCases.map { "  \($0.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))
      """)

  private static func list(_ keys: [Arm.Key]) -> String {
    keys.map { "  \($0.rawValue.padding(toLength: 23, withPad: " ", startingAt: 0))\($0.form)" }.joined(separator: "\n")
  }

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "A set of defaults for everything below: smoke, standard or paper. (default: standard)", valueName: "name"))
  var preset: Preset?

  @Option(
    help: ArgumentHelp(
      "The arms and their order. (default: \(Arm.defaultNames.joined(separator: ",")))", valueName: "list"))
  var arms: String?

  @Option(
    help: ArgumentHelp("Widths of the hidden layers, from the images up. (default: 500,500,500)", valueName: "widths"))
  var hidden: String?

  @Option(help: ArgumentHelp("Epochs of fine-tuning. (default: 12, or 60 with --labels)", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Epochs of contrastive divergence for each layer. (default: 10)", valueName: "n"))
  var pretrainEpochs: Int?

  @Option(help: ArgumentHelp("Cases in a minibatch. (default: 100)", valueName: "n"))
  var batchSize: Int?

  @Option(help: ArgumentHelp("Full repetitions with consecutive seeds, for intervals. (default: 1)", valueName: "n"))
  var seeds: Int?

  @OptionGroup var settling: SettlingOptions

  @Option(
    help: ArgumentHelp(
      """
      What all arms have as much of: epochs of fine-tuning, or operations, so that arms without pretraining are trained for \
      more epochs. (default: epochs)
      """, valueName: "kind"))
  var budget: Budget?

  @Flag(
    help: """
      Find each arm's learning rate first, with the same effort for all: by validation errors over rates a factor of two apart, with \
      two seeds that nothing is reported of. Arms with a rate of their own (lr=…) keep it. Takes 14 trainings of each arm or more.
      """)
  var tune = false

  @Option(help: ArgumentHelp("The first seed. (default: 1)", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Learn from the first N training cases only.", valueName: "n"))
  var trainLimit: Int?

  @Option(
    help: ArgumentHelp(
      """
      Fine-tune on N labelled cases only, balanced over the classes as far as they have cases; pretraining still sees every image.
      """,
      valueName: "n"))
  var labels: Int?

  @Option(
    help: ArgumentHelp(
      "Threads: runs computed at once, and helpers of the last ones. No result depends on it. (default: the number of cores)",
      valueName: "n"))
  var jobs: Int?

  @Flag(
    help: """
      Only go on with a comparison that was broken off, without having to repeat its settings. (The same command as before \
      goes on as well.)
      """)
  var resume = false

  @Flag(
    help: """
      Compute everything anew, and move the results that there are to a folder in OUT/DATASET/earlier. (Otherwise runs that this very \
      program has computed before are taken from there.)
      """)
  var fresh = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !(resume && fresh) else {
      throw SettingsError.impossibleOption("--fresh", value: "this", reason: "--resume asks for the opposite")
    }
  }

  func run() throws {
    let store = RecordStore(directory: output.directory(of: try data.name()))
    var settings = try resumedSettings(store) ?? settings()
    let jobs = try OptionCheck.jobs(jobs)
    let data = try RunData(data.load(seed: settings.firstSeed), settings: settings)
    try settings.checkLabels(of: data)
    if settings.budget == .operations { settings = settings.spendingEqually(data) }
    let description = data.description(settings: settings)
    try MemoryEstimate(settings: settings, data: description, jobs: jobs).check(
      available: AvailableMemory.bytes(jobs: jobs))
    let display = ProgressDisplay(namesSeeds: settings.seedCount > 1 || tune, isQuiet: output.quiet)
    let stop = StopRequest()
    let signals = StopSignals(stop, tell: display.say)
    description.told.forEach(display.say)
    var tuning: Tuning?
    if tune {
      let tuner = Tuner(
        settings, data: data, jobs: jobs, stop: stop, values: ComputedValues(directory: output.out + "/computed"))
      (settings, tuning) = try tuned(tuner, in: store, display, signals)
    }
    var comparison = ComparisonRecord(
      settings: settings, dataset: description, environment: .measured(jobs: jobs),
      command: SpelledCommand.text, wallSeconds: 0)
    comparison.tuning = tuning
    let session = try ComparisonSession(
      comparison, data: data, in: store, start: resume ? .resume : fresh ? .fresh : .any)
    tell(session, display)
    let isTimeLeft = settling.clock()
    let result = try session.run(
      jobs: jobs, stop: stop, isSettled: { $0.isSettled || !isTimeLeft() }, observe: display.show)
    display.finish()
    guard !result.isPartial else {
      try output.writePartial(result, to: session.partialDirectory)
      session.close(isComplete: false)
      throw ExitCode(signals.exitCode ?? EXIT_FAILURE)
    }
    try output.write(result, from: store)
    session.close(isComplete: true)
  }

  /// The same arms with the learning rates that suit them. Nobody else writes to the results' place meanwhile.
  private func tuned(
    _ tuner: Tuner, in store: RecordStore, _ display: ProgressDisplay, _ signals: StopSignals
  ) throws -> (ComparisonSettings, Tuning) {
    let lock = try DirectoryLock(store.directory)
    defer { lock.release() }
    if let tuned = try tuner.run(observe: display.show) { return tuned }
    display.finish()
    display.say("Stopped while learning rates were looked for; the same command goes on.")
    throw ExitCode(signals.exitCode ?? EXIT_FAILURE)
  }

  private func tell(_ session: ComparisonSession, _ display: ProgressDisplay) {
    session.notices.forEach(display.say)
    if let place = session.movedAside { display.say("Earlier results are in \(place) now.") }
    if session.adoptedCount > 0 {
      display.say(
        """
        \(session.adoptedCount.counted("run")) of an earlier comparison \(session.adoptedCount == 1 ? "is" : "are") taken over; \
        --fresh computes everything anew.
        """)
    }
    if session.isResumed { display.say("Going on with the comparison that was begun in \(session.store.directory).") }
  }

  /// The settings of the comparison that was broken off, if the user wants to go on with it and does not repeat them.
  private func resumedSettings(_ store: RecordStore) throws -> ComparisonSettings? {
    guard resume else { return nil }
    guard let unfinished = try store.unfinished() else {
      guard RecordStore.datasets(in: output.out).contains(where: { output.directory(of: $0) == store.directory }) else {
        let others = RecordStore.unfinishedDatasets(in: output.out).map(output.directory)
        throw OutputError.nothingToResume(directory: store.directory, unfinished: others)
      }
      return hasSettings ? nil : try store.read().record.settings
    }
    return hasSettings ? nil : unfinished.comparison.settings
  }

  /// Whether any option is given that decides what is computed.
  private var hasSettings: Bool {
    preset != nil || arms != nil || hidden != nil || epochs != nil || pretrainEpochs != nil || batchSize != nil
      || seeds != nil || seed != nil || settling.isGiven || budget != nil || tune || trainLimit != nil
      || labels != nil
  }

  private func settings() throws -> ComparisonSettings {
    let preset = preset ?? .standard
    var settings = preset.settings(dataset: try data.name())
    settings.arms = try Arm.list(arms ?? preset.armNames)
    settings.labels = try OptionCheck.whole(labels, "--labels", 1...1_000_000)
    if let hidden {
      guard let widths = ComparisonSettings.widths(hidden) else {
        throw SettingsError.impossibleOption(
          "--hidden", value: "'\(hidden)'",
          reason:
            "give up to \(ComparisonSettings.mostLayers) widths from 1 to 100000 separated by commas, such as 500,500")
      }
      settings.hidden = widths
    }
    if settings.labels != nil { settings.epochs *= ComparisonSettings.epochFactorWithFewLabels }
    settings.epochs = try OptionCheck.whole(epochs, "--epochs", 1...100_000) ?? settings.epochs
    settings.pretrainEpochs =
      try OptionCheck.whole(pretrainEpochs, "--pretrain-epochs", 0...100_000) ?? settings.pretrainEpochs
    settings.batchSize = try OptionCheck.whole(batchSize, "--batch-size", 1...100_000) ?? settings.batchSize
    settings.seedCount = try OptionCheck.whole(seeds, "--seeds", 1...ComparisonSettings.mostSeeds) ?? 1
    settings.firstSeed = seed ?? 1
    settings.settling = try settling.settling(seeds: seeds)
    if let settling = settings.settling { settings.seedCount = settling.mostSeeds }
    settings.budget = budget == .operations ? budget : nil
    settings.trainLimit = try OptionCheck.whole(trainLimit, "--train-limit", 1...100_000_000) ?? settings.trainLimit
    try settings.checkArms()
    return settings
  }
}

extension Preset: ExpressibleByArgument {}

extension Budget: ExpressibleByArgument {}
