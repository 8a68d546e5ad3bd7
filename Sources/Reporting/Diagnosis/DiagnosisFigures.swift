import Experiments
import NeuralNetworks
import Plotting

/// Pictures of what goes up and comes down the networks of some arms at one moment.
struct DiagnosisFigures {
  let diagnoses: [ArmDiagnosis]
  let styles: [ArmStyle]
  /// Names of the arms, and what those stand for that had to be shortened.
  let labels: ArmLabels
  /// Data, shape and moment.
  let subtitle: String

  /// Curves over the layers, one panel for each measure, with the same layers along each; theory as dashed lines.
  func curves() -> Figure {
    var figure = Figure(
      size: Size(width: Figure.widestReadable, height: 740), title: "Signals by layer", subtitle: subtitle,
      footer: """
        Solid, with circles: measured on \(caseCount.counted("training case")). Dashed: what mean-field theory expects (Var z = n_in · Var W · \
        E[x²], and the same downwards), from the inputs and the errors at the logits as measured. No line: 0, not finite, or no \
        theory. Where the two part, layers are narrow, or signals and weights have become dependent, as after training.\(key)
        """,
      rows: [.relative(1), .relative(1)], columns: [.relative(1), .relative(1), .relative(1)])
    place(
      panel("Up: pre-activations", "root mean square of z", { $0.preactivations.rootMeanSquare }, \.preactivations),
      in: &figure, 0)
    place(
      panel("Up: activations", "root mean square of f(z)", { $0.activations.rootMeanSquare }, \.activations),
      in: &figure, 1)
    place(
      panel("Down: gradients", "root mean square of ∂loss/∂z", { $0.gradients.rootMeanSquare }, \.gradients),
      in: &figure, 2)
    place(idle(), in: &figure, 3)
    place(alikeness(), in: &figure, 4)
    place(jacobian(), in: &figure, 5)
    return figure
  }

  /// The same for all arms.
  private var caseCount: Int { diagnoses.first?.caseCount ?? 0 }

  private func place(_ chart: LineChart, in figure: inout Figure, _ index: Int) {
    figure.place(chart, row: index / 3, column: index % 3)
  }

  private var key: String { labels.key.isEmpty ? "" : "\n\(labels.key)." }

  /// What the layers put out; each arm has an axis of its own, as activations have ranges of their own.
  func activations() -> Figure {
    histograms(
      title: "Activations", note: "A panel without a shape holds numbers that are not finite.", sharing: .rows,
      x: Axis("activation")
    ) { signals, color in
      let values = signals.activations
      return HistogramPanel(
        after: values.mean.isFinite ? values.plotted : nil, color: color,
        annotations: [
          "mean \(NumberText.significant(values.mean))", "sd \(NumberText.significant(values.standardDeviation))",
        ])
    }
  }

  /// What comes back down, all on one axis of magnitudes.
  func gradients() -> Figure {
    let bins = MagnitudeBins(diagnoses.flatMap { $0.signals.layers.dropLast().map(\.gradients) })
    return histograms(
      title: "Gradients",
      note: "At 0: values that are zero, or nearer to it than the thirtieth part of their panel's largest.",
      sharing: .all, x: GradientHistograms.axis(bins)
    ) { signals, color in GradientHistograms.panel(signals.gradients, bins, color: color) }
  }

  /// A row for each arm, at some of the layers from the first to the last hidden one.
  private func histograms(
    title: String, note: String, sharing: HistogramGrid.Sharing, x: Axis,
    _ panel: (SignalStatistics, Color) -> HistogramPanel
  ) -> Figure {
    let depth = max(diagnoses.map { $0.signals.layers.count - 1 }.max() ?? 1, 1)
    let layers = LayerBlocks.some(5, of: depth)
    let rows = diagnoses.indices.map { index in
      let (hidden, color) = (diagnoses[index].signals.layers.dropLast(), styles[index].color)
      return HistogramGrid.Row(
        labels.labels[index], color: color,
        panels: layers.map { hidden.indices.contains($0) ? panel(hidden[$0], color) : nil })
    }
    let width = min(Figure.widestReadable, max(720, 180 + 195 * Double(layers.count)))
    var figure = Figure(
      size: Size(width: width, height: 130 + 110 * Double(diagnoses.count)), title: title, subtitle: subtitle,
      footer: "Shares of all values of a layer, over cases and units. \(note)\(key)")
    var grid = HistogramGrid(
      rows: rows, columnTitles: layers.map { "hidden layer \($0 + 1)" }, sharedValues: sharing, sharedCounts: .all,
      x: x, y: ActivationHistograms.shareAxis)
    grid.afterName = ""
    figure.place(grid, row: 0, column: 0)
    return figure
  }

  // MARK: Panels

  private func panel(
    _ title: String, _ label: String, _ value: (SignalStatistics) -> Double,
    _ theory: KeyPath<SignalTheory.Prediction, Double>
  ) -> LineChart {
    let measured = series { $0.signals.layers.map(value) }
    let expected = zip(diagnoses, styles).compactMap { diagnosis, style in
      diagnosis.theory.map { predictions in
        LineChart.Series(
          "", x: layerNumbers(predictions.count), y: predictions.map { $0[keyPath: theory].squareRoot() },
          color: style.color, dash: .dashed, width: 1.1)
      }
    }
    return LineChart(
      title: title, x: layerAxis, y: Axis(label, scale: .logarithmic), series: measured + expected,
      legend: title.hasPrefix("Up: pre") ? .automatic : .none)
  }

  /// Saturated units, or dead ones of ReLUs.
  private func idle() -> LineChart {
    LineChart(
      title: "Saturated or dead", x: layerAxis, y: Axis("share of the units (%)", range: 0...100),
      series: series { $0.signals.layers.dropLast().map { 100 * max($0.saturated, $0.dead) } }, legend: .none)
  }

  private func alikeness() -> LineChart {
    LineChart(
      title: "Directions in use", x: layerAxis, y: Axis("effective rank of f(z)", scale: .logarithmic),
      series: series { $0.signals.layers.map(\.effectiveRank) }, legend: .none)
  }

  private func jacobian() -> LineChart {
    LineChart(
      title: "Jacobian of the logits by the inputs", x: .wholes("singular values, the greatest first"),
      y: Axis("singular value", scale: .logarithmic),
      series: zip(diagnoses, styles).map { diagnosis, style in
        let values = diagnosis.signals.jacobian.map(Double.init)
        return LineChart.Series("", x: layerNumbers(values.count), y: values, color: style.color, width: 1.4)
      }, legend: .none)
  }

  private func series(_ values: (ArmDiagnosis) -> [Double]) -> [LineChart.Series] {
    diagnoses.indices.map { index in
      let y = values(diagnoses[index])
      var series = LineChart.Series(
        labels.labels[index], x: layerNumbers(y.count), y: y, color: styles[index].color, dash: styles[index].dash)
      series.marker = .circle
      return series
    }
  }

  /// All layers, the logits included, so that the panels have the same axis.
  private var layerAxis: Axis {
    .wholes("layer (the last: logits)", range: 1...Double(max(diagnoses.map(\.signals.layers.count).max() ?? 2, 2)))
  }

  private func layerNumbers(_ count: Int) -> [Double] { (0..<count).map { Double($0 + 1) } }
}
