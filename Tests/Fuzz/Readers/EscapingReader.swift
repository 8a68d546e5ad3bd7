import Foundation

@testable import Experiments
@testable import Reporting

extension FuzzedReader {
  /// Text on its way into a page, a Markdown table and a CSV field.
  static let escaping = FuzzedReader(name: "escaping", kind: .words(words)) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    precondition(
      !htmlEscaped(text).utf8.contains { [34, 39, 60, 62].contains($0) }, "the page takes \(text) for markup")
    let markdown = Array(markdownEscaped(text).utf8)
    precondition(!markdown.contains { $0 < 32 || $0 == 60 || $0 == 62 }, "the table breaks at \(text)")
    for place in markdown.indices where markdown[place] == UInt8(ascii: "|") || markdown[place] == UInt8(ascii: "`") {
      let slashes = markdown[..<place].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      precondition(slashes % 2 == 1, "the table breaks at \(text)")
    }
    expectOneField(text)
  }

  /// A reader of CSV by bytes must find one field that is no formula and holds the text.
  private static func expectOneField(_ text: String) {
    let field = Array(CSV.field(text).utf8)
    let isQuoted = field.first == UInt8(ascii: "\"")
    let contents = isQuoted ? Array(field.dropFirst().dropLast()) : field
    let quotes = contents.count { $0 == UInt8(ascii: "\"") }
    let value = String(decoding: contents, as: UTF8.self).unicodeScalars.split(
      separator: "\"", omittingEmptySubsequences: false
    ).map { String($0) }
    precondition(
      quotes % 2 == 0 && (isQuoted || !contents.contains { [10, 13, 34, 44].contains($0) }), "not one field")
    precondition(
      !isQuoted || value.enumerated().allSatisfy { $0 % 2 == 0 || $1.isEmpty }, "a quote that is not doubled")
    precondition(!contents.prefix(1).contains { "=+-@\t\r\n".utf8.contains($0) }, "a formula: \(text)")
  }

  private static let words = [
    "<script>alert(1)</script>", "=cmd()", "\"", "'", "&", "|", "`", "```", "\n", "\r\n", ",", "\t", "\u{301}",
    "\u{200D}",
    "+", "-", "@", "\\", "\u{0}", "\u{1B}[2J", "](http://x)", "<!--", "{{title}}", "$x$",
  ]
}
