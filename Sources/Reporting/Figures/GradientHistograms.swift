import Experiments
import Foundation
import NeuralNetworks
import Plotting

/// What comes back down to each hidden layer before the first step of fine-tuning.
enum GradientHistograms {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = summaries.filter { $0.example?.layersBefore.isEmpty == false }
    guard let depth = shown.compactMap({ $0.example?.layersBefore.count }).max() else { return nil }
    let blocks = LayerBlocks(depth: depth)
    let bins = MagnitudeBins(shown.flatMap { $0.example?.layersBefore.map(\.gradients) ?? [] })
    var figure = blocks.figure(
      rows: shown.count, width: 260, title: "Gradients before training",
      subtitle: ReportFigure.subtitle(comparison, examples: shown),
      footer: """
        Over \(comparison.record.dataset.probedCount.formatted) training cases and all units of a layer; sd is the standard deviation. At 0: \
        values that are zero, or nearer to it than the thirtieth part of their panel's largest, which the records do not tell \
        apart.\(blocks.note)\(CurveFigures.key(comparison))
        """
    ) { layers, isFirst in
      var grid = HistogramGrid(
        rows: shown.map { row($0, layers, bins) }, columnTitles: layers.map { "hidden layer \($0 + 1)" },
        sharedValues: .all, sharedCounts: .all, x: axis(bins), y: ActivationHistograms.shareAxis)
      grid.afterName = ""
      return grid
    }
    figure.place(sizes(shown), row: 0, column: 1)
    return ReportFigure(
      file: "gradient-histograms.png", title: "Gradients before training",
      caption: """
        The size of the gradient of a case's loss with respect to each layer's pre-activations, before the first step; all panels \
        have the same axis, so that a shape further to the left is a smaller gradient. On the right, its standard deviation by layer: \
        where the line falls towards layer 1, the lower layers get no signal to learn \
        from.\(PretrainedGradient(comparison, summaries).map { " " + $0.sentence } ?? "")
        """, figure: figure)
  }

  /// The standard deviation of the gradient by layer, on a logarithmic axis.
  static func sizes(
    _ summaries: [ArmSummary], title: String = "Size by layer", range: ClosedRange<Double>? = nil,
    hasZeros: Bool = false
  ) -> LineChart {
    LineChart(
      title: title, x: .wholes("hidden layer"),
      y: Axis("sd of the gradient", scale: .logarithmic, range: range, zeroBand: hasZeros ? .always : .automatic),
      series: summaries.map { summary in
        let sizes = summary.gradientSizes
        var series = LineChart.Series(
          summary.label, x: sizes.indices.map { Double($0 + 1) }, y: sizes, color: summary.style.color,
          dash: summary.style.dash)
        series.marker = .circle
        return series
      })
  }

  /// The axis that all panels have in common, however far their gradients are apart.
  static func axis(_ bins: MagnitudeBins) -> Axis {
    Axis("|∂loss/∂pre-activation|", scale: .logarithmic, range: bins.range, zeroBand: .always)
  }

  /// The magnitudes of a layer's gradients; nothing is drawn of numbers that are not finite.
  static func panel(_ gradients: NeuralNetworks.Histogram, _ bins: MagnitudeBins, color: Color) -> HistogramPanel {
    HistogramPanel(
      after: gradients.mean.isFinite ? bins.histogram(of: gradients) : nil, color: color,
      annotations: ["sd \(NumberText.significant(gradients.standardDeviation))"])
  }

  private static func row(_ summary: ArmSummary, _ layers: [Int], _ bins: MagnitudeBins) -> HistogramGrid.Row {
    let all = summary.example?.layersBefore ?? []
    let panels: [HistogramPanel?] = layers.map { layer in
      all.indices.contains(layer) ? panel(all[layer].gradients, bins, color: summary.style.color) : nil
    }
    return HistogramGrid.Row(summary.rowLabel, color: summary.style.color, panels: panels)
  }
}
