import Experiments
import Foundation

/// `index.html` of an output directory: the way to everything that was run into it.
///
/// Comparisons are told of by their records, everything else by what its page says of itself. Results that were moved aside are in a
/// folder `earlier`, which has the shape of an output directory and so an index of its own: pages find it where they find that of
/// all results, two folders up.
public enum OutputIndex {
  /// Writes the index of a directory, those of earlier results in it, and that of the directory above, if there is one.
  /// - Throws: ``OutputError`` or ``ReportError``. Records that cannot be read are left out: they are complained of when they are
  ///   asked for.
  public static func write(in directory: String) throws {
    let above = AtomicFile.directory(of: URL(fileURLWithPath: directory).standardizedFileURL.path)
    let hasAbove = PageHead(ofPage: above + "/index.html") != nil
    try write(in: directory, up: hasAbove ? "../index.html" : nil)
    if hasAbove { try write(in: above, up: nil) }
  }

  private static func write(in directory: String, up: String?) throws {
    let folders = folders(in: directory)
    let sections = [
      Page.Section("Comparisons", links(folders.flatMap { comparisons(directory, $0) })),
      Page.Section("Boltzmann machines and stacks of them", links(folders.flatMap { models(directory, $0) })),
      Page.Section("Diagnoses", links(folders.flatMap { pages(directory, [$0 + "/diagnosis"]) })),
      Page.Section("Studies", links(studies(directory))),
      Page.Section("Earlier results", links(try earlier(directory, folders))),
    ].filter { !$0.blocks.isEmpty }
    let nothing = [Page.Section(nil, [.paragraph("Nothing was run into this directory yet.")])]
    let page = Page(
      title: "DeepBelief: all results", summary: "Everything that was run into this directory.",
      up: up.map { Page.Link($0, "The results above") }, sections: sections.isEmpty ? nothing : sections)
    try AtomicFile.write(Data(try page.html().utf8), to: directory + "/index.html")
  }

  private static func links(_ links: [Page.Link]) -> [Page.Block] { links.isEmpty ? [] : [.links(links)] }

  /// In alphabetical order. What begins with a full stop, and what is being written, is none.
  private static func folders(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: directory + "/" + name, isDirectory: &isDirectory)
      return exists && isDirectory.boolValue && !name.hasPrefix(".") && !name.hasSuffix(".part")
        && !name.hasSuffix(".old")
    }.sorted()
  }

  // MARK: What there is

  /// A comparison, and one that is not finished, of a data set.
  private static func comparisons(_ directory: String, _ folder: String) -> [Page.Link] {
    let place = directory + "/" + folder
    var links: [Page.Link] = []
    if let comparison = try? RecordStore(directory: place).read() {
      let headline = Headline(comparison).sentence
      links.append(
        Page.Link(
          Page.address(of: folder + "/index.html"), comparison.record.dataset.title, remark: headline,
          picture: overview(of: folder, in: directory, headline)))
    }
    let running = folder + "/" + UnfinishedComparison.folderName
    // Without them it has been put in its place.
    guard FileManager.default.fileExists(atPath: "\(directory)/\(running)/records") else { return links }
    return links + pages(directory, [running]) { "\($0) (unfinished)" }
  }

  private static func overview(of folder: String, in directory: String, _ headline: String) -> Page.Picture? {
    let file = folder + "/" + SideBySide.file
    guard let png = FileManager.default.contents(atPath: directory + "/" + file) else { return nil }
    return Page.Picture(
      title: "Side by side", caption: "", description: headline, file: file, png: png, isEmbedded: false)
  }

  private static func models(_ directory: String, _ folder: String) -> [Page.Link] {
    LaboratorySettings.Model.allCases.flatMap { model in
      let kind = folder + "/" + model.rawValue
      return pages(directory, folders(in: directory + "/" + kind).map { kind + "/" + $0 })
    }
  }

  /// Studies have a folder each, here or in a folder of theirs.
  private static func studies(_ directory: String) -> [Page.Link] {
    let folders = folders(in: directory)
    let nested = folders.filter { $0 != earlierName }.flatMap { folder in
      Self.folders(in: directory + "/" + folder).map { folder + "/" + $0 }
    }
    return pages(
      directory,
      (folders + nested).filter { FileManager.default.fileExists(atPath: "\(directory)/\($0)/result.json") })
  }

  /// - Parameters:
  ///   - folders: of pages; those without a page of ours count for nothing.
  ///   - name: made of a page's title.
  private static func pages(
    _ directory: String, _ folders: [String], name: (String) -> String = { $0 }
  ) -> [Page.Link] {
    folders.compactMap { folder in
      PageHead(ofPage: "\(directory)/\(folder)/index.html").map { head in
        Page.Link(Page.address(of: folder + "/index.html"), name(head.title), remark: head.summary)
      }
    }
  }

  private static let earlierName = "earlier"

  /// Writes the indices of earlier results, too.
  private static func earlier(_ directory: String, _ folders: [String]) throws -> [Page.Link] {
    let places = [earlierName] + folders.map { $0 + "/" + earlierName }
    return try places.compactMap { place in
      let times = Self.folders(in: directory + "/" + place)
      guard !times.isEmpty else { return nil }
      let steps = place.split(separator: "/").map { _ in ".." }.joined(separator: "/")
      try write(in: directory + "/" + place, up: steps + "/index.html")
      // Studies have no page above them but such an index.
      for time in times where !studies("\(directory)/\(place)/\(time)").isEmpty {
        try write(in: "\(directory)/\(place)/\(time)", up: "../index.html")
      }
      return Page.Link(
        Page.address(of: place + "/index.html"), place, remark: "\(times.count.counted("time")) moved aside")
    }
  }
}
