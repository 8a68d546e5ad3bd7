import Testing

@testable import Plotting

@Suite struct TextBlockTests {
  private let block = TextBlock("the quick brown fox jumps over the lazy dog\nand then rests", font: Font(size: 12))

  @Test func theTextFillsItsHeightAndNoMore() throws {
    var canvas = try Canvas(size: Size(width: 140, height: 120))
    let height = block.height(width: 100, typesetter: canvas.typesetter)
    block.draw(on: &canvas, in: Rect(x: 20, y: 10, width: 100, height: height))
    let ink = try #require(inkBounds(of: canvas.bitmap))
    #expect(ink.minX >= 39 && ink.maxX <= 241 && ink.minY >= 20 && Double(ink.maxY) <= (10 + height) * 2, "\(ink)")
    #expect(height >= 3 * 12 * 1.25)
  }

  @Test func aLowFrameCutsTheText() throws {
    var canvas = try Canvas(size: Size(width: 140, height: 120))
    block.draw(on: &canvas, in: Rect(x: 20, y: 10, width: 100, height: 16))
    let ink = try #require(inkBounds(of: canvas.bitmap))
    #expect(ink.maxY <= 52)
    block.draw(on: &canvas, in: Rect(x: 20, y: 60, width: 100, height: 5))
    #expect(inkBounds(of: canvas.bitmap) == ink, "a frame lower than a line shows nothing")
  }
}
