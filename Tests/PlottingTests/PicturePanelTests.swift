import Testing

@testable import Plotting

@Suite struct PicturePanelTests {
  private let frame = Rect(x: 10, y: 10, width: 100, height: 80)

  private func drawn(_ panel: PicturePanel) throws -> Bitmap {
    var canvas = try Canvas(size: Size(width: 120, height: 100))
    panel.draw(on: &canvas, in: frame)
    _ = try canvas.png()
    return canvas.bitmap
  }

  @Test func reducingTakesMeans() {
    let bitmap = Bitmap(width: 4, height: 2, colors: [0, 40, 80, 120, 160, 200, 240, 24].map { Color(grey: $0) })
    #expect(
      bitmap.reduced(toWidth: 2, height: 1) == Bitmap(width: 2, height: 1, colors: [100, 116].map { Color(grey: $0) }))
    #expect(bitmap.reduced(toWidth: 9, height: 9) == bitmap)
    // Every pixel counts once, in parts of different sizes too.
    let five = Bitmap(width: 5, height: 1, colors: [10, 20, 30, 40, 50].map { Color(grey: $0) })
    #expect(
      five.reduced(toWidth: 2, height: 1) == Bitmap(width: 2, height: 1, colors: [15, 40].map { Color(grey: $0) }))
  }

  @Test func transparencyBecomesWhite() {
    let bitmap = Bitmap(width: 3, height: 1, channels: 4, pixels: [9, 9, 9, 0, 100, 0, 200, 255, 0, 0, 0, 51])
    #expect(
      bitmap.flattened
        == Bitmap(width: 3, height: 1, colors: [.white, Color(red: 100, green: 0, blue: 200), Color(grey: 204)]))
  }

  /// A line of one pixel in a picture forty times as large as its place is still there.
  @Test func thinLinesOfLargePicturesStay() throws {
    var bitmap = Bitmap(width: 4000, height: 3000, color: .white)
    for y in 0..<3000 { bitmap[2017, y] = .black }
    let pixels = try drawn(PicturePanel(bitmap: bitmap))
    let row = (20..<220).map { pixels[$0, 100] }
    #expect(row.contains { $0.red < 250 }, "the line is gone")
  }

  @Test(arguments: [(1, 1), (3, 400), (900, 2), (16_000, 1)])
  func anyShapeStaysInItsFrame(width: Int, height: Int) throws {
    let pixels = try drawn(
      PicturePanel(
        title: "A title that is long", subtitle: "and more",
        bitmap: Bitmap(width: width, height: height, color: .black),
        mark: Rect(x: 0, y: 0, width: Double(width), height: Double(height))))
    let bounds = try #require(inkBounds(of: pixels))
    #expect(bounds.minX >= 19 && bounds.maxX <= 221 && bounds.minY >= 19 && bounds.maxY <= 181)
  }

  @Test func theMarkIsAroundItsPart() throws {
    let panel = PicturePanel(
      bitmap: Bitmap(width: 99, height: 79, color: .white), mark: Rect(x: 20, y: 30, width: 40, height: 10))
    let pixels = try drawn(panel)
    let isMarked = { (color: Color) in isClose(color, PicturePanel.markColor, within: 40) }
    // One point for each pixel, from (10.5, 10.5): the left side of the mark lies at 30.5 points.
    #expect(count(in: pixels, x: 58..<64, y: 84..<98, where: isMarked) >= 14)
    #expect(count(in: pixels, x: 70..<130, y: 86..<94, where: isMarked) == 0)
  }

  @Test func aFrameWithoutRoomShowsNothing() throws {
    var canvas = try Canvas(size: Size(width: 20, height: 20))
    let panel = PicturePanel(title: "T", bitmap: Bitmap(width: 5, height: 5, color: .black))
    panel.draw(on: &canvas, in: Rect(x: 0, y: 0, width: 1, height: 1))
  }
}
