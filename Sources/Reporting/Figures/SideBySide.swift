import Experiments
import NeuralNetworks
import Plotting

/// The whole comparison in one picture: a column for each arm, with common axes.
enum SideBySide {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure {
    let count = Double(summaries.count)
    var figure = Figure(
      size: Size(width: 40 + 215 * max(count, 2), height: 900), title: Headline(comparison).title,
      subtitle: ReportFigure.subtitle(comparison), footer: footer(comparison),
      rows: [.fixed(ArmHeader.height), .fixed(165), .fixed(150), .fixed(150), .fitting],
      columns: [GridTrack](repeating: .relative(1), count: summaries.count))
    let curves = summaries.map { Curve($0.shown) { 100 * $0.validationErrorRate } }
    let errors = CurveFigures.range(of: zip(curves, summaries).map { $0.series("", style: $1.style) })
    let gradients = gradientRange(summaries)
    let marks = summaries.map { DivergenceMarks.overEpochs([$0], in: comparison, namesArms: false) }
    let epochs = epochRange(curves, marks: marks.flatMap { $0 })
    for (column, summary) in summaries.enumerated() {
      let parts: [(any Drawable)?] = [
        ArmHeader(summary: summary),
        LineChart(
          title: errorTitle(comparison), x: Axis("epoch", range: epochs, countsWholes: true),
          y: Axis("%", scale: .logarithmic, range: errors),
          series: [curves[column].series("", style: summary.style, highlight: summary.bestEpochHighlight)],
          references: marks[column], legend: .none),
        gradientChart(summary, range: gradients), activationPanel(summary), filters(summary),
      ]
      for (row, part) in parts.enumerated() { part.map { place($0, in: &figure, row: row, column: column) } }
    }
    return ReportFigure(
      file: "side-by-side.png", title: "Side by side",
      caption: """
        One column for each starting point: the test error; how the validation error fell; how large the gradient is that \
        reaches each hidden layer before the first step; what the topmost hidden layer puts out before and after training; \
        and what the first units of the first layer look for in the end.
        """, figure: ReportFigure.fitted(figure))
  }

  private static func place(_ part: any Drawable, in figure: inout Figure, row: Int, column: Int) {
    func open(_ part: some Drawable) { figure.place(part, row: row, column: column) }
    open(part)
  }

  private static func errorTitle(_ comparison: Comparison) -> String {
    comparison.record.settings.trainsOnValidation ? "Error on cases trained on" : "Validation error"
  }

  /// The common axis of all arms' curves; it begins at 0 only if a run diverged before its first epoch ended.
  private static func epochRange(_ curves: [Curve], marks: [ReferenceLine]) -> ClosedRange<Double>? {
    let places = curves.flatMap { $0.mean.indices.map { Double($0 + 1) } } + marks.map { $0.value.rounded(.up) }
    guard let last = places.max() else { return nil }
    let first: Double = marks.contains { $0.value < 1 } ? 0 : 1
    return first < last ? first...last : nil
  }

  private static func gradientChart(_ summary: ArmSummary, range: ClosedRange<Double>?) -> LineChart? {
    guard !summary.gradientSizes.isEmpty else { return nil }
    var chart = GradientHistograms.sizes([summary], title: "Gradient before training", range: range)
    chart.legend = .none
    return chart
  }

  /// The common axis of all arms' gradients, with some room.
  private static func gradientRange(_ summaries: [ArmSummary]) -> ClosedRange<Double>? {
    let sizes = summaries.flatMap(\.gradientSizes).filter { $0.isFinite && $0 > 0 }
    guard let low = sizes.min(), let high = sizes.max() else { return nil }
    return low / 2...high * 2
  }

  private static func activationPanel(_ summary: ArmSummary) -> HistogramPanel? {
    guard let run = summary.example, let before = run.layersBefore.last else { return nil }
    let after = run.divergence == nil ? run.layersAfter.last : nil
    return HistogramPanel(
      title: "Top hidden layer", before: before.activations.plotted,
      after: after?.activations.plotted, color: summary.style.color,
      annotations: after == nil ? [] : [summary.idleUnits],
      x: Axis("activation"), y: ActivationHistograms.shareAxis)
  }

  private static func filters(_ summary: ArmSummary) -> ImageGrid? {
    summary.example?.filtersAfter.map { FilterImages.grid($0, title: "Filters of layer 1", count: 30, columns: 6) }
  }

  private static func footer(_ comparison: Comparison) -> String {
    let rule =
      comparison.record.settings.trainsOnValidation
      ? "All training images were trained on; the network of the last epoch was tested, once."
      : "The network of the epoch with the lowest validation error (circle) was tested, once."
    return "\(rule) Activations: outline before fine-tuning, filled after the last epoch, as are the filters."
  }
}
