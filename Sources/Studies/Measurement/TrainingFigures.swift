import Experiments
import Foundation
import Plotting
import Reporting

/// Pictures of training: loss against epoch, in panels with the same axes.
enum TrainingFigures {
  struct Curve {
    let name: String
    let color: Color
    let runs: PerSeed<RunRecord>
  }

  static func losses(
    _ panels: [(title: String, curves: [Curve])], title: String, subtitle: String, footer: String = ""
  ) -> Figure {
    let charts = panels.map { panel in
      (
        panel.title,
        panel.curves.map {
          CurveSeries.over(
            $0.runs.map { $0.training.map(\.trainingLoss) }, name: $0.name, color: $0.color, scale: .positive)
        }
      )
    }
    let series = charts.flatMap(\.1)
    let values = CurveSeries.drawn(series).filter { $0 > 0 }
    // At most ten times guessing: what has exploded is an arrow at the edge.
    let (guess, low) = (log(10.0), max(values.min() ?? 0.1, 1e-5) / 1.1)
    let high = max(min(values.max() ?? 3, 10 * guess), guess) * 1.2
    let axis = Axis(
      "training loss, nats a case", scale: .logarithmic, range: low...high,
      zeroBand: series.contains { $0.y.contains(0) } ? .always : .automatic)
    let seeds = panels.flatMap { $0.curves.map(\.runs.count) }.max() ?? 1
    return PanelPage.figure(
      charts.enumerated().map { column, chart in
        LineChart(
          title: chart.0, x: .wholes("epoch"), y: axis, series: chart.1,
          references: [ReferenceLine(.horizontal, at: log(10), label: "guessing, log 10")],
          legend: column == 0 ? .automatic : .none)
      }, title: title, subtitle: subtitle,
      footer:
        "\(SeedSpread.definition(seeds: seeds, scale: .positive))No line: all runs diverged in the first epoch. \(footer)"
    )
  }
}
