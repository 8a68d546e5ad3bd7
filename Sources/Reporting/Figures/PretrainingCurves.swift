import BoltzmannMachines
import Experiments
import Plotting

/// How the machines of the first pretrained arm learned: reconstruction error, and the gap of free energies.
enum PretrainingCurves {
  private static let colors = [Palette.blue, Palette.sky, Palette.purple, Palette.vermilion, Palette.black]

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard let run = summaries.compactMap(\.example).first(where: { !$0.pretraining.isEmpty }) else {
      return nil
    }
    var figure = Figure(
      size: Size(width: 840, height: 380), title: "Pretraining of \(run.arm.name)",
      subtitle: ReportFigure.subtitle(comparison),
      footer: """
        Seed \(run.seed). Gap: mean free energy of the validation cases, less that of up to 2,000 training cases; measured after \
        each epoch.
        """, columns: [.relative(1), .relative(1)])
    let errors = chart(
      run, comparison, title: "Reconstruction error", y: Axis("squared error a unit", scale: .logarithmic),
      \.reconstructionError)
    let gaps = chart(
      run, comparison, title: "Overfitting of the machines", y: Axis("free-energy gap, nats", includesZero: true),
      \.freeEnergyGap)
    figure.place(errors, row: 0, column: 0)
    figure.place(gaps, row: 0, column: 1)
    return ReportFigure(
      file: "pretraining-curves.png", title: "Pretraining",
      caption: """
        How well each machine gives its data back after one step of Gibbs sampling, and how much more probable it finds cases \
        that it learned from than others. A gap that grows means that a machine begins to learn its cases by heart.
        """, figure: figure)
  }

  private static func chart(
    _ run: RunRecord, _ comparison: Comparison, title: String, y: Axis,
    _ value: KeyPath<GreedyPretraining.Epoch, Double>
  ) -> LineChart {
    let layers = Set(run.pretraining.map(\.metrics.layer)).sorted()
    let series = layers.map { layer in
      let epochs = run.pretraining.map(\.metrics).filter { $0.layer == layer }
      return LineChart.Series(
        "machine \(layer + 1)", x: epochs.map { Double($0.epoch) }, y: epochs.map { $0[keyPath: value] },
        color: colors[layer % colors.count])
    }
    let color = colors[(run.divergence?.layer ?? 0) % colors.count]
    return LineChart(
      title: title, x: Axis("epoch", countsWholes: true), y: y, series: series,
      references: DivergenceMarks.overPretraining(of: run, in: comparison, color: color))
  }
}

extension GreedyPretraining.Epoch {
  /// How much higher the free energy of validation cases is than that of training cases, in nats.
  fileprivate var freeEnergyGap: Double { freeEnergyValidation - freeEnergyTraining }
}
