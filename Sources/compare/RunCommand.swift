import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting
import Synchronization

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
      \(Arm.Key.allCases.map { "  \($0.rawValue.padding(toLength: 23, withPad: " ", startingAt: 0))\($0.form)" }.joined(separator: "\n"))

      PRESETS
      \(Preset.allCases.map { "  \($0.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))
      """)

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("A set of defaults for everything below: smoke, standard or paper.", valueName: "name"))
  var preset: Preset = .standard

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

  @Option(help: ArgumentHelp("Full repetitions with consecutive seeds, for intervals.", valueName: "n"))
  var seeds: Int = 1

  @Option(help: ArgumentHelp("The first seed.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Learn from the first N training cases only.", valueName: "n"))
  var trainLimit: Int?

  @Option(
    help: ArgumentHelp(
      "Fine-tune on N labelled cases only, balanced over the classes; pretraining still sees every image.",
      valueName: "n"))
  var labels: Int?

  @Option(help: ArgumentHelp("Runs computed at once. (default: the number of cores)", valueName: "n"))
  var jobs: Int?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let settings = try settings()
    let jobs = try OptionCheck.whole(jobs, "--jobs", 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    let data = try RunData(data.load(seed: seed), settings: settings)
    try MemoryEstimate(settings: settings, data: data.description(settings: settings), jobs: jobs)
      .check(available: AvailableMemory.bytes(jobs: jobs))
    let store = RecordStore(directory: output.directory(of: settings.dataset))
    try store.begin()
    var environment = Environment.measured(jobs: jobs)
    let display = ProgressDisplay(settings: settings, isQuiet: output.quiet)
    let failure = Mutex<(any Error)?>(nil)
    let (runs, seconds) = ComparisonRunner(settings: settings, data: data, jobs: jobs).run { event in
      display.show(event)
      guard case .finished(let run, let model) = event else { return }
      do { try store.add(run, model: model) } catch { failure.withLock { $0 = $0 ?? error } }
    }
    display.finish()
    if let failure = failure.withLock({ $0 }) { throw failure }
    environment.measurePeakAgain()
    let record = ComparisonRecord(
      settings: settings, dataset: data.description(settings: settings), environment: environment,
      command: Self.spelledCommand, wallSeconds: seconds)
    try store.finish(record)
    try output.write(Comparison(record: record, runs: runs), from: store)
  }

  private func settings() throws -> ComparisonSettings {
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
    settings.firstSeed = seed
    settings.trainLimit = try OptionCheck.whole(trainLimit, "--train-limit", 1...100_000_000) ?? settings.trainLimit
    return settings
  }

  /// The command as the user could type it again.
  private static var spelledCommand: String {
    let arguments = CommandLine.arguments.dropFirst().map { argument in
      let isPlain = !argument.isEmpty && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_.,:=/+".contains($0) }
      return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["swift run compare"] + arguments).joined(separator: " ")
  }
}

extension Preset: ExpressibleByArgument {}
