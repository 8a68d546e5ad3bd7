import Testing

@testable import Plotting

@Suite struct TypesetterTests {
  private let font = Font(size: 20)

  @Test func inkStaysInsideItsMeasuredBox() throws {
    for text in ["Hamburgefonts", "3×10⁻⁴", "Äjgpq|", "W"] {
      var canvas = try Canvas(size: Size(width: 240, height: 60), scale: 2)
      let width = canvas.typesetter.width(of: text, font: font)
      canvas.text(text, at: Point(x: 20, y: 35), font: font)
      let ink = try #require(inkBounds(of: canvas.bitmap))
      #expect(Double(ink.minX) / 2 >= 19 && Double(ink.maxX) / 2 <= 20 + width + 1, "\(text): \(ink)")
      #expect(Double(ink.maxX - ink.minX) / 2 > width * 0.8, "\(text) is narrower than measured")
      #expect(Double(ink.minY) / 2 >= 35 - canvas.typesetter.ascent(font) - 0.5)
      #expect(Double(ink.maxY) / 2 <= 35 + canvas.typesetter.descent(font) + 0.5)
    }
  }

  @Test func anchorsMoveTheText() throws {
    func ink(_ anchor: Anchor) throws -> PixelRect {
      var canvas = try Canvas(size: Size(width: 200, height: 100), scale: 2)
      canvas.text("HHH", at: Point(x: 100, y: 50), font: font, anchor: anchor)
      return try #require(inkBounds(of: canvas.bitmap))
    }
    let centered = try ink(Anchor(.center, .middle))
    #expect(abs(centered.minX + centered.maxX - 400) <= 2 && abs(centered.minY + centered.maxY - 200) <= 2)
    #expect(try ink(Anchor(.left, .baseline)).minX >= 200)
    #expect(try ink(Anchor(.left, .baseline)).maxY == 100)
    #expect(try ink(Anchor(.right, .top)).maxX <= 200)
    #expect(try ink(Anchor(.right, .top)).minY >= 100)
  }

  @Test func turnedTextRisesFromBottomToTop() throws {
    var canvas = try Canvas(size: Size(width: 100, height: 100), scale: 2)
    canvas.text("LLLL", at: Point(x: 50, y: 90), font: font, angle: -90)
    let ink = try #require(inkBounds(of: canvas.bitmap))
    #expect(ink.maxY - ink.minY > 2 * (ink.maxX - ink.minX), "\(ink)")
    #expect(ink.maxX <= 101 && ink.maxY <= 181, "the baseline is the right edge and the start is at the bottom: \(ink)")
  }

  @Test func kerningBringsLettersTogether() throws {
    let typesetter = try Typesetter()
    let apart = typesetter.width(of: "A", font: font) + typesetter.width(of: "V", font: font)
    #expect(typesetter.width(of: "AV", font: font) < apart - 0.1)
  }

  @Test func boldIsWider() throws {
    let typesetter = try Typesetter()
    let regular = typesetter.width(of: "epoch", font: Font(size: 10))
    #expect(typesetter.width(of: "epoch", font: Font(size: 10, weight: .bold)) > regular)
    #expect(abs(typesetter.width(of: "epoch", font: Font(size: 20)) - 2 * regular) < 1e-9)
  }

  @Test func longTextEndsInAnEllipsisThatFits() throws {
    let typesetter = try Typesetter()
    let text = "a rather long sentence that has no room"
    for width in [0.0, 5, 40, 90, 200] {
      let short = typesetter.truncated(text, font: font, width: width)
      #expect(typesetter.width(of: short, font: font) <= width, "\(width)")
      #expect(short.isEmpty || short.hasSuffix("…"))
    }
    #expect(typesetter.truncated(text, font: font, width: 1000) == text)
  }

  @Test func linesBreakAtSpacesAndFit() throws {
    let typesetter = try Typesetter()
    let text = "the quick brown fox jumps over the lazy dog"
    let lines = typesetter.lines(of: text, font: font, width: 120)
    #expect(lines.joined(separator: " ") == text)
    #expect(lines.allSatisfy { typesetter.width(of: $0, font: font) <= 120 })
    let some = typesetter.lines(of: text, font: font, width: 120, maximumLines: 2)
    #expect(some.count == 2 && some[0] == lines[0] && some[1].hasSuffix("…"))
    #expect(typesetter.lines(of: "one\n\ntwo", font: font, width: 120) == ["one", "", "two"])
  }

  /// Cut, two names that begin alike would be the same.
  @Test func longWordsBreakAfterTheirSigns() throws {
    let typesetter = try Typesetter()
    let font = Font(size: 10)
    let name = "an arm he:activation=leaky-relu,dropout=0.5"
    let lines = typesetter.lines(of: name, font: font, width: 90)
    #expect(lines == ["an arm", "he:activation=", "leaky-relu,", "dropout=0.5"])
    #expect(lines.allSatisfy { typesetter.width(of: $0, font: font) <= 90 })
    let unsigned = typesetter.lines(of: "incomprehensibilities", font: font, width: 50)
    #expect(unsigned.joined() == "incomprehensibilities" && unsigned.count > 1)
    #expect(unsigned.allSatisfy { typesetter.width(of: $0, font: font) <= 50 })
    #expect(typesetter.lines(of: name, font: font, width: 90, maximumLines: 1)[0].hasSuffix("…"))
    #expect(typesetter.lines(of: "word", font: font, width: 1) == [""])
  }
}
