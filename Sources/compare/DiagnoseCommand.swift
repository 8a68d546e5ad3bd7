import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting

/// `compare diagnose`: what goes up and comes down the networks, layer by layer, with what theory expects.
struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Measure the signals in each layer before training, beside the theory, and say what is wrong.",
    discussion: """
      For each arm: mean, spread and histogram of pre-activations, activations and back-propagated gradients, saturated and \
      dead units, effective rank, cosine of pairs of cases, and the singular values of the Jacobian; with --epochs also after \
      training. Results go to OUT/DATASET/diagnosis/.

      Example:  swift run compare diagnose --arms xavier,xavier-sigmoid,he --depth 20 --width 300
      """)

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The arms, as for run. (default: \(Self.defaultArms))", valueName: "list"))
  var arms: String?

  @Option(help: ArgumentHelp("Hidden layers. (default: 10)", valueName: "n"))
  var depth: Int?

  @Option(help: ArgumentHelp("Units of each hidden layer. (default: 500)", valueName: "n"))
  var width: Int?

  @Option(help: ArgumentHelp("Also train for so many epochs, and measure again.", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Train on the first N cases only.", valueName: "n"))
  var trainLimit: Int?

  @Option(help: ArgumentHelp("Of the weights. (default: 1)", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Arms measured at once. (default: the number of cores)", valueName: "n"))
  var jobs: Int?

  @Flag(
    help: "Measure all arms anew. (Otherwise those that this very program has measured before are taken from there.)")
  var fresh = false

  @OptionGroup var output: OutputOptions

  /// Known for their signals, good and bad, of sigmoid, tanh and ReLU.
  private static let defaultArms = "random,xavier-sigmoid,xavier,he"

  func run() throws {
    let settings = try settings()
    let jobs = try OptionCheck.jobs(jobs)
    let dataset = try data.load(seed: settings.firstSeed)
    let runData = try RunData(dataset, settings: settings)
    try settings.checkLabels(of: runData)
    let description = runData.description(settings: settings)
    try MemoryEstimate(settings: settings, data: description, jobs: jobs).check(
      available: AvailableMemory.bytes(jobs: jobs))
    let directory = output.directory(of: settings.dataset) + "/diagnosis"
    try AtomicFile.createDirectory(directory)
    let isQuiet = output.quiet
    if !isQuiet { description.told.forEach(StandardError.say) }
    let values = ComputedValues(directory: output.out + "/computed/diagnosis")
    if fresh { values.forget() }
    let signals = StopSignals.ending {
      if !isQuiet { StandardError.say("Stopped; the same command goes on from the arms that are measured.") }
    }
    let heartbeat = Heartbeat("Measuring \(settings.arms.count.counted("arm"))", isQuiet: isQuiet)
    let diagnoses = try withExtendedLifetime(signals) {
      try ArmDiagnosis.all(
        settings: settings, data: runData, trains: epochs != nil, jobs: jobs, values: values
      ) { arm, isKnown in
        heartbeat.said()
        if !isQuiet { StandardError.say("\(arm): measured\(isKnown ? " before" : "")") }
      }
    }
    heartbeat.now("Drawing")
    let report = DiagnosisReport(diagnoses, data: dataset.title, command: SpelledCommand.text)
    if !isQuiet { print(report.text) }
    let files = try report.write(to: directory)
    try OutputIndex.write(in: output.out)
    if !isQuiet { print("\nIn \(directory): \(files.joined(separator: ", "))") }
  }

  private func settings() throws -> ComparisonSettings {
    var settings = Preset.standard.settings(dataset: try data.name())
    settings.arms = try Arm.list(arms ?? Self.defaultArms)
    let depth = try OptionCheck.whole(depth, "--depth", 1...Self.mostLayers) ?? 10
    let width = try OptionCheck.whole(width, "--width", 1...100_000) ?? 500
    settings.hidden = [Int](repeating: width, count: depth)
    settings.epochs = try OptionCheck.whole(epochs, "--epochs", 1...100_000) ?? 1
    settings.trainLimit = try OptionCheck.whole(trainLimit, "--train-limit", 1...100_000_000)
    settings.firstSeed = seed ?? 1
    try settings.checkMachines()
    return settings
  }

  /// Deeper than what is compared, since depth is what one wants to see.
  private static let mostLayers = 200
}
