import Testing

@testable import Plotting

@Suite struct HistogramTests {
  private let frame = Rect(x: 0, y: 0, width: 300, height: 220)

  /// The height, in points, of the filled column through the middle of a bin.
  private func height(ofBin bin: Int, _ histogram: Histogram, in area: PlotArea, _ bitmap: Bitmap) -> Double {
    let x = Int(area.xPosition((histogram.edges[bin] + histogram.edges[bin + 1]) / 2) * 2)
    let rows = Int(area.rect.minY * 2)..<Int(area.rect.maxY * 2 - 1)
    let filled = count(in: bitmap, x: x..<(x + 1), y: rows) { $0.blue < 200 || $0.red < 200 }
    return Double(filled) / 2
  }

  private func area(_ panel: HistogramPanel, _ typesetter: Typesetter) throws -> PlotArea {
    let insets = try #require(panel.insets(for: frame.size, typesetter: typesetter))
    let plot = frame.inset(by: insets)
    let values = panel.x.range(over: panel.values)
    let x = AxisScale.horizontal(panel.x, range: values, length: plot.width, typesetter: typesetter)
    let range = HistogramPanel.countRange(panel.y, over: panel.countValues)
    return PlotArea(rect: plot, x: x, y: .vertical(panel.y, range: range, length: plot.height))
  }

  @Test func barsAreAsHighAsTheirCounts() throws {
    let histogram = Histogram(range: 0...4, counts: [10, 40, 0, 20])
    let panel = HistogramPanel(after: histogram, color: .black)
    var canvas = try Canvas(size: frame.size)
    panel.draw(on: &canvas, in: frame)
    let area = try area(panel, canvas.typesetter)
    for (bin, count) in histogram.counts.enumerated() {
      let expected = area.y.fraction(of: count) * area.rect.height
      let measured = height(ofBin: bin, histogram, in: area, canvas.bitmap)
      #expect(abs(measured - expected) <= 1.5, "bin \(bin): \(measured) instead of \(expected) points")
    }
  }

  @Test func logarithmicBarsGrowByRatios() throws {
    let histogram = Histogram(range: 0...3, counts: [10, 100, 1000])
    let panel = HistogramPanel(after: histogram, color: .black, y: Axis(scale: .logarithmic))
    var canvas = try Canvas(size: frame.size)
    panel.draw(on: &canvas, in: frame)
    let area = try area(panel, canvas.typesetter)
    let heights = (0..<3).map { height(ofBin: $0, histogram, in: area, canvas.bitmap) }
    #expect(abs((heights[1] - heights[0]) - (heights[2] - heights[1])) <= 2, "\(heights)")
  }

  /// Zeros have a bar of their own beside a logarithmic axis, as high as their count.
  @Test func zerosHaveABarBesideTheAxis() throws {
    let histogram = Histogram(edges: [1e-4, 1e-3, 1e-2], counts: [0.1, 0.4], zeroCount: 0.5)
    let row = HistogramGrid.Row("r", color: .black, panels: [HistogramPanel(after: histogram)])
    let grid = HistogramGrid(
      rows: [row], x: Axis("|g|", scale: .logarithmic), y: Axis(range: 0...1))
    var canvas = try Canvas(size: frame.size)
    grid.draw(on: &canvas, in: frame)
    let area = try #require(HistogramGridLayout(grid, frame: frame, typesetter: canvas.typesetter).panels.first?.area)
    #expect(area.x.ticks.major.first?.label == "0" && area.x.range == 1e-4...1e-2)
    let bar = try #require(histogram.zeroBar(in: area))
    #expect(abs(bar.height - area.rect.height / 2) < 1e-6 && bar.maxX < area.scaleRect.minX)
    let fill = Color.zeroGround.mixed(with: .black, by: HistogramPanel.fillOpacity)
    #expect(isClose(pixel(at: Point(x: bar.midX, y: bar.midY), of: canvas.bitmap), fill, within: 3))
  }

  @Test func sharedAxesAreTheSameAndOthersAreNot() throws {
    let rows = [("a", 10.0), ("b", 1000)].map { name, count in
      HistogramGrid.Row(
        name, color: .black,
        panels: [1.0, 2].map { HistogramPanel(after: Histogram(range: -$0...$0, counts: [count * $0, count])) })
    }
    let typesetter = try Typesetter()
    func areas(_ values: HistogramGrid.Sharing, _ counts: HistogramGrid.Sharing) -> [PlotArea] {
      let grid = HistogramGrid(rows: rows, sharedValues: values, sharedCounts: counts)
      let frame = Rect(x: 0, y: 0, width: 500, height: 300)
      return HistogramGridLayout(grid, frame: frame, typesetter: typesetter).panels.map(\.area)
    }
    #expect(Set(areas(.all, .all).map(\.x.range)).count == 1 && Set(areas(.all, .all).map(\.y.range)).count == 1)
    #expect(areas(.columns, .rows).map(\.x.range) == [-1...1, -2...2, -1...1, -2...2])
    let rowWise = areas(.columns, .rows).map(\.y.range)
    #expect(rowWise[0] == rowWise[1] && rowWise[2] == rowWise[3] && rowWise[0] != rowWise[2])
    #expect(Set(areas(.none, .none).map(\.y.range)).count == 4)
  }

  @Test func panelsDoNotOverlapAndStayInside() throws {
    let panel = HistogramPanel(before: Histogram(range: 0...1, counts: [1, 2]), annotations: ["note"])
    let rows = (0..<3).map { HistogramGrid.Row("row \($0)", color: .black, panels: [panel, nil, panel]) }
    var grid = HistogramGrid(rows: rows, columnTitles: ["a", "b", "c"], sharedCounts: .none, x: Axis("x"))
    grid.title = "T"
    let frame = Rect(x: 0, y: 0, width: 500, height: 360)
    let areas = HistogramGridLayout(grid, frame: frame, typesetter: try Typesetter()).panels.map(\.area.rect)
    #expect(areas.count == 6)
    for (index, area) in areas.enumerated() {
      #expect(frame.contains(area) && area.width > 40 && area.height > 30)
      #expect(!areas[..<index].contains { $0.intersects(area) })
    }
  }

  @Test func degenerateHistogramsAreDrawnWithoutFailing() throws {
    let cases = [
      nil, Histogram(range: 0...1, counts: []), Histogram(range: 2...2, counts: [3]),
      Histogram(range: 0...1, counts: [0, 0]), Histogram(range: 0...1, counts: [.nan, -1, .infinity]),
    ]
    for histogram in cases {
      for scale in [Axis.Scale.linear, .logarithmic] {
        let panel = HistogramPanel(before: histogram, after: histogram, annotations: ["a"], y: Axis(scale: scale))
        var canvas = try Canvas(size: frame.size)
        panel.draw(on: &canvas, in: frame)
        let row = HistogramGrid.Row("r", color: .black, panels: [panel, nil])
        HistogramGrid(rows: [row], y: Axis(scale: scale)).draw(on: &canvas, in: frame)
        HistogramGrid(rows: []).draw(on: &canvas, in: frame)
        #expect(throws: Never.self) { try canvas.png() }
      }
    }
  }
}
