import Foundation

/// A page of results in HTML, whatever they are of: sections, then pictures, then sections again.
///
/// All pages share one template and one style sheet, and need no other file but pictures that they only refer to. Texts are escaped when
/// they are put into the template; nothing here is markup.
package struct Page: Codable {
  package enum Block: Codable {
    case lead(String)
    case paragraph(String)
    /// What is to be seen first: something is missing or suspicious.
    case banner(String)
    /// How to read it all.
    case quiet(String)
    case code(String)
    case table(Table)
    case links([Link])
  }

  package struct Link: Codable {
    /// Percent-encoded where it has to be; see ``address(of:)``.
    let address: String
    let text: String
    /// Words behind it.
    var remark = ""
    var picture: Picture?

    package init(_ address: String, _ text: String, remark: String = "", picture: Picture? = nil) {
      (self.address, self.text, self.remark, self.picture) = (address, text, remark, picture)
    }
  }

  package struct Table: Codable {
    let caption: String
    /// Names of the columns; empty of a list of names and values.
    let header: [String]
    let rows: [Row]

    package init(_ caption: String, header: [String] = [], rows: [Row]) {
      (self.caption, self.header, self.rows) = (caption, header, rows)
    }
  }

  package struct Row: Codable {
    /// The first names the row.
    let cells: [String]
    /// Of a bar before the name, as CSS has it.
    var color: String?

    package init(_ cells: [String], color: String? = nil) { (self.cells, self.color) = (cells, color) }
  }

  package struct Picture: Codable {
    let title: String
    /// How to read it.
    let caption: String
    /// What it shows, for those who do not see it.
    let description: String
    /// Its file, which it leads to at full size.
    let file: String
    /// Where the page finds it: the file, or its bytes.
    let source: String
    let size: PictureSize

    /// - Parameter isEmbedded: whether the page holds the picture, and does not only refer to the file beside it.
    package init(
      title: String, caption: String, description: String, file: String, png: Data, isEmbedded: Bool = true
    ) {
      (self.title, self.caption, self.description, self.file) = (title, caption, description, file)
      size = PictureSize(ofPNG: png)
      source = isEmbedded ? "data:image/png;base64," + png.base64EncodedString() : Page.address(of: file)
    }
  }

  package struct Section: Codable {
    /// Without one it is what the page begins with.
    var heading: String?
    var blocks: [Block]

    package init(_ heading: String? = nil, _ blocks: [Block]) { (self.heading, self.blocks) = (heading, blocks) }
  }

  /// Of the window, and the page's heading.
  let title: String
  /// What came out, in a sentence, for an index.
  let summary: String
  /// Where the page above is.
  let up: Link?
  let sections: [Section]
  var pictures: [Picture]
  let lastSections: [Section]

  package init(
    title: String, summary: String, up: Link?, sections: [Section], pictures: [Picture] = [],
    lastSections: [Section] = []
  ) {
    (self.title, self.summary, self.up) = (title, summary, up)
    (self.sections, self.pictures, self.lastSections) = (sections, pictures, lastSections)
  }

  /// A path as a link has it. A colon left as it is could make a scheme of what stands before it.
  package static func address(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map {
      String($0).addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }.joined(separator: "/")
  }

  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// The words of a link from a page to that above it, which lists all results.
  package static func wayBack(_ address: String) -> Link { Link(address, "All results") }
}

extension Page {
  /// The page itself.
  package func html() throws(ReportError) -> String {
    var names = SectionNames()
    var contents: [[String: Any]] = []
    func named(_ heading: String) -> String {
      let id = names.id(for: heading)
      contents.append(["id": id, "name": heading])
      return id
    }
    func group(_ sections: [Section]) -> [String: Any] {
      [
        "sections": sections.map { section -> [String: Any] in
          let blocks = section.blocks.map(\.context)
          guard let heading = section.heading else { return ["blocks": blocks] }
          return ["id": named(heading), "heading": heading, "blocks": blocks]
        }
      ]
    }
    let figures = { ["pictures": pictures.map { $0.context.merging(["id": named($0.title)]) { $1 } }] }
    let groups = [group(sections)] + (pictures.isEmpty ? [] : [figures()]) + [group(lastSections)]
    var context: [String: Any] = [
      "title": title, "summary": summary, "groups": groups, "style": try Templates.text("page.css"),
      "upward": up.map { [$0.context] } ?? [],
    ]
    if contents.count > 2 { context["contents"] = ["entries": contents] }
    return try Templates.render("page.html", with: context)
  }
}

extension Page.Block {
  /// One key, which the template has a case for.
  fileprivate var context: [String: Any] {
    switch self {
    case .lead(let text): ["lead": text]
    case .paragraph(let text): ["paragraph": text]
    case .banner(let text): ["banner": text]
    case .quiet(let text): ["quiet": text]
    case .code(let text): ["code": text]
    case .table(let table): ["table": table.context]
    case .links(let links): ["links": ["items": links.map(\.context)]]
    }
  }
}

extension Page.Link {
  fileprivate var context: [String: Any] {
    var context: [String: Any] = ["address": address, "text": text]
    if !remark.isEmpty { context["remark"] = remark }
    if let picture { context["thumbnail"] = picture.context }
    return context
  }
}

extension Page.Table {
  fileprivate var context: [String: Any] {
    var context: [String: Any] = ["caption": caption, "rows": rows.map(\.context)]
    if !header.isEmpty { context["header"] = ["columns": header] }
    return context
  }
}

extension Page.Row {
  fileprivate var context: [String: Any] {
    var context: [String: Any] = ["name": cells[0], "values": Array(cells.dropFirst())]
    if let color { context["color"] = color }
    return context
  }
}

extension Page.Picture {
  fileprivate var context: [String: Any] {
    [
      "label": title, "legend": caption, "description": description, "file": Page.address(of: file), "source": source,
      "width": size.width, "height": size.height, "isTall": size.height > size.width,
    ]
  }
}

/// Names of sections in addresses: of small letters, digits and dashes, no two alike.
private struct SectionNames {
  private var given: Set<String> = []

  mutating func id(for heading: String) -> String {
    let words = heading.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.isEmpty ? "section" : words.joined(separator: "-")
    let id = given.contains(name) ? (2...).lazy.map { "\(name)-\($0)" }.first { !given.contains($0) } ?? name : name
    given.insert(id)
    return id
  }
}

/// Width and height of a picture on a page.
package struct PictureSize: Hashable, Codable, Sendable {
  let width: Int
  let height: Int

  /// Half of its pixels, for pictures are drawn with two of them a point. They are in the header of a PNG, which begins with a
  /// signature of eight bytes and the chunk that holds both; 1 × 1 if it is none.
  init(ofPNG bytes: Data) {
    func half(at offset: Int) -> Int {
      (bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) } + 1) / 2
    }
    let isPNG = bytes.count >= 24 && bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
    (width, height) = isPNG ? (half(at: 16), half(at: 20)) : (1, 1)
  }
}
