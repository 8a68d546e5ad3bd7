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
    // Panels that would make the page too wide to be read stand below each other.
    func width(_ panels: [Panel]) -> Double {
      panels.reduce(0) { $0 + 210 + 52 * Double(max($1.conditions.count, 3)) }
    }
    let isWide = width(panels) > widest
    let height = 60 + 30 * Double(grid.starts.count)
    var figure = Figure(
      size: Size(
        width: min(widest, max(620, isWide ? panels.map { width([$0]) }.max() ?? 0 : width(panels))),
        height: 110 + height * (isWide ? Double(panels.count) : 1)),
      title: title, subtitle: subtitle,
      footer: "Mean over the seeds; more colour is worse. A cross: diverged. \(footer)",
      rows: [GridTrack](repeating: .relative(1), count: isWide ? panels.count : 1),
      columns: isWide ? [.relative(1)] : panels.map { .relative(Double(max($0.conditions.count, 3)) + 3) })
    for (index, panel) in panels.enumerated() {
      let values = means(grid, panel)
      let labels = panel.conditions.map { grid.conditions[$0].name }
      figure.place(
        HeatMap(
          title: panel.title, values: values, rowLabels: grid.starts.map(\.name),
          columnLabels: panel.columnLabels.isEmpty ? labels : panel.columnLabels, xLabel: xLabel,
          range: range(grid, panels.filter { $0.measure == panel.measure }),
          cellTexts: panel.measure.texts(values), colorBarLabel: panel.measure.label), row: isWide ? index : 0,
        column: isWide ? 0 : index)
    }
    return figure
  }

  private static let widest = 1040.0

  /// By start, then condition.
  private static func means(_ grid: TrainingGrid, _ panel: Panel) -> [[Double]] {
    grid.starts.indices.map { start in
      panel.conditions.map { condition in
        let values = grid.values(start, condition, panel.measure)
        return panel.measure.shown(values.reduce(0, +) / Double(values.count))
      }
    }
  }

  /// The ends of the colours, common to the maps of a measure so that they can be compared: of losses from 0 to guessing, of
  /// errors from the lowest to the highest.
  private static func range(_ grid: TrainingGrid, _ panels: [Panel]) -> ClosedRange<Double> {
    guard panels.first?.measure == .testError else { return 0...log(10) }
    let errors = panels.flatMap { means(grid, $0).joined() }.filter(\.isFinite)
    return (errors.min() ?? 0)...(errors.max() ?? 100)
  }
}

extension TrainingGrid.Measure {
  /// In the figure's unit.
  fileprivate func shown(_ value: Double) -> Double { self == .testError ? 100 * value : value }

  /// All with as many decimals, so many that none but a 0 looks like one.
  fileprivate func texts(_ shown: [[Double]]) -> [[String]] {
    let isFine = shown.joined().contains { $0 > 0 && $0 < 0.005 }
    let format = self == .testError ? "%.1f" : isFine ? "%.3f" : "%.2f"
    return shown.map { $0.map { $0.isFinite ? String(format: format, $0) : "×" } }
  }

  fileprivate var label: String {
    switch self {
    case .trainingLoss: "training loss (nats)"
    case .testError: "test error (%)"
    }
  }
}
