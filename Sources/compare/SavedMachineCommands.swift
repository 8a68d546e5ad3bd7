import ArgumentParser
import Datasets
import Experiments
import Foundation
import LinearAlgebra
import ModelFiles
import Reporting

/// What can be done with a model that `compare rbm` or `compare dbn` has left, without training it again.
enum SavedMachineCommands {
  static let all: [any ParsableCommand.Type] = [EvaluateCommand.self, SampleCommand.self, FeaturesCommand.self]
}

/// A model, and the data that it is to see.
struct SavedMachineOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A model.safetensors or best.safetensors of compare rbm or dbn.", valueName: "model"))
  var model: String

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("Threads, of which no result depends. (default: the number of cores)", valueName: "n"))
  var jobs: Int?

  func saved() throws -> SavedMachine { try SavedMachine(contentsOf: model) }

  /// The data that are named, or else those that the machine learned from.
  func dataset(of saved: SavedMachine) throws -> Dataset {
    var data = data
    if data.isUnsaid { data.dataset = saved.dataset }
    return try data.load(seed: saved.settings.seed)
  }

  /// Computes with as many threads as the user wants.
  func together<Result>(_ body: () throws -> Result) throws -> Result {
    try ThreadTeam.lead(threads: OptionCheck.jobs(jobs), body)
  }

  func laboratory(_ saved: SavedMachine) throws -> Laboratory {
    let data = try LaboratoryData(dataset(of: saved), settings: saved.settings)
    try saved.check(data)
    return try Laboratory(saved.settings, data: data)
  }
}

/// `compare rbm evaluate MODEL`: its likelihood, by another schedule or on other cases.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a saved model, without training it again.",
    discussion: """
      Prints and draws what training does in the end. Results go to OUT/DATASET/rbm/NAME-evaluated/ (or dbn), beside those of the       training.

        swift run compare rbm evaluate figures/mnist/rbm/NAME/model.safetensors --ais 1000
      """)

  @OptionGroup var machine: SavedMachineOptions

  @Option(
    help: ArgumentHelp(
      "Temperatures at which annealing estimates log Z: published (14,500), none, or a number of equal steps.",
      valueName: "schedule"))
  var ais: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let saved = try machine.saved()
    var settings = saved.settings
    settings.annealing = try .option(ais, isBinary: settings.isBinary)
    let surroundings = LaboratoryRun.Surroundings(
      dataset: try machine.dataset(of: saved), jobs: machine.jobs, output: output)
    try LaboratoryRun(settings: settings, saved: saved, surroundings).run()
  }
}

/// `compare rbm sample MODEL`: what it dreams of.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw images from a saved model.",
    discussion: """
      Chains of Gibbs sampling begin at noise; what is written is the pixels' probabilities in their last step, from 0 to 1. A stack's       chains run in its top machine, and come down.

        swift run compare rbm sample figures/mnist/rbm/NAME/model.safetensors --to samples.png
      """)

  @OptionGroup var machine: SavedMachineOptions

  @Option(help: ArgumentHelp("Images, one a chain.", valueName: "n"))
  var count = 100

  @Option(help: ArgumentHelp("Steps of each chain.", valueName: "n"))
  var steps = 1000

  @Option(help: ArgumentHelp("Of the random numbers.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("A picture (.png) or an array of images × pixels for numpy.load (.npy).", valueName: "file"))
  var to = "samples.png"

  func run() throws {
    _ = try OptionCheck.whole(count, "--count", 1...10_000)
    _ = try OptionCheck.whole(steps, "--steps", 1...1_000_000)
    let isPicture = to.lowercased().hasSuffix(".png")
    try isPicture ? AtomicFile.checkWritable(to) : FeatureFile.check(to, option: "--to")
    let saved = try machine.saved()
    let laboratory = try machine.laboratory(saved)
    let images = try Heartbeat.during("Sampling") {
      try machine.together { laboratory.samples(of: saved.network, count: count, steps: steps, seed: seed) }
    }
    let bytes =
      try isPicture
      ? SampleFigure.png(images, laboratory: laboratory, steps: steps, command: SpelledCommand.text)
      : Data(NumPyFile.encoded(images))
    try AtomicFile.write(bytes, to: to)
    print("Wrote \(count) image\(count == 1 ? "" : "s") of \(images.columns) pixels to \(to)")
  }
}

/// `compare rbm features MODEL`: hidden probabilities for other programs.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "Write what a saved model's hidden units make of all cases of a part.",
    discussion: """
      Cases × hidden units of the top machine, for numpy.load; of a machine with labels those given the pixels alone.

        swift run compare rbm features figures/mnist/rbm/NAME/model.safetensors --of test --to features.npy
      """)

  @OptionGroup var machine: SavedMachineOptions

  @Option(help: ArgumentHelp("The part of the data: training, validation or test.", valueName: "part"))
  var of = "training"

  @Option(help: ArgumentHelp("The file to write.", valueName: "file.npy"))
  var to = "features.npy"

  func run() throws {
    try FeatureFile.check(part: of, option: "--of")
    try FeatureFile.check(to, option: "--to")
    let saved = try machine.saved()
    let laboratory = try machine.laboratory(saved)
    let written = try Heartbeat.during("Computing features") {
      try machine.together { try FeatureFile.write(laboratory, saved.network, part: of, to: to) }
    }
    print(written)
  }
}
