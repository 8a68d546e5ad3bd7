import Experiments
import Foundation
import Plotting
import Reporting

extension Study {
  /// What pretraining is worth when few cases have labels.
  static let fewLabels = Study(
    "few-labels", title: "Few labels: pretraining on all cases against random starts",
    claim: """
      The fewer cases have labels, the more pretraining on the unlabelled ones is worth: 6.35 against 11.29 % with 1,000 labels, \
      2.73 against 5.27 % with 10,000.
      """,
    source:
      "the yell project's documentation, RBM-1024 fine-tuned against a random start, single runs (Docs/References.md)",
    cost: (800, 18, seeds: 3)
  ) { context in
    let counts = context.size(full: [100, 300, 1_000, 3_000, 10_000], quick: [100, 1_000], tiny: [50, 100])
    let hidden = [Int](repeating: context.size(full: 500, quick: 150, tiny: 12), count: 3)
    let data = try context.data(cases: context.size(full: 20_000, quick: 5_000, tiny: 300))
    let pretrainEpochs = context.size(full: 5, quick: 3, tiny: 1)
    let longest = context.size(full: 30, quick: 15, tiny: 2)
    let trained = try counts.map { count in
      let starts = try LabelCounts.Start.all.map { try $0.arms(labels: count, context, hidden: hidden) }
      var runs = try context.train(
        "\(count.formatted) labels", starts.flatMap { $0 },
        epochs: LabelCounts.epochs(labels: count, longest: longest), data: data
      ) { ($0.labels, $0.pretrainEpochs) = (count, pretrainEpochs) }[...]
      let best = zip(LabelCounts.Start.all, starts).map { start, arms in
        LabelCounts.Best(start.rates(context), arms.map { _ in runs.removeFirst() })
      }
      return Results(LabelCounts.Start.all, best)
    }
    return LabelCounts.findings(
      trained, counts: counts,
      subtitle: "\(context.title(of: data)) without labels, three hidden layers of \(hidden[0])")
  }
}

enum LabelCounts {
  enum Weights: String, CaseIterable {
    case pretrained = "DBN"
    case he = "He"
    case xavier = "Xavier"
  }

  struct Start: Hashable, Sendable {
    let weights: Weights
    let hasDropout: Bool

    static let all = Weights.allCases.flatMap { weights in
      [false, true].map { Start(weights: weights, hasDropout: $0) }
    }

    var name: String { weights.rawValue + (hasDropout ? ", dropout" : "") }
    var text: String { "\(weights.rawValue.lowercased()):\(hasDropout ? "dropout=0.2," : "")" }
    /// Learning rates, of which the best is taken for each number of labels.
    var rates: [String] { weights == .pretrained ? ["0.05", "0.2", "0.6"] : ["0.01", "0.03", "0.1"] }

    var color: Color {
      let color =
        switch weights {
        case .pretrained: StartColor.pretrained
        case .he: StartColor.he
        case .xavier: StartColor.xavier
        }
      return hasDropout ? StartColor.shade(of: color, 3) : color
    }

    func rates(_ context: StudyContext) -> [String] { context.size(full: rates, quick: [rates[1]], tiny: [rates[1]]) }

    /// One for each rate. Minibatches are a tenth of the labels at most, by a key of the arm, since the comparison's own size would
    /// be that of pretraining too, which is to be the same for all.
    func arms(labels: Int, _ context: StudyContext, hidden: [Int]) throws -> [Arm] {
      try rates(context).map { rate in
        try Arm(
          "\(name), \(rate)", "\(text)lr=\(rate),batch-size=\(max(min(100, labels / 10), 1))", hidden: hidden)
      }
    }
  }

  /// The runs at the learning rate whose validation error is the lowest in the mean over the seeds.
  struct Best: Sendable {
    /// With a star at an end of the grid.
    let rate: String
    /// Test errors in %.
    let errors: PerSeed<Double>

    /// - Parameter runs: by rate.
    init(_ rates: [String], _ runs: [PerSeed<RunRecord>]) {
      let best = runs.indexOfLowest(\.lastValidationError)
      rate = rates[best] + (rates.count > 1 && [0, rates.count - 1].contains(best) ? "*" : "")
      errors = 100 * runs[best].testError
    }
  }

  /// As published, in %: pretrained and not.
  static let published: [Int: String] = [100: "18.30 / 23.98", 1_000: "6.35 / 11.29", 10_000: "2.73 / 5.27"]

  /// Fewer where an epoch has more steps.
  static func epochs(labels: Int, longest: Int) -> Int {
    labels <= 1_000 ? longest : labels <= 3_000 ? max(2 * longest / 3, 1) : max(longest / 2, 1)
  }

  typealias Trained = Results<Start, Best>

  /// - Parameter trained: by count.
  static func findings(_ trained: [Trained], counts: [Int], subtitle: String) -> Findings {
    /// With dropout, against the pretrained network with dropout.
    func gain(_ trained: Trained, _ start: Start) -> PerSeed<Double> {
      trained[start].errors - trained[Start(weights: .pretrained, hasDropout: start.hasDropout)].errors
    }
    let effects = zip(counts, trained).flatMap { count, trained in
      [false, true].flatMap { hasDropout in
        [Weights.he, .xavier].map { weights in
          let name = "\(weights.rawValue) − DBN\(hasDropout ? ", both with dropout" : "")"
          return Effect(
            "\(count.formatted) labels: test error, \(name), points",
            gain(trained, Start(weights: weights, hasDropout: hasDropout)), .above(0))
        }
      }
    }
    let he = Start(weights: .he, hasDropout: false)
    let growth = Effect(
      "He − DBN, \(counts[0].formatted) − \(counts[counts.count - 1].formatted) labels, points",
      gain(trained[0], he) - gain(trained[trained.count - 1], he), .above(0))
    return Findings(
      effects: effects + [growth], tables: [table(trained, counts), rates(trained, counts)],
      figures: [figure(trained, counts, subtitle: subtitle)],
      notes: [
        """
        Pretraining sees all training cases, without their labels, and is the same for all numbers of labels. The learning rate is \
        the one of three with the lowest validation error over the seeds, for every start and number of labels, and so is, for \
        every run, the epoch whose network is tested; with so many validation cases these are choices that someone with few labels \
        could not make. Minibatches are a tenth of the cases with labels, at most 100. The published networks had one hidden layer \
        of 1,024 units.
        """
      ])
  }

  private static func rates(_ trained: [Trained], _ counts: [Int]) -> StudyTable {
    StudyTable(
      title: "Learning rates, the best of three (*: at an end of what was tried, so that a better one may lie beyond)",
      rows: [["labels"] + Start.all.map(\.name)]
        + zip(counts, trained).map { [$0.formatted] + $1.map { $1.rate } })
  }

  private static func table(_ trained: [Trained], _ counts: [Int]) -> StudyTable {
    let rows = zip(counts, trained).map { count, trained in
      [count.formatted] + trained.map { $1.errors.text } + [published[count] ?? "–"]
    }
    return StudyTable(
      title: "Test error in %, \(trained[0][Start.all[0]].errors.measure)",
      rows: [["labels"] + Start.all.map(\.name) + ["published: pretrained / not"]] + rows)
  }

  private static func figure(_ trained: [Trained], _ counts: [Int], subtitle: String) -> StudyFigure {
    let byStart = Results(Start.all) { start in PerSeed(each: trained.map { $0[start].errors }) }
    var figure = Figure(
      size: Size(width: 720, height: 440), title: "Few labels", subtitle: subtitle,
      footer: SeedSpread.definition(seeds: byStart[Start.all[0]].count, scale: .share))
    let series = byStart.map { start, errors in
      CurveSeries.percent(
        errors, name: start.name, color: start.color, x: counts.map(Double.init),
        dash: start.hasDropout ? .dashed : .solid)
    }
    figure.place(
      LineChart(
        x: Axis("cases with labels", scale: .logarithmic, ticks: counts.map(Double.init)),
        y: Axis("test error (%)", scale: .logarithmic), series: series), row: 0, column: 0)
    return StudyFigure(
      file: "errors.png", caption: "Test error against the number of cases with labels.", figure: figure)
  }
}
