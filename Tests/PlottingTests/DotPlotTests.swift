import Testing

@testable import Plotting

@Suite struct DotPlotTests {
  private let frame = Rect(x: 0, y: 0, width: 300, height: 160)

  private func drawn(_ plot: DotPlot) throws -> (bitmap: Bitmap, area: PlotArea) {
    var canvas = try Canvas(size: frame.size)
    plot.draw(on: &canvas, in: frame)
    let insets = try #require(plot.insets(for: frame.size, typesetter: canvas.typesetter))
    return (canvas.bitmap, plot.area(in: frame, insets: insets, typesetter: canvas.typesetter))
  }

  /// The line that differences are measured from is there even if all of them are far away.
  @Test func theBaselineIsSeenWhereverTheDotsAre() throws {
    let rows = [DotPlot.Row("a", color: Palette.blue, values: [40, 42])]
    let (bitmap, area) = try drawn(DotPlot(rows: rows, value: Axis("nats"), hasBaseline: true))
    #expect(area.x.range.contains(0))
    let line = Point(x: area.xPosition(0), y: area.rect.minY + 4)
    #expect(pixel(at: line, of: bitmap) == .secondaryText)
    #expect(try !drawn(DotPlot(rows: rows, value: Axis("nats"))).area.x.range.contains(0))
  }

  /// A stray is an arrow at the edge with its number, and the other rows have the room.
  @Test func aStrayIsAnArrowWithItsNumber() throws {
    let rows = [
      DotPlot.Row("a", color: Palette.blue, values: [-5, -4, -3, -2, -1]),
      DotPlot.Row("b", color: Palette.vermilion, values: [-4, -3, -2, -1, -723.86]),
    ]
    var canvas = try Canvas(size: frame.size)
    canvas.textTrace = TextTrace()
    let plot = DotPlot(rows: rows, value: Axis("nats"))
    plot.draw(on: &canvas, in: frame)
    let (bitmap, area) = try drawn(plot)
    #expect(area.xPosition(-1) - area.xPosition(-5) > 0.7 * area.rect.width)
    #expect(pixel(at: Point(x: area.rect.minX + 4, y: area.yPosition(1.5)), of: bitmap) == Palette.vermilion)
    #expect(canvas.textTrace?.entries.contains { $0.text == "−724" } == true)
  }

  @Test func aPublishedNumberIsAHollowDiamondInItsRow() throws {
    let rows = [
      DotPlot.Row("a", color: Palette.blue, values: [1, 2]),
      DotPlot.Row("b", color: Palette.blue, values: [1, 2], published: 7),
    ]
    let (bitmap, area) = try drawn(DotPlot(rows: rows, value: Axis("nats")))
    let middle = Point(x: area.xPosition(7), y: area.yPosition(1.5))
    #expect(area.x.range.contains(7) && pixel(at: middle, of: bitmap) == .white)
    #expect(pixel(at: Point(x: middle.x - 5.4, y: middle.y), of: bitmap) != .white)
    #expect(pixel(at: Point(x: middle.x - 5.4, y: area.yPosition(0.5)), of: bitmap) == .white)
  }
}
