import Experiments
import NeuralNetworks
import Plotting

extension Study {
  /// How deep a start reaches.
  static let depthAndInitializer = Study(
    "depth-x-initializer", title: "How deep each start reaches, ReLU",
    claim: """
      A shallow network forgives its start; a deep one does not. N(0, 0.01²) fails first, then LeCun's and Xavier's starts, which \
      halve the signal's mean square at every ReLU layer; He's, LSUV and orthogonal weights times √2 keep it at any depth.
      """,
    source: "He, Zhang, Ren & Sun (2015), section 2.2; Stanford CS231n, \"Weight initialization\"",
    seconds: (240, 10), seedCount: 5
  ) { context in
    let depths = context.size(full: [2, 5, 10, 20, 30], quick: [2, 10, 30], tiny: [2, 4])
    let width = context.size(full: 100, quick: 40, tiny: 10)
    let rates = context.size(full: ["0.003", "0.01", "0.03"], quick: ["0.005", "0.02"], tiny: ["0.01"])
    let data = try context.data(cases: context.size(full: 10_000, quick: 4_000, tiny: 300))
    let epochs = context.size(full: 6, quick: 4, tiny: 1)
    let grid = try context.grid(
      Depths.starts,
      depths.map { .rates(rates, name: "\($0)", hidden: [Int](repeating: width, count: $0)) }, epochs: epochs,
      data: data)
    return Findings(
      effects: Depths.effects(grid), tables: [grid.choices("Learning rates, the best for each network")],
      figures: [
        StudyFigure(
          file: "losses.png", caption: "Training loss from every start at every depth.",
          figure: GridFigures.maps(
            grid, [GridFigures.Panel(title: "", conditions: grid.conditions.indices)],
            title: "Training loss after \(epochs) epochs",
            subtitle:
              "\(context.title(of: data)), ReLU, \(width) units a layer, \(TrainingGrid.optimizer(rates))",
            xLabel: "hidden layers"))
      ],
      notes: ["For every cell the learning rate is the one with the lowest training loss over the seeds."])
  }
}

private enum Depths {
  /// Orthogonal with the gain for ReLU.
  static let orthogonal = TrainingGrid.Start(
    name: "orthogonal √2", initializer: .orthogonal(gain: Float(2).squareRoot()), color: Palette.vermilion)
  static let starts: [TrainingGrid.Start] = [.small, .leCun, .xavier, .he, orthogonal, .lsuv]
  static let scaled = Array(starts.dropFirst())

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    let names = grid.conditions.map(\.name)
    let (shallow, middle, deep) = (names[0], names[names.count / 2], names[names.count - 1])
    return [
      Effect(
        "\(shallow) layers: last training loss, worst / best of the scaled starts",
        ratios(grid.highest(scaled, shallow, .trainingLoss), grid.lowest(scaled, shallow, .trainingLoss)),
        .below(1.5), isRatio: true),
      grid.learning("\(middle) layers", .small, middle, .between(0.95, 1.05)),
    ]
      + [TrainingGrid.Start.leCun, .xavier].flatMap { start in
        grid.comparison("\(deep) layers", start, with: [.he], called: "He", deep, .above(1.5))
      }
      + [TrainingGrid.Start.he, orthogonal, .lsuv].map { grid.learning("\(deep) layers", $0, deep, .below(0.5)) }
  }
}
