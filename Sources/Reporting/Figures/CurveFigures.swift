import Experiments
import Plotting

/// What the figures of curves over epochs share: a panel for training, one for validation, both with the same axes.
enum CurveFigures {
  /// - Parameter scale: factor of the values, 100 for percentages.
  static func place(
    in figure: inout Figure, _ comparison: Comparison, _ summaries: [ArmSummary], label: String, scale: Double = 1,
    training: KeyPath<TrainingEpoch, Double>, validation: KeyPath<TrainingEpoch, Double>, guess: KeyPath<Guess, Double>
  ) {
    func curves(_ path: KeyPath<TrainingEpoch, Double>, marksBest: Bool) -> [LineChart.Series] {
      summaries.filter(\.hasCurve).map { summary in
        Curve(summary.shown) { scale * $0[keyPath: path] }.series(
          summary.arm.name, style: summary.style, highlight: marksBest ? summary.bestEpochHighlight : nil)
      }
    }
    let panels = [curves(training, marksBest: false), curves(validation, marksBest: true)]
    let y = Axis(label, scale: .logarithmic, range: range(of: panels.flatMap { $0 }))
    let marks = DivergenceMarks.overEpochs(summaries, in: comparison)
    func chart(
      _ title: String, _ series: [LineChart.Series], _ guessed: Guess?, legend: LineChart.LegendPlacement
    ) -> LineChart {
      let guesses =
        guessed.map { [ReferenceLine(.horizontal, at: scale * $0[keyPath: guess], label: "guessing")] } ?? []
      return LineChart(
        title: title, x: Axis("epoch", countsWholes: true), y: y, series: series, references: guesses + marks,
        legend: legend)
    }
    let trainingGuess = comparison.record.dataset.classCounts.flatMap { Guess($0.labelled) }
    figure.place(chart("Training cases", panels[0], trainingGuess, legend: .none), row: 0, column: 0)
    figure.place(
      chart("Validation cases", panels[1], comparison.validationGuess, legend: .automatic), row: 0, column: 1)
  }

  /// Whether there is an epoch to be drawn.
  static func haveData(_ summaries: [ArmSummary]) -> Bool { summaries.contains(where: \.hasCurve) }

  static func footer(_ comparison: Comparison) -> String {
    let isWhole = comparison.runs.allSatisfy { $0.outcome != nil }
    let seeds = isWhole ? "seed" : "seed, of those that were tested if there are any"
    let band = comparison.record.settings.seedCount > 1 ? "Band: from the lowest to the highest \(seeds). " : ""
    let training = "Training values are means over the epoch, each minibatch measured before its step."
    return comparison.record.settings.trainsOnValidation
      ? "\(band)The validation cases were trained on too. \(training)"
      : "\(band)Circle: the epoch with the lowest validation error, whose network was tested. \(training)"
  }

  /// Both panels' common range: all positive values, but not more than four decades of them.
  static func range(of series: [LineChart.Series]) -> ClosedRange<Double>? {
    let values = series.flatMap { $0.y }.filter { $0.isFinite && $0 > 0 }
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    return max(low, high / 1e4)...high
  }
}
