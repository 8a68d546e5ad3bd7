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
    seconds: (8, 3), seedCount: 8
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
              SignalFigures.Panel(
                title: "Up", label: "root mean square of f(z)", value: { $0.activations.map(\.rootMeanSquare) },
                theory: \.activations),
              SignalFigures.Panel(
                title: "Down", label: "root mean square of ∂loss/∂z", value: { $0.gradients.map(\.rootMeanSquare) },
                theory: \.gradients),
            ])),
      ], inputs: "normal numbers")
  }
}

private enum CS231n {
  static let settings = [
    setting("tanh 0.01·randn", .tanh, .smallNormal, StartColor.smallNormal),
    setting("tanh 0.5·randn", .tanh, .largeNormal, StartColor.shade(of: StartColor.other, 3)),
    setting("tanh 1.0·randn", .tanh, .standardNormal, StartColor.other),
    setting("tanh randn/√D", .tanh, .leCunNormal, StartColor.leCun),
    setting("ReLU randn/√D", .relu, .leCunNormal, StartColor.shade(of: StartColor.leCun, 3)),
    setting("ReLU randn·√(2/D)", .relu, .heNormal, StartColor.he),
  ]

  private static func setting(
    _ name: String, _ activation: Activation, _ initializer: Initializer, _ color: Color
  ) -> SignalSetting {
    SignalSetting(name: name, activation: activation, initializer: initializer, color: color)
  }

  static func effects(_ signals: [[LayerSignals]]) -> [Effect] {
    func spread(_ index: Int) -> [Double] { signals[index].map { $0.activations[9].standardDeviation } }
    func ratio(_ index: Int) -> [Double] {
      signals[index].map { $0.activations[9].rootMeanSquare / $0.activations[0].rootMeanSquare }
    }
    func saturated(_ index: Int) -> [Double] { signals[index].map { $0.saturated[9] } }
    return [
      Effect("tanh 0.01·randn: sd of layer 10", spread(0), .below(1e-3), isRatio: true),
      Effect("tanh 0.5·randn: saturated share of layer 10", saturated(1), .above(0.5)),
      Effect("tanh 1.0·randn: saturated share of layer 10", saturated(2), .above(0.5)),
      Effect("tanh randn/√D: sd of layer 10", spread(3), .between(0.1, 0.9), isRatio: true),
      Effect("tanh randn/√D: saturated share of layer 10", saturated(3), .below(0.05)),
      Effect("ReLU randn/√D: size of layer 10 / layer 1", ratio(4), .below(0.1), isRatio: true),
      Effect("ReLU randn·√(2/D): size of layer 10 / layer 1", ratio(5), .between(0.5, 2), isRatio: true),
    ]
  }
}
