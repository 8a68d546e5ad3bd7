import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Learning time against depth.
  static let saxe2013 = Study(
    "saxe-2013", title: "Learning time against depth: orthogonal, Xavier's and small random weights",
    claim: """
      From orthogonal weights the number of epochs to a given loss does not grow with depth, in linear networks and nearly so in \
      tanh networks; from small random weights, and from scaled Gaussian ones, it does.
      """,
    source:
      "Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks (2013), figure 6",
    cost: (100, 13, seeds: 3)
  ) { context in
    let depths = context.size(full: [3, 10, 30, 100], quick: [3, 10, 30], tiny: [2, 4])
    let width = context.size(full: 64, quick: 50, tiny: 10)
    let data = try context.data(cases: context.size(full: 4_000, quick: 2_000, tiny: 300))
    let epochs = context.size(full: 10, quick: 6, tiny: 1)
    let times = try Results(Saxe.all) { network in
      try depths.map { depth in
        let arms = try network.start.rates(context).map { rate in
          try Arm(
            "\(network.start.rawValue) \(network.activation.title) \(depth) \(rate)",
            "xavier:activation=\(network.activation.rawValue),init=\(network.start.about.initializer),lr=\(rate),momentum=0.9,schedule=constant",
            hidden: [Int](repeating: width, count: depth))
        }
        // For each seed, the epochs to the loss with the learning rate that is best over the seeds.
        return try context.train("\(network.name), \(depth) layers", arms, epochs: epochs, data: data)
          .map { $0.map { $0.epochs(toLoss: Saxe.loss) } }.lowest { $0 }
      }
    }
    return Saxe.findings(times, depths: depths, epochs: epochs, width: width, title: context.title(of: data))
  }
}

private enum Saxe {
  /// Reached by a linear network of any depth.
  static let loss = 0.8

  enum Start: String, CaseIterable {
    case orthogonal
    case xavier = "Xavier"
    case small = "N(0, 0.01²)"

    var about: (initializer: String, color: Color) {
      switch self {
      case .orthogonal: ("orthogonal", StartColor.orthogonal)
      case .xavier: ("xavier-normal", StartColor.xavier)
      case .small: ("normal-0.01", StartColor.smallNormal)
      }
    }

    /// Small weights leave their plateau only at rates at which the others diverge.
    func rates(_ context: StudyContext) -> [String] {
      context.size(
        full: self == .small ? ["0.05", "0.1", "0.2"] : ["0.002", "0.006", "0.02", "0.06"],
        quick: self == .small ? ["0.1"] : ["0.003", "0.03"], tiny: ["0.01"])
    }
  }

  struct Network: Hashable {
    let activation: Activation
    let start: Start

    var name: String { "\(title(activation)), \(start.rawValue)" }
  }

  static let activations = [Activation.identity, .tanh]
  static let all = activations.flatMap { activation in
    Start.allCases.map { Network(activation: activation, start: $0) }
  }

  /// Epochs to the loss, by depth.
  typealias Times = Results<Network, [PerSeed<Double>]>

  static func findings(_ times: Times, depths: [Int], epochs: Int, width: Int, title: String) -> Findings {
    let deepest = depths.count - 1
    /// How the time grows from the shallowest networks to others.
    func growth(_ activation: Activation, _ start: Start, to depth: Int, _ criterion: Effect.Criterion) -> Effect {
      let network = Network(activation: activation, start: start)
      return Effect(
        "\(network.name): epochs with \(depths[depth]) hidden layers / with \(depths[0])",
        times[network][depth] / times[network][0], criterion, isRatio: true)
    }
    return Findings(
      effects: [
        growth(.identity, .orthogonal, to: deepest, .below(2)),
        growth(.tanh, .orthogonal, to: deepest, .below(3)),
        growth(.identity, .xavier, to: min(2, deepest), .above(1.5)),
        growth(.tanh, .xavier, to: min(2, deepest), .above(1.5)),
        growth(.identity, .small, to: 1, .above(1.5)),
        growth(.tanh, .small, to: 1, .above(1.5)),
      ], tables: [table(times, depths: depths)],
      figures: [figure(times, depths: depths, epochs: epochs, width: width, title: title)],
      notes: [
        """
        The learning rate is chosen for each start and depth, as in the paper, from a grid: 0.002 to 0.06, and 0.05 to 0.2 for \
        N(0, 0.01²), which leaves its plateau only at such rates. "∞": not reached within \(epochs) epochs with any of them. Growth \
        is measured to the deepest networks for orthogonal weights, to \(depths[min(2, deepest)]) hidden layers for Xavier's start and to \
        \(depths[1]) for small weights, since beyond there is no number. An epoch's loss is its mean and counts \
        for its middle, so that times of about one are coarse.
        """
      ])
  }

  private static func table(_ times: Times, depths: [Int]) -> StudyTable {
    StudyTable(
      title: "Epochs to a training loss of \(loss) nats, mean over the seeds",
      rows: [["network"] + depths.map { "\($0) hidden layers" }]
        + times.map { network, byDepth in [network.name] + byDepth.map { Effect.text($0.mean) } })
  }

  private static func title(_ activation: Activation) -> String { activation == .identity ? "linear" : "tanh" }

  private static func figure(
    _ times: Times, depths: [Int], epochs: Int, width: Int, title: String
  ) -> StudyFigure {
    let all = times.map { $1 }.joined()
    let seeds = all.map(\.count).max() ?? 1
    var figure = Figure(
      size: Size(width: 860, height: 400), title: "Epochs to a training loss of \(loss) nats",
      subtitle: "\(title), \(width) units a layer, best learning rate of a grid",
      footer: """
        \(SeedSpread.definition(seeds: seeds, scale: .positive))Of the seeds that reach the loss within \(epochs) epochs; the names say \
        how many do not at some depth.
        """,
      columns: [.relative(1), .relative(1)])
    let slowest = all.flatMap(\.values).filter(\.isFinite).max() ?? Double(epochs)
    for (column, activation) in activations.enumerated() {
      let series = Start.allCases.map { start in
        CurveSeries.over(
          PerSeed(each: times[Network(activation: activation, start: start)]), name: start.rawValue,
          color: start.about.color, scale: .positive, x: depths.map(Double.init),
          gap: "never reached it")
      }
      figure.place(
        LineChart(
          title: activation == .identity ? "Linear" : "tanh",
          x: Axis("hidden layers", scale: .logarithmic, ticks: depths.map(Double.init)),
          y: Axis("epochs", range: 0...1.1 * slowest), series: series), row: 0, column: column)
    }
    return StudyFigure(
      file: "learning-time.png", caption: "Passes over the training cases until the loss is reached.", figure: figure)
  }
}
