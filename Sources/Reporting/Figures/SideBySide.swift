import Experiments
import NeuralNetworks
import Plotting

/// The whole comparison in one picture: a column for each arm, with common axes.
enum SideBySide {
  static let file = "side-by-side.png"

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    // What no arm has got to yet takes no room.
    let rows = rows(comparison, summaries).filter { $0.parts.contains { $0 != nil } }
    guard rows.count > 1 || summaries.contains(where: { $0.runs.contains(where: \.isFinished) }) else { return nil }
    var figure = Figure(
      size: Size(width: 40 + 215 * max(Double(summaries.count), 2), height: 900), title: Headline(comparison).title,
      subtitle: ReportFigure.subtitle(comparison), footer: footer(comparison), rows: rows.map(\.track),
      columns: [GridTrack](repeating: .relative(1), count: summaries.count))
    for (row, contents) in rows.enumerated() {
      for (column, part) in contents.parts.enumerated() {
        part.map { place($0, in: &figure, row: row, column: column) }
      }
    }
    return ReportFigure(
      file: file, title: "Side by side",
      caption: """
        One column for each starting point: the test error; how the validation error fell; how large the gradient is that \
        reaches each hidden layer before the first step; what the topmost hidden layer puts out before and after training; \
        and what the first units of the first layer look for in the end.
        """, figure: ReportFigure.fitted(figure))
  }

  private static func rows(
    _ comparison: Comparison, _ summaries: [ArmSummary]
  ) -> [(track: GridTrack, parts: [(any Drawable)?])] {
    let gradients = gradientRange(summaries)
    return [
      (.fixed(ArmHeader.height), summaries.map { ArmHeader(summary: $0) }),
      (.fixed(165), errorCharts(comparison, summaries)),
      (.fixed(150), summaries.map { gradientChart($0, range: gradients) }),
      (.fixed(150), summaries.map(activationPanel)), (.fitting, summaries.map(filters)),
    ]
  }

  /// How the validation error fell, with the same axes for all arms that have an epoch to show or a place to mark.
  private static func errorCharts(_ comparison: Comparison, _ summaries: [ArmSummary]) -> [LineChart?] {
    let curves = summaries.map { Curve($0.shown) { 100 * $0.validationErrorRate } }
    let errors = CurveFigures.range(of: zip(curves, summaries).map { $0.series("", style: $1.style) })
    let marks = summaries.map { summary in
      // Where a machine diverged, the arm's header says so, and there is no epoch of fine-tuning to show.
      summary.diverged.contains { $0.divergence?.layer != nil }
        ? [] : DivergenceMarks.overEpochs([summary], in: comparison, namesArms: false)
    }
    let epochs = epochRange(curves, marks: marks.flatMap { $0 })
    return summaries.indices.map { index in
      guard !curves[index].mean.isEmpty || !marks[index].isEmpty else { return nil }
      let highlight = summaries[index].bestEpochHighlight
      return LineChart(
        title: errorTitle(comparison), x: Axis("epoch", range: epochs, countsWholes: true),
        y: Axis("%", scale: .logarithmic, range: errors),
        series: [curves[index].series("", style: summaries[index].style, highlight: highlight)],
        references: marks[index], legend: .none)
    }
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
