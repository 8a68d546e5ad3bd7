import Foundation
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct TextEscapingTests {
  /// An accent makes another character of the sign before it for Swift, and none for a browser or a reader of CSV.
  @Test func accentsDoNotHideSigns() {
    #expect(Array(htmlEscaped("\"\u{301}<\u{301}").utf8) == Array("&quot;\u{301}&lt;\u{301}".utf8))
    #expect(Array(markdownEscaped("|\u{301}`\u{301}").utf8) == Array("\\|\u{301}\\`\u{301}".utf8))
    #expect(Array(CSV.field("=\u{301}1").utf8) == Array("'=\u{301}1".utf8))
    #expect(Array(CSV.field("a,\u{301}").utf8) == Array("\"a,\u{301}\"".utf8))
    #expect(Array(CSV.field("a\"\u{301}").utf8) == Array("\"a\"\"\u{301}\"".utf8))
  }

  @Test func formulasStayText() {
    for text in ["=cmd()", "+1", "-1", "@SUM(A1)", "\tx", "\nx"] {
      #expect(CSV.field(text).drop { $0 == "\"" }.hasPrefix("'"), "\(text)")
    }
    #expect(CSV.field("he:lr=1") == "he:lr=1")
  }

  @Test func controlCharactersDoNotBreakATable() {
    #expect(markdownEscaped("a\r\nb\u{0}c") == "a  b c" && markdownEscaped("$x$") == "\\$x\\$")
  }

  @Test func aFenceIsLongerThanWhatItHolds() {
    #expect(markdownFenced("a", language: "sh") == "```sh\na\n```")
    #expect(markdownFenced("```", language: "sh") == "````sh\n```\n````")
  }

  /// All files of a report whose every text is hostile, and the index above it.
  @Test func hostileTextsStayTextInEveryFile() throws {
    let attack = "x\"\u{301} onerror=alert(1) <script>alert(1)</script>|`=cmd()"
    var comparison = try ComparisonReportTests.comparison(arms: "he", title: attack)
    (comparison.record.command, comparison.record.environment.processor) = ("```" + attack, attack)
    let files = try ComparisonReportTests.written(comparison)
    let (page, report) = (files["index.html"] ?? Data(), files["report.md"] ?? Data())
    expectNoMarkup(page)
    #expect(!ComparisonReportTests.text(report).contains("# x\""))
    #expect(ComparisonReportTests.text(report).contains("\n````sh\n```x"))
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = RecordStore(directory: directory + "/javascript:alert(1)")
    let unfinished = try store.begin(comparison.record)
    for run in comparison.runs { unfinished.add(run, model: nil) }
    try store.complete(unfinished, as: comparison.record)
    unfinished.remove()
    try OutputIndex.write(in: directory)
    let index = try Data(contentsOf: URL(fileURLWithPath: directory + "/index.html"))
    expectNoMarkup(index)
    #expect(ComparisonReportTests.text(index).contains("href=\"javascript%3Aalert%281%29/index.html\""))
  }

  private func expectNoMarkup(_ page: Data) {
    for bytes in ["<script", "\"\u{301}", "x\""] { #expect(page.range(of: Data(bytes.utf8)) == nil, "\(bytes)") }
    #expect(page.range(of: Data("x&quot;\u{301} onerror=alert(1) &lt;script&gt;".utf8)) != nil)
  }
}
