import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Whether normalisation makes the start a matter of indifference.
  static let batchNormalizationAndInitializer = Study(
    "batchnorm-x-initializer", title: "With batch normalisation, does the start still matter?",
    claim: """
      Batch normalisation lets a network be less careful about its start: it learns from weights of any scale, and about as well \
      from all of them.
      """,
    source: "Ioffe & Szegedy, Batch normalization (2015), abstract and section 3.3", cost: (260, 10, seeds: 5)
  ) { context in
    let depths = context.size(full: [5, 20], quick: [5, 20], tiny: [2, 3])
    let width = context.size(full: 100, quick: 40, tiny: 10)
    let rates = context.size(
      full: ["0.0003", "0.003", "0.03", "0.3", "3"], quick: ["0.03", "0.3", "3"], tiny: ["0.03"])
    let data = try context.data(cases: context.size(full: 10_000, quick: 3_000, tiny: 300))
    let epochs = context.size(full: 6, quick: 3, tiny: 1)
    let conditions = depths.flatMap { depth in
      [("without", "off"), ("with", "on")].map { word, state in
        TrainingGrid.Condition.rates(
          rates, name: "\(depth) layers, \(word)", hidden: [Int](repeating: width, count: depth),
          keys: ["batchnorm=\(state)"])
      }
    }
    let grid = try context.grid(Normalized.starts, conditions, epochs: epochs, data: data)
    return Findings(
      effects: depths.flatMap { Normalized.effects(grid, depth: $0) },
      tables: [grid.choices("Learning rates, the best for each network")],
      figures: [
        StudyFigure(
          file: "losses.png", caption: "Training loss from every start, without and with batch normalisation.",
          figure: GridFigures.maps(
            grid,
            depths.indices.map {
              GridFigures.Panel(
                title: "\(depths[$0]) hidden layers", conditions: 2 * $0..<2 * $0 + 2,
                columnLabels: ["without", "with"])
            }, title: "Training loss after \(epochs) epochs",
            subtitle:
              "\(context.title(of: data)), ReLU, \(width) units a layer, \(TrainingGrid.optimizer(rates))",
            xLabel: "batch normalisation"))
      ],
      notes: ["For every cell the learning rate is the one with the lowest training loss over the seeds."])
  }
}

private enum Normalized {
  static let large = TrainingGrid.Start(name: "N(0, 1²)", initializer: .standardNormal, color: StartColor.other)
  static let starts: [TrainingGrid.Start] = [.small, large, .leCun, .xavier, .he, .orthogonal]

  static func effects(_ grid: TrainingGrid, depth: Int) -> [Effect] {
    let (without, with) = ("\(depth) layers, without", "\(depth) layers, with")
    return [
      grid.spread(without, starts, without, .above(2)),
      grid.learning("\(with), worst start", grid.highest(starts, with, .trainingLoss), with, .below(0.5)),
      grid.spread(with, starts, with, .below(1.5)),
    ]
  }
}
