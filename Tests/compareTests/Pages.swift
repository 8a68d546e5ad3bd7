import Foundation
import Testing

/// The pages of a folder and what leads from one to another.
struct Pages {
  private let top: URL
  /// Files named `index.html`.
  private let files: [URL]

  init(of folder: String) throws {
    let top = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
    let names = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String } ?? []
    files = names.filter { $0.split(separator: "/").last == "index.html" }.sorted().map {
      URL(fileURLWithPath: top.path + "/" + $0)
    }
    self.top = top
  }

  var paths: [String] { files.map { String($0.path.dropFirst(top.path.count + 1)) } }

  /// Every link leads to a file; every page is reached from the uppermost one, and leads back to it.
  func expectWhole() throws {
    let links = Dictionary(uniqueKeysWithValues: try files.map { ($0, try Self.links(of: $0)) })
    for (page, targets) in links {
      for target in targets {
        #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path) leads to \(target.path)")
      }
    }
    let first = top.appendingPathComponent("index.html").standardizedFileURL
    for page in files {
      #expect(reached(from: first, by: links).contains(page), "the index does not lead to \(page.path)")
      #expect(reached(from: page, by: links).contains(first), "\(page.path) does not lead back")
    }
  }

  private func reached(from first: URL, by links: [URL: [URL]]) -> Set<URL> {
    var (reached, waiting) = (Set([first]), [first])
    while let page = waiting.popLast() {
      for next in links[page] ?? [] where reached.insert(next).inserted { waiting.append(next) }
    }
    return reached
  }

  /// Addresses of a page's links, without those within it.
  private static func links(of page: URL) throws -> [URL] {
    try String(contentsOf: page, encoding: .utf8).components(separatedBy: "<a href=\"").dropFirst().compactMap {
      let address = $0.prefix { $0 != "\"" }
      guard !address.hasPrefix("#") else { return nil }
      let path = address.removingPercentEncoding ?? ""
      return URL(fileURLWithPath: page.deletingLastPathComponent().path + "/" + path).standardizedFileURL
    }
  }
}
