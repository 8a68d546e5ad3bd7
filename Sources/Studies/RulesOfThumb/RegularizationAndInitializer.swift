import Experiments
import NeuralNetworks
import Plotting

extension Study {
  /// Which regularisation is worth something, from which start.
  static let regularizationAndInitializer = Study(
    "regularisation-x-initializer", title: "Regularisers, from every start",
    claim: """
      On the test cases max-norm does better than L2 weight decay, and dropout with max-norm better than either (1.62 % with L2, \
      1.60 % with L1 too, 1.35 % with max-norm, 1.05 % with dropout and max-norm); so it should be from any start that learns.
      """,
    source: "Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, Dropout (2014), table 9",
    cost: (400, 14, seeds: 5)
  ) { context in
    let hidden = [Int](repeating: context.size(full: 400, quick: 150, tiny: 12), count: 2)
    let data = try context.data(cases: context.size(full: 3_000, quick: 1_000, tiny: 300))
    let epochs = context.size(full: 40, quick: 10, tiny: 1)
    let grid = try context.grid(
      Regularizers.starts, Regularizers.conditions(hidden: hidden), epochs: epochs, data: data,
      choice: \.lastValidationError)
    return Findings(
      effects: Regularizers.effects(grid), tables: [grid.choices("Strengths, the best for each network")],
      figures: [
        StudyFigure(
          file: "errors.png", caption: "Test error from every start with every regulariser.",
          figure: GridFigures.maps(
            grid, [GridFigures.Panel(title: "", conditions: grid.conditions.indices, measure: .testError)],
            title: "Test error and regularisation",
            subtitle:
              "\(context.title(of: data)), ReLU, two hidden layers of \(hidden[0]), \(epochs) epochs, SGD 0.05 with momentum 0.9",
            xLabel: "regulariser"))
      ],
      notes: [
        """
        The paper trained 784-1024-1024-2048-10 on all cases. Strengths were chosen by the validation error over the seeds, for \
        every cell on its own; so is, for every run, the epoch whose network is tested, which is a regulariser too and is common \
        to all columns.
        """
      ])
  }
}

private enum Regularizers {
  static let starts: [TrainingGrid.Start] = [.small, .xavier, .he, .orthogonal]

  static func conditions(hidden: [Int]) -> [TrainingGrid.Condition] {
    let trials: [(String, [String])] = [
      ("none", [""]), ("L2", ["weight-decay=1e-4", "weight-decay=1e-3"]), ("L1", ["l1=1e-5", "l1=1e-4"]),
      ("max-norm", ["max-norm=2", "max-norm=3"]), ("dropout", ["dropout=0.5"]),
      ("dropout, max-norm", ["dropout=0.5,max-norm=2", "dropout=0.5,max-norm=3"]),
    ]
    return trials.map { name, texts in
      TrainingGrid.Condition(
        name: name, hidden: hidden, keys: ["lr=0.05"], trials: texts.map { $0.isEmpty ? [] : [$0] })
    }
  }

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    starts.flatMap { start in
      [("max-norm", "L2"), ("dropout, max-norm", "L2"), ("dropout, max-norm", "max-norm")].map { better, worse in
        Effect(
          "\(start.name): test error, \(better.replacing(",", with: " +")) / \(worse)",
          grid.values(start, better, .testError) / grid.values(start, worse, .testError), .below(1), isRatio: true)
      }
    }
  }
}
