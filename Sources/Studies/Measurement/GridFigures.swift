import Foundation
import Plotting

/// Pictures of a training grid.
enum GridFigures {
  /// Conditions that share a heat map.
  struct Panel {
    let title: String
    let conditions: Range<Int>
    /// Of the columns; the conditions' names if there are none.
    var columnLabels: [String] = []
    var measure = TrainingGrid.Measure.trainingLoss
  }

  /// Heat maps side by side: starts down, conditions across, the mean over the seeds in each cell.
  static func maps(
    _ grid: TrainingGrid, _ panels: [Panel], title: String, subtitle: String, xLabel: String, footer: String = ""
  ) -> Figure {
    let columns = panels.reduce(0) { $0 + max($1.conditions.count, 3) }
    var figure = Figure(
      size: Size(
        width: max(620, 210 * Double(panels.count) + 52 * Double(columns)), height: 170 + 30 * Double(grid.starts.count)
      ),
      title: title, subtitle: subtitle, footer: "Mean over the seeds; darker is worse. A cross: diverged. \(footer)",
      columns: panels.map { .relative(Double(max($0.conditions.count, 3)) + 3) })
    for (column, panel) in panels.enumerated() {
      let values = means(grid, panel)
      let labels = panel.conditions.map { grid.conditions[$0].name }
      figure.place(
        HeatMap(
          title: panel.title, values: values, rowLabels: grid.starts.map(\.name),
          columnLabels: panel.columnLabels.isEmpty ? labels : panel.columnLabels, xLabel: xLabel,
          range: 0...greatest(grid, panels.filter { $0.measure == panel.measure }),
          cellTexts: values.map { $0.map(panel.measure.text) }, colorBarLabel: panel.measure.label), row: 0,
        column: column)
    }
    return figure
  }

  /// By start, then condition.
  private static func means(_ grid: TrainingGrid, _ panel: Panel) -> [[Double]] {
    grid.starts.indices.map { start in
      panel.conditions.map { condition in
        let values = grid.values(start, condition, panel.measure)
        return panel.measure.shown(values.reduce(0, +) / Double(values.count))
      }
    }
  }

  /// The end of the colours, common to the maps of a measure so that they can be compared: guessing for a loss.
  private static func greatest(_ grid: TrainingGrid, _ panels: [Panel]) -> Double {
    guard panels.first?.measure == .testError else { return log(10) }
    return panels.flatMap { means(grid, $0).joined() }.filter(\.isFinite).max() ?? 100
  }
}

extension TrainingGrid.Measure {
  /// In the figure's unit.
  fileprivate func shown(_ value: Double) -> Double { self == .testError ? 100 * value : value }

  fileprivate func text(_ shown: Double) -> String {
    guard shown.isFinite else { return "×" }
    return String(format: self == .testError ? "%.1f" : "%.2f", shown)
  }

  fileprivate var label: String {
    switch self {
    case .trainingLoss: "training loss (nats)"
    case .testError: "test error (%)"
    }
  }
}
