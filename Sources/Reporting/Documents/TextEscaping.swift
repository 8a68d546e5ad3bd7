import Mustache

// Text from files and options is escaped scalar by scalar. A comparison of whole characters would miss a quotation mark that an
// accent follows, since Swift takes the two for one character, and a browser does not.

/// Text that a Markdown page shows as it is, even inside a table.
func markdownEscaped(_ text: String) -> String {
  escaped(text) { scalar in
    switch scalar {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    case "\\", "`", "*", "_", "{", "}", "[", "]", "|", "#", "!", "~", "$": "\\\(scalar)"
    default: scalar.properties.generalCategory == .control ? " " : nil
    }
  }
}

/// Text that an HTML page shows as it is, between tags and in quoted attributes.
func htmlEscaped(_ text: String) -> String {
  escaped(text) { scalar in
    switch scalar {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }
}

/// A line of code between fences that it cannot close.
func markdownFenced(_ line: String, language: String) -> String {
  let longest = line.utf8.split(omittingEmptySubsequences: true) { $0 != UInt8(ascii: "`") }.map(\.count).max() ?? 0
  let fence = String(repeating: "`", count: max(3, longest + 1))
  return "\(fence)\(language)\n\(line)\n\(fence)"
}

private func escaped(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if let replacement = replacement(scalar) {
      result.append(contentsOf: replacement.unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// A text as a page has it: a number and its percent sign stay on one line.
func pageEscaped(_ text: String) -> String {
  let escaped = htmlEscaped(text)
  // Pictures within a page are long texts, too.
  guard escaped.utf8.contains(UInt8(ascii: "%")) else { return escaped }
  return escaped.replacing(/(?<digit>\d) %/) { "\($0.digit)\u{a0}%" }
}

/// The kind of contents that the HTML templates declare.
struct PageContents: MustacheContentType {
  static let name = "PAGE"

  func escapeText(_ text: String) -> String { pageEscaped(text) }
}
