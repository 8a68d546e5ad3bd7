import Foundation
import Testing

@testable import Plotting

@Suite struct LineChartTests {
  private let size = Size(width: 400, height: 280)
  private let frame = Rect(x: 10, y: 10, width: 380, height: 260)

  private func drawn(_ chart: LineChart) throws -> (bitmap: Bitmap, area: PlotArea, layout: LineChartLayout) {
    var canvas = try Canvas(size: size)
    let layout = LineChartLayout(chart, size: frame.size, typesetter: canvas.typesetter)
    chart.draw(on: &canvas, in: frame)
    _ = try canvas.png()
    return (canvas.bitmap, layout.area(in: frame), layout)
  }

  private func chart(_ series: [LineChart.Series], y: Axis = Axis("error (%)")) -> LineChart {
    LineChart(title: "Title", x: Axis("epoch"), y: y, series: series)
  }

  private let parabola = LineChart.Series(
    "series", x: [0, 1, 2, 3, 4, 5], y: [9, 6, 4, 3, 2.5, 2.4], color: Palette.vermilion, width: 3)

  @Test(arguments: [Axis.Scale.linear, .logarithmic])
  func theLineRunsThroughItsPoints(scale: Axis.Scale) throws {
    let (bitmap, area, _) = try drawn(chart([parabola], y: Axis(scale: scale)))
    for (x, y) in zip(parabola.x, parabola.y) {
      let color = pixel(at: area.point(x, y), of: bitmap)
      #expect(isClose(color, Palette.vermilion, within: 8), "(\(x), \(y)) is \(color)")
    }
  }

  @Test func everythingStaysInsideTheFrame() throws {
    var series = parabola
    series.highlight = .init(index: 0, label: "a label at the very corner")
    let (bitmap, area, _) = try drawn(chart([series]))
    #expect(frame.contains(area.rect))
    let ink = try #require(inkBounds(of: bitmap))
    #expect(ink.minX >= 20 && ink.minY >= 20 && ink.maxX <= 780 && ink.maxY <= 540, "\(ink)")
  }

  @Test func aPointThatIsNotFiniteBreaksTheLine() throws {
    var series = LineChart.Series("", x: [0, 1, 2, 3, 4, 5], y: [3, 3, .nan, 3, 3, 3], color: .black, width: 2)
    var (bitmap, area, _) = try drawn(chart([series], y: Axis(range: 0...6)))
    #expect(pixel(at: area.point(0.5, 3), of: bitmap) == .black)
    #expect(pixel(at: area.point(1.7, 3), of: bitmap) != .black && pixel(at: area.point(2.3, 3), of: bitmap) != .black)
    series.y[2] = 3
    (bitmap, area, _) = try drawn(chart([series], y: Axis(range: 0...6)))
    #expect(pixel(at: area.point(1.7, 3), of: bitmap) == .black)
  }

  @Test func theBandIsShadedBetweenItsEdges() throws {
    var series = LineChart.Series("", x: [0, 1, 2], y: [5, 5, 5], color: Palette.blue)
    series.band = Band(low: [3, 3, 3], high: [7, 7, 7])
    let (bitmap, area, _) = try drawn(chart([series], y: Axis(range: 0...10)))
    let shade = Color.white.mixed(with: Palette.blue, by: 0.18)
    #expect(isClose(pixel(at: area.point(0.9, 6.5), of: bitmap), shade))
    #expect(isClose(pixel(at: area.point(0.9, 3.5), of: bitmap), shade))
    #expect(pixel(at: area.point(0.9, 7.5), of: bitmap) == .white)
    #expect(pixel(at: area.point(0.9, 2.5), of: bitmap) == .white)
  }

  @Test func aBandBelowZeroReachesTheFootOfALogarithmicPlot() throws {
    var series = LineChart.Series("", x: [0, 1, 2], y: [1, 1, 1], color: Palette.blue)
    series.band = Band(low: [-1, -1, -1], high: [3, 3, 3])
    let (bitmap, area, _) = try drawn(chart([series], y: Axis(scale: .logarithmic, range: 0.1...10)))
    #expect(isClose(pixel(at: area.point(0.9, 0.12), of: bitmap), Color.white.mixed(with: Palette.blue, by: 0.18)))
  }

  @Test func theLegendCoversNoData() throws {
    let falling = (0..<4).map { index in
      LineChart.Series("arm \(index)", x: parabola.x, y: parabola.y.map { $0 + Double(index) }, color: .black)
    }
    let (_, area, layout) = try drawn(chart(falling))
    #expect(layout.names == .inside)
    let typesetter = try Typesetter()
    let obstacles = Obstacles(seriesOf: chart(falling), in: area)
    let legend = chart(falling).legendEntries(in: area)
    let place = try #require(LineChartLayout.freePlace(for: legend, area, obstacles, typesetter))
    #expect(obstacles.count(in: place) == 0 && area.rect.contains(place))
  }

  /// Four lines can be told apart in a legend; more have their names where they end.
  @Test func manySeriesHaveTheirNamesAtTheirEnds() throws {
    let series = (0..<6).map { index in
      LineChart.Series("arm \(index)", x: [0, 1], y: [Double(index), Double(index)], color: .black)
    }
    let (_, area, layout) = try drawn(chart(series))
    #expect(layout.names == .atEnds)
    #expect(
      EndLabels(chart: layout.chart, area: area).labels.map(\.entry.name) == (0..<6).reversed().map { "arm \($0)" })
    let long = series.map { series in
      var series = series
      series.name += " with a name that would leave no room for the plot"
      return series
    }
    #expect(try drawn(chart(long)).layout.names == .rowsAbove)
  }

  @Test func theLegendGoesAboveACrowdedPlot() throws {
    let x = (0..<200).map(Double.init)
    let y = x.map { $0.truncatingRemainder(dividingBy: 2) }
    let series = LineChart.Series("everywhere", x: x, y: y, color: .black)
    let (_, _, layout) = try drawn(chart([series]))
    #expect(layout.names == .rowsAbove)
  }

  @Test func endLabelsKeepTheirDistanceAndStayInThePlot() throws {
    let series = (0..<5).map { index in
      LineChart.Series("arm \(index)", x: [0, 1], y: [Double(index), 1 + Double(index) * 0.001], color: .black)
    }
    var chart = chart(series)
    chart.legend = .endLabels
    let (_, area, _) = try drawn(chart)
    let heights = EndLabels(chart: chart, area: area).labels.map(\.y)
    #expect(heights.count == 5)
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 11.99 }, "\(heights)")
    #expect(heights.allSatisfy { $0 >= area.rect.minY && $0 <= area.rect.maxY })
  }

  @Test func theLabelOfAHighlightAvoidsTheLines() throws {
    var flat = LineChart.Series("", x: [0, 1, 2], y: [5, 5, 5], color: .black)
    flat.highlight = .init(index: 1, label: "the best epoch")
    let above = LineChart.Series("", x: [0, 1, 2], y: [5.4, 5.4, 5.4], color: .black)
    let (_, area, layout) = try drawn(chart([flat, above], y: Axis(range: 0...10)))
    let box = try #require(layout.labels(in: area).placed.first?.box)
    #expect(area.rect.contains(box))
    #expect(Obstacles(seriesOf: layout.chart, in: area).count(in: box) == 0)
  }

  @Test func aReferenceLineWidensTheRange() throws {
    var chart = chart([parabola])
    chart.references = [ReferenceLine(.horizontal, at: 90, label: "guessing")]
    let (_, area, _) = try drawn(chart)
    #expect(area.y.range.contains(90))
  }

  /// Lines at one value, as of runs that diverged in the same step, must all be legible.
  @Test func labelsOfLinesAtOnePlaceStandBelowEachOther() throws {
    var chart = chart([parabola])
    chart.references = (0..<4).map { ReferenceLine(.vertical, at: 0.2, label: "arm \($0) diverged at epoch 1, step 2") }
    let (_, area, layout) = try drawn(chart)
    let labels = layout.labels(in: area).placed.compactMap(\.box)
    #expect(labels.count == 4 && labels.allSatisfy { area.rect.contains($0) && $0.minX > area.xPosition(0.2) })
    for (index, label) in labels.enumerated() {
      #expect(!labels[..<index].contains { $0.intersects(label) }, "label \(index)")
      #expect(Obstacles(seriesOf: chart, in: area).count(in: label) == 0, "label \(index) covers the line")
    }
  }

  /// Where there is no room beside the line, the label moves out of the plot rather than over the data.
  @Test func aLabelWithoutRoomMovesOutOfThePlot() throws {
    var chart = chart([parabola])
    let (_, before, _) = try drawn(chart)
    chart.references = [ReferenceLine(.vertical, at: 2.5, label: "a label that is longer than either side of its line")]
    let (_, area, layout) = try drawn(chart)
    let labels = layout.labels(in: area)
    #expect(labels.placed.map(\.box) == [nil] && labels.homeless.isEmpty)
    #expect(area.rect.minY >= before.rect.minY + Legend.rowHeight)
  }

  /// In the rows above the plot a reference line is known by its direction as well.
  @Test(arguments: [ReferenceLine.Direction.horizontal, .vertical])
  func aMovedLabelHasASampleOfItsLine(direction: ReferenceLine.Direction) throws {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), series: [parabola],
      references: [ReferenceLine(direction, at: 2.5, label: "guessing", dash: .dotted)])
    let (_, area, _) = try drawn(chart)
    let items = PointLabels.items(of: chart, in: area)
    let entry = try #require(PointLabels.entries(items, moved: [0], chart: chart).first)
    let sample: Legend.Entry.Sample =
      direction == .vertical ? .upright(.dotted) : .line(.dotted, width: 1, hasMarker: false)
    #expect(entry.name == "guessing" && entry.sample == sample)
  }

  @Test func thinningKeepsWhatCanBeSeen() {
    let points = (0..<100_000).map { (index: Int) -> Point in
      let x = Double(index)
      return Point(x: x / 1000, y: sin(x * 1.7) * Double(index % 977))
    }
    let thinned = points.thinned(to: 0.5)
    #expect(thinned.count <= 4 * 201)
    #expect(thinned.map(\.y).max() == points.map(\.y).max() && thinned.map(\.y).min() == points.map(\.y).min())
    #expect(thinned.first == points.first && thinned.last == points.last)
  }

  @Test func degenerateDataIsDrawnWithoutFailing() throws {
    var none = LineChart.Series("none", x: [.nan, .infinity], y: [1, .nan], color: .black)
    none.band = Band(low: [.nan, 1], high: [2, 0])
    let cases: [[LineChart.Series]] = [
      [], [none],
      [.init("", x: [], y: [], color: .black)],
      [.init("one", x: [3], y: [4], color: .black)],
      [.init("constant", x: [1, 1], y: [2, 2], color: .black)],
      [.init("huge", x: [-1e308, 1e308], y: [1e-300, 1e308], color: .black)],
      [.init(String(repeating: "long ", count: 100), x: [0, 1], y: [0, 1], color: .black)],
    ]
    for series in cases {
      for scale in [Axis.Scale.linear, .logarithmic] {
        for legend in [LineChart.LegendPlacement.automatic, .endLabels, .none] {
          var chart = chart(series, y: Axis(scale: scale))
          (chart.x.scale, chart.legend) = (scale, legend)
          _ = try drawn(chart)
        }
      }
    }
  }

  @Test func aSinglePointIsADot() throws {
    let (bitmap, area, _) = try drawn(chart([.init("", x: [3], y: [4], color: Palette.green)]))
    #expect(pixel(at: area.point(3, 4), of: bitmap) == Palette.green)
  }
}
