import Experiments
import Plotting

/// Validation error against the floating-point operations spent, pretraining counted.
enum ErrorAgainstCompute {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard CurveFigures.haveData(summaries) else { return nil }
    let unit = NumberText.operationsUnit(summaries.map { spent(by: $0).last ?? 0 }.max() ?? 0)
    let series = summaries.filter(\.hasCurve).flatMap { summary in
      Curve(summary.shown, scale: .share, factor: 100, \.validationErrorRate).series(
        summary.label, style: summary.style, x: spent(by: summary).map { $0 / unit.size },
        marksBest: !comparison.record.settings.trainsOnValidation)
    }
    let chart = LineChart(
      x: Axis("work, \(unit.name) of matrix products", includesZero: true),
      y: CurveFigures.axis("validation error, %", over: series, guess: ErrorCurves.guess(comparison)), series: series,
      references: summaries.compactMap { pretrainingEnd($0, unit: unit.size) }
        + DivergenceMarks.overWork(summaries, unit: unit.size))
    var figure = Figure(
      size: Size(width: 720, height: 440), title: "Error against work", subtitle: ReportFigure.subtitle(comparison),
      footer: """
        \(CurveFigures.definition(comparison, summaries, scale: .share))Floating-point operations of matrix products; pretraining is \
        counted before its arm's first epoch.\(CurveFigures.key(comparison))
        """)
    figure.place(chart, row: 0, column: 0)
    return ReportFigure(
      file: "error-vs-compute.png", title: "Error against work",
      caption: """
        Validation error against all the work that led to it, so that pretraining is not free: a pretrained arm starts \
        where its pretraining ends.
        """, figure: figure)
  }

  /// Operations at the end of each epoch, by the longest run.
  private static func spent(by summary: ArmSummary) -> [Double] {
    guard let run = summary.shown.max(by: { $0.training.count < $1.training.count }) else { return [] }
    var total = pretraining(run)
    return run.training.map { epoch in
      total += epoch.operations
      return total
    }
  }

  private static func pretraining(_ run: RunRecord) -> Double {
    run.pretraining.reduce(0) { $0 + $1.metrics.operations }
  }

  private static func pretrainingEnd(_ summary: ArmSummary, unit: Double) -> ReferenceLine? {
    guard let run = summary.example, !run.pretraining.isEmpty, !run.layersBefore.isEmpty else { return nil }
    return ReferenceLine(
      .vertical, at: pretraining(run) / unit, label: "\(summary.label): pretraining ends", color: summary.style.color)
  }
}
