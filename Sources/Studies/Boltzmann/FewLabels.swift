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
    seconds: (800, 18), seedCount: 3
  ) { context in
    let counts = context.size(full: [100, 300, 1_000, 3_000, 10_000], quick: [100, 1_000], tiny: [50, 100])
    let hidden = [Int](repeating: context.size(full: 500, quick: 150, tiny: 12), count: 3)
    let data = try context.data(cases: context.size(full: 20_000, quick: 5_000, tiny: 300))
    let pretrainEpochs = context.size(full: 5, quick: 3, tiny: 1)
    let longest = context.size(full: 30, quick: 15, tiny: 2)
    let trained = try counts.map { count in
      let starts = try LabelCounts.starts.map { try $0.arms(labels: count, context, hidden: hidden) }
      var runs = try context.train(
        "\(count.formatted) labels", starts.flatMap { $0 },
        epochs: LabelCounts.epochs(labels: count, longest: longest), data: data
      ) { ($0.labels, $0.pretrainEpochs) = (count, pretrainEpochs) }[...]
      return zip(LabelCounts.starts, starts).map { start, arms in
        LabelCounts.Best(start.rates(context), arms.map { _ in runs.removeFirst() })
      }
    }
    return LabelCounts.findings(
      trained, counts: counts,
      subtitle: "\(context.title(of: data)) without labels, three hidden layers of \(hidden[0])")
  }
}

enum LabelCounts {
  struct Start: Sendable {
    let name: String
    let text: String
    /// Learning rates, of which the best is taken for each number of labels.
    let rates: [String]
    let color: Color

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

  static let starts = [
    Start(name: "DBN", text: "dbn:", rates: ["0.05", "0.2", "0.6"], color: StartColor.pretrained),
    Start(
      name: "DBN, dropout", text: "dbn:dropout=0.2,", rates: ["0.05", "0.2", "0.6"],
      color: StartColor.shade(of: StartColor.pretrained, 3)),
    Start(name: "He", text: "he:", rates: ["0.01", "0.03", "0.1"], color: StartColor.he),
    Start(
      name: "He, dropout", text: "he:dropout=0.2,", rates: ["0.01", "0.03", "0.1"],
      color: StartColor.shade(of: StartColor.he, 3)),
    Start(name: "Xavier", text: "xavier:", rates: ["0.01", "0.03", "0.1"], color: StartColor.xavier),
    Start(
      name: "Xavier, dropout", text: "xavier:dropout=0.2,", rates: ["0.01", "0.03", "0.1"],
      color: StartColor.shade(of: StartColor.xavier, 3)),
  ]

  /// The runs at the learning rate whose validation error is the lowest in the mean over the seeds.
  struct Best: Sendable {
    /// With a star at an end of the grid.
    let rate: String
    /// Test errors in %, by seed.
    let errors: [Double]

    /// - Parameter runs: by rate, then seed.
    init(_ rates: [String], _ runs: [[RunRecord]]) {
      let best = runs.indexOfLowest { $0.map(\.lastValidationError) }
      rate = rates[best] + (rates.count > 1 && [0, rates.count - 1].contains(best) ? "*" : "")
      errors = runs[best].map { 100 * TrainingGrid.Measure.testError.value($0) }
    }
  }

  /// As published, in %: pretrained and not.
  static let published: [Int: String] = [100: "18.30 / 23.98", 1_000: "6.35 / 11.29", 10_000: "2.73 / 5.27"]

  /// Fewer where an epoch has more steps.
  static func epochs(labels: Int, longest: Int) -> Int {
    labels <= 1_000 ? longest : labels <= 3_000 ? max(2 * longest / 3, 1) : max(longest / 2, 1)
  }

  /// - Parameter trained: by count, start.
  static func findings(_ trained: [[Best]], counts: [Int], subtitle: String) -> Findings {
    let errors = trained.map { $0.map(\.errors) }
    func gain(_ count: Int, over start: Int) -> [Double] {
      // With dropout, against the pretrained network with dropout.
      zip(errors[count][start], errors[count][start % 2]).map { $0 - $1 }
    }
    let effects = counts.indices.flatMap { count in
      [2, 4, 3, 5].map { start in
        let name = start % 2 == 0 ? "\(starts[start].name) − DBN" : "\(starts[start - 1].name) − DBN, both with dropout"
        return Effect(
          "\(counts[count].formatted) labels: test error, \(name), points", gain(count, over: start), .above(0))
      }
    }
    let (most, fewest) = (gain(counts.count - 1, over: 2), gain(0, over: 2))
    let growth = Effect(
      "He − DBN, \(counts[0].formatted) − \(counts[counts.count - 1].formatted) labels, points",
      zip(fewest, most).map { $0 - $1 }, .above(0))
    return Findings(
      effects: effects + [growth], tables: [table(errors, counts), rates(trained, counts)],
      figures: [figure(errors, counts, subtitle: subtitle)],
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

  private static func rates(_ trained: [[Best]], _ counts: [Int]) -> StudyTable {
    StudyTable(
      title: "Learning rates, the best of three (*: at an end of what was tried, so that a better one may lie beyond)",
      rows: [["labels"] + starts.map(\.name)] + zip(counts, trained).map { [$0.formatted] + $1.map(\.rate) })
  }

  private static func table(_ errors: [[[Double]]], _ counts: [Int]) -> StudyTable {
    let rows = counts.indices.map { count in
      [counts[count].formatted] + errors[count].map { Effect("", $0, .above(0)).measuredText }
        + [published[counts[count]] ?? "–"]
    }
    return StudyTable(
      title: "Test error in %, \(Effect.measure(ofSeeds: errors.first?.first?.count ?? 0))",
      rows: [["labels"] + starts.map(\.name) + ["published: pretrained / not"]] + rows)
  }

  private static func figure(_ errors: [[[Double]]], _ counts: [Int], subtitle: String) -> StudyFigure {
    var figure = Figure(
      size: Size(width: 720, height: 440), title: "Few labels", subtitle: subtitle,
      footer: SeedSpread.definition(seeds: errors[0][0].count, scale: .share))
    let series = starts.indices.map { start in
      let bySeed = errors[0][start].indices.map { seed in errors.map { $0[start][seed] } }
      return CurveSeries.percent(
        bySeed, name: starts[start].name, color: starts[start].color, x: counts.map(Double.init),
        dash: starts[start].name.contains("dropout") ? .dashed : .solid)
    }
    figure.place(
      LineChart(
        x: Axis("cases with labels", scale: .logarithmic, ticks: counts.map(Double.init)),
        y: Axis("test error (%)", scale: .logarithmic), series: series), row: 0, column: 0)
    return StudyFigure(
      file: "errors.png", caption: "Test error against the number of cases with labels.", figure: figure)
  }
}
