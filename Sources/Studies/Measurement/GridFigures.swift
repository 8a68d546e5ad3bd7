import Experiments
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

  /// Heat maps side by side: starts down, conditions across, the mean over the seeds in each cell. Colours are on one logarithmic scale for
  /// each measure of the figure. In each column a dot marks the lowest number, and every one that its seeds cannot tell
  /// from it.
  static func maps(
    _ grid: TrainingGrid, _ panels: [Panel], title: String, subtitle: String, xLabel: String, footer: String = ""
  ) -> Figure {
    // Panels that would make the page too wide to be read stand below each other.
    func width(_ panels: [Panel]) -> Double {
      panels.reduce(0) { $0 + 210 + 52 * Double(max($1.conditions.count, 3)) }
    }
    let isWide = width(panels) > Figure.widestReadable
    let height = 60 + 30 * Double(grid.starts.count)
    var figure = Figure(
      size: Size(
        width: min(Figure.widestReadable, max(620, isWide ? panels.map { width([$0]) }.max() ?? 0 : width(panels))),
        height: 110 + height * (isWide ? Double(panels.count) : 1)),
      title: title, subtitle: subtitle, footer: foot(grid) + footer,
      rows: [GridTrack](repeating: .relative(1), count: isWide ? panels.count : 1),
      columns: isWide ? [.relative(1)] : panels.map { .relative(Double(max($0.conditions.count, 3)) + 3) })
    for (index, panel) in panels.enumerated() {
      let values = means(grid, panel)
      let labels = panel.conditions.map { grid.conditions[$0].name }
      var map = HeatMap(
        title: panel.title, values: values, rowLabels: grid.starts.map(\.name),
        columnLabels: panel.columnLabels.isEmpty ? labels : panel.columnLabels, xLabel: xLabel)
      (map.scale, map.range) = (.logarithmic, range(grid, panels.filter { $0.measure == panel.measure }))
      (map.cellTexts, map.colorBarLabel) = (texts(grid, panel, values), panel.measure.label)
      figure.place(map, row: isWide ? index : 0, column: isWide ? 0 : index)
    }
    return figure
  }

  /// By start, then condition.
  private static func means(_ grid: TrainingGrid, _ panel: Panel) -> [[Double]] {
    grid.starts.indices.map { start in
      panel.conditions.map { condition in
        panel.measure.shown(grid.values(start, condition, panel.measure).mean)
      }
    }
  }

  /// What is written into the cells: the number, and a mark where it is the lowest of its column or cannot be told from it.
  private static func texts(_ grid: TrainingGrid, _ panel: Panel, _ values: [[Double]]) -> [[String]] {
    var texts = panel.measure.texts(values)
    for (column, condition) in panel.conditions.enumerated() {
      for start in grid.lowest(of: condition, panel.measure) { texts[start][column] += mark }
    }
    return texts
  }

  private static let mark = "•"

  private static func foot(_ grid: TrainingGrid) -> String {
    let seeds = grid.seedCount
    let marks =
      seeds > 1
      ? "A dot: the lowest of its column, and all that its \(seeds) seeds cannot tell from it (paired, 95 %). "
      : "One seed: nothing is known of how much another would differ. "
    return "\(seeds > 1 ? "Mean over the seeds; m" : "M")ore colour is worse, by factors. A cross: diverged. \(marks)"
  }

  /// The ends of the colours, common to the maps of a measure so that they can be compared: of losses up to guessing, of errors from the
  /// lowest to the highest. They are at least a factor of ten apart, so that noise is not stretched to contrast.
  private static func range(_ grid: TrainingGrid, _ panels: [Panel]) -> ClosedRange<Double> {
    let values = panels.flatMap { means(grid, $0).joined() }.filter { $0.isFinite && $0 > 0 }
    guard panels.first?.measure == .testError else { return min(values.min() ?? 1, log(10) / 10)...log(10) }
    guard let low = values.min(), let high = values.max() else { return 10...100 }
    let missing = max(1, 10 * low / high).squareRoot()
    return low / missing...high * missing
  }
}

extension TrainingGrid {
  var seedCount: Int { runs.first?.first?.first?.count ?? 0 }

  /// The start that is lowest in the mean over the seeds under a condition, and those whose differences from it, seed by seed, have an
  /// interval that reaches 0. Alone if there is but one seed; empty if all diverged.
  func lowest(of condition: Int, _ measure: Measure) -> [Int] {
    let values = starts.indices.map { self.values($0, condition, measure) }
    let lowest = values.indexOfLowest { $0 }
    guard values[lowest].values.allSatisfy(\.isFinite) else { return [] }
    return starts.indices.filter { start in
      let differences = (values[start] - values[lowest]).values
      guard start != lowest else { return true }
      guard differences.allSatisfy(\.isFinite) else { return false }
      let interval = ConfidenceInterval(differences)
      return interval.halfWidth.map { interval.mean <= $0 } ?? false
    }
  }
}

extension TrainingGrid.Measure {
  /// In the figure's unit.
  fileprivate func shown(_ value: Double) -> Double { self == .testError ? 100 * value : value }

  /// With as many decimals as most of them need, and two digits at least, down to a hundred-thousandth.
  fileprivate func texts(_ shown: [[Double]]) -> [[String]] {
    let isFine = shown.joined().contains { $0 > 0 && $0 < 0.1 }
    let decimals = self == .testError ? 1 : isFine ? 3 : 2
    return shown.map { row in
      row.map { value in
        guard value.isFinite else { return "×" }
        let needed = self == .testError || value <= 0 ? decimals : min(6, 1 - Int(log10(value).rounded(.down)))
        return NumberText.decimal(value, digits: max(decimals, needed))
      }
    }
  }

  fileprivate var label: String {
    switch self {
    case .trainingLoss: "training loss (nats)"
    case .testError: "test error (%)"
    }
  }
}
