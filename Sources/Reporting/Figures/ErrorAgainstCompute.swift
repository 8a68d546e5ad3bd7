import Experiments
import Plotting

/// Validation error against the floating-point operations spent, pretraining counted.
enum ErrorAgainstCompute {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard CurveFigures.haveData(summaries) else { return nil }
    let series = summaries.filter(\.hasCurve).map { summary in
      Curve(summary.shown) { 100 * $0.validationErrorRate }.series(
        summary.arm.name, style: summary.style, x: spent(by: summary), highlight: summary.bestEpochHighlight)
    }
    let chart = LineChart(
      x: Axis("work, TFLOP of matrix products", includesZero: true),
      y: Axis("validation error, %", scale: .logarithmic, range: CurveFigures.range(of: series)), series: series,
      references: summaries.compactMap(pretrainingEnd) + DivergenceMarks.overWork(summaries))
    var figure = Figure(
      size: Size(width: 720, height: 420), title: "Error against work", subtitle: ReportFigure.subtitle(comparison),
      footer: "10¹² floating-point operations of matrix products; pretraining is counted before its arm's first epoch.")
    figure.place(chart, row: 0, column: 0)
    return ReportFigure(
      file: "error-vs-compute.png", title: "Error against work",
      caption: """
        Validation error against all the work that led to it, so that pretraining is not free: a pretrained arm starts \
        where its pretraining ends.
        """, figure: figure)
  }

  /// TFLOP spent at the end of each epoch, by the longest run.
  private static func spent(by summary: ArmSummary) -> [Double] {
    guard let run = summary.shown.max(by: { $0.training.count < $1.training.count }) else { return [] }
    var total = pretraining(run)
    return run.training.map { epoch in
      total += epoch.operations
      return total / 1e12
    }
  }

  private static func pretraining(_ run: RunRecord) -> Double {
    run.pretraining.reduce(0) { $0 + $1.metrics.operations }
  }

  private static func pretrainingEnd(_ summary: ArmSummary) -> ReferenceLine? {
    guard let run = summary.example, !run.pretraining.isEmpty, !run.layersBefore.isEmpty else { return nil }
    return ReferenceLine(
      .vertical, at: pretraining(run) / 1e12, label: "\(summary.arm.name): pretraining ends", color: summary.style.color
    )
  }
}
