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
    source: "K. Saitoh, Deep Learning from Scratch (2016), section 6.2, figures 6-10 to 6-15", cost: (20, 4, seeds: 5)
  ) { context in
    let signals = context.gaussianSignals(
      FiveLayers.settings, shape: [Int](repeating: 100, count: 6) + [10], cases: 1000)
    let data = try context.data(cases: context.size(full: 30_000, quick: 10_000, tiny: 300))
    let runs = try FiveLayers.train(context, data)
    return Findings(
      effects: FiveLayers.effects(signals) + FiveLayers.effects(runs),
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
            panels: [.up, .down])),
        StudyFigure(
          file: "mnist.png", caption: "The three ReLU starts trained on MNIST.",
          figure: TrainingFigures.losses(
            [
              (
                "ReLU, 5 × 100, SGD 0.01",
                runs.map { TrainingFigures.Curve(name: $0.name, color: $0.color, runs: $1) }
              )
            ], title: "Learning MNIST from three starts",
            subtitle: "\(context.title(of: data)), minibatches of 128, no momentum")),
      ],
      notes: ["The book's \"Xavier\" is 1/√n, which is LeCun's start and, for layers of one width, Xavier's too."])
  }
}

private enum FiveLayers {
  static let wide = SignalSetting("sigmoid N(0, 1²)", .sigmoid, .standardNormal, StartColor.other)
  static let narrow = SignalSetting("sigmoid N(0, 0.01²)", .sigmoid, .smallNormal, StartColor.smallNormal)
  static let scaled = SignalSetting("sigmoid Xavier 1/√n", .sigmoid, .leCunNormal, StartColor.leCun)
  static let small = SignalSetting(
    "ReLU N(0, 0.01²)", .relu, .smallNormal, StartColor.shade(of: StartColor.smallNormal, 3))
  static let xavier = SignalSetting(
    "ReLU Xavier 1/√n", .relu, .leCunNormal, StartColor.shade(of: StartColor.leCun, 3))
  static let he = SignalSetting("ReLU He √(2/n)", .relu, .heNormal, StartColor.he)
  static let settings = [wide, narrow, scaled, small, xavier, he]

  static func effects(_ signals: SignalResults) -> [Effect] {
    func top(_ setting: SignalSetting) -> PerSeed<LayerSignals.Histogram> { signals[setting].activations[4] }
    func growth(_ name: String, _ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(name): size of layer 5 / layer 1",
        top(setting).rootMeanSquare / signals[setting].activations[0].rootMeanSquare, criterion, isRatio: true)
    }
    return [
      Effect("sigmoid N(0, 1²): share of layer 5 below 0.1 or above 0.9", top(wide).map(outerShare), .above(0.5)),
      Effect("sigmoid N(0, 0.01²): sd of layer 5", top(narrow).standardDeviation, .below(0.05), isRatio: true),
      Effect(
        "sigmoid Xavier: its sd in terms of that", top(scaled).standardDeviation / top(narrow).standardDeviation,
        .above(3), isRatio: true),
      growth("ReLU N(0, 0.01²)", small, .below(1e-3)), growth("ReLU Xavier", xavier, .below(0.5)),
      growth("ReLU He", he, .between(0.5, 2)),
    ]
  }

  /// The share of sigmoid outputs in the outer tenths.
  private static func outerShare(_ histogram: LayerSignals.Histogram) -> Double {
    let tenth = histogram.counts.count / 10
    let outer = histogram.counts.prefix(tenth).reduce(0, +) + histogram.counts.suffix(tenth).reduce(0, +)
    return Double(outer) / Double(max(histogram.counts.reduce(0, +), 1))
  }

  /// What is trained on the digits.
  static let trained = [
    trainedSmall, SignalSetting("Xavier 1/√n", .relu, .leCunNormal, StartColor.leCun), trainedHe,
  ]
  static let trainedSmall = SignalSetting("N(0, 0.01²)", .relu, .smallNormal, StartColor.smallNormal)
  static let trainedHe = SignalSetting("He √(2/n)", .relu, .heNormal, StartColor.he)

  static func train(_ context: StudyContext, _ data: RunData) throws -> Results<SignalSetting, PerSeed<RunRecord>> {
    let hidden = [Int](repeating: context.size(full: 100, quick: 100, tiny: 20), count: 5)
    let arms = try trained.map {
      try Arm($0.name, "he:init=\($0.initializer.name),lr=0.01,momentum=0,schedule=constant", hidden: hidden)
    }
    let epochs = context.size(full: 8, quick: 5, tiny: 2)
    return Results(
      trained, try context.train("MNIST", arms, epochs: epochs, data: data, batchSize: 128))
  }

  static func effects(_ runs: Results<SignalSetting, PerSeed<RunRecord>>) -> [Effect] {
    [
      Effect(
        "MNIST, N(0, 0.01²): last training loss / log 10", runs[trainedSmall].finalShare, .between(0.95, 1.05),
        isRatio: true),
      Effect("MNIST, He: last training loss / log 10", runs[trainedHe].finalShare, .below(0.5), isRatio: true),
    ]
  }
}
