import NeuralNetworks
import Plotting
import Reporting

/// Pictures of signals by layer.
enum SignalFigures {
  /// A row of histograms for each setting, of its first seed; all panels of a row have the same axis.
  static func histograms(
    _ signals: [[LayerSignals]], title: String, subtitle: String, label: String, footer: String = "",
    sharing: HistogramGrid.Sharing = .rows, _ value: KeyPath<LayerSignals, [LayerSignals.Histogram]>
  ) -> Figure {
    let rows = signals.compactMap(\.first)
    let depth = rows.map { $0[keyPath: value].count }.max() ?? 0
    let layers = depth > 5 ? (0..<5).map { ($0 * (depth - 1) + 2) / 4 } : Array(0..<depth)
    let grid = HistogramGrid(
      rows: rows.map { row in
        HistogramGrid.Row(
          row.setting.name, color: row.setting.color,
          panels: layers.map { panel(row[keyPath: value][$0], color: row.setting.color) })
      }, columnTitles: layers.map { "layer \($0 + 1)" }, sharedValues: sharing, sharedCounts: .all, x: Axis(label),
      y: ActivationHistograms.shareAxis, afterName: "")
    var figure = Figure(
      size: Size(width: 180 + 190 * Double(layers.count), height: 130 + 100 * Double(rows.count)), title: title,
      subtitle: subtitle, footer: footer)
    figure.place(grid, row: 0, column: 0)
    return figure
  }

  private static func panel(_ histogram: LayerSignals.Histogram, color: Color) -> HistogramPanel {
    HistogramPanel(
      after: histogram.mean.isFinite ? histogram.plotted : nil, color: color,
      annotations: ["sd \(NumberText.significant(histogram.standardDeviation))"])
  }

  /// One panel of curves by layer.
  struct Panel {
    let title: String
    let label: String
    let value: (LayerSignals) -> [Double]
    var theory: KeyPath<SignalTheory.Prediction, Double>?
    var scale = Axis.Scale.logarithmic
    /// Common to panels that are to be compared.
    var range: ClosedRange<Double>?
  }

  /// Panels side by side: means over the seeds with a band from the lowest to the highest, and theory as dashed lines.
  static func curves(
    _ signals: [[LayerSignals]], title: String, subtitle: String, panels: [Panel]
  ) -> Figure {
    var figure = Figure(
      size: Size(width: 440 * Double(max(panels.count, 2)), height: 420), title: title, subtitle: subtitle,
      footer: """
        Lines with circles: measured, mean over the seeds; band: lowest to highest. Dashed: mean-field theory, from the inputs \
        and the errors at the logits as measured.
        """, columns: panels.map { _ in .relative(1) })
    for (column, panel) in panels.enumerated() {
      figure.place(chart(signals, panel, hasLegend: column == 0), row: 0, column: column)
    }
    return figure
  }

  private static func chart(_ signals: [[LayerSignals]], _ panel: Panel, hasLegend: Bool) -> LineChart {
    let measured = signals.compactMap { seeds in
      seeds.first.map { CurveSeries.over(seeds.map(panel.value), name: $0.setting.name, color: $0.setting.color) }
    }
    let expected = signals.compactMap { seeds -> LineChart.Series? in
      guard let theory = panel.theory, let first = seeds.first, !first.theory.isEmpty else { return nil }
      let y = first.theory.map { $0[keyPath: theory].squareRoot() }
      return LineChart.Series(
        "", x: CurveSeries.wholes(y.count), y: y, color: first.setting.color, dash: .dashed, width: 1.1)
    }
    return LineChart(
      title: panel.title, x: Axis("hidden layer", countsWholes: true),
      y: Axis(panel.label, scale: panel.scale, range: panel.range), series: measured + expected,
      legend: hasLegend ? .automatic : .none)
  }
}

/// Lines over whole numbers from 1, of several seeds.
enum CurveSeries {
  static func wholes(_ count: Int) -> [Double] { (0..<count).map { Double($0 + 1) } }

  /// - Parameter values: one list for each seed; those that end early count as far as they go.
  static func over(
    _ values: [[Double]], name: String, color: Color, x: [Double]? = nil, dash: Dash = .solid,
    marker: LineChart.Series.Marker = .circle
  ) -> LineChart.Series {
    let count = values.map(\.count).max() ?? 0
    let columns = (0..<count).map { index in values.compactMap { $0.indices.contains(index) ? $0[index] : nil } }
    let band =
      values.count > 1 ? Band(low: columns.map { $0.min() ?? .nan }, high: columns.map { $0.max() ?? .nan }) : nil
    return LineChart.Series(
      name, x: x ?? wholes(count), y: columns.map { $0.reduce(0, +) / Double($0.count) }, color: color, band: band,
      dash: dash, marker: marker)
  }
}
