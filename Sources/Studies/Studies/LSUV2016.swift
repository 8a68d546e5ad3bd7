import Experiments
import Foundation
import NeuralNetworks
import Plotting

extension Study {
  /// LSUV against other starts, activations and depths.
  static let lsuv2016 = Study(
    "lsuv-2016", title: "LSUV against Xavier, He and orthogonal weights, four activations, 5 to 30 layers",
    claim: """
      LSUV trains as well as, or better than, the best start that is made for an activation, for all of ReLU, leaky ReLU, tanh \
      and sigmoid, and in very deep networks.
      """,
    source: "Mishkin & Matas, All you need is a good init (2016), sections 3 and 4", cost: (90, 9, seeds: 5)
  ) { context in
    let depths = context.size(full: [5, 15, 30], quick: [5, 20], tiny: [2, 4])
    let width = context.size(full: 100, quick: 64, tiny: 10)
    let data = try context.data(cases: context.size(full: 5_000, quick: 2_000, tiny: 300))
    let epochs = context.size(full: 5, quick: 3, tiny: 1)
    let rate = "0.02"
    let conditions = Lsuv.activations.flatMap { activation in
      depths.map { depth in
        TrainingGrid.Condition.rates(
          [rate], name: Lsuv.name(activation, depth), hidden: [Int](repeating: width, count: depth),
          keys: ["activation=\(activation.rawValue)"])
      }
    }
    let grid = try context.grid(Lsuv.starts, conditions, epochs: epochs, data: data)
    let panels = Lsuv.activations.indices.map { index in
      GridFigures.Panel(
        title: Lsuv.activations[index].title, conditions: index * depths.count..<(index + 1) * depths.count,
        columnLabels: depths.map(String.init))
    }
    return Findings(
      effects: Lsuv.effects(grid, depths: depths),
      figures: [
        StudyFigure(
          file: "losses.png", caption: "Rows are starts, columns depths.",
          figure: GridFigures.maps(
            grid, panels, title: "Training loss after \(epochs) epochs",
            subtitle: "\(context.title(of: data)), \(width) units a layer, \(TrainingGrid.optimizer([rate]))",
            xLabel: "hidden layers"))
      ],
      notes: [
        """
        All networks have the same learning rate (\(TrainingGrid.optimizer([rate]))); the paper trained convolutional networks, mostly.
        """
      ])
  }
}

private enum Lsuv {
  static let activations: [Activation] = [.relu, .leakyRelu(), .tanh, .sigmoid]
  static let starts: [TrainingGrid.Start] = [.lsuv, .xavier, .he, .orthogonal]

  static func name(_ activation: Activation, _ depth: Int) -> String { "\(activation.title), \(depth) layers" }

  /// Of the shallowest and the deepest networks: whether LSUV learns, and, where anything does, how it compares.
  static func effects(_ grid: TrainingGrid, depths: [Int]) -> [Effect] {
    activations.flatMap { activation in
      [depths[0], depths[depths.count - 1]].flatMap { depth in
        let network = name(activation, depth)
        return [grid.learning(network, .lsuv, network, .below(0.9))]
          + grid.comparison(
            network, .lsuv, with: Array(starts.dropFirst()), called: "best other", network, .below(1.1))
      }
    }
  }
}
