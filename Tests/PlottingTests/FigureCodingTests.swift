import Foundation
import Testing

@testable import Plotting

@Suite struct FigureCodingTests {
  /// One of each kind, with what is hard to write: not-a-number, infinity, transparent colours, bytes, floats.
  private static let all: Figure = {
    let bars = Histogram(edges: [1, 10, 100], counts: [3, 4], zeroCount: 2)
    var panel = HistogramPanel(before: bars, after: bars, annotations: ["sd 0.2"])
    panel.title = "panel"
    var map = HeatMap(values: [[1, 2], [3, .nan]], rowLabels: ["a", "b"])
    (map.scale, map.colorBarLabel) = (.logarithmic, "loss")
    var line = LineChart.Series("xavier", x: [1, 2, 3], y: [0.5, .nan, 0.25], color: Palette.blue.opacity(0.5))
    line.band = Band(low: [0.1, 0.1, 0.1], high: [1, 1, 1])
    (line.marker, line.highlight) = (.circle, .init(index: 2, label: "best"))
    let contents: [any Drawable] = [
      LineChart(x: Axis("epoch", range: 0...3), y: Axis("loss", scale: .logarithmic), series: [line]),
      DotPlot(
        rows: [.init("he", color: Palette.green, values: [1, .infinity, 3], center: 2, ends: 1...3, published: 2.5)],
        value: Axis("nats"), hasBaseline: true),
      BoxPlot(names: ["1"], groups: [.init("he", color: Palette.green, values: [[1, 2, 3]])], y: Axis("error (%)")),
      map, HistogramGrid(rows: [.init("he", color: Palette.green, panels: [panel, nil])]), panel,
      ImageGrid(
        tiles: [
          ImageTile(width: 2, height: 1, grey: [0, 255], caption: "7"),
          ImageTile(width: 2, height: 1, signed: [-0.1, 0.3], limit: 0.5),
        ], columns: 2),
      PicturePanel(
        title: "picture", bitmap: Bitmap(width: 2, height: 1, color: Palette.orange),
        mark: Rect(x: 0, y: 0, width: 1, height: 1)),
      TextBlock("words", font: .note, color: .secondaryText, alignment: .center),
    ]
    var figure = Figure(
      title: "All", rows: contents.map { _ in .fitting }, columns: [.relative(1), .fixed(30)])
    for (row, content) in contents.enumerated() { figure.place(content, row: row, column: 0, columnSpan: 2) }
    return figure
  }()

  private func encoded(_ figure: Figure) throws -> Data {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(figure)
  }

  private func decoded(_ data: Data) throws -> Figure {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Figure.self, from: data)
  }

  @Test func whatWasKeptIsDrawnAgainToTheByte() throws {
    let figure = try Self.all.fittedToContent()
    #expect(try decoded(try encoded(figure)).png() == figure.png())
  }

  @Test(arguments: [Color(hex: 0x0072b2), Color(red: 0, green: 1, blue: 255, alpha: 7)])
  func coloursAreWrittenAsInCSS(color: Color) throws {
    let text = try #require(String(data: try JSONEncoder().encode([color]), encoding: .utf8))
    #expect(text == (color.alpha == 255 ? "[\"#0072b2\"]" : "[\"#0001ff07\"]"))
    #expect(try JSONDecoder().decode([Color].self, from: Data(text.utf8)) == [color])
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Color].self, from: Data("[\"#12\"]".utf8)) }
  }

  @Test func drawablesOfOthersCannotBeKept() throws {
    struct Other: Drawable {
      func draw(on canvas: inout Canvas, in frame: Rect) {}
    }
    #expect(throws: EncodingError.self) { try encoded(Figure(Other())) }
    let text = try #require(String(data: try encoded(Self.all), encoding: .utf8))
    let unknown = text.replacing("\"dotPlot\"", with: "\"pieChart\"")
    #expect(text != unknown)
    #expect(throws: DecodingError.self) { try decoded(Data(unknown.utf8)) }
  }

  /// Every chart says its numbers to those who do not see it.
  @Test func chartsSayTheirNumbers() {
    for words in [
      "loss against epoch: xavier 0.5 at 1, 0.25 at 3.", "nats: he 1, –, 3, published 2.5.",
      "error (%), medians: he, 1: 2.", "loss: a 1, 2; b 3, –.", "panel: sd 0.2.", "2 pictures: 7.", "picture.", "words",
    ] { #expect(Self.all.spoken.contains(words), "\(words) in \(Self.all.spoken)") }
  }
}
