import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// The course's ten layers, and how their activations spread.
  static let cs231n = Study(
    "cs231n", title: "Ten layers: small, large, Xavier's and He's weights",
    claim: """
      In ten layers of 500 tanh units, 0.01·randn makes all activations zero, 1.0·randn saturates almost all, and randn/√D keeps \
      a reasonable spread; with ReLU, randn/√D collapses again, and randn·√(2/D) does not.
      """,
    source: "Stanford CS231n (Karpathy, Li & Johnson), lecture 5/6, \"Weight initialization\", 2015 to 2017",
    cost: (8, 3, seeds: 8)
  ) { context in
    let width = context.size(full: 500, quick: 500, tiny: 60)
    let signals = context.gaussianSignals(
      CS231n.settings, shape: [Int](repeating: width, count: 11) + [10],
      cases: context.size(full: 1000, quick: 500, tiny: 100))
    let subtitle = "\(width) normal numbers a case, ten layers of \(width) units"
    return Findings(
      effects: CS231n.effects(signals),
      figures: [
        StudyFigure(
          file: "activations.png", caption: "A row of histograms for each setting; tanh rows share their axis.",
          figure: SignalFigures.histograms(
            signals, title: "Activations of ten layers", subtitle: subtitle, label: "activation",
            \.activations),
          isOfFirstSeed: true),
        StudyFigure(
          file: "spread.png", caption: "Mean and spread of the activations by layer, and what comes back.",
          figure: SignalFigures.curves(
            signals, title: "Spread by layer", subtitle: subtitle,
            panels: [
              SignalFigures.Panel(
                title: "Mean", label: "mean of f(z)", value: { $0.activations.map(\.mean) }, scale: .linear),
              .up, .down,
            ])),
      ], inputs: "normal numbers")
  }
}

private enum CS231n {
  static let small = SignalSetting("tanh 0.01·randn", .tanh, .smallNormal, StartColor.smallNormal)
  static let half = SignalSetting("tanh 0.5·randn", .tanh, .largeNormal, StartColor.shade(of: StartColor.other, 3))
  static let large = SignalSetting("tanh 1.0·randn", .tanh, .standardNormal, StartColor.other)
  static let scaled = SignalSetting("tanh randn/√D", .tanh, .leCunNormal, StartColor.leCun)
  static let rectified = SignalSetting(
    "ReLU randn/√D", .relu, .leCunNormal, StartColor.shade(of: StartColor.leCun, 3))
  static let he = SignalSetting("ReLU randn·√(2/D)", .relu, .heNormal, StartColor.he)
  static let settings = [small, half, large, scaled, rectified, he]

  static func effects(_ signals: SignalResults) -> [Effect] {
    func spread(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(setting.name): sd of layer 10", signals[setting].activations[9].standardDeviation, criterion, isRatio: true)
    }
    func saturated(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      Effect("\(setting.name): saturated share of layer 10", signals[setting].saturated[9], criterion)
    }
    func growth(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      let sizes = signals[setting].activations
      return Effect(
        "\(setting.name): size of layer 10 / layer 1", sizes[9].rootMeanSquare / sizes[0].rootMeanSquare, criterion,
        isRatio: true)
    }
    return [
      spread(small, .below(1e-3)), saturated(half, .above(0.5)), saturated(large, .above(0.5)),
      spread(scaled, .between(0.1, 0.9)), saturated(scaled, .below(0.05)), growth(rectified, .below(0.1)),
      growth(he, .between(0.5, 2)),
    ]
  }
}
