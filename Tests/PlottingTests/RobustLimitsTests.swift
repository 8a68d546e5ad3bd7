import Testing

@testable import Plotting

/// What has exploded does not erase the rest: it leaves the plot by an arrow with its number.
@Suite struct RobustLimitsTests {
  private let frame = Rect(x: 0, y: 0, width: 400, height: 260)
  private let tame = LineChart.Series("tame", x: [1, 2, 3], y: [2, 1, 0.5], color: Palette.blue, width: 2)

  private func drawn(_ chart: LineChart) throws -> (canvas: Canvas, area: PlotArea, layout: LineChartLayout) {
    var canvas = try Canvas(size: frame.size)
    canvas.textTrace = TextTrace()
    chart.draw(on: &canvas, in: frame)
    let layout = LineChartLayout(chart, size: frame.size, typesetter: canvas.typesetter)
    return (canvas, layout.area(in: frame), layout)
  }

  @Test(arguments: [(Axis.Scale.linear, 1e4), (.logarithmic, 1e14)])
  func anExplodedSeriesDoesNotSetTheLimits(scale: Axis.Scale, height: Double) throws {
    let wild = LineChart.Series("wild", x: [1, 2, 3], y: [height, 1.5 * height, height], color: Palette.vermilion)
    let (canvas, area, layout) = try drawn(LineChart(x: Axis(), y: Axis(scale: scale), series: [tame, wild]))
    let span = area.y.fraction(of: 2) - area.y.fraction(of: 0.5)
    #expect(span > 0.5, "the tame series takes \(span) of the height")
    let arrow = try #require(wild.excursions(in: area).first)
    #expect(arrow.value == 1.5 * height && arrow.isAbove && arrow.point.y == area.rect.minY)
    #expect(pixel(at: arrow.point + Point(x: 0, y: 4), of: canvas.bitmap) == Palette.vermilion)
    let number = NumberStyle.short(1.5 * height)
    #expect(canvas.textTrace?.entries.contains { $0.text == number || $0.text == "wild: \(number)" } == true)
    // It has a mark, so it is in the legend.
    #expect(layout.chart.legendEntries(in: area).entries.map(\.name) == ["tame", "wild"])
  }

  /// A logarithmic axis bears many powers of ten, as of gradients that vanish.
  @Test func smallValuesAreNoReasonToLeaveAnythingOut() {
    let values = RobustLimits.values([[1e-20, 1e-10], [0.1, 0.2]], scale: .logarithmic)
    #expect(values.min() == 1e-20 && values.max() == 0.2)
    #expect(RobustLimits.values([[1, 2], [30, 40]], scale: .linear).max() == 40)
    #expect(RobustLimits.values([[5e9]], scale: .linear) == [5e9])
    #expect(RobustLimits.values([[0, 0], [3]], scale: .linear).max() == 3)
  }

  /// One value of a row that doubles the axis is beyond it, but neither half of a row nor a row of few values is.
  @Test func aStrayIsLeftOutAndARowIsNot() {
    func kept(_ rows: [[Double]], marks: [Double] = [], scale: Axis.Scale = .linear) -> [[Double]] {
      RobustLimits.withoutStrays(rows, marks: marks, scale: scale)
    }
    let row = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    #expect(kept([row, [2, 3, 4, 5, -300]]) == [row, [2, 3, 4, 5]])
    #expect(kept([row + [500, 5000]]) == [row])
    #expect(kept([row, [2, 3, 4, -300]]) == [row, [2, 3, 4, -300]])
    #expect(kept([row, [2, 3, -290, -295, -300]])[1].count == 5)
    #expect(kept([row, [2, 3, 4, 5, -300]], marks: [-290])[1].count == 5)
    #expect(kept([row, [2, 3, 4, 5, 18]])[1].count == 5)
    #expect(kept([[1, 1, 1, 1, 1]]) == [[1, 1, 1, 1, 1]])
    #expect(kept([[1, 2, 3, 4, 1e9]], scale: .logarithmic) == [[1, 2, 3, 4]])
    #expect(kept([[1, .nan, 2, 3, .infinity]]) == [[1, 2, 3]])
  }

  /// Neither bands nor lines are drawn beyond the frame, whatever the range is.
  @Test func nothingLeavesThroughTheFrame() throws {
    var series = tame
    series.band = Band(low: [1e-3, 0.2, 0.1], high: [50, 70, 3])
    let chart = LineChart(x: Axis(), y: Axis(scale: .logarithmic, range: 0.6...3), series: [series])
    let (canvas, area, _) = try drawn(chart)
    for pair in series.bandRuns(in: area).joined() {
      #expect(pair.high.y >= area.rect.minY && pair.low.y <= area.rect.maxY)
    }
    for point in series.runs(in: area).joined() { #expect(area.rect.contains(point)) }
    let above = canvas.pixels(in: Rect(minX: area.rect.minX, minY: 0, maxX: area.rect.maxX, maxY: area.rect.minY - 2))
    // The edges of an arrow in the legend may be as pale.
    let colors = stride(from: 0, to: above.count, by: 3).map {
      Color(red: above[$0], green: above[$0 + 1], blue: above[$0 + 2])
    }
    #expect(colors.count { isClose($0, Color.white.mixed(with: Palette.blue, by: 0.18)) } < 10)
  }

  /// Automatic limits hold the whole band.
  @Test func theLimitsHoldTheBand() throws {
    var series = tame
    series.band = Band(low: [1.9, 0.4, 0.01], high: [2.4, 9, 0.6])
    let (_, area, _) = try drawn(LineChart(x: Axis(), y: Axis(scale: .logarithmic), series: [series]))
    #expect(area.y.range.contains(0.01) && area.y.range.contains(9))
  }

  @Test func aSeriesWithoutAMarkSaysSo() throws {
    let nothing = LineChart.Series("nothing", x: [1, 2], y: [.nan, .nan], color: Palette.green)
    let endless = LineChart.Series("endless", x: [1, 2], y: [.infinity, .infinity], color: Palette.purple)
    let (canvas, area, layout) = try drawn(LineChart(x: Axis(), y: Axis(), series: [tame, nothing, endless]))
    #expect(layout.chart.legendEntries(in: area).entries.map(\.name) == ["tame", "nothing: no line", "endless"])
    #expect(count(in: canvas.bitmap) { $0 == Palette.purple } > 40, "an arrow for what is infinite")
    #expect(canvas.textTrace?.entries.contains { $0.text.hasSuffix("∞") } == true)
  }
}
