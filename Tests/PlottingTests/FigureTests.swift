import Testing

@testable import Plotting

@Suite struct FigureTests {
  /// Fills its frame, so that a test can see where it was put.
  private struct Block: Drawable {
    let color: Color
    var height: Double?
    func draw(on canvas: inout Canvas, in frame: Rect) { canvas.fill(canvas.snapped(frame), with: color) }
    func preferredHeight(width: Double, typesetter: Typesetter) -> Double? { height }
  }

  private func chart(_ title: String, factor: Double = 1, legend: LineChart.LegendPlacement = .automatic) -> LineChart {
    LineChart(
      title: title, x: Axis("x"), y: Axis("y"),
      series: [.init("s", x: [0, 1, 2], y: [0, factor, 3 * factor], color: Palette.blue)], legend: legend)
  }

  /// 42,223 bytes, of which `optipng -o2` makes 41,345; filters for photographs at the usual level take 46,523.
  @Test func aFigureIsCompressedAsWellAsOthersDo() throws {
    var figure = Figure(title: "Two charts", rows: [.relative(1)], columns: [.relative(1), .relative(1)])
    for column in 0..<2 { figure.place(chart("chart \(column)", factor: 1e5), row: 0, column: column) }
    let bytes = try figure.png()
    #expect(bytes.count < 43_000)
  }

  @Test func tracksShareWhatFixedOnesLeave() {
    let tracks: [GridTrack] = [.relative(2), .fixed(50), .relative(1)]
    #expect(GridTrack.spans(of: tracks, from: 10, length: 220, gap: 10) == [10...110, 120...170, 180...230])
  }

  @Test func cellsAndSpansGoWhereTheyBelong() throws {
    var figure = Figure(
      size: Size(width: 400, height: 300), rows: [.relative(1), .relative(1)], columns: [.fixed(100), .relative(1)])
    figure.place(Block(color: Palette.blue), row: 0, column: 0, rowSpan: 2)
    figure.place(Block(color: Palette.green), row: 0, column: 1)
    figure.place(Block(color: Palette.orange), row: 1, column: 1)
    let bitmap = try figure.canvas().bitmap
    let (margin, gap) = (FigureLayout.margin, FigureLayout.gap)
    #expect(count(in: bitmap) { $0 == Palette.blue } == Int(100 * (300 - 2 * margin) * 4))
    let right = 400 - 2 * margin - 100 - gap
    #expect(count(in: bitmap) { $0 == Palette.green } == Int(right * (300 - 2 * margin - gap) / 2 * 4))
    #expect(bitmap[Int(margin * 2), Int(margin * 2)] == Palette.blue)
    #expect(bitmap[bitmap.width - Int(margin * 2) - 1, bitmap.height - Int(margin * 2) - 1] == Palette.orange)
  }

  @Test func plotsInAColumnLineUp() throws {
    var figure = Figure(rows: [.relative(1), .relative(1)])
    figure.place(chart("small numbers"), row: 0, column: 0)
    figure.place(chart("large numbers", factor: 1e5, legend: .endLabels), row: 1, column: 0)
    let cells = FigureLayout(figure, typesetter: try Typesetter()).cells
    #expect(cells[0].insets?.left == cells[1].insets?.left)
  }

  @Test func aFittedPageIsAsHighAsItsRows() throws {
    var figure = Figure(rows: [.fitting, .fixed(40)])
    figure.place(Block(color: .black, height: 123), row: 0, column: 0)
    figure.place(Block(color: .black), row: 1, column: 0)
    let fitted = try figure.fittedToContent()
    #expect(fitted.size.height == 2 * FigureLayout.margin + FigureLayout.gap + 123 + 40)
    #expect(FigureLayout(fitted, typesetter: try Typesetter()).cells[0].frame.height == 123)
  }

  @Test func titleAndFooterDoNotTouchTheCharts() throws {
    var figure = Figure(title: "A title", subtitle: "A subtitle", footer: "A footer")
    figure.place(chart("chart"), row: 0, column: 0)
    let layout = FigureLayout(figure, typesetter: try Typesetter())
    #expect(layout.cells[0].frame.minY >= layout.page.minY + 30)
    #expect(layout.cells[0].frame.maxY <= layout.footer.minY)
    #expect(layout.footer.maxY <= 440)
  }

  @Test func theFileHoldsTheFigureAndItsTexts() throws {
    let figure = Figure(size: Size(width: 200, height: 150), chart("chart"))
    let bytes = try figure.png(texts: [PNG.Text("seed", "7"), PNG.Text("command", "compare")])
    let png = try PNG(decoding: bytes)
    #expect(png.bitmap.width == 400 && png.bitmap.height == 300)
    #expect(png.bitmap == (try figure.canvas().bitmap))
    #expect(png.texts.map(\.keyword) == ["Software", "seed", "command"])
  }

  @Test func theSameFigureGivesTheSameBytesOnAnyThread() async throws {
    let figure = Figure(chart("chart"))
    let first = try figure.png()
    let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 { group.addTask { try figure.png() } }
      return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(others.count == 4 && others.allSatisfy { $0 == first })
  }

  @Test func tinyPagesDoNotFail() throws {
    for side in [1.0, 20, 40, 80] {
      var figure = Figure(
        size: Size(width: side, height: side), title: "title", footer: "footer",
        rows: [.relative(1), .fixed(50)], columns: [.relative(1), .fixed(500)])
      figure.place(chart("chart"), row: 0, column: 0)
      figure.place(DotPlot(rows: [.init("a", color: Palette.blue, values: [1])], value: Axis()), row: 0, column: 1)
      figure.place(HeatMap(values: [[1]]), row: 1, column: 0)
      figure.place(TextBlock("text"), row: 1, column: 1)
      #expect(throws: Never.self) { try figure.png() }
    }
  }
}
