import Experiments
import Plotting

/// A curve over epochs: the mean of an arm's runs, with a band from the lowest to the highest of them.
struct Curve {
  let mean: [Double]
  let band: Band?

  /// - Parameters:
  ///   - runs: drawn as far as they came.
  ///   - value: what to draw of an epoch.
  init(_ runs: [RunRecord], _ value: (TrainingEpoch) -> Double) {
    let epochs = runs.map(\.training.count).max() ?? 0
    let columns = (0..<epochs).map { epoch in
      runs.compactMap { $0.training.indices.contains(epoch) ? value($0.training[epoch]) : nil }
    }
    mean = columns.map { $0.reduce(0, +) / Double($0.count) }
    band = runs.count > 1 ? Band(low: columns.map { $0.min() ?? .nan }, high: columns.map { $0.max() ?? .nan }) : nil
  }

  /// The curve as a series, by default over the epochs from 1.
  func series(_ name: String, style: ArmStyle, x: [Double]? = nil, highlight: LineChart.Highlight? = nil)
    -> LineChart.Series
  {
    LineChart.Series(
      name, x: x ?? mean.indices.map { Double($0 + 1) }, y: mean, color: style.color, band: band, dash: style.dash,
      highlight: highlight)
  }
}

extension ArmSummary {
  /// Whether there is an epoch to draw.
  var hasCurve: Bool { shown.contains { !$0.training.isEmpty } }

  /// The epoch whose network was tested, of the first run that came to an end.
  var bestEpochHighlight: LineChart.Highlight? {
    completed.first?.outcome.map { LineChart.Highlight(index: $0.bestEpoch - 1) }
  }
}
