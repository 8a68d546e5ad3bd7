import Plotting
import Reporting

/// Pictures of log-likelihoods.
enum LikelihoodFigures {
  /// A kind of machine.
  struct Row {
    let name: String
    /// Log-likelihoods in nats a case; the greater the better.
    let values: PerSeed<Double>
    var published: Double?
    let color: Color
  }

  /// Log-likelihoods by kind of machine, every seed a dot; and beside them, if the kinds are to be compared, each seed's difference from the
  /// same seed of the first kind, which is what the scatter between seeds would hide.
  static func dots(_ rows: [Row], isPaired: Bool = true, title: String, subtitle: String) -> Figure {
    let isCompared = isPaired && rows.count > 1
    var figure = Figure(
      size: Size(width: isCompared ? 860 : 720, height: 150 + 30 * Double(rows.count)), title: title,
      subtitle: subtitle, footer: footer(rows, isCompared: isCompared),
      columns: isCompared ? [.relative(1.35), .relative(1)] : [.relative(1)])
    figure.place(
      DotPlot(rows: rows.map { row($0, $0.values, published: $0.published) }, value: Axis("log p, nats a test case")),
      row: 0, column: 0)
    if isCompared, let first = rows.first {
      let differences = rows.map { other in
        row(other, other.values - first.values, published: nil, name: "")
      }
      figure.place(
        DotPlot(rows: differences, value: Axis("nats above \(first.name)"), hasBaseline: true), row: 0, column: 1)
    }
    return figure
  }

  private static func row(_ row: Row, _ values: PerSeed<Double>, published: Double?, name: String? = nil) -> DotPlot.Row
  {
    let spread = SeedSpread(values.values)
    return DotPlot.Row(
      name ?? row.name, color: row.color, values: values.values, center: values.count > 1 ? spread.center : .nan,
      ends: spread.ends, published: published)
  }

  private static func footer(_ rows: [Row], isCompared: Bool) -> String {
    let seeds = rows.map(\.values.count).max() ?? 1
    let spread = SeedSpread.definition(seeds: seeds, scale: .any, line: SeedSpread.dotsAndStroke)
    let published = rows.contains { $0.published != nil } ? "Diamonds: published. " : ""
    let pairs =
      isCompared && seeds > 1
      ? "Right: each seed against the same seed of \(rows[0].name). " : ""
    return spread + pairs + published + "Further right is better."
  }

  struct Curve {
    let name: String
    let color: Color
    /// By epoch.
    let histories: PerSeed<[Double]>
  }

  static func curves(_ curves: [Curve], title: String, subtitle: String) -> Figure {
    var figure = Figure(
      size: Size(width: 720, height: 440), title: title, subtitle: subtitle,
      footer: SeedSpread.definition(seeds: curves.map(\.histories.count).max() ?? 1, scale: .any))
    figure.place(
      LineChart(
        x: .wholes("epoch"), y: Axis("log p, nats a validation case"),
        series: curves.map { CurveSeries.over($0.histories, name: $0.name, color: $0.color) }), row: 0, column: 0)
    return figure
  }
}
