import ArgumentParser
import Experiments

/// `compare rbm`: one restricted Boltzmann machine, trained towards the greatest likelihood.
struct RBMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rbm",
    abstract: "Train one restricted Boltzmann machine, and say how likely it finds the data.",
    discussion: """
      Prints log Z and the mean log-likelihood of training, validation and test cases: exactly where one layer has at most 25 \
      units, and by annealed importance sampling in both directions, which encloses it unless chains do not mix; it is told if they \
      do not. The model, its numbers and figures go to OUT/DATASET/rbm/NAME/.

        swift run compare rbm --hidden 16 --centered --binarize threshold --learning-rate 0.01 --schedule constant \
        --weight-decay 0 --epochs 50
        swift run compare rbm --hidden 500 --estimator cd-25 --features features.npy
        swift run compare rbm --hidden 500 --visible bernoulli+labels --estimator cd-1 --sparsity-target 0.1
      """)

  @Option(help: ArgumentHelp("Hidden units.", valueName: "n"))
  var hidden = 500

  @OptionGroup var options: LaboratoryOptions

  func run() throws {
    _ = try OptionCheck.whole(hidden, "--hidden", 1...100_000)
    try LaboratoryRun(settings: options.settings(.rbm, hidden: [hidden]), options: options).run()
  }
}

/// `compare dbn`: a stack of them.
struct DBNCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dbn",
    abstract: "Train one deep belief network, and bound how likely it finds the data.",
    discussion: """
      Trains machine after machine, and prints the variational and the importance-weighted lower bound of the mean log-likelihood, \
      with log Z of the top machine as for `rbm`. The model, its numbers and figures go to OUT/DATASET/dbn/NAME/.

        swift run compare dbn --hidden 500,500 --epochs 10
      """)

  @Option(help: ArgumentHelp("Widths of the hidden layers, from the images up.", valueName: "widths"))
  var hidden = "500,500"

  @OptionGroup var options: LaboratoryOptions

  func run() throws {
    guard let widths = ComparisonSettings.widths(hidden), widths.count <= 8 else {
      throw SettingsError.impossibleOption(
        "--hidden", value: "'\(hidden.prefix(100))'",
        reason: "give up to 8 widths from 1 to 100000 separated by commas, such as 500,500")
    }
    try LaboratoryRun(settings: options.settings(.dbn, hidden: widths), options: options).run()
  }
}
