import Experiments
import Plotting

/// A curve over epochs: the centre of an arm's runs, with a band (``SeedSpread``), and the runs themselves where these are few.
struct Curve {
  /// More lines than these could not be told apart.
  static let mostSeeds = 5

  let center: [Double]
  let band: Band?
  /// By run; empty for a single run, and for too many.
  let seeds: [[Double]]
  private let bestEpochs: [Int?]

  /// - Parameters:
  ///   - runs: drawn as far as they came.
  ///   - scale: what values are possible.
  ///   - factor: of the values, 100 for percentages.
  ///   - value: what to draw of an epoch.
  init(_ runs: [RunRecord], scale: SeedSpread.Scale, factor: Double = 1, _ value: (TrainingEpoch) -> Double) {
    let values = runs.map { $0.training.map(value) }
    let columns = SeedSpread.columns(values, scale: scale)
    center = columns.map { factor * $0.center }
    band = runs.count > 1 ? Band(columns, factor: factor) : nil
    let isFew = runs.count > 1 && runs.count <= Self.mostSeeds
    seeds = isFew ? values.map { $0.map { factor * $0 } } : []
    bestEpochs = runs.map { $0.outcome?.bestEpoch }
  }

  /// A thick line for the centre and thin ones for the seeds, by default over the epochs from 1.
  /// - Parameter marksBest: whether each run is marked at the epoch whose network was tested, if runs are drawn.
  func series(_ name: String, style: ArmStyle, x: [Double]? = nil, marksBest: Bool = false) -> [LineChart.Series] {
    let x = x ?? center.indices.map { Double($0 + 1) }
    func best(_ run: Int, of count: Int) -> LineChart.Highlight? {
      guard marksBest, let epoch = bestEpochs[run], epoch >= 1, epoch <= count else { return nil }
      return LineChart.Highlight(index: epoch - 1)
    }
    let thin = seeds.enumerated().map { run, values in
      var series = LineChart.Series(
        "", x: Array(x.prefix(values.count)), y: values, color: style.color.mixed(with: .white, by: 0.25), width: 0.6)
      series.highlight = best(run, of: values.count)
      return series
    }
    var thick = LineChart.Series(name, x: x, y: center, color: style.color, dash: style.dash)
    thick.band = band
    if bestEpochs.count == 1 { thick.highlight = best(0, of: center.count) }
    return thin + [thick]
  }
}

extension ArmSummary {
  /// Whether there is an epoch to draw.
  var hasCurve: Bool { shown.contains { !$0.training.isEmpty } }
}
