import Foundation
import Mustache

/// The texts of reports and pages, filled in by swift-mustache.
enum Templates {
  /// A file of this module as it is, e.g. `page.css`.
  static func text(_ name: String) throws(ReportError) -> String {
    let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Templates")
    guard let url, let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw .template(name, reason: "it is missing")
    }
    return text
  }

  private static let registration: Void = MustacheContentTypes.register(PageContents(), named: PageContents.name)

  /// Fills in a template of this module, e.g. `report.md`.
  static func render(_ name: String, with context: Any) throws(ReportError) -> String {
    let text = try text(name + ".mustache")
    _ = registration
    do {
      return try MustacheTemplate(string: text).render(context)
    } catch {
      throw .template(name, reason: "\(error)")
    }
  }
}
