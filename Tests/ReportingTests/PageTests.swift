import Foundation
import Plotting
import Testing

@testable import Reporting

/// What every page is made of, whatever it tells of.
@Suite struct PageTests {
  private static let attack = "x\" onerror=alert(1) <script>"

  private static func png(width: Int, height: Int) throws -> Data {
    Data(try PNG(bitmap: Bitmap(width: width, height: height, color: .white)).encoded())
  }

  private static func page(_ text: String = "text") throws -> Page {
    let picture = Page.Picture(
      title: "Loss", caption: "A caption of \(text)", description: "he ends at \(text)", file: "a loss.png",
      png: try png(width: 300, height: 401))
    return Page(
      title: "Title of \(text)", summary: "Summary of \(text)", up: Page.wayBack("../index.html"),
      sections: [
        Page.Section(
          nil,
          [
            .lead(text), .banner(text), .paragraph(text), .quiet(text), .code(text),
            .table(
              Page.Table("Caption", header: ["arm", "error"], rows: [Page.Row([text, "1 %"], color: "#010203")])),
            .table(Page.Table("Names and values", rows: [Page.Row(["name", text])])),
            .links([Page.Link("metrics.csv", text, remark: text, picture: picture)]),
          ]),
        Page.Section("Loss", [.paragraph(text)]),
      ],
      pictures: [picture], lastSections: [Page.Section("Überschrift & so", []), Page.Section("雪", [])])
  }

  private func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }

  @Test func textsStayTexts() throws {
    let html = try Self.page(Self.attack).html()
    #expect(!html.contains("<script") && !html.contains("x\" onerror"))
    #expect(html.components(separatedBy: htmlEscaped(Self.attack)).count > 14)
  }

  @Test func aNumberAndItsPercentSignStayOnOneLine() throws {
    let html = try Self.page("an error of 1.43 %; 100 % of them, but a % alone").html()
    #expect(html.contains("an error of 1.43\u{a0}%; 100\u{a0}% of them, but a % alone") && !html.contains("43 %"))
  }

  @Test func sectionsHaveNamesOfTheirOwnWhichTheContentsListInOrder() throws {
    let html = try Self.page().html()
    let names = try matches("<section[^>]* id=\"([^\"]*)\"", in: html)
    #expect(names == ["loss", "loss-2", "berschrift-so", "section"])
    #expect(try matches("<li><a href=\"#([^\"]*)\"", in: html) == names)
    #expect(html.contains("<nav aria-label=\"Contents\"") && html.contains("<a href=\"../index.html\">All results</a>"))
    #expect(html.components(separatedBy: "<main>").count == 2)
  }

  @Test func tablesHaveCaptionsAndScopes() throws {
    let html = try Self.page().html()
    #expect(try matches("<caption>([^<]*)</caption>", in: html) == ["Caption", "Names and values"])
    #expect(try matches("<th scope=\"([a-z]*)\"", in: html) == ["col", "col", "row", "row"])
    #expect(html.components(separatedBy: "<th").count == html.components(separatedBy: "<th scope").count + 1)
    #expect(html.contains("--color: #010203"))
  }

  /// In points, so that a page keeps room for them and never enlarges them; each leads to its file.
  @Test func picturesHaveSizesDescriptionsAndFullSize() throws {
    let html = try Self.page().html()
    let section = try #require(html.components(separatedBy: "<section class=\"picture tall\"").last)
    #expect(section.contains("<a href=\"a%20loss.png\"><img src=\"data:image/png;base64,"))
    #expect(section.contains("width=\"150\" height=\"201\" alt=\"he ends at text\""))
    #expect(section.contains("<figcaption>A caption of text</figcaption>"))
    #expect(PictureSize(ofPNG: Data("no picture at all, but long".utf8)).width == 1)
  }

  @Test func addressesAreNoSchemes() {
    #expect(Page.address(of: "javascript:a/b c/ü.png") == "javascript%3Aa/b%20c/%C3%BC.png")
  }

  @Test func anIndexReadsBackWhatAPageSaysOfItself() throws {
    let file = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    for text in ["plain", Self.attack, "a & b &lt; 'c'"] {
      try Data(try Self.page(text).html().utf8).write(to: URL(fileURLWithPath: file))
      let head = try #require(PageHead(ofPage: file))
      #expect(head.title == "Title of \(text)" && head.summary == "Summary of \(text)")
    }
    let foreign = try Self.page().html().replacing("content=\"DeepBelief\"", with: "content=\"other\"")
    try Data(foreign.utf8).write(to: URL(fileURLWithPath: file))
    #expect(PageHead(ofPage: file) == nil && PageHead(ofPage: file + "x") == nil)
  }
}
