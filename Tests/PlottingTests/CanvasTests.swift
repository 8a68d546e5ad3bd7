import Testing

@testable import Plotting

@Suite struct CanvasTests {
  private func canvas(scale: Double = 1) throws -> Canvas {
    try Canvas(size: Size(width: 40, height: 30), scale: scale)
  }

  @Test func aRectangleCoversExactlyItsPixels() throws {
    var canvas = try canvas()
    canvas.fill(Rect(x: 5, y: 7, width: 10, height: 4), with: Palette.blue)
    for y in 0..<30 {
      for x in 0..<40 {
        let isInside = (5..<15).contains(x) && (7..<11).contains(y)
        #expect(canvas.bitmap[x, y] == (isInside ? Palette.blue : .white), "pixel (\(x), \(y))")
      }
    }
  }

  @Test func theScaleTurnsPointsIntoPixels() throws {
    var canvas = try canvas(scale: 2)
    canvas.fill(Rect(x: 5, y: 7, width: 10, height: 4), with: .black)
    #expect(canvas.bitmap.width == 80 && canvas.bitmap.height == 60)
    #expect(inkBounds(of: canvas.bitmap) == PixelRect(minX: 10, minY: 14, maxX: 30, maxY: 22))
  }

  @Test func aHalfCoveredPixelIsHalfGrey() throws {
    var canvas = try canvas()
    canvas.fill(Rect(x: 3.5, y: 2, width: 1, height: 1), with: .black)
    #expect(isClose(canvas.bitmap[3, 2], Color(grey: 127)))
    #expect(isClose(canvas.bitmap[4, 2], Color(grey: 127)))
    #expect(canvas.bitmap[5, 2] == .white)
  }

  @Test func opacityMixesWithWhatIsBeneath() throws {
    var canvas = try canvas()
    canvas.fill(Rect(x: 0, y: 0, width: 10, height: 10), with: Color(hex: 0xFF0000).opacity(0.25))
    #expect(isClose(canvas.bitmap[5, 5], Color(hex: 0xFFBFBF)))
  }

  @Test func aLineHasItsWidthColorAndEnds() throws {
    var canvas = try canvas()
    let line = Path(from: Point(x: 5, y: 10), to: Point(x: 25, y: 10))
    canvas.stroke(line, with: Palette.green, style: StrokeStyle(width: 4, cap: .butt))
    #expect(inkBounds(of: canvas.bitmap) == PixelRect(minX: 5, minY: 8, maxX: 25, maxY: 12))
    #expect(count(in: canvas.bitmap) { $0 == Palette.green } == 20 * 4)
  }

  @Test func aRoundCapReachesHalfTheWidthBeyond() throws {
    var canvas = try canvas()
    let line = Path(from: Point(x: 10, y: 10), to: Point(x: 25, y: 10))
    canvas.stroke(line, with: .black, style: StrokeStyle(width: 6, cap: .round))
    #expect(inkBounds(of: canvas.bitmap) == PixelRect(minX: 7, minY: 7, maxX: 28, maxY: 13))
  }

  @Test func dashesLeaveGaps() throws {
    var canvas = try canvas()
    let line = Path(from: Point(x: 0, y: 10), to: Point(x: 40, y: 10))
    canvas.stroke(line, with: .black, style: StrokeStyle(width: 2, cap: .butt, dash: Dash([6, 4])))
    for x in 0..<40 {
      #expect((canvas.bitmap[x, 10] == .black) == (x % 10 < 6), "column \(x)")
    }
  }

  @Test func aDashGoesOnAroundACorner() {
    let line = [Point(x: 0, y: 0), Point(x: 4, y: 0), Point(x: 4, y: 10)]
    let pieces = Dash([6, 3]).cut(line)
    #expect(pieces == [[line[0], line[1], Point(x: 4, y: 2)], [Point(x: 4, y: 5), line[2]]])
  }

  @Test func aLineWithoutLengthLeavesNoInk() throws {
    var canvas = try canvas()
    let point = Point(x: 10, y: 10)
    for isClosed in [true, false] {
      for count in [0, 1, 2, 3] {
        canvas.stroke(Path(points: Array(repeating: point, count: count), closed: isClosed), with: .black)
        canvas.fill(Path(points: Array(repeating: point, count: count), closed: isClosed), with: .black)
      }
    }
    #expect(inkBounds(of: canvas.bitmap) == nil)
    #expect(throws: Never.self) { try canvas.png() }
  }

  @Test func aLongLineIsDrawnWhole() throws {
    var canvas = try canvas()
    let points = (0...50_000).map { Point(x: Double($0) / 50_000 * 40, y: 15) }
    canvas.stroke(Path(points: points), with: .black, style: StrokeStyle(width: 2))
    #expect(count(in: canvas.bitmap, x: 0..<40, y: 14..<16) { $0.red < 4 } == 80)
    #expect(throws: Never.self) { try canvas.png() }
  }

  @Test func nothingIsDrawnOutsideTheClip() throws {
    var canvas = try canvas()
    canvas.clipped(to: Rect(x: 10, y: 5, width: 8, height: 6)) { canvas in
      canvas.fill(canvas.bounds, with: .black)
      canvas.text("wide text across the page", at: Point(x: 0, y: 10), font: Font(size: 20))
      canvas.draw(Bitmap(width: 1, height: 1, color: .black), in: canvas.bounds)
      canvas.clipped(to: Rect(x: 0, y: 0, width: 40, height: 30)) { $0.fill($0.bounds, with: .black) }
    }
    #expect(inkBounds(of: canvas.bitmap) == PixelRect(minX: 10, minY: 5, maxX: 18, maxY: 11))
    canvas.fill(canvas.bounds, with: .black)
    #expect(count(in: canvas.bitmap) { $0 == .black } == 40 * 30)
  }

  /// FreeType's rasteriser gives up on a long edge that stays within one row of pixels, unless it is drawn in parts.
  @Test(arguments: [300.0, 810, 1600])
  func aLongNearlyLevelLineIsDrawn(width: Double) throws {
    var canvas = try Canvas(size: Size(width: width, height: 40), scale: 2)
    let line = Path(
      points: (0...4).map { Point(x: 10 + (width - 20) * Double($0) / 4, y: 20.02 + 0.05 * Double($0 % 2)) })
    canvas.stroke(line, with: .black, style: StrokeStyle(width: 1.6))
    #expect(throws: Never.self) { try canvas.png() }
    for x in stride(from: 24, to: Int(2 * width) - 24, by: 7) { #expect(canvas.bitmap[x, 40].red < 60, "at \(x)") }
  }

  @Test func placesFarAwayDoNoHarm() throws {
    var canvas = try canvas()
    let far = Path(from: Point(x: -1e30, y: 10), to: Point(x: 1e30, y: 10))
    canvas.stroke(far, with: .black, style: StrokeStyle(width: 2))
    #expect(count(in: canvas.bitmap, x: 0..<40, y: 9..<11) { $0 == .black } == 80)
    #expect(throws: Never.self) { try canvas.png() }
  }

  @Test func aCircleHasItsArea() throws {
    var canvas = try canvas(scale: 4)
    canvas.fill(Path(circleAt: Point(x: 20, y: 15), radius: 10), with: .black)
    let ink = canvas.bitmap.pixels.reduce(0) { $0 + Double(255 - $1) } / 255 / 3 / 16
    #expect(abs(ink - Double.pi * 100) < 0.5, "area \(ink)")
  }

  @Test func aBitmapIsEnlargedExactly() throws {
    var canvas = try canvas(scale: 2)
    let colors = [Palette.blue, Palette.green, Palette.orange, .black, .white, Palette.sky]
    let bitmap = Bitmap(width: 3, height: 2, colors: colors)
    canvas.draw(bitmap, in: Rect(x: 4, y: 6, width: 6, height: 4))
    for y in 0..<8 {
      for x in 0..<12 { #expect(canvas.bitmap[8 + x, 12 + y] == bitmap[x / 4, y / 4], "pixel (\(x), \(y))") }
    }
  }
}
