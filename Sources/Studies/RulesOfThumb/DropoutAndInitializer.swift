import Experiments
import NeuralNetworks
import Plotting

extension Study {
  /// Whether dropout helps from every start, and whether a start has to know of it.
  static let dropoutAndInitializer = Study(
    "dropout-x-initializer", title: "Dropout from every start, and a start that allows for it",
    claim: """
      Dropout lowers the test error, wherever the weights start. Dividing what is kept by 1 − p raises the mean square of a layer's \
      inputs by as much, so that He's start is too large with dropout: it should be He's times √(1 − p), which at p = 0.5 is LeCun's.
      """,
    source: """
      Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, Dropout (2014), table 2; Hendrycks & Gimpel, Adjusting for \
      dropout variance in batch normalization and weight initialization (2016)
      """,
    cost: (340, 12, seeds: 5)
  ) { context in
    let hidden = [Int](repeating: context.size(full: 400, quick: 200, tiny: 12), count: 2)
    let rates = context.size(full: ["0.03", "0.1", "0.3"], quick: ["0.05"], tiny: ["0.03"])
    let data = try context.data(cases: context.size(full: 3_000, quick: 1_000, tiny: 300))
    let epochs = context.size(full: 30, quick: 20, tiny: 1)
    let grid = try context.grid(
      DropoutRates.starts,
      DropoutRates.shares.map { .rates(rates, name: $0, hidden: hidden, keys: ["dropout=\($0)"]) }, epochs: epochs,
      data: data, choice: \.lastValidationError)
    return Findings(
      effects: DropoutRates.effects(grid), tables: [grid.choices("Learning rates, the best for each network")],
      figures: [
        StudyFigure(
          file: "errors.png", caption: "Test error, and training loss with units dropped.",
          figure: GridFigures.maps(
            grid,
            [
              GridFigures.Panel(title: "Test", conditions: 0..<3, measure: .testError),
              GridFigures.Panel(title: "Training, with dropout", conditions: 0..<3),
            ], title: "Dropout and the start",
            subtitle:
              "\(context.title(of: data)), ReLU, two hidden layers of \(hidden[0]), \(epochs) epochs, \(TrainingGrid.optimizer(rates))",
            xLabel: "share of hidden units dropped"))
      ],
      notes: [
        """
        The learning rate is the one with the lowest validation error over the seeds, for every cell on its own; so is, for every \
        run, the epoch whose network is tested.
        """
      ])
  }
}

private enum DropoutRates {
  static let starts: [TrainingGrid.Start] = [.small, .leCun, .xavier, .he, .orthogonal]
  static let shares = ["0", "0.2", "0.5"]

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    starts.map { start in
      Effect(
        "\(start.name): test error, dropout 0.5 / none",
        grid.values(start, "0.5", .testError) / grid.values(start, "0", .testError), .below(1), isRatio: true)
    } + [
      Effect(
        "dropout 0.5: last training loss, He / LeCun",
        grid.values(.he, "0.5", .trainingLoss) / grid.values(.leCun, "0.5", .trainingLoss), .above(1),
        isRatio: true)
    ]
  }
}
