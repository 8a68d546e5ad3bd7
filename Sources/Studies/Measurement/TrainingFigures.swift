import Experiments
import Foundation
import Plotting
import Reporting

/// Pictures of training: loss against epoch, in panels with the same axes.
enum TrainingFigures {
  struct Curve {
    let name: String
    let color: Color
    /// One for each seed.
    let runs: [RunRecord]
  }

  static func losses(
    _ panels: [(title: String, curves: [Curve])], title: String, subtitle: String, footer: String = ""
  ) -> Figure {
    let charts = panels.map { panel in
      (
        panel.title,
        panel.curves.map {
          CurveSeries.over($0.runs.map { $0.training.map(\.trainingLoss) }, name: $0.name, color: $0.color)
        }
      )
    }
    let values = charts.flatMap { $0.1.flatMap(\.y) }.filter { $0.isFinite && $0 > 0 } + [log(10)]
    let range = max(values.min() ?? 0.1, 1e-3) / 1.1...min(values.max() ?? 3, 20) * 1.2
    var figure = Figure(
      size: Size(width: 430 * Double(max(panels.count, 2)) * (panels.count > 2 ? 0.85 : 1), height: 420), title: title,
      subtitle: subtitle,
      footer: "Mean over the seeds; band: lowest to highest. No line: all runs diverged in the first epoch. \(footer)",
      columns: panels.map { _ in .relative(1) })
    for (column, chart) in charts.enumerated() {
      figure.place(
        LineChart(
          title: chart.0, x: Axis("epoch", countsWholes: true),
          y: Axis("training loss, nats a case", scale: .logarithmic, range: range), series: chart.1,
          references: [ReferenceLine(.horizontal, at: log(10), label: "guessing, log 10")],
          legend: column == 0 ? .automatic : .none), row: 0, column: column)
    }
    return figure
  }
}
