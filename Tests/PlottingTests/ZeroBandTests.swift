import Testing

@testable import Plotting

/// Zero has no place on a logarithmic axis, and is drawn beside it.
@Suite struct ZeroBandTests {
  private let frame = Rect(x: 0, y: 0, width: 400, height: 260)

  private func drawn(_ series: [LineChart.Series], _ axis: Axis = Axis("%", scale: .logarithmic)) throws
    -> (bitmap: Bitmap, area: PlotArea, layout: LineChartLayout)
  {
    let chart = LineChart(x: Axis("epoch"), y: axis, series: series, legend: .none)
    var canvas = try Canvas(size: frame.size)
    chart.draw(on: &canvas, in: frame)
    let layout = LineChartLayout(chart, size: frame.size, typesetter: canvas.typesetter)
    return (canvas.bitmap, layout.area(in: frame), layout)
  }

  @Test func zerosAreDrawnBelowTheScale() throws {
    let series = LineChart.Series("", x: [1, 2, 3, 4], y: [10, 1, 0, 0], color: Palette.blue, width: 2)
    let (bitmap, area, layout) = try drawn([series])
    #expect(area.y.zeroShare > 0 && area.y.ticks.major.first?.label == "0")
    let ends = layout.chart.series[0].runs(in: area)[0]
    try #require(ends.count == 4)
    #expect(ends[3].y > area.scaleRect.maxY && ends[3].y < area.rect.maxY)
    #expect(isClose(pixel(at: ends[2].interpolated(to: ends[3], by: 0.5), of: bitmap), Palette.blue, within: 8))
    // Everything above zero is on the scale, above the band.
    #expect(area.yPosition(1) <= area.scaleRect.maxY)
  }

  /// A perfect arm is a line like any other, and two of them do not lie on each other.
  @Test func linesOfZerosLieBesideEachOther() throws {
    let colors = [Palette.blue, Palette.green, Palette.vermilion]
    let (bitmap, area, _) = try drawn(
      colors.map { LineChart.Series("", x: [1, 2, 3], y: [0, 0, 0], color: $0, width: 1.6) })
    for color in colors {
      let ink = count(in: bitmap) { isClose($0, color, within: 20) }
      #expect(ink > Int(area.rect.width), "\(color): \(ink) pixels")
    }
  }

  @Test func theBandIsThereOnlyWhereItIsWanted() throws {
    let positive = LineChart.Series("", x: [1, 2], y: [1, 2], color: .black)
    #expect(try drawn([positive]).area.y.zeroShare == 0)
    #expect(try drawn([positive], Axis(scale: .logarithmic, zeroBand: .always)).area.y.zeroShare > 0)
    let zero = LineChart.Series("", x: [1, 2], y: [0, 2], color: .black)
    #expect(try drawn([zero], Axis(scale: .logarithmic, zeroBand: .never)).area.y.zeroShare == 0)
    #expect(try drawn([zero], Axis()).area.y.zeroShare == 0)
  }

  @Test func dotsAndBarsOfZeroAreSeen() throws {
    let plot = DotPlot(
      rows: [.init("a", color: Palette.blue, values: [0, 0.5], center: 0.25)], value: Axis("%", scale: .logarithmic))
    var canvas = try Canvas(size: frame.size)
    plot.draw(on: &canvas, in: frame)
    let area = plot.area(
      in: frame, insets: try #require(plot.insets(for: frame.size, typesetter: canvas.typesetter)),
      typesetter: canvas.typesetter)
    let dots = plot.dots(row: 0, in: area).compactMap { $0 }
    try #require(dots.count == 2)
    #expect(dots[0].x < area.scaleRect.minX)
    #expect(dots.allSatisfy { pixel(at: $0, of: canvas.bitmap) == Palette.blue })
  }
}
