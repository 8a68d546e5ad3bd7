import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// The textbook's five layers of a hundred units, and three of its starts on MNIST.
  static let fiveLayers = Study(
    "five-layers", title: "Five layers of a hundred units: how wide activations spread",
    claim: """
      With sigmoids, N(0, 1²) drives activations to 0 and 1, N(0, 0.01²) gathers them at 0.5, and 1/√n spreads them; with ReLU, \
      0.01 makes them vanish, 1/√n shrinks them layer by layer, and √(2/n) keeps them. On MNIST the ReLU network learns nothing \
      from 0.01.
      """,
    source: "K. Saitoh, Deep Learning from Scratch (2016), section 6.2, figures 6-10 to 6-15", seconds: (20, 4),
    seedCount: 5
  ) { context in
    let signals = context.gaussianSignals(
      FiveLayers.settings, shape: [Int](repeating: 100, count: 6) + [10], cases: 1000)
    let data = try context.data(cases: context.size(full: 30_000, quick: 10_000, tiny: 300))
    let curves = try FiveLayers.train(context, data)
    return Findings(
      effects: FiveLayers.effects(signals) + FiveLayers.effects(curves),
      figures: [
        StudyFigure(
          file: "activations.png",
          caption: "Activations of the five layers. Rows of one activation have the same axis.",
          figure: SignalFigures.histograms(
            signals, title: "Activations of five layers of 100 units",
            subtitle: "1,000 cases of 100 normal numbers", label: "activation", \.activations),
          isOfFirstSeed: true),
        StudyFigure(
          file: "sizes.png", caption: "The size of the activations and of what comes back, with theory.",
          figure: SignalFigures.curves(
            signals, title: "Size of the signals by layer", subtitle: "1,000 cases of 100 normal numbers",
            panels: [
              SignalFigures.Panel(
                title: "Up", label: "root mean square of f(z)", value: { $0.activations.map(\.rootMeanSquare) },
                theory: \.activations),
              SignalFigures.Panel(
                title: "Down", label: "root mean square of ∂loss/∂z", value: { $0.gradients.map(\.rootMeanSquare) },
                theory: \.gradients),
            ])),
        StudyFigure(
          file: "mnist.png", caption: "The three ReLU starts trained on MNIST.",
          figure: TrainingFigures.losses(
            [("ReLU, 5 × 100, SGD 0.01", curves)], title: "Learning MNIST from three starts",
            subtitle: "\(context.title(of: data)), minibatches of 128, no momentum")),
      ],
      notes: ["The book's \"Xavier\" is 1/√n, which is LeCun's start and, for layers of one width, Xavier's too."])
  }
}

private enum FiveLayers {
  static let settings = [
    SignalSetting(
      name: "sigmoid N(0, 1²)", activation: .sigmoid, initializer: .standardNormal, color: StartColor.other),
    SignalSetting(
      name: "sigmoid N(0, 0.01²)", activation: .sigmoid, initializer: .smallNormal, color: StartColor.smallNormal),
    SignalSetting(
      name: "sigmoid Xavier 1/√n", activation: .sigmoid, initializer: .leCunNormal, color: StartColor.leCun),
    SignalSetting(
      name: "ReLU N(0, 0.01²)", activation: .relu, initializer: .smallNormal,
      color: StartColor.shade(of: StartColor.smallNormal, 3)),
    SignalSetting(
      name: "ReLU Xavier 1/√n", activation: .relu, initializer: .leCunNormal,
      color: StartColor.shade(of: StartColor.leCun, 3)),
    SignalSetting(name: "ReLU He √(2/n)", activation: .relu, initializer: .heNormal, color: StartColor.he),
  ]

  static func effects(_ signals: [[LayerSignals]]) -> [Effect] {
    func growth(_ seeds: [LayerSignals]) -> [Double] {
      seeds.map { $0.activations[4].rootMeanSquare / $0.activations[0].rootMeanSquare }
    }
    return [
      Effect(
        "sigmoid N(0, 1²): share of layer 5 below 0.1 or above 0.9", signals[0].map { outerShare($0.activations[4]) },
        .above(0.5)),
      Effect(
        "sigmoid N(0, 0.01²): sd of layer 5", signals[1].map { $0.activations[4].standardDeviation }, .below(0.05),
        isRatio: true),
      Effect(
        "sigmoid Xavier: its sd in terms of that",
        zip(signals[2], signals[1]).map {
          $0.activations[4].standardDeviation / $1.activations[4].standardDeviation
        }, .above(3), isRatio: true),
      Effect("ReLU N(0, 0.01²): size of layer 5 / layer 1", growth(signals[3]), .below(1e-3), isRatio: true),
      Effect("ReLU Xavier: size of layer 5 / layer 1", growth(signals[4]), .below(0.5), isRatio: true),
      Effect("ReLU He: size of layer 5 / layer 1", growth(signals[5]), .between(0.5, 2), isRatio: true),
    ]
  }

  /// The share of sigmoid outputs in the outer tenths.
  private static func outerShare(_ histogram: LayerSignals.Histogram) -> Double {
    let tenth = histogram.counts.count / 10
    let outer = histogram.counts.prefix(tenth).reduce(0, +) + histogram.counts.suffix(tenth).reduce(0, +)
    return Double(outer) / Double(max(histogram.counts.reduce(0, +), 1))
  }

  static func train(_ context: StudyContext, _ data: RunData) throws -> [TrainingFigures.Curve] {
    let hidden = [Int](repeating: context.size(full: 100, quick: 100, tiny: 20), count: 5)
    let names = [
      ("N(0, 0.01²)", "normal-0.01", StartColor.smallNormal), ("Xavier 1/√n", "lecun-normal", StartColor.leCun),
      ("He √(2/n)", "he-normal", StartColor.he),
    ]
    let arms = try names.map {
      try Arm($0.0, "he:init=\($0.1),lr=0.01,momentum=0,schedule=constant", hidden: hidden)
    }
    let epochs = context.size(full: 8, quick: 5, tiny: 2)
    let runs = try context.train("MNIST", arms, epochs: epochs, data: data, batchSize: 128)
    return zip(names, runs).map { TrainingFigures.Curve(name: $0.0, color: $0.2, runs: $1) }
  }

  static func effects(_ curves: [TrainingFigures.Curve]) -> [Effect] {
    [
      Effect(
        "MNIST, N(0, 0.01²): last training loss / log 10", curves[0].runs.map { $0.finalLoss / log(10) },
        .between(0.95, 1.05), isRatio: true),
      Effect(
        "MNIST, He: last training loss / log 10", curves[2].runs.map { $0.finalLoss / log(10) }, .below(0.5),
        isRatio: true),
    ]
  }
}
