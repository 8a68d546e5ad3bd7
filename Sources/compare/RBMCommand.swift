import ArgumentParser
import Experiments

/// `compare rbm`: one restricted Boltzmann machine.
struct RBMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rbm", abstract: "Train one restricted Boltzmann machine, and say how likely it finds the data.",
    discussion: MachineHelp.discussion(
      "rbm",
      examples: """
          swift run compare rbm --hidden 16 --centered --binarize threshold --learning-rate 0.01 --schedule constant \
        --weight-decay 0 --epochs 50
          swift run compare rbm --hidden 500 --estimator cd-25 --features features.npy
          swift run compare rbm --hidden 500 --visible bernoulli+labels --estimator cd-1 --sparsity-target 0.1
        """), subcommands: [TrainRBMCommand.self] + SavedMachineCommands.all, defaultSubcommand: TrainRBMCommand.self)
}

/// `compare dbn`: a stack of them.
struct DBNCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dbn", abstract: "Train one deep belief network, and bound how likely it finds the data.",
    discussion: MachineHelp.discussion("dbn", examples: "  swift run compare dbn --hidden 500,500 --epochs 10"),
    subcommands: [TrainDBNCommand.self] + SavedMachineCommands.all, defaultSubcommand: TrainDBNCommand.self)
}

private enum MachineHelp {
  static func discussion(_ model: String, examples: String) -> String {
    """
    Without a subcommand a model is trained; `swift run compare \(model) train --help` lists the options. Its files go to \
    OUT/DATASET/\(model)/NAME/, where the other subcommands find it.

    \(examples)
      swift run compare \(model) evaluate figures/mnist/\(model)/NAME/model.safetensors --ais 1000
    """
  }
}

struct TrainRBMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a machine towards the greatest likelihood.",
    discussion: """
      Prints log Z and the mean log-likelihood of training, validation and test cases: exactly where one layer has at most 25 \
      units, and by annealed importance sampling in both directions, which encloses it unless chains do not mix; it is told if they \
      do not. The model, its numbers and figures go to OUT/DATASET/rbm/NAME/. What was broken off is gone on with.
      """)

  @Option(help: ArgumentHelp("Hidden units. (default: 500, or those of --continue)", valueName: "n"))
  var hidden: Int?

  @OptionGroup var options: LaboratoryOptions

  func run() throws {
    _ = try OptionCheck.whole(hidden, "--hidden", 1...100_000)
    let start = try options.start(.rbm)
    let settings = try options.settings(.rbm, hidden: hidden.map { [$0] }, start: start)
    try LaboratoryRun(settings: settings, options.surroundings(start: start)).run()
  }
}

struct TrainDBNCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a stack, machine after machine.",
    discussion: """
      Prints the variational and the importance-weighted lower bound of the mean log-likelihood, with log Z of the top machine as for \
      `rbm`. The model, its numbers and figures go to OUT/DATASET/dbn/NAME/. What was broken off is gone on with.
      """)

  @Option(
    help: ArgumentHelp(
      "Widths of the hidden layers, from the images up. (default: 500,500, or those of --continue)",
      valueName: "widths"))
  var hidden: String?

  @OptionGroup var options: LaboratoryOptions

  func run() throws {
    let start = try options.start(.dbn)
    let settings = try options.settings(.dbn, hidden: hidden.map(widths), start: start)
    try LaboratoryRun(settings: settings, options.surroundings(start: start)).run()
  }

  private func widths(_ text: String) throws(SettingsError) -> [Int] {
    guard let widths = ComparisonSettings.widths(text), widths.count <= 8 else {
      throw .impossibleOption(
        "--hidden", value: "'\(text.prefix(100))'",
        reason: "give up to 8 widths from 1 to 100000 separated by commas, such as 500,500")
    }
    return widths
  }
}
