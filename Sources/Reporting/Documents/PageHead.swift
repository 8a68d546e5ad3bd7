import Foundation

/// What a page of ours says of itself, read back from its first lines, so that an index can tell of it.
struct PageHead {
  let title: String
  let summary: String

  /// Nil if there is no such file, or it is no page of ours.
  init?(ofPage file: String) {
    guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
    defer { try? handle.close() }
    // What precedes the style sheet; a summary may be long.
    guard let bytes = try? handle.read(upToCount: 64 << 10), let end = bytes.range(of: Data("<style>".utf8)) else {
      return nil
    }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    func text(from start: String, to end: String) -> String? {
      guard let from = head.range(of: start), let to = head.range(of: end, range: from.upperBound..<head.endIndex)
      else { return nil }
      return Self.unescaped(String(head[from.upperBound..<to.lowerBound]))
    }
    guard head.contains("<meta name=\"generator\" content=\"DeepBelief\">"),
      let title = text(from: "<title>", to: "</title>"),
      let summary = text(from: "<meta name=\"description\" content=\"", to: "\">")
    else { return nil }
    (self.title, self.summary) = (title, summary)
  }

  /// Undoes ``htmlEscaped(_:)``.
  private static func unescaped(_ text: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }
}
