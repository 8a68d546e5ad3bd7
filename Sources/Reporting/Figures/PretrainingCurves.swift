import BoltzmannMachines
import Experiments
import Plotting

/// How the machines of the pretrained arms learned: reconstruction error, and the gap of free energies.
enum PretrainingCurves {
  /// More of them make a page that is too high.
  private static let mostArms = 16

  /// Arms that start from the same machines.
  private struct Stack {
    var labels: [String]
    let run: RunRecord
  }

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = summaries.filter { $0.example?.pretraining.isEmpty == false }
    let stacks = stacks(shown)
    guard !stacks.isEmpty else { return nil }
    var figure = Figure(
      size: Size(width: 840, height: 400), title: "Pretraining",
      subtitle: ReportFigure.subtitle(comparison, examples: shown),
      footer: """
        Gap: mean free energy of the validation cases, less that of up to 2,000 training cases; measured after each \
        epoch.\(stacks.count < all(shown) ? " More pretrained arms are not shown." : "")\(CurveFigures.key(comparison))
        """, rows: stacks.map { _ in .fixed(270) }, columns: [.relative(1), .relative(1)])
    for (row, stack) in stacks.enumerated() {
      let errors = chart(
        stack, comparison, title: "Reconstruction error", y: Axis("squared error a unit", scale: .logarithmic),
        legend: .none, \.reconstructionError)
      let gaps = chart(
        stack, comparison, title: "Overfitting of the machines", y: Axis("free-energy gap, nats", includesZero: true),
        legend: .endLabels, \.freeEnergyGap)
      figure.place(errors, row: row, column: 0)
      figure.place(gaps, row: row, column: 1)
    }
    return ReportFigure(
      file: "pretraining-curves.png", title: "Pretraining",
      caption: """
        How well each machine gives its data back after one step of Gibbs sampling, and how much more probable it finds cases \
        that it learned from than others; machine 1 is that of the pixels. A gap that grows means that a machine begins to \
        learn its cases by heart.
        """, figure: ReportFigure.fitted(figure))
  }

  /// All machines that differ, each with every arm that starts from them.
  private static func stacks(_ summaries: [ArmSummary]) -> [Stack] {
    let stacks = summaries.reduce(into: [Stack]()) { stacks, summary in
      guard let run = summary.example else { return }
      let metrics = run.pretraining.map(\.metrics)
      let twin = stacks.firstIndex {
        $0.run.pretraining.map(\.metrics) == metrics && $0.run.divergence?.layer == run.divergence?.layer
      }
      if let twin {
        stacks[twin].labels.append(summary.label)
      } else {
        stacks.append(Stack(labels: [summary.label], run: run))
      }
    }
    return Array(stacks.prefix(mostArms))
  }

  private static func all(_ summaries: [ArmSummary]) -> Int {
    Set(summaries.compactMap { $0.example?.pretraining.map(\.metrics) }).count
  }

  private static func chart(
    _ stack: Stack, _ comparison: Comparison, title: String, y: Axis, legend: LineChart.LegendPlacement,
    _ value: KeyPath<GreedyPretraining.Epoch, Double>
  ) -> LineChart {
    let run = stack.run
    let layers = Set(run.pretraining.map(\.metrics.layer)).sorted()
    let colors = Palette.sequential((layers.last ?? 0) + 1)
    let series = layers.map { layer in
      let epochs = run.pretraining.map(\.metrics).filter { $0.layer == layer }
      return LineChart.Series(
        "machine \(layer + 1)", x: epochs.map { Double($0.epoch) }, y: epochs.map { $0[keyPath: value] },
        color: colors[layer])
    }
    let color = colors[min(run.divergence?.layer ?? 0, colors.count - 1)]
    return LineChart(
      title: "\(stack.labels.listed()): \(title.lowercased())", x: .wholes("epoch"), y: y,
      series: series, references: DivergenceMarks.overPretraining(of: run, in: comparison, color: color), legend: legend
    )
  }
}

extension GreedyPretraining.Epoch {
  /// How much higher the free energy of validation cases is than that of training cases, in nats.
  fileprivate var freeEnergyGap: Double { freeEnergyValidation - freeEnergyTraining }
}
