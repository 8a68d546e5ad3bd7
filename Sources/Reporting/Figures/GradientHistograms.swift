import Experiments
import Foundation
import NeuralNetworks
import Plotting

/// What comes back down to each hidden layer before the first step of fine-tuning.
enum GradientHistograms {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = summaries.filter { $0.example?.layersBefore.isEmpty == false }
    guard let depth = shown.compactMap({ $0.example?.layersBefore.count }).max() else { return nil }
    let grid = HistogramGrid(
      rows: shown.map { row($0, depth: depth) }, columnTitles: (1...depth).map { "hidden layer \($0)" },
      sharedValues: .none, sharedCounts: .none, x: Axis("∂loss/∂pre-activation; each panel has its own scale"),
      y: ActivationHistograms.shareAxis, afterName: "before training")
    let height = 130 + 120 * Double(shown.count)
    var figure = Figure(
      size: Size(width: max(860, 420 + 200 * Double(depth)), height: height), title: "Gradients before training",
      subtitle: ReportFigure.subtitle(comparison),
      footer: """
        Over 1,000 training cases and all units of a layer, \(ReportFigure.seeds(of: shown)); sd is the standard deviation.
        """,
      columns: [.relative(1), .fixed(260)])
    figure.place(grid, row: 0, column: 0)
    figure.place(sizes(shown), row: 0, column: 1)
    return ReportFigure(
      file: "gradient-histograms.png", title: "Gradients before training",
      caption: """
        The gradient of a case's loss with respect to each layer's pre-activations, before the first step. On the right, \
        its size by layer: where the line falls towards layer 1, the lower layers get no signal to learn from.
        """, figure: figure)
  }

  /// The standard deviation of the gradient by layer, on a logarithmic axis.
  static func sizes(_ summaries: [ArmSummary], title: String = "Size by layer", range: ClosedRange<Double>? = nil)
    -> LineChart
  {
    LineChart(
      title: title, x: Axis("hidden layer", countsWholes: true),
      y: Axis("sd of the gradient", scale: .logarithmic, range: range),
      series: summaries.map { summary in
        let sizes = summary.gradientSizes
        return LineChart.Series(
          summary.arm.name, x: sizes.indices.map { Double($0 + 1) }, y: sizes, color: summary.style.color,
          dash: summary.style.dash, marker: .circle)
      })
  }

  private static func row(_ summary: ArmSummary, depth: Int) -> HistogramGrid.Row {
    let layers = summary.example?.layersBefore ?? []
    let panels: [HistogramPanel?] = (0..<depth).map { layer in
      guard layers.indices.contains(layer) else { return nil }
      let gradients = layers[layer].gradients
      return HistogramPanel(
        before: nil, after: gradients.plotted, color: summary.style.color,
        annotations: ["sd \(NumberText.significant(gradients.standardDeviation))"])
    }
    return HistogramGrid.Row(summary.rowLabel, color: summary.style.color, panels: panels)
  }
}
