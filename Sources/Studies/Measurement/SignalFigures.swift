import Experiments
import NeuralNetworks
import Plotting
import Reporting

/// Pictures of signals by layer.
enum SignalFigures {
  /// A row of histograms for each setting, of its first seed; all panels of a row have the same axis.
  static func histograms(
    _ signals: SignalResults, title: String, subtitle: String, label: String, footer: String = "",
    sharing: HistogramGrid.Sharing = .rows, _ value: KeyPath<LayerSignals, [LayerSignals.Histogram]>
  ) -> Figure {
    let rows = signals.map { $1.values[0] }
    let depth = rows.map { $0[keyPath: value].count }.max() ?? 0
    let layers = LayerBlocks.some(5, of: depth)
    var grid = HistogramGrid(
      rows: rows.map { row in
        HistogramGrid.Row(
          row.setting.name, color: row.setting.color,
          panels: layers.map { panel(row[keyPath: value][$0], color: row.setting.color) })
      }, columnTitles: layers.map { "layer \($0 + 1)" }, sharedValues: sharing, sharedCounts: .all, x: Axis(label),
      y: ActivationHistograms.shareAxis)
    grid.afterName = ""
    var figure = Figure(
      size: Size(
        width: min(Figure.widestReadable, 180 + 190 * Double(layers.count)), height: 130 + 100 * Double(rows.count)),
      title: title,
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

    static var up: Panel { up("Up") }
    static var down: Panel {
      Panel(
        title: "Down", label: "root mean square of ∂loss/∂z", value: { $0.gradients.map(\.rootMeanSquare) },
        theory: \.gradients)
    }

    static func up(_ title: String) -> Panel {
      Panel(
        title: title, label: "root mean square of f(z)", value: { $0.activations.map(\.rootMeanSquare) },
        theory: \.activations)
    }
  }

  /// Panels side by side: means over the seeds with a band from the lowest to the highest, and theory as dashed lines.
  static func curves(
    _ signals: SignalResults, title: String, subtitle: String, panels: [Panel]
  ) -> Figure {
    let seeds = signals.map { $1.count }.max() ?? 1
    let definition = SeedSpread.definition(
      seeds: seeds, scale: panels.contains { $0.scale == .logarithmic } ? .positive : .any,
      line: "Line with circles, measured")
    return PanelPage.figure(
      panels.enumerated().map { chart(signals, $1, hasLegend: $0 == 0) }, title: title, subtitle: subtitle,
      footer: """
        \(definition)Dashed: mean-field theory, from the inputs and the errors at the logits as measured.
        """)
  }

  private static func chart(_ signals: SignalResults, _ panel: Panel, hasLegend: Bool) -> LineChart {
    let measured = signals.map { setting, measured in
      CurveSeries.over(
        measured.map(panel.value), name: setting.name, color: setting.color,
        scale: panel.scale == .logarithmic ? .positive : .any, gap: "without a number")
    }
    let expected = signals.map { ($0, $1.values[0].theory) }.compactMap { setting, predictions -> LineChart.Series? in
      guard let theory = panel.theory, !predictions.isEmpty else { return nil }
      let y = predictions.map { $0[keyPath: theory].squareRoot() }
      return LineChart.Series("", x: CurveSeries.wholes(y.count), y: y, color: setting.color, dash: .dashed, width: 1.1)
    }
    return LineChart(
      title: panel.title, x: .wholes("hidden layer"),
      y: Axis(panel.label, scale: panel.scale, range: panel.range), series: measured + expected,
      legend: hasLegend ? .automatic : .none)
  }
}

/// Charts side by side, two in a row, so that the page is no wider than a reader's.
enum PanelPage {
  static func figure(_ charts: [LineChart], title: String, subtitle: String, footer: String) -> Figure {
    let columns = charts.count > 1 ? 2 : 1
    let rows = (charts.count + columns - 1) / columns
    var figure = Figure(
      size: Size(width: charts.count > 1 ? 880 : 640, height: 110 + 310 * Double(rows)), title: title,
      subtitle: subtitle,
      footer: footer, rows: [GridTrack](repeating: .relative(1), count: rows),
      columns: [GridTrack](repeating: .relative(1), count: columns))
    for (index, chart) in charts.enumerated() {
      figure.place(chart, row: index / columns, column: index % columns)
    }
    return figure
  }
}

/// Lines over whole numbers from 1, of several seeds.
enum CurveSeries {
  static func wholes(_ count: Int) -> [Double] { (0..<count).map { Double($0 + 1) } }

  /// Centre and band are those of ``SeedSpread``. A value that is not finite is in neither, and the name says how many seeds have one,
  /// or end before others.
  /// - Parameters:
  ///   - values: one list for each seed; those that end early count as far as they go.
  ///   - scale: what values are possible.
  ///   - gap: what a missing value means, for the name.
  static func over(
    _ values: PerSeed<[Double]>, name: String, color: Color, scale: SeedSpread.Scale = .any, x: [Double]? = nil,
    dash: Dash = .solid, marker: LineChart.Series.Marker = .circle, gap: String = "diverged"
  ) -> LineChart.Series {
    let (seeds, values) = (values.count, values.values)
    let spreads = SeedSpread.columns(values, scale: scale)
    let missing = values.count { $0.count < spreads.count || !$0.allSatisfy(\.isFinite) }
    var series = LineChart.Series(
      missing == 0 || name.isEmpty ? name : "\(name) (\(missing) of \(seeds) seeds \(gap))",
      x: x ?? wholes(spreads.count), y: spreads.map(\.center), color: color, dash: dash)
    series.marker = marker
    if seeds > 1 { series.band = Band(spreads) }
    return series
  }

  /// Everything that is drawn of some series.
  static func drawn(_ series: [LineChart.Series]) -> [Double] {
    series.flatMap { (series: LineChart.Series) -> [Double] in
      let band: [Double] = series.band.map { $0.low + $0.high } ?? []
      return (series.y + band).filter(\.isFinite)
    }
  }

  /// Of shares in percent.
  static func percent(_ values: PerSeed<[Double]>, name: String, color: Color, x: [Double], dash: Dash)
    -> LineChart.Series
  {
    var series = over(values.map { $0.map { $0 / 100 } }, name: name, color: color, scale: .share, x: x, dash: dash)
    series.y = series.y.map { 100 * $0 }
    series.band = series.band.map { Band(low: $0.low.map { 100 * $0 }, high: $0.high.map { 100 * $0 }) }
    return series
  }
}
