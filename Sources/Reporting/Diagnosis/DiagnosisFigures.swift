import Experiments
import NeuralNetworks
import Plotting

/// Pictures of what goes up and comes down the networks of some arms at one moment.
struct DiagnosisFigures {
  let diagnoses: [ArmDiagnosis]
  let styles: [ArmStyle]
  /// Data, shape and moment.
  let subtitle: String

  /// Curves over the layers, one panel for each measure, with the same layers along each; theory as dashed lines.
  func curves() -> Figure {
    var figure = Figure(
      size: Size(width: 1080, height: 760), title: "Signals by layer", subtitle: subtitle,
      footer: """
        Solid, with circles: measured on \(caseCount.counted("training case")). Dashed: what mean-field theory expects (Var z = n_in · Var W · \
        E[x²], and the same downwards), from the inputs and the errors at the logits as measured. No line: 0, not finite, or no \
        theory. Where the two part, layers are narrow, or signals and weights have become dependent, as after training.
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

  /// Histograms of a signal, a row for each arm, at some of the layers from the first to the last hidden one.
  func histograms(
    title: String, label: String, sharing: HistogramGrid.Sharing,
    _ value: (SignalStatistics) -> NeuralNetworks.Histogram
  ) -> Figure {
    let depth = max(diagnoses.map { $0.signals.layers.count - 1 }.max() ?? 1, 1)
    let layers = Self.shown(of: depth)
    let grid = HistogramGrid(
      rows: zip(diagnoses, styles).map { diagnosis, style in
        HistogramGrid.Row(
          diagnosis.arm.name, color: style.color,
          panels: layers.map { layer in
            guard diagnosis.signals.layers.indices.dropLast().contains(layer) else { return nil }
            return panel(value(diagnosis.signals.layers[layer]), color: style.color)
          })
      }, columnTitles: layers.map { "hidden layer \($0 + 1)" }, sharedValues: sharing, sharedCounts: .all,
      x: Axis(label), y: ActivationHistograms.shareAxis, afterName: "")
    var figure = Figure(
      size: Size(width: max(720, 180 + 195 * Double(layers.count)), height: 130 + 110 * Double(diagnoses.count)),
      title: title, subtitle: subtitle,
      footer:
        "Shares of all values of a layer, over cases and units. A panel without a shape holds numbers that are not finite, or too small for the axis."
    )
    figure.place(grid, row: 0, column: 0)
    return figure
  }

  private func panel(_ histogram: NeuralNetworks.Histogram, color: Color) -> HistogramPanel {
    HistogramPanel(
      after: histogram.mean.isFinite ? histogram.plotted : nil, color: color,
      annotations: [
        "mean \(NumberText.significant(histogram.mean))", "sd \(NumberText.significant(histogram.standardDeviation))",
      ])
  }

  /// At most five layers, evenly from the first to the last, from 0.
  static func shown(of depth: Int) -> [Int] {
    guard depth > 5 else { return Array(0..<depth) }
    return (0..<5).map { ($0 * (depth - 1) + 2) / 4 }
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
      title: "Jacobian of the logits by the inputs", x: Axis("singular values, the greatest first", countsWholes: true),
      y: Axis("singular value", scale: .logarithmic),
      series: zip(diagnoses, styles).map { diagnosis, style in
        let values = diagnosis.signals.jacobian.map(Double.init)
        return LineChart.Series("", x: layerNumbers(values.count), y: values, color: style.color, width: 1.4)
      }, legend: .none)
  }

  private func series(_ values: (ArmDiagnosis) -> [Double]) -> [LineChart.Series] {
    zip(diagnoses, styles).map { diagnosis, style in
      let y = values(diagnosis)
      return LineChart.Series(
        diagnosis.arm.name, x: layerNumbers(y.count), y: y, color: style.color, marker: .circle)
    }
  }

  /// All layers, the logits included, so that the panels have the same axis.
  private var layerAxis: Axis {
    Axis(
      "layer (the last: logits)", range: 1...Double(max(diagnoses.map(\.signals.layers.count).max() ?? 2, 2)),
      countsWholes: true)
  }

  private func layerNumbers(_ count: Int) -> [Double] { (0..<count).map { Double($0 + 1) } }
}
