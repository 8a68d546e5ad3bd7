import Plotting
import Reporting

/// Pictures of log-likelihoods.
enum LikelihoodFigures {
  struct Bar {
    let name: String
    /// Nats a case, one for each seed.
    let values: [Double]
    var published: Double?
    let color: Color
  }

  /// How far each kind of machine is from 0, which is a perfect model; the published number below ours in grey.
  static func bars(_ bars: [Bar], title: String, subtitle: String) -> Figure {
    let chart = bars.flatMap { bar -> [Plotting.Bar] in
      let mean = bar.values.reduce(0, +) / Double(bar.values.count)
      let interval = Effect(bar.name, bar.values, .above(0)).interval
      let ours = Plotting.Bar(
        bar.name, value: -mean, error: interval.map { -$0.high ... -$0.low }, color: bar.color,
        valueText: NumberText.decimal(-mean, digits: 1))
      return [ours] + (bar.published.map { [published(-$0)] } ?? [])
    }
    var figure = Figure(
      size: Size(width: 720, height: 150 + 26 * Double(chart.count)), title: title, subtitle: subtitle,
      footer: "Mean over the seeds; lines: 95 % interval, where there are several. Shorter is better.")
    figure.place(
      BarChart(bars: chart, value: Axis("−log p, nats a test case")), row: 0, column: 0)
    return figure
  }

  private static func published(_ value: Double) -> Plotting.Bar {
    Plotting.Bar(
      "published", value: value, color: Color(grey: 170), valueText: NumberText.decimal(value, digits: 1))
  }

  struct Curve {
    let name: String
    let color: Color
    /// By seed, then epoch.
    let histories: [[Double]]
  }

  static func curves(_ curves: [Curve], title: String, subtitle: String) -> Figure {
    var figure = Figure(
      size: Size(width: 720, height: 440), title: title, subtitle: subtitle,
      footer: SeedSpread.definition(seeds: curves.map(\.histories.count).max() ?? 1, scale: .any))
    figure.place(
      LineChart(
        x: Axis("epoch", countsWholes: true), y: Axis("log p, nats a validation case"),
        series: curves.map { CurveSeries.over($0.histories, name: $0.name, color: $0.color) }), row: 0, column: 0)
    return figure
  }
}
