import Experiments
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// How deep a start reaches.
  static let depthAndInitializer = Study(
    "depth-x-initializer", title: "How deep each start reaches, ReLU",
    claim: """
      A shallow network forgives its start; a deep one does not. N(0, 0.01²) fails first, then LeCun's and Xavier's starts, which \
      halve the signal's mean square at every ReLU layer; He's, LSUV and orthogonal weights times √2 keep it at any depth.
      """,
    source: "He, Zhang, Ren & Sun (2015), section 2.2; Stanford CS231n, \"Weight initialization\"",
    cost: (320, 10, seeds: 5)
  ) { context in
    let depths = context.size(full: [2, 5, 10, 20, 30], quick: [2, 10, 30], tiny: [2, 4])
    let width = context.size(full: 100, quick: 40, tiny: 10)
    let data = try context.data(cases: context.size(full: 10_000, quick: 4_000, tiny: 300))
    let epochs = context.size(full: 6, quick: 4, tiny: 1)
    let grid = try context.grid(
      Depths.starts,
      depths.map { .rates(Depths.rates($0, context), name: "\($0)", hidden: [Int](repeating: width, count: $0)) },
      epochs: epochs,
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
              "\(context.title(of: data)), ReLU, \(width) units a layer, SGD with momentum 0.9, the best of 4 learning rates",
            xLabel: "hidden layers"))
      ],
      notes: [
        """
        For every cell the learning rate is the one with the lowest training loss over the seeds, of 0.01, 0.03, 0.1 and 0.3 with 2 \
        and 5 layers, of 0.003 to 0.1 with 10, and of 0.001 to 0.03 with more.
        """
      ])
  }
}

private enum Depths {
  /// Orthogonal with the gain for ReLU.
  static let orthogonal = TrainingGrid.Start(
    name: "orthogonal √2", initializer: .orthogonal(gain: Float(2).squareRoot()), color: StartColor.orthogonal)
  static let starts: [TrainingGrid.Start] = [.small, .leCun, .xavier, .he, orthogonal, .lsuv]
  static let scaled = Array(starts.dropFirst())

  /// The deeper, the lower is the best.
  static func rates(_ depth: Int, _ context: StudyContext) -> [String] {
    let all = ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3"]
    let full = all[(depth <= 5 ? 2 : depth <= 10 ? 1 : 0)...].prefix(4)
    return context.size(full: Array(full), quick: ["0.005", "0.02"], tiny: ["0.01"])
  }

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    let names = grid.conditions.map(\.name)
    let (shallow, middle, deep) = (names[0], names[names.count / 2], names[names.count - 1])
    return [
      grid.spread("\(shallow) layers, scaled", scaled, shallow, .below(1.5)),
      grid.learning("\(middle) layers", .small, middle, .between(0.95, 1.05)),
    ]
      + [TrainingGrid.Start.leCun, .xavier].flatMap { start in
        grid.comparison("\(deep) layers", start, with: [.he], called: "He", deep, .above(1.5))
      }
      + [TrainingGrid.Start.he, orthogonal, .lsuv].map { grid.learning("\(deep) layers", $0, deep, .below(0.5)) }
  }
}
