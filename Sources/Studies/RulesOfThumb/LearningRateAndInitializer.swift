import Experiments
import Foundation
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Which learning rates a start allows.
  static let learningRateAndInitializer = Study(
    "learning-rate-x-initializer", title: "Learning rates that each start allows",
    claim: """
      The best learning rate is close to the largest that works, within a factor of two, and 0.01 typically works for standard \
      multi-layer networks. A good start widens the range of rates that work.
      """,
    source: "Bengio, Practical recommendations for gradient-based training of deep architectures (2012), section 3.1.1",
    cost: (60, 10, seeds: 5)
  ) { context in
    let hidden = [Int](repeating: context.size(full: 100, quick: 50, tiny: 10), count: 5)
    let rates = context.size(full: Rates.around(-3...7), quick: Rates.around(-3...6), tiny: Rates.around(0...2))
    let data = try context.data(cases: context.size(full: 5_000, quick: 3_000, tiny: 300))
    let epochs = context.size(full: 8, quick: 4, tiny: 1)
    let grid = try context.grid(
      TrainingGrid.Start.usual, rates.map { .rates(["\($0)"], name: Rates.name($0), hidden: hidden) }, epochs: epochs,
      data: data)
    return Findings(
      effects: Rates.effects(grid, rates),
      figures: [
        Rates.figure(
          grid, rates,
          subtitle:
            "\(context.title(of: data)), ReLU, five hidden layers of \(hidden[0]), \(epochs) epochs of SGD with momentum 0.9"
        )
      ],
      notes: [
        """
        The paper speaks of rates at which training does not diverge. Deep rectifiers seldom do: from too large a rate all units \
        die, and the network guesses. A rate is said to work here if the training loss ends below nine tenths of guessing.
        """
      ])
  }
}

private enum Rates {
  static let typical = 0.01

  /// The typical rate times powers of two.
  static func around(_ exponents: ClosedRange<Int>) -> [Double] { exponents.map { typical * pow(2, Double($0)) } }

  static func name(_ rate: Double) -> String { Effect.text(rate) }

  /// The rates that work from a start, for each seed, with the losses at all rates.
  private static func working(
    _ grid: TrainingGrid, _ start: TrainingGrid.Start, _ rates: [Double]
  ) -> PerSeed<(losses: [Double], working: [Double])> {
    PerSeed(each: rates.map { grid.values(start, name($0), .trainingLoss) }).map { losses in
      (losses, zip(rates, losses).filter { $0.1 < TrainingGrid.guessing }.map(\.0))
    }
  }

  /// The largest working rate in terms of the best; NaN where none works.
  static func headroom(_ grid: TrainingGrid, _ start: TrainingGrid.Start, _ rates: [Double]) -> PerSeed<Double> {
    working(grid, start, rates).map { losses, working in
      guard let largest = working.last, let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else {
        return .nan
      }
      return largest / rates[best]
    }
  }

  /// How many of the rates work.
  static func count(_ grid: TrainingGrid, _ start: TrainingGrid.Start, _ rates: [Double]) -> PerSeed<Double> {
    working(grid, start, rates).map { Double($0.working.count) }
  }

  static func effects(_ grid: TrainingGrid, _ rates: [Double]) -> [Effect] {
    let scaled = grid.starts.filter { $0.name != TrainingGrid.Start.small.name }
    return scaled.map { start in
      Effect(
        "\(start.name): largest working rate / best rate", headroom(grid, start, rates), .below(2.5),
        isRatio: true)
    }
      + scaled.map { grid.learning("rate \(typical)", $0, name(typical), .below(0.5)) }
      + scaled.map { start in
        Effect(
          "\(start.name): octaves of working rates more than from N(0, 0.01²)",
          count(grid, start, rates) - count(grid, .small, rates), .above(0))
      }
  }

  static func figure(_ grid: TrainingGrid, _ rates: [Double], subtitle: String) -> StudyFigure {
    let series = grid.starts.map { start in
      let bySeed = working(grid, start, rates).map { $0.losses.map { $0.isFinite ? $0 : .nan } }
      return CurveSeries.over(
        bySeed, name: start.name, color: start.color, scale: .positive, x: rates)
    }
    let drawn = CurveSeries.drawn(series).filter { $0 > 0 }
    let (lowest, highest) = (drawn.min() ?? 0.1, min(drawn.max() ?? 4, 10 * log(10)))
    var figure = Figure(
      size: Size(width: 780, height: 460), title: "Training loss against the learning rate", subtitle: subtitle,
      footer: """
        \(SeedSpread.definition(seeds: grid.seedCount, scale: .positive))Of the seeds that did not diverge; the names \
        say how many did at some rate.
        """)
    figure.place(
      LineChart(
        title: "", x: Axis("learning rate", scale: .logarithmic, ticks: rates),
        y: Axis("training loss, nats a case", scale: .logarithmic, range: lowest / 1.3...max(highest, 3) * 1.3),
        series: series,
        references: [ReferenceLine(.horizontal, at: log(10), label: "guessing, log 10")]), row: 0, column: 0)
    return StudyFigure(
      file: "rates.png", caption: "Where a curve is low, the rate works; where it is at guessing, it does not.",
      figure: figure)
  }
}
