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
    seconds: (100, 13), seedCount: 3
  ) { context in
    let depths = context.size(full: [3, 10, 30, 100], quick: [3, 10, 30], tiny: [2, 4])
    let width = context.size(full: 64, quick: 50, tiny: 10)
    let data = try context.data(cases: context.size(full: 4_000, quick: 2_000, tiny: 300))
    let epochs = context.size(full: 10, quick: 6, tiny: 1)
    var times: [String: [[Double]]] = [:]
    for activation in [Activation.identity, .tanh] {
      for start in Saxe.starts {
        times[Saxe.key(activation, start.name)] = try depths.map { depth in
          let arms = try Saxe.rates(start.name, context).map { rate in
            try Arm(
              "\(start.name) \(activation.title) \(depth) \(rate)",
              "xavier:activation=\(activation.rawValue),init=\(start.text),lr=\(rate),momentum=0.9,schedule=constant",
              hidden: [Int](repeating: width, count: depth))
          }
          let runs = try context.train(
            "\(activation == .identity ? "linear" : "tanh"), \(start.name), \(depth) layers", arms, epochs: epochs,
            data: data)
          return Saxe.best(runs)
        }
      }
    }
    return Saxe.findings(times, depths: depths, epochs: epochs, width: width, title: context.title(of: data))
  }
}

private enum Saxe {
  /// Reached by a linear network of any depth.
  static let loss = 0.8

  static let starts: [(name: String, text: String, color: Color)] = [
    ("orthogonal", "orthogonal", StartColor.orthogonal), ("Xavier", "xavier-normal", StartColor.xavier),
    ("N(0, 0.01²)", "normal-0.01", StartColor.smallNormal),
  ]

  /// Small weights leave their plateau only at rates at which the others diverge.
  static func rates(_ start: String, _ context: StudyContext) -> [String] {
    let isSmall = start == starts[2].name
    return context.size(
      full: isSmall ? ["0.05", "0.1", "0.2"] : ["0.002", "0.006", "0.02", "0.06"],
      quick: isSmall ? ["0.1"] : ["0.003", "0.03"], tiny: ["0.01"])
  }

  static func key(_ activation: Activation, _ start: String) -> String { "\(activation.rawValue) \(start)" }

  /// For each seed, the epochs to the loss with the learning rate that is best over the seeds.
  static func best(_ runs: [[RunRecord]]) -> [Double] {
    let times = runs.map { $0.map { $0.epochs(toLoss: loss) } }
    return times[times.indexOfLowest { $0 }]
  }

  static func findings(
    _ times: [String: [[Double]]], depths: [Int], epochs: Int, width: Int, title: String
  ) -> Findings {
    func passes(_ activation: Activation, _ start: String, _ depth: Int) -> [Double] {
      times[key(activation, start)]?[depth] ?? []
    }
    let deepest = depths.count - 1
    /// How the time grows from the shallowest networks to others.
    func growth(_ activation: Activation, _ start: String, to depth: Int, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(Self.title(activation)), \(start): epochs with \(depths[depth]) hidden layers / with \(depths[0])",
        ratios(passes(activation, start, depth), passes(activation, start, 0)), criterion, isRatio: true)
    }
    return Findings(
      effects: [
        growth(.identity, "orthogonal", to: deepest, .below(2)),
        growth(.tanh, "orthogonal", to: deepest, .below(3)),
        growth(.identity, "Xavier", to: min(2, deepest), .above(1.5)),
        growth(.tanh, "Xavier", to: min(2, deepest), .above(1.5)),
        growth(.identity, "N(0, 0.01²)", to: 1, .above(1.5)),
        growth(.tanh, "N(0, 0.01²)", to: 1, .above(1.5)),
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

  private static func table(_ times: [String: [[Double]]], depths: [Int]) -> StudyTable {
    var rows = [["network"] + depths.map { "\($0) hidden layers" }]
    for activation in [Activation.identity, .tanh] {
      for start in starts {
        let means = (times[key(activation, start.name)] ?? []).map { $0.reduce(0, +) / Double($0.count) }
        rows.append(["\(title(activation)), \(start.name)"] + means.map(Effect.text))
      }
    }
    return StudyTable(title: "Epochs to a training loss of \(loss) nats, mean over the seeds", rows: rows)
  }

  private static func title(_ activation: Activation) -> String { activation == .identity ? "linear" : "tanh" }

  private static func figure(
    _ times: [String: [[Double]]], depths: [Int], epochs: Int, width: Int, title: String
  ) -> StudyFigure {
    let seeds = times.values.joined().map(\.count).max() ?? 1
    var figure = Figure(
      size: Size(width: 860, height: 400), title: "Epochs to a training loss of \(loss) nats",
      subtitle: "\(title), \(width) units a layer, best learning rate of a grid",
      footer: """
        \(SeedSpread.definition(seeds: seeds, scale: .positive))Of the seeds that reach the loss within \(epochs) epochs; the names say \
        how many do not at some depth.
        """,
      columns: [.relative(1), .relative(1)])
    let slowest = times.values.joined().joined().filter(\.isFinite).max() ?? Double(epochs)
    for (column, activation) in [Activation.identity, .tanh].enumerated() {
      let series = starts.map { start in
        let byDepth = times[key(activation, start.name)] ?? []
        let bySeed = (0..<seeds).map { seed in byDepth.map { $0.indices.contains(seed) ? $0[seed] : .nan } }
        return CurveSeries.over(
          bySeed, name: start.name, color: start.color, scale: .positive, x: depths.map(Double.init),
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
