import Experiments
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Standard against normalised initialisation.
  static let glorot2010 = Study(
    "glorot-2010", title: "Standard against normalised initialisation, tanh, five layers",
    claim: """
      With the standard U(−1/√n, 1/√n), activations shrink towards the upper layers and back-propagated gradients towards the \
      lower ones; normalised initialisation keeps both (figures 6 and 7). Sigmoid networks of depth four with the standard \
      start drive their top hidden layer to saturation at 0 early in training (figure 2).
      """,
    source: "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)",
    cost: (12, 3, seeds: 3)
  ) { context in
    let width = context.size(full: 1000, quick: 500, tiny: 60)
    let signals = try context.imageSignals(
      Glorot.settings, hidden: [Int](repeating: width, count: 5),
      cases: context.size(full: 300, quick: 300, tiny: 100))
    let data = try context.data(cases: context.size(full: 20_000, quick: 10_000, tiny: 300))
    let saturation = try Glorot.saturation(context, data)
    let subtitle = "\(context.dataset.title), tanh, five hidden layers of \(width), before training"
    return Findings(
      effects: Glorot.effects(signals) + Glorot.effects(saturation),
      figures: [
        StudyFigure(
          file: "figure-6.png", caption: "Activations, standard above, normalised below.",
          figure: SignalFigures.histograms(
            signals, title: "Activations", subtitle: subtitle, label: "activation", \.activations),
          isOfFirstSeed: true),
        StudyFigure(
          file: "figure-7.png", caption: "Back-propagated gradients; all panels have the same axis.",
          figure: SignalFigures.histograms(
            signals, title: "Back-propagated gradients", subtitle: subtitle, label: "∂loss/∂z",
            sharing: .all, \.gradients),
          isOfFirstSeed: true),
        StudyFigure(
          file: "sizes.png", caption: "Their sizes by layer, with theory.",
          figure: SignalFigures.curves(
            signals, title: "Size of the signals by layer", subtitle: subtitle,
            panels: [.up, .down])),
        Glorot.figure(saturation, title: context.title(of: data)),
      ],
      notes: [
        """
        The paper trained on Shapeset-3×2 with plain gradient descent and minibatches of ten; here it is \
        \(context.dataset.title), with the same.
        """
      ])
  }
}

private enum Glorot {
  /// U(−1/√n, 1/√n) has the variance 1/(3n), which is He's with slope √5.
  static let standard = Initializer.he(.uniform, slope: Float(5).squareRoot())

  static let plain = SignalSetting("standard", .tanh, standard, StartColor.other)
  static let normalised = SignalSetting("normalised", .tanh, .xavierUniform, StartColor.xavier)
  static let settings = [plain, normalised]

  static func effects(_ signals: SignalResults) -> [Effect] {
    func up(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      let layers = signals[setting].activations
      return Effect(
        "\(setting.name): activations, layer 5 / layer 1", layers[4].rootMeanSquare / layers[0].rootMeanSquare,
        criterion, isRatio: true)
    }
    func down(_ setting: SignalSetting, _ criterion: Effect.Criterion) -> Effect {
      let layers = signals[setting].gradients
      return Effect(
        "\(setting.name): gradients, layer 1 / layer 5", layers[0].rootMeanSquare / layers[4].rootMeanSquare, criterion,
        isRatio: true)
    }
    return [
      up(plain, .below(0.3)), up(normalised, .between(0.5, 2)), down(plain, .below(0.3)),
      down(normalised, .between(0.5, 2)),
    ]
  }

  /// The mean activation of each hidden layer during training.
  struct Saturation: Codable, Sendable {
    let steps: [Double]
    /// By layer, then moment.
    let means: [[Double]]
  }

  static func saturation(_ context: StudyContext, _ data: RunData) throws -> PerSeed<Saturation> {
    let width = context.size(full: 400, quick: 150, tiny: 12)
    let arm = try Arm(
      "sigmoid", "xavier-sigmoid:init=he-uniform/slope=2.236068,momentum=0,schedule=constant,lr=0.1,batch-size=10",
      hidden: [Int](repeating: width, count: 4))
    let (epochs, name) = (context.size(full: 3, quick: 2, tiny: 1), context.dataset.name)
    let plans = context.seeds.map { NetworkPlan(arm: arm, seed: $0, epochs: epochs, cases: data.training.count) }
    let all = try context.map("sigmoid networks", plans, plan: { $0 }) { plan, _ in
      var settings = StudyContext.settings(name)
      settings.epochs = epochs
      let network = try ArmNetwork(arm, seed: plan.seed, settings: settings, data: data)
      var (steps, means) = ([Double](), [[Double]](repeating: [], count: 4))
      func measure(_ step: Int) {
        let pass = network.signals(cases: 200)
        steps.append(Double(step))
        for layer in 0..<4 { means[layer].append(pass.activations[layer].mean) }
      }
      measure(0)
      let interval = max(epochs * data.training.count / 10 / 60, 1)
      network.train { if $0 % interval == 0 { measure($0) } }
      return Saturation(steps: steps, means: means)
    }
    return PerSeed(all)
  }

  static func effects(_ saturation: PerSeed<Saturation>) -> [Effect] {
    [
      Effect(
        "sigmoid: lowest mean activation of the top hidden layer", saturation.means[3].map { $0.min() ?? .nan },
        .below(0.1)),
      Effect(
        "sigmoid: the same of the first hidden layer", saturation.means[0].map { $0.min() ?? .nan }, .above(0.3)),
    ]
  }

  static func figure(_ saturation: PerSeed<Saturation>, title: String) -> StudyFigure {
    let colors = Palette.sequential(4)
    let series = (0..<4).map { layer in
      CurveSeries.over(
        saturation.means[layer], name: "layer \(layer + 1)", color: colors[layer], scale: .share,
        x: saturation.values[0].steps,
        marker: .none)
    }
    var page = Figure(
      size: Size(width: 640, height: 400), title: "Mean activation during training",
      subtitle: "\(title), four sigmoid layers, standard initialisation, minibatches of 10",
      footer: SeedSpread.definition(seeds: saturation.count, scale: .share))
    page.place(
      LineChart(x: Axis("step"), y: Axis("mean activation", range: 0...1), series: series), row: 0, column: 0)
    return StudyFigure(
      file: "figure-2.png", caption: "Where the sigmoid layers work while they are trained; 0.5 is the middle.",
      figure: page)
  }
}
