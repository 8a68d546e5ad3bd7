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
    seconds: (900, 15), seedCount: 3
  ) { context in
    let counts = context.size(full: [100, 300, 1_000, 3_000, 10_000], quick: [100, 1_000], tiny: [50, 100])
    let hidden = [Int](repeating: context.size(full: 500, quick: 150, tiny: 12), count: 3)
    let data = try context.data(cases: context.size(full: 30_000, quick: 5_000, tiny: 300))
    let pretrainEpochs = context.size(full: 5, quick: 3, tiny: 1)
    let longest = context.size(full: 60, quick: 25, tiny: 2)
    let arms = try LabelCounts.starts.map { try Arm($0.name, $0.text, hidden: hidden) }
    let errors = counts.map { count in
      context.train(
        "\(count.formatted) labels", arms, epochs: LabelCounts.epochs(labels: count, longest: longest), data: data,
        batchSize: min(100, count / 5)
      ) { ($0.labels, $0.pretrainEpochs) = (count, pretrainEpochs) }
      .map { $0.map { 100 * TrainingGrid.Measure.testError.value($0) } }
    }
    return LabelCounts.findings(
      errors, counts: counts,
      subtitle:
        "\(context.title(of: data)) without labels, three hidden layers of \(hidden[0])")
  }
}

private enum LabelCounts {
  static let starts: [(name: String, text: String, color: Color)] = [
    ("DBN", "dbn:lr=0.1", Palette.blue), ("DBN, dropout", "dbn:lr=0.1,dropout=0.2", Palette.sky),
    ("He", "he:lr=0.05", Palette.green), ("He, dropout", "he:lr=0.05,dropout=0.2", Palette.purple),
    ("Xavier, sigmoid", "xavier-sigmoid:lr=0.1", Palette.orange),
  ]

  /// As published, in %: pretrained and not.
  static let published: [Int: String] = [100: "18.30 / 23.98", 1_000: "6.35 / 11.29", 10_000: "2.73 / 5.27"]

  /// Fewer where an epoch has more steps.
  static func epochs(labels: Int, longest: Int) -> Int { labels <= 1_000 ? longest : max(longest / 3, 1) }

  /// - Parameter errors: in %, by count, start, seed.
  static func findings(_ errors: [[[Double]]], counts: [Int], subtitle: String) -> Findings {
    func gain(_ count: Int, over start: Int, from: Int = 0) -> [Double] {
      zip(errors[count][start], errors[count][from]).map { $0 - $1 }
    }
    let effects = counts.indices.flatMap { count in
      [
        Effect("\(counts[count].formatted) labels: test error, Xavier − DBN, points", gain(count, over: 4), .above(0)),
        Effect("\(counts[count].formatted) labels: test error, He − DBN, points", gain(count, over: 2), .above(0)),
        Effect(
          "\(counts[count].formatted) labels: test error, He − DBN, both with dropout, points",
          gain(count, over: 3, from: 1), .above(0)),
      ]
    }
    let (most, fewest) = (gain(counts.count - 1, over: 2), gain(0, over: 2))
    let growth = Effect(
      "He − DBN, \(counts[0].formatted) − \(counts[counts.count - 1].formatted) labels, points",
      zip(fewest, most).map { $0 - $1 }, .above(0))
    return Findings(
      effects: effects + [growth], tables: [table(errors, counts)],
      figures: [figure(errors, counts, subtitle: subtitle)],
      notes: [
        """
        Pretraining sees all training cases, without their labels. The epoch whose network is tested was chosen on the validation \
        cases, for all starts alike; with so many of them it is a choice that someone with few labels could not make. The \
        published networks had one hidden layer of 1,024 units.
        """
      ])
  }

  private static func table(_ errors: [[[Double]]], _ counts: [Int]) -> StudyTable {
    let rows = counts.indices.map { count in
      [counts[count].formatted] + errors[count].map { Effect("", $0, .above(0)).measuredText }
        + [published[counts[count]] ?? "–"]
    }
    return StudyTable(
      title: "Test error in %, mean and 95 % interval",
      rows: [["labels"] + starts.map(\.name) + ["published: pretrained / not"]] + rows)
  }

  private static func figure(_ errors: [[[Double]]], _ counts: [Int], subtitle: String) -> StudyFigure {
    var figure = Figure(
      size: Size(width: 720, height: 440), title: "Few labels", subtitle: subtitle,
      footer: "Mean over the seeds; band: lowest to highest.")
    let series = starts.indices.map { start in
      let bySeed = errors[0][start].indices.map { seed in errors.map { $0[start][seed] } }
      return CurveSeries.over(
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
