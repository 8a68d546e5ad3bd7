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
    source: "Mishkin & Matas, All you need is a good init (2016), sections 3 and 4", seconds: (120, 9), seedCount: 3
  ) { context in
    let depths = context.size(full: [5, 15, 30], quick: [5, 20], tiny: [2, 4])
    let width = context.size(full: 100, quick: 64, tiny: 10)
    let data = try context.data(cases: context.size(full: 5_000, quick: 2_000, tiny: 300))
    let epochs = context.size(full: 5, quick: 3, tiny: 1)
    var losses: [[[[Double]]]] = []
    for activation in Lsuv.activations {
      losses.append(
        try depths.map { depth in
          let arms = try Lsuv.starts.map { start in
            try Arm(
              "\(activation.rawValue) \(start.name) \(depth)",
              "he:activation=\(activation.rawValue),init=\(start.text),lr=0.02,schedule=constant",
              hidden: [Int](repeating: width, count: depth))
          }
          return context.train("\(activation.title), \(depth) layers", arms, epochs: epochs, data: data).map {
            $0.map(\.finalLoss)
          }
        })
    }
    return Findings(
      effects: Lsuv.effects(losses, depths: depths),
      figures: [Lsuv.figure(losses, depths: depths, epochs: epochs, width: width, title: context.title(of: data))],
      notes: [
        """
        All networks have the same learning rate (SGD 0.02 with momentum 0.9); the paper trained convolutional networks, mostly.
        """
      ])
  }
}

private enum Lsuv {
  static let activations: [Activation] = [.relu, .leakyRelu(), .tanh, .sigmoid]
  static let starts = [
    (name: "LSUV", text: "lsuv"), (name: "Xavier", text: "xavier-normal"), (name: "He", text: "he-normal"),
    (name: "orthogonal", text: "orthogonal"),
  ]

  /// Of the shallowest and the deepest networks: whether LSUV learns, and, where anything does, how it compares.
  /// - Parameter losses: by activation, depth, start, seed.
  static func effects(_ losses: [[[[Double]]]], depths: [Int]) -> [Effect] {
    zip(activations, losses).flatMap { activation, byDepth in
      zip(depths, byDepth).filter { $0.0 == depths.first || $0.0 == depths.last }.flatMap { depth, byStart in
        effects("\(activation.title), \(depth) layers", byStart)
      }
    }
  }

  private static func effects(_ network: String, _ byStart: [[Double]]) -> [Effect] {
    let best = byStart[0].indices.map { seed in byStart.dropFirst().map { $0[seed] }.min() ?? .nan }
    let learns = Effect(
      "\(network), LSUV: last training loss / log 10", byStart[0].map { $0 / log(10) }, .below(0.9), isRatio: true)
    // Networks that all guess are as good as each other.
    guard (best + byStart[0]).contains(where: { $0 < 0.9 * log(10) }) else { return [learns] }
    let compared = Effect(
      "\(network): last training loss, LSUV / best other", zip(byStart[0], best).map { $0 / $1 }, .below(1.1),
      isRatio: true)
    return [learns, compared]
  }

  static func figure(
    _ losses: [[[[Double]]]], depths: [Int], epochs: Int, width: Int, title: String
  ) -> StudyFigure {
    var figure = Figure(
      size: Size(width: 1040, height: 340), title: "Training loss after \(epochs) epochs",
      subtitle: "\(title), \(width) units a layer, SGD 0.02 with momentum 0.9; guessing has a loss of 2.30",
      footer: "Nats a case, mean over the seeds. A cross: diverged.", columns: activations.map { _ in .relative(1) })
    for (column, activation) in activations.enumerated() {
      let values = starts.indices.map { start in losses[column].map { mean($0[start]) } }
      figure.place(
        HeatMap(
          title: activation.title, values: values, rowLabels: column == 0 ? starts.map(\.name) : starts.map { _ in "" },
          columnLabels: depths.map(String.init), xLabel: "hidden layers", range: 0...log(10),
          cellTexts: values.map { $0.map { $0.isFinite ? String(format: "%.2f", $0) : "×" } },
          colorBarLabel: column == activations.count - 1 ? "training loss (nats)" : ""), row: 0, column: column)
    }
    return StudyFigure(
      file: "losses.png", caption: "Darker is worse. Rows are starts, columns depths.", figure: figure)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
