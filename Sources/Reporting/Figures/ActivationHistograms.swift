import Experiments
import NeuralNetworks
import Plotting

/// What the hidden layers put out, before and after fine-tuning.
package enum ActivationHistograms {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = summaries.filter { $0.example?.layersBefore.isEmpty == false }
    guard let depth = shown.compactMap({ $0.example?.layersBefore.count }).max() else { return nil }
    let blocks = LayerBlocks(depth: depth)
    let figure = blocks.figure(
      rows: shown.count, width: 0, title: "Activations", subtitle: ReportFigure.subtitle(comparison, examples: shown),
      footer: """
        Over \(comparison.record.dataset.probedCount.formatted) training cases and all units of a layer; after: the network of the last \
        epoch; sd is the standard deviation.\(blocks.note)\(CurveFigures.key(comparison))
        """
    ) { layers, isFirst in
      var grid = HistogramGrid(
        rows: shown.map { row($0, layers) }, columnTitles: layers.map { "hidden layer \($0 + 1)" }, sharedValues: .rows,
        sharedCounts: .all, x: Axis("activation"), y: shareAxis)
      (grid.beforeName, grid.afterName) = isFirst ? ("before fine-tuning", "after") : ("", "")
      return grid
    }
    return ReportFigure(
      file: "activation-histograms.png", title: "Activations",
      caption: """
        What each hidden layer puts out before (outline) and after (filled) fine-tuning. A narrow spike means that all cases \
        look alike to the layers above; mass at the ends of a sigmoid or tanh means saturated units, which hardly learn; \
        ReLU units that never leave zero are dead.
        """, figure: figure)
  }

  /// For shares of values in bins: a spike and what lies beside it can both be seen.
  package static let shareAxis = Axis("share of values", scale: .logarithmic, range: 1e-4...1, zeroBand: .never)

  private static func row(_ summary: ArmSummary, _ layers: [Int]) -> HistogramGrid.Row {
    let panels: [HistogramPanel?] = layers.map { layer in
      guard let run = summary.example, run.layersBefore.indices.contains(layer) else { return nil }
      let before = run.layersBefore[layer]
      // What a network that diverged puts out has no place on an axis, and an unfinished one is not measured.
      let after = run.divergence == nil && run.layersAfter.indices.contains(layer) ? run.layersAfter[layer] : nil
      return HistogramPanel(
        before: before.activations.plotted, after: after?.activations.plotted, color: summary.style.color,
        annotations: notes(before, after, isRectifier: summary.arm.activation == .relu))
    }
    return HistogramGrid.Row(summary.rowLabel, color: summary.style.color, panels: panels)
  }

  private static func notes(_ before: LayerStatistics, _ after: LayerStatistics?, isRectifier: Bool) -> [String] {
    func change(_ name: String, _ value: (LayerStatistics) -> String) -> String {
      "\(name) \(value(before))" + (after.map { " → \(value($0))" } ?? "")
    }
    return [
      change("mean") { NumberText.decimal($0.activations.mean, digits: 2) },
      change("sd") { NumberText.significant($0.activations.standardDeviation) },
      isRectifier
        ? change("dead") { NumberText.percent($0.dead, digits: 0) }
        : change("saturated") { NumberText.percent($0.saturated, digits: 0) },
    ]
  }
}

extension NeuralNetworks.Histogram {
  /// As shares of all values.
  package var plotted: Plotting.Histogram {
    let total = Double(max(counts.reduce(0, +), 1))
    return Plotting.Histogram(range: low...max(high, low.nextUp), counts: counts.map { Double($0) / total })
  }
}
