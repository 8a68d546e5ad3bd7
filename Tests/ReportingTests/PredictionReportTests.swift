import Foundation
import Plotting
import Testing

@testable import Experiments
@testable import Reporting

/// What is shown of a prediction, read back from the characters and the pixels.
@Suite struct PredictionReportTests {
  private static let arms = (try? Arm.list("random,he,he:lr=0.01,dropout=0.5")) ?? []

  /// Three classes: the first arm is wrong, the second right, and the third undecided.
  private static func shown(label: Int? = 2, picture: Bitmap? = nil, classes: Int = 3) -> PredictionCase {
    let rest = [Float](repeating: 0, count: classes - 3)
    let shares: [[Float]] = [[0.75, 0.05, 0.2], [0, 0.125, 0.875], [0.4, 0.2, 0.4]]
    var shown = PredictionCase(
      title: "Test image 7", label: label, width: 4, height: 3,
      pixels: [0, 255, 128, 7, 0, 0, 0, 0, 255, 254, 253, 252],
      predictions: zip(arms, shares).map { Prediction(arm: $0, seed: 1, probabilities: $1 + rest) })
    (shown.detail, shown.picture) = ("Test data", picture)
    return shown
  }

  private static func text(_ shown: PredictionCase, _ style: TerminalStyle, width: Int = 80) -> String {
    PredictionText(shown, arms: arms, style: style, width: width).text
  }

  // MARK: Terminal

  @Test func plainTextIsExactlyThis() {
    let expected = """
      Test image 7, Test data, label 2

       =:
      ====

           random                    he                       he:lr=0.01,dropout=0.5
           0, wrong                  2, right                 0 = 2, tied
      0    ##########       75.0 % x                   0.0 %   ######           40.0 % =
      1    #                 5.0 %   ##               12.5 %   ###              20.0 %
      2 *  ###              20.0 %   ############     87.5 % < ######           40.0 % =

      * the label
      """
    let text = Self.text(Self.shown(), .plain, width: 79)
    // Widths of columns may change; what stands in them may not.
    func words(_ text: String) -> [[Substring]] { text.split(separator: "\n").map { $0.split(separator: " ") } }
    #expect(
      words(text).map { $0.filter { !$0.hasPrefix("#") } } == words(expected).map { $0.filter { !$0.hasPrefix("#") } })
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 79 && !$0.hasSuffix(" ") }, "\(text)")
  }

  @Test func barsAreAsLongAsProbabilities() {
    for (style, block, cells) in [(TerminalStyle.plain, "#", 1.0), (.trueColor, "█", 8)] {
      let lines = Self.text(Self.shown(), style, width: 200).split(separator: "\n").suffix(4).prefix(3)
      let bars = lines.map { line in
        Self.withoutOrders(String(line)).split(separator: " ").filter { $0.contains(block) || "▏▎▍▌▋▊▉".contains($0) }
      }
      // 24 characters a bar: 75 % are 18 of them.
      #expect(bars[0].first?.count == 18, "\(bars)")
      #expect(bars[2].map { Double($0.count) }.count == 3)
      let second = bars[2][1].reduce(0.0) { sum, character in
        sum + (String(character) == block ? 1 : Double((Array("▏▎▍▌▋▊▉").firstIndex(of: character) ?? 0) + 1) / 8)
      }
      #expect(abs(second / 24 - 0.875) <= 0.5 / 24 / cells, "\(bars[2])")
    }
  }

  @Test func unknownLabelsJudgeNothing() {
    let text = Self.text(Self.shown(label: nil), .plain)
    #expect(!text.contains("wrong") && !text.contains("right") && !text.contains("label") && !text.contains("*  "))
    #expect(text.contains(" < "))
  }

  @Test(arguments: [20, 40, 60, 80, 200])
  func armsThatDoNotFitFollowBelow(width: Int) {
    let text = Self.text(Self.shown(), .plain, width: width)
    #expect(
      text.split(separator: "\n").allSatisfy { $0.count <= max(width, 24) || $0.hasPrefix("Test image") }, "\(text)")
    #expect(text.count(of: "random") == 1 && text.count(of: "75.0 %") == 1 && text.count(of: "tied") == 1)
  }

  /// Colours are read back from the orders: the upper pixel is the letter's, the lower the ground's.
  @Test(arguments: [TerminalStyle.indexedColor, .trueColor])
  func theTerminalShowsEveryPixel(style: TerminalStyle) throws {
    let shown = Self.shown()
    let lines = TerminalPicture.lines(width: 4, height: 3, pixels: shown.pixels, style: style)
    #expect(lines.count == 2)
    var found: [[Int]] = []
    for line in lines {
      let (upper, lower) = Self.greys(in: line)
      found += [upper, lower]
    }
    let tolerance = style == .trueColor ? 0 : 6
    for place in 0..<12 {
      let grey = found[place / 4][place % 4]
      #expect(abs(grey - Int(shown.pixels[place])) <= tolerance, "pixel \(place): \(grey)")
    }
    // Below an odd last row is nothing.
    #expect(found[3] == [0, 0, 0, 0])
  }

  @Test func largeImagesAreDrawnSmaller() {
    let pixels = [UInt8](repeating: 255, count: 200 * 100)
    let lines = TerminalPicture.lines(width: 200, height: 100, pixels: pixels, style: .plain)
    #expect(lines.count == 13 && lines.allSatisfy { $0 == String(repeating: "@", count: 50) || $0 == lines.last })
  }

  @Test func theStyleFollowsTheEnvironment() {
    func style(_ isTerminal: Bool, _ environment: [String: String]) -> TerminalStyle {
      TerminalStyle(isTerminal: isTerminal, environment: environment)
    }
    #expect(style(true, ["TERM": "xterm-256color"]) == .indexedColor)
    #expect(style(true, ["TERM": "xterm", "COLORTERM": "truecolor"]) == .trueColor)
    #expect(style(true, ["TERM": "xterm", "COLORTERM": "24bit"]) == .trueColor)
    #expect(style(false, ["TERM": "xterm", "COLORTERM": "truecolor"]) == .plain)
    #expect(style(true, ["TERM": "xterm", "NO_COLOR": "1"]) == .plain)
    #expect(style(true, ["TERM": "xterm", "NO_COLOR": ""]) == .indexedColor)
    #expect(style(true, ["TERM": "dumb", "COLORTERM": "truecolor"]) == .plain)
    #expect(style(true, [:]) == .plain)
  }

  @Test func indexedColoursAreTheNearest() {
    #expect(TerminalStyle.index(of: .black) == 16 && TerminalStyle.index(of: .white) == 231)
    #expect(TerminalStyle.index(of: Color(grey: 128)) == 244)
    #expect(TerminalStyle.index(of: Color(red: 255, green: 0, blue: 0)) == 196)
    #expect(TerminalStyle.index(of: Color(red: 95, green: 135, blue: 175)) == 67)
  }

  private static func withoutOrders(_ text: String) -> String { text.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

  /// The greys of the upper and lower pixels of a line of half blocks.
  private static func greys(in line: String) -> (upper: [Int], lower: [Int]) {
    var (upper, lower): ([Int], [Int]) = ([], [])
    var (foreground, background) = (-1, -1)
    for part in line.matches(of: /\u{1B}\[(?<order>[0-9;]*)m|▀/) {
      guard let order = part.output.order else {
        upper.append(foreground)
        lower.append(background)
        continue
      }
      let numbers = order.split(separator: ";").compactMap { Int($0) }
      guard numbers.count > 2 else { continue }
      let index = numbers[2]
      let grey = numbers[1] == 2 ? numbers[2] : index >= 232 ? 8 + 10 * (index - 232) : index == 231 ? 255 : 0
      if numbers[0] == 38 { foreground = grey } else { background = grey }
    }
    return (upper, lower)
  }

  // MARK: Figure

  private static func comparison() throws -> ComparisonRecord {
    var settings = ComparisonSettings(dataset: "test", preset: .smoke)
    settings.arms = arms
    return ComparisonRecord(
      settings: settings,
      dataset: DatasetDescription(
        name: "test", title: "Test data", width: 4, height: 3, classes: 3, trainingCount: 10, labelledCount: 10,
        validationCount: 1, testCount: 5),
      environment: Environment(
        processor: "p", cores: 1, operatingSystem: "o", mathLibrary: "m", jobs: 1, peakGflops: 1),
      command: "compare", wallSeconds: 1)
  }

  private static func drawn(_ cases: [PredictionCase]) throws -> PNG {
    try PNG(decoding: PredictionFigure(cases, comparison: comparison()).png(command: "compare predict --index 7"))
  }

  private static func count(_ bitmap: Bitmap, _ condition: (Color) -> Bool) -> Int {
    (0..<bitmap.height).reduce(0) { sum, y in sum + (0..<bitmap.width).count { condition(bitmap[$0, y]) } }
  }

  @Test func theFigureShowsTheImagePixelByPixel() throws {
    let bitmap = try Self.drawn([Self.shown()]).bitmap
    // 150 points less the edges, as whole pixels of the page: 74 for each of the image's four.
    for place in 0..<12 {
      let color = Color(grey: Self.shown().pixels[place])
      guard color != .white, color != .black, place != 3 else { continue }
      #expect(Self.count(bitmap) { $0 == color } >= 70 * 70, "pixel \(place)")
    }
  }

  /// The area of full colour is that of the probabilities in front; the label's row lies on grey.
  @Test func barsHaveTheirArmsColourAndLength() throws {
    let shown = Self.shown()
    let bitmap = try Self.drawn([shown]).bitmap
    let styles = ArmStyle.styles(of: Self.arms)
    let row = Rect(x: 0, y: 0, width: 170, height: 15)
    for (prediction, style) in zip(shown.predictions, styles) {
      let bars = ProbabilityBars(prediction: prediction, shown: shown, color: style.color)
      let front = prediction.front.reduce(0.0) { sum, place in
        let bar = bars.bar(Double(prediction.probabilities[place]), in: row)
        return sum + 4 * bar.width * bar.height
      }
      let strip = 4 * 170.0 * 3
      let found = Double(Self.count(bitmap) { $0 == style.color })
      #expect(abs(found - front - strip) < 200, "\(prediction.arm.name): \(found) pixels for \(front + strip)")
    }
    // Smooth edges of letters have this grey here and there.
    #expect(Self.count(bitmap) { $0 == .missing } > 3 * 4 * 100 * 5)
    let withoutLabel = try Self.drawn([Self.shown(label: nil)]).bitmap
    #expect(Self.count(withoutLabel) { $0 == .missing } < 500)
  }

  @Test func thePictureAsGivenStandsBesideWhatIsSeen() throws {
    let color = Color(red: 12, green: 200, blue: 34)
    let with = try Self.drawn([Self.shown(picture: Bitmap(width: 300, height: 200, color: color))])
    let without = try Self.drawn([Self.shown()])
    #expect(with.bitmap.width == without.bitmap.width + 2 * 172)
    #expect(Self.count(with.bitmap) { $0 == color } > 280 * 180)
    #expect(with.texts.contains { $0.keyword == "Command" && $0.value == "compare predict --index 7" })
  }

  @Test(arguments: [(1, 3), (3, 3), (2, 47), (30, 10)])
  func anyNumberOfImagesAndClassesIsDrawn(images: Int, classes: Int) throws {
    let one = try Self.drawn([Self.shown(classes: classes)]).bitmap
    let all = try Self.drawn([PredictionCase](repeating: Self.shown(classes: classes), count: images)).bitmap
    #expect(all.width == one.width && all.height > (images - 1) * (one.height - 300))
  }

  /// Also with a picture beside more arms than stand in a row.
  @Test(arguments: [3, 47])
  func textsCanBeRead(classes: Int) throws {
    let picture = Bitmap(width: 300, height: 200, color: Palette.green)
    let few = Self.shown(picture: picture, classes: classes)
    var many = PredictionCase(
      title: few.title, label: few.label, width: few.width, height: few.height, pixels: few.pixels,
      predictions: few.predictions + few.predictions)
    (many.detail, many.picture) = (few.detail, picture)
    for cases in [[few], [many], [Self.shown(classes: classes)]] {
      #expect(try PredictionFigure(cases, comparison: Self.comparison()).figure().faults() == [])
    }
  }

  @Test func sameCasesSameBytes() throws {
    let comparison = try Self.comparison()
    let bytes = { try PredictionFigure([Self.shown()], comparison: comparison).png(command: "c") }
    #expect(try bytes() == bytes())
  }
}

extension String {
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
