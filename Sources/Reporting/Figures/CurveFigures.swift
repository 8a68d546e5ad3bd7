import Experiments
import Plotting

/// What the figures of curves over epochs share: a panel for training, one for validation, both with the same axes.
enum CurveFigures {
  /// A quantity that is drawn over epochs.
  struct Quantity {
    let label: String
    let scale: SeedSpread.Scale
    var factor = 1.0
    /// Of a network that has learned nothing but how frequent the classes are.
    let guess: KeyPath<Guess, Double>
    let training: KeyPath<TrainingEpoch, Double>
    let validation: KeyPath<TrainingEpoch, Double>
  }

  static func place(
    _ quantity: Quantity, in figure: inout Figure, _ comparison: Comparison, _ summaries: [ArmSummary]
  ) {
    func curves(_ path: KeyPath<TrainingEpoch, Double>, marksBest: Bool) -> [LineChart.Series] {
      summaries.filter(\.hasCurve).flatMap { summary in
        Curve(summary.shown, scale: quantity.scale, factor: quantity.factor) { $0[keyPath: path] }
          .series(summary.label, style: summary.style, marksBest: marksBest)
      }
    }
    let panels = [
      curves(quantity.training, marksBest: false),
      curves(quantity.validation, marksBest: !comparison.record.settings.trainsOnValidation),
    ]
    // Older records know the classes of the test cases only.
    let guesses = [comparison.trainingGuess, comparison.validationGuess].map { guess in
      (guess ?? comparison.testGuess).map { quantity.factor * $0[keyPath: quantity.guess] }
    }
    let y = axis(quantity.label, over: panels.flatMap { $0 }, guess: guesses.compactMap { $0 }.max())
    let marks = DivergenceMarks.overEpochs(summaries, in: comparison)
    func chart(_ title: String, _ panel: Int, legend: LineChart.LegendPlacement) -> LineChart {
      let guess = guesses[panel].map { [ReferenceLine(.horizontal, at: $0, label: "guessing", dash: .dotted)] } ?? []
      return LineChart(
        title: title, x: .wholes("epoch"), y: y, series: panels[panel], references: guess + marks,
        legend: legend)
    }
    figure.place(chart("Training cases", 0, legend: .none), row: 0, column: 0)
    figure.place(chart("Validation cases", 1, legend: .automatic), row: 0, column: 1)
  }

  /// Whether there is an epoch to be drawn.
  static func haveData(_ summaries: [ArmSummary]) -> Bool { summaries.contains(where: \.hasCurve) }

  static func footer(_ comparison: Comparison, _ summaries: [ArmSummary], scale: SeedSpread.Scale) -> String {
    let training = "Training values are means over the epoch, each minibatch measured before its step."
    let validation = comparison.record.settings.trainsOnValidation ? "The validation cases were trained on too. " : ""
    return definition(comparison, summaries, scale: scale) + validation + training + key(comparison)
  }

  /// What lines, bands and circles are, and which seeds they leave out.
  static func definition(_ comparison: Comparison, _ summaries: [ArmSummary], scale: SeedSpread.Scale) -> String {
    let settings = comparison.record.settings
    let isFew = settings.seedCount <= Curve.mostSeeds
    let thin = isFew && settings.seedCount > 1 ? "Thin lines: the seeds. " : ""
    let circle =
      isFew && !settings.trainsOnValidation
      ? "Circle\(settings.seedCount > 1 ? "s" : ""): the epoch with the lowest validation error, whose network was tested. "
      : ""
    return SeedSpread.definition(seeds: settings.seedCount, scale: scale) + thin + leftOut(summaries) + circle
  }

  /// How many runs of which arms are in no line, e.g. "Left out: he, 2 of 3 seeds (diverged). "; empty if none are.
  static func leftOut(_ summaries: [ArmSummary]) -> String {
    let notes = summaries.filter { $0.shown.count < $0.runs.count }.map { summary in
      let ends = Set(
        summary.runs.filter { !summary.shown.contains($0) }.map { $0.divergence == nil ? "unfinished" : "diverged" })
      let count = summary.runs.count - summary.shown.count
      return "\(summary.label), \(count) of \(summary.runs.count) seeds (\(ends.sorted().joined(separator: ", ")))"
    }
    return notes.isEmpty ? "" : "Left out: \(notes.joined(separator: "; ")). "
  }

  /// What numbered labels stand for, after everything else; empty if there are none.
  static func key(_ comparison: Comparison) -> String {
    let key = ArmLabels(comparison.record.settings.arms).key
    return key.isEmpty ? "" : "\n\(key)."
  }

  /// The logarithmic axis of losses or errors that panels have in common: over everything drawn, but at most ten times guessing (where
  /// that is known and above 0) at its upper end, and five decades. What lies beyond is an arrow at the edge.
  static func axis(_ label: String, over series: [LineChart.Series], guess: Double?) -> Axis {
    let values = series.flatMap { [$0.y, $0.band?.low ?? [], $0.band?.high ?? []] }.joined().filter(\.isFinite)
    let positive = values.filter { $0 > 0 }
    let highest: Double = positive.max() ?? guess ?? 1
    let most: Double = guess.flatMap { $0 > 0 ? 10 * $0 : nil } ?? .infinity
    let high = 1.12 * min(highest, most)
    let lowest: Double = positive.min() ?? high / 100
    let low = max(min(lowest, high / 2), high / 2e5) / 1.12
    return Axis(
      label, scale: .logarithmic, range: low...high,
      zeroBand: series.contains { $0.y.contains(0) } ? .always : .automatic)
  }
}
