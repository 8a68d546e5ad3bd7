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
