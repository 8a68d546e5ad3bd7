import Foundation
import Mustache

/// The texts of reports and pages, filled in by swift-mustache.
enum Templates {
  /// Fills in a template of this module, e.g. `report.md`.
  static func render(_ name: String, with context: Any) throws(ReportError) -> String {
    guard let url = Bundle.module.url(forResource: name, withExtension: "mustache", subdirectory: "Templates"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { throw .template(name, reason: "it is missing") }
    do {
      return try MustacheTemplate(string: text).render(context)
    } catch {
      throw .template(name, reason: "\(error)")
    }
  }
}

/// Text that a Markdown page shows as it is, even inside a table.
func markdownEscaped(_ text: String) -> String {
  text.map { character in
    switch character {
    case "<": return "&lt;"
    case ">": return "&gt;"
    case "&": return "&amp;"
    case "\n", "\r", "\r\n": return " "
    case "\\", "`", "*", "_", "{", "}", "[", "]", "|", "#", "!", "~": return "\\\(character)"
    default: return String(character)
    }
  }.joined()
}
