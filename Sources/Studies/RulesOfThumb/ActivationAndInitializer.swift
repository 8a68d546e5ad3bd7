import Experiments
import NeuralNetworks
import Plotting

extension Study {
  /// Which start for which activation.
  static let activationAndInitializer = Study(
    "activation-x-initializer", title: "A start for each activation",
    claim: """
      Glorot's start is for tanh and the logistic function, He's for ReLU and its variants, LeCun's for SELU: a network learns from \
      its own, as well as from the best of the three.
      """,
    source: "A. Géron, Hands-On Machine Learning (2nd edition, 2019), table 11-1; the same in most courses",
    cost: (270, 15, seeds: 5)
  ) { context in
    let hidden = [Int](repeating: context.size(full: 100, quick: 50, tiny: 10), count: 3)
    let data = try context.data(cases: context.size(full: 5_000, quick: 2_000, tiny: 300))
    let epochs = context.size(full: 8, quick: 3, tiny: 1)
    let grid = try context.grid(
      TrainingGrid.Start.usual,
      Rule.activations.map {
        .rates(
          Rule.rates($0, context), name: $0.title, hidden: hidden, keys: ["activation=\($0.rawValue)"])
      }, epochs: epochs, data: data)
    return Findings(
      effects: Rule.effects(grid), tables: [grid.choices("Learning rates, the best for each network")],
      figures: [
        StudyFigure(
          file: "losses.png", caption: "Training loss from every start with every activation.",
          figure: GridFigures.maps(
            grid, [GridFigures.Panel(title: "", conditions: grid.conditions.indices)],
            title: "Training loss after \(epochs) epochs",
            subtitle:
              "\(context.title(of: data)), three hidden layers of \(hidden[0]), SGD with momentum 0.9, each at its best learning rate",
            xLabel: "activation"))
      ],
      notes: [
        """
        The learning rate is the one with the lowest training loss over the seeds, for every cell on its own: at one rate for all, \
        a start could win by suiting that rate. Tried were 0.01, 0.03, 0.1, 0.3 and 1, with sigmoids 0.1, 0.3, 1 and 3, and with \
        the identity 0.003 to 0.3. Which start is the best of several is decided by the means over the seeds.
        """
      ])
  }
}

private enum Rule {
  static let activations: [Activation] = [
    .sigmoid, .tanh, .softsign, .relu, .leakyRelu(), .prelu(), .elu, .selu, .softplus, .gelu, .identity,
  ]

  /// About three times as far apart as each other. Sigmoids need more, having a quarter of the slope.
  static func rates(_ activation: Activation, _ context: StudyContext) -> [String] {
    let full =
      switch activation {
      case .sigmoid: ["0.1", "0.3", "1", "3"]
      case .identity: ["0.003", "0.01", "0.03", "0.1", "0.3"]
      default: ["0.01", "0.03", "0.1", "0.3", "1"]
      }
    return context.size(full: full, quick: ["0.02", "0.1"], tiny: ["0.03"])
  }

  /// What table 11-1 recommends.
  static let recommended: [(Activation, TrainingGrid.Start)] = [
    (.sigmoid, .xavier), (.tanh, .xavier), (.relu, .he), (.leakyRelu(), .he), (.prelu(), .he), (.elu, .he),
    (.selu, .leCun),
  ]

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    let scaled: [TrainingGrid.Start] = [.leCun, .xavier, .he]
    return recommended.flatMap { activation, start in
      let others = scaled.filter { $0.name != start.name }
      return [grid.learning(activation.title, start, activation.title, .below(0.5))]
        + grid.comparison(
          activation.title, start, with: others, called: "best of \(others.map(\.name).joined(separator: " and "))",
          activation.title, .below(1.1))
    }
  }
}
