import Experiments
import Plotting

/// Which classes are taken for which, on the test cases.
enum ConfusionMatrices {
  private static let mostClassesWithNumbers = 20

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = summaries.filter { !$0.completed.isEmpty }
    guard !shown.isEmpty else { return nil }
    let columns = min(shown.count, 2)
    let rows = (shown.count + columns - 1) / columns
    var figure = Figure(
      size: Size(width: 400 * Double(columns) + 20, height: 110 + 330 * Double(rows)),
      title: "Confusion on the test cases", subtitle: ReportFigure.subtitle(comparison),
      footer:
        "Test cases of each class (row) taken for another (column), summed over seeds that were tested; right answers are left out.\(CurveFigures.key(comparison))",
      rows: [GridTrack](repeating: .relative(1), count: rows),
      columns: [GridTrack](repeating: .relative(1), count: columns))
    for (index, summary) in shown.enumerated() {
      figure.place(heatMap(summary, comparison.record.dataset), row: index / columns, column: index % columns)
    }
    return ReportFigure(
      file: "confusion.png", title: "Confusion on the test cases",
      caption: "Where the errors are: test cases of the row's class that were taken for the column's.", figure: figure)
  }

  private static func heatMap(_ summary: ArmSummary, _ data: DatasetDescription) -> HeatMap {
    let matrices = summary.completed.compactMap { $0.outcome?.confusion }
    let classes = matrices[0].count
    let sums = (0..<classes).map { row in
      (0..<classes).map { column in matrices.reduce(0) { $0 + $1[row][column] } }
    }
    let errors = sums.indices.map { row in sums.indices.map { $0 == row ? .nan : Double(sums[row][$0]) } }
    let texts = sums.indices.map { row in
      sums.indices.map { $0 == row || sums[row][$0] == 0 ? "" : "\(sums[row][$0])" }
    }
    let labels = (0..<classes).map { classes <= mostClassesWithNumbers || $0 % 10 == 0 ? data.className($0) : "" }
    var map = HeatMap(
      title: "\(summary.label): \(summary.testErrorText)", values: errors, rowLabels: labels, columnLabels: labels,
      xLabel: "taken for", yLabel: "class")
    if classes <= mostClassesWithNumbers { map.cellTexts = texts }
    return map
  }
}
