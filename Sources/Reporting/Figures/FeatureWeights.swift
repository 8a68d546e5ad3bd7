import Experiments
import Plotting

/// What the first units of the first layer make of the columns of a table: images of weights would show no neighbours.
enum FeatureWeights {
  private static let (mostFeatures, mostUnits, mostArms) = (30, 30, 16)

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let shown = Array(summaries.filter { $0.example?.filtersAfter != nil }.prefix(mostArms))
    guard let names = comparison.record.dataset.featureNames, !shown.isEmpty else { return nil }
    let columns = min(shown.count, 2)
    let rows = (shown.count + columns - 1) / columns
    let count = min(names.count, mostFeatures)
    var figure = Figure(
      size: Size(width: 480 * Double(columns) + 20, height: 400),
      title: "Weights of the first layer", subtitle: ReportFigure.subtitle(comparison, examples: shown),
      footer: """
        Incoming weights of the first hidden units after training, a row for each column of the table\
        \(count < names.count ? ", those with the largest weights" : ""). Columns were scaled, so that rows can be set \
        against each other.\(CurveFigures.key(comparison))
        """,
      rows: [GridTrack](repeating: .fixed(130 + 16 * Double(count)), count: rows),
      columns: [GridTrack](repeating: .relative(1), count: columns))
    for (index, summary) in shown.enumerated() {
      guard let strip = summary.example?.filtersAfter else { continue }
      figure.place(heatMap(strip, names, title: summary.label), row: index / columns, column: index % columns)
    }
    return ReportFigure(
      file: "feature-weights.png", title: "Weights of the first layer",
      caption: "What each of the first hidden units makes of the columns of the table: orange is for, blue against.",
      figure: ReportFigure.fitted(figure))
  }

  private static func heatMap(_ strip: ImageStrip, _ names: [String], title: String) -> HeatMap {
    let units = (0..<min(mostUnits, strip.count)).map(strip.image)
    func size(_ place: Int) -> Float { units.reduce(0) { $0 + $1[place] * $1[place] } }
    let places = names.indices.filter { $0 < strip.width * strip.height }
    let kept = places.sorted { (size($0), $1) > (size($1), $0) }.prefix(mostFeatures).sorted()
    let values = kept.map { place in units.map { Double($0[place]) } }
    let limit = values.joined().map(abs).max() ?? 1
    var map = HeatMap(
      title: title, values: values, rowLabels: kept.map { names[$0] }, xLabel: "hidden units 1 to \(units.count)")
    (map.map, map.colorBarLabel) = (.diverging, "weight")
    map.range = limit > 0 ? -limit...limit : nil
    return map
  }
}
