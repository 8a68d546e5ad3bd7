import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Self-normalising networks need LeCun's start.
  static let selu = Study(
    "selu", title: "SELU from LeCun's start and from He's, 8 and 32 layers",
    claim: """
      From LeCun's start, activations of SELU networks converge to mean 0 and variance 1 in any depth, so that networks of 8 and \
      32 layers can be trained without normalisation; He's start, with twice the variance, loses this.
      """,
    source: "Klambauer, Unterthiner, Mayr & Hochreiter, Self-normalizing neural networks (2017), theorem 1 and table 1",
    cost: (15, 4, seeds: 5)
  ) { context in
    let width = context.size(full: 100, quick: 100, tiny: 16)
    let signals = context.gaussianSignals(
      Selu.settings, shape: [Int](repeating: width, count: 33) + [10],
      cases: context.size(full: 500, quick: 300, tiny: 50))
    let data = try context.data(cases: context.size(full: 10_000, quick: 3_000, tiny: 300))
    let epochs = context.size(full: 6, quick: 3, tiny: 1)
    let depths = [8, 32]
    let trained = try depths.map { depth in
      let arms = try Selu.settings.map {
        try Arm(
          "\($0.name), \(depth)", "lecun:init=\($0.initializer.name),lr=0.003,schedule=constant",
          hidden: [Int](repeating: width, count: depth))
      }
      return Results(Selu.settings, try context.train("\(depth) layers", arms, epochs: epochs, data: data))
    }
    let panels = zip(depths, trained).map { depth, runs in
      (
        title: "\(depth) hidden layers",
        curves: runs.map { TrainingFigures.Curve(name: $0.name, color: $0.color, runs: $1) }
      )
    }
    return Findings(
      effects: Selu.effects(signals) + zip(depths, trained).flatMap { Selu.effects($1, depth: $0) },
      figures: [
        StudyFigure(
          file: "variance.png", caption: "Mean and standard deviation of the activations through 32 layers.",
          figure: SignalFigures.curves(
            signals, title: "SELU through 32 layers", subtitle: "normal inputs, \(width) units a layer",
            panels: [
              SignalFigures.Panel(
                title: "Up: mean", label: "mean of f(z)", value: { $0.activations.map(\.mean) }, scale: .linear),
              .up("Up: size"), .down,
            ])),
        StudyFigure(
          file: "training.png", caption: "Training loss of both starts at both depths.",
          figure: TrainingFigures.losses(
            panels, title: "SELU without normalisation",
            subtitle: "\(context.title(of: data)), \(width) units a layer, SGD 0.003 with momentum 0.9")),
      ])
  }
}

private enum Selu {
  static let leCun = SignalSetting("LeCun", .selu, .leCunNormal, StartColor.leCun)
  static let he = SignalSetting("He", .selu, .heNormal, StartColor.he)
  static let settings = [leCun, he]

  static func effects(_ signals: SignalResults) -> [Effect] {
    func size(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(setting.name): size of the activations of layer 32", signals[setting].activations[31].rootMeanSquare,
        criterion, isRatio: true)
    }
    func growth(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      let layers = signals[setting].gradients
      return Effect(
        "\(setting.name): gradients, layer 1 / layer 32", layers[0].rootMeanSquare / layers[31].rootMeanSquare,
        criterion, isRatio: true)
    }
    return [
      size(leCun, .between(0.8, 1.25)), size(he, .above(1.25)), growth(leCun, .between(0.1, 10)),
      growth(he, .above(10)),
    ]
  }

  static func effects(_ runs: Results<SignalSetting, PerSeed<RunRecord>>, depth: Int) -> [Effect] {
    [
      Effect(
        "LeCun, \(depth) layers: last training loss / log 10", runs[leCun].finalShare, .below(0.5), isRatio: true),
      Effect(
        "\(depth) layers: last training loss, He / LeCun", runs[he].finalLoss / runs[leCun].finalLoss, .above(1),
        isRatio: true),
    ]
  }
}
