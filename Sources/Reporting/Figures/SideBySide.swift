import Experiments
import NeuralNetworks
import Plotting

/// The whole comparison in one picture: a column for each arm, with common axes, four columns beside each other.
enum SideBySide {
  static let file = "side-by-side.png"
  static let mostColumns = 4

  /// A kind of picture, one for each arm.
  private struct Row {
    let track: GridTrack
    let parts: [(any Drawable)?]
  }

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    // What no arm has got to yet takes no room.
    let rows = rows(comparison, summaries).filter { $0.parts.contains { $0 != nil } }
    guard rows.count > 1 || summaries.contains(where: { $0.runs.contains(where: \.isFinished) }) else { return nil }
    let columns = min(summaries.count, mostColumns)
    let blocks = (summaries.count + columns - 1) / columns
    var figure = Figure(
      size: Size(width: 40 + 215 * max(Double(columns), 2), height: 900), title: Headline(comparison).title,
      subtitle: ReportFigure.subtitle(comparison), footer: footer(comparison, summaries),
      rows: (0..<blocks).flatMap { _ in rows.map(\.track) },
      columns: [GridTrack](repeating: .relative(1), count: columns))
    for (row, contents) in rows.enumerated() {
      for (index, part) in contents.parts.enumerated() {
        part.map { place($0, in: &figure, row: index / columns * rows.count + row, column: index % columns) }
      }
    }
    let free = blocks * columns - summaries.count
    if free > 1, let all = allErrors(summaries) {
      figure.place(
        all, row: (blocks - 1) * rows.count, column: columns - free, rowSpan: min(3, rows.count), columnSpan: free)
    }
    return ReportFigure(
      file: file, title: "Side by side",
      caption: """
        One column for each starting point: the test error\(comparison.record.settings.seedCount > 1 ? " and that of each seed" : ""); how \
        the validation error fell; how large the gradient is that reaches each hidden layer before the first step; what the topmost hidden \
        layer puts out before and after training; and what the first units of the first layer look for in the end.
        """, figure: ReportFigure.fitted(figure))
  }

  private static func rows(_ comparison: Comparison, _ summaries: [ArmSummary]) -> [Row] {
    let gradients = gradientRange(summaries)
    // A page has no room for more blocks of charts as high as these.
    let factor = summaries.count > 24 ? 0.85 : 1
    let hasZeroGradients = summaries.contains { $0.gradientSizes.contains(0) }
    return [
      Row(track: .fixed(ArmHeader.height), parts: summaries.map { ArmHeader(summary: $0) }),
      Row(track: .fixed(88), parts: seedDots(summaries)),
      Row(track: .fixed(170 * factor), parts: errorCharts(comparison, summaries)),
      Row(
        track: .fixed(150 * factor),
        parts: summaries.map { gradientChart($0, range: gradients, hasZeros: hasZeroGradients) }),
      Row(track: .fixed(165 * factor), parts: summaries.map(activationPanel)),
      // Columns of a table are no image; see FeatureWeights.
      Row(track: .fitting, parts: comparison.record.dataset.featureNames == nil ? summaries.map(filters) : []),
    ]
  }

  /// The test error of each seed, on one axis for all arms; nothing for a single seed.
  private static func seedDots(_ summaries: [ArmSummary]) -> [DotPlot?] {
    let errors = summaries.map(\.testError)
    let values = RobustLimits.values(
      errors.map { $0.values + [$0.ends?.lowerBound, $0.ends?.upperBound].compactMap { $0 } }, scale: .logarithmic)
    guard errors.contains(where: { $0.values.count > 1 }) else { return summaries.map { _ in nil } }
    let (low, high) = (100 * (values.min() ?? 0.01) / 1.15, 100 * (values.max() ?? 1) * 1.15)
    let hasZeros = errors.contains { $0.values.contains(0) }
    return zip(summaries, errors).map { summary, error in
      guard !error.values.isEmpty else { return nil }
      let row = row("", summary)
      return DotPlot(
        title: "Test error by seed", rows: [row],
        value: Axis("%", scale: .logarithmic, range: low...high, zeroBand: hasZeros ? .always : .never))
    }
  }

  /// The test errors of all arms above each other, where the last block leaves room for it.
  private static func allErrors(_ summaries: [ArmSummary]) -> DotPlot? {
    let rows = summaries.filter { !$0.testError.values.isEmpty }.map { row($0.label, $0) }
    guard rows.count > 1 else { return nil }
    let hasZeros = rows.contains { $0.values.contains(0) }
    return DotPlot(
      title: "Test errors of all arms", rows: rows,
      value: Axis("%", scale: .logarithmic, zeroBand: hasZeros ? .always : .never))
  }

  private static func row(_ name: String, _ summary: ArmSummary) -> DotPlot.Row {
    let error = summary.testError
    return DotPlot.Row(
      name, color: summary.style.color, values: error.values.map { 100 * $0 }, center: 100 * error.center,
      ends: error.ends.map { 100 * $0.lowerBound...100 * $0.upperBound })
  }

  /// How the validation error fell, with the same axes for all arms that have an epoch to show or a place to mark.
  private static func errorCharts(_ comparison: Comparison, _ summaries: [ArmSummary]) -> [LineChart?] {
    let isChosen = !comparison.record.settings.trainsOnValidation
    let curves = summaries.map { summary in
      Curve(summary.shown, scale: .share, factor: 100, \.validationErrorRate).series(
        "", style: ArmStyle(color: summary.style.color, dash: .solid), marksBest: isChosen)
    }
    let y = CurveFigures.axis("%", over: curves.flatMap { $0 }, guess: ErrorCurves.guess(comparison))
    let marks = summaries.map { summary in
      // Where a machine diverged, the arm's header says so, and there is no epoch of fine-tuning to show.
      summary.diverged.contains { $0.divergence?.layer != nil }
        ? [] : DivergenceMarks.overEpochs([summary], in: comparison, namesArms: false)
    }
    let epochs = epochRange(curves.flatMap { $0 }, marks: marks.flatMap { $0 })
    return summaries.indices.map { index in
      guard summaries[index].hasCurve || !marks[index].isEmpty else { return nil }
      return LineChart(
        title: errorTitle(comparison), x: .wholes("epoch", range: epochs), y: y, series: curves[index],
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
  private static func epochRange(_ series: [LineChart.Series], marks: [ReferenceLine]) -> ClosedRange<Double>? {
    let places = series.flatMap(\.x) + marks.map { $0.value.rounded(.up) }
    guard let last = places.max() else { return nil }
    let first: Double = marks.contains { $0.value < 1 } ? 0 : 1
    return first < last ? first...last : nil
  }

  private static func gradientChart(_ summary: ArmSummary, range: ClosedRange<Double>?, hasZeros: Bool) -> LineChart? {
    guard !summary.gradientSizes.isEmpty else { return nil }
    var chart = GradientHistograms.sizes([summary], title: "Gradient before training", range: range, hasZeros: hasZeros)
    chart.legend = .none
    return chart
  }

  /// The common axis of all arms' gradients, with some room.
  private static func gradientRange(_ summaries: [ArmSummary]) -> ClosedRange<Double>? {
    let sizes = RobustLimits.values(summaries.map(\.gradientSizes), scale: .logarithmic)
    guard let low = sizes.min(), let high = sizes.max() else { return nil }
    return low / 2...high * 2
  }

  private static func activationPanel(_ summary: ArmSummary) -> HistogramPanel? {
    guard let run = summary.example, let before = run.layersBefore.last else { return nil }
    let after = run.divergence == nil ? run.layersAfter.last : nil
    var panel = HistogramPanel(
      before: before.activations.plotted, after: after?.activations.plotted, color: summary.style.color,
      annotations: [after.map { summary.idleUnits(of: $0) } ?? "before training"],
      x: Axis("activation"), y: ActivationHistograms.shareAxis)
    panel.title = "Top hidden layer"
    return panel
  }

  private static func filters(_ summary: ArmSummary) -> ImageGrid? {
    summary.example?.filtersAfter.map { FilterImages.grid($0, title: "Filters of layer 1", count: 30, columns: 6) }
  }

  private static func footer(_ comparison: Comparison, _ summaries: [ArmSummary]) -> String {
    let settings = comparison.record.settings
    let rule =
      settings.trainsOnValidation
      ? "All training images were trained on; the network of the last epoch was tested, once."
      : "The network of the epoch with the lowest validation error was tested, once."
    let error =
      SeedSpread.definition(
        seeds: settings.seedCount, scale: .share, line: "Stroke of the test errors", band: "bar")
      + SeedSpread.strayDefinition(summaries.map(\.testError))
    let pictures = ReportFigure.seeds(of: summaries.filter { $0.example?.layersBefore.isEmpty == false })
    // Of a table there are none.
    let hasFilters = comparison.record.dataset.featureNames == nil
    let single =
      settings.seedCount > 1 && !pictures.isEmpty
      ? " Gradients, activations\(hasFilters ? " and filters" : ""): \(pictures)." : ""
    return """
      \(rule) \(error)\(CurveFigures.definition(comparison, summaries, scale: .share))Activations: outline before fine-tuning, filled \
      after the last epoch\(hasFilters ? ", as are the filters" : "").\(single)\(CurveFigures.key(comparison))
      """
  }
}
