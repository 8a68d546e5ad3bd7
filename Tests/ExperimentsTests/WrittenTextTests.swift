import Foundation
import Testing

@testable import Experiments

/// How tables, lists and values are written, whoever writes them.
@Suite struct WrittenTextTests {
  @Test func tablesForSpreadsheets() {
    let rows = [["a", "b"], [CSV.field("x, \"y\""), "1"]]
    #expect(CSV.text(rows) == "a,b\r\n\"x, \"\"y\"\"\",1\r\n")
    #expect(CSV.text([["a"]], lineEnd: "\n") == "a\n" && CSV.quoted("he") == "\"he\"")
  }

  @Test func tablesOfMarkdown() {
    let rows = [["pass", "ns"], ["exp", "12.5"], ["", "7"]]
    #expect(MarkdownTable.text(rows) == "| pass | ns |\n| --- | --- |\n| exp | 12.5 |\n|  | 7 |")
    #expect(
      MarkdownTable.aligned(rows) == "| pass |   ns |\n| ---- | ---: |\n| exp  | 12.5 |\n|      |    7 |")
  }

  @Test func lists() {
    #expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map { $0.listed() } == ["", "a", "a and b", "a, b and c"])
    #expect(["a", "b"].listed("or") == "a or b")
  }

  @Test func numbersOfManySizes() {
    #expect([0, 0.5, 2.34e-5, 12_345].map { NumberText.significant($0) } == ["0", "0.5", "2.3e−05", "1.2e+04"])
    #expect(NumberText.spelled(0.00006) == "6e-05" && NumberText.spelled(0.015) == "0.015")
    #expect(NumberText.significant(-0.1234, digits: 3) == "−0.123" && NumberText.decimal(-0.001, digits: 2) == "0.00")
  }

  /// Each with its own words, as files have them from the first; and a slash stays a slash.
  @Test(arguments: [(JSON.record, "Infinity", "NaN"), (.figure, "inf", "nan")])
  func numbersThatAreNone(json: JSON, infinity: String, nan: String) throws {
    let values = ["b": [Double.infinity, -.infinity], "a/": [.nan, 0.5]]
    let text = try json.text(values)
    #expect(text == "{\"a/\":[\"\(nan)\",0.5],\"b\":[\"\(infinity)\",\"-\(infinity)\"]}")
    let read: [String: [Double]] = try json.decoded(from: Data(text.utf8))
    #expect(read["b"] == [.infinity, -.infinity] && read["a/"]?[0].isNaN == true)
    #expect(try json.encoded([1], isReadable: true) == Data("[\n  1\n]".utf8))
  }
}
