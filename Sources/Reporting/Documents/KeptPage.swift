import Checksums
import Experiments
import Foundation
import Plotting

/// A page and its pictures as values, kept beside them in `page.json`: all of it can be drawn again without computing anything.
struct KeptPage: Codable {
  static let file = "page.json"

  struct Picture: Codable {
    let file: String
    let title: String
    /// How to read it.
    let caption: String
    let figure: Figure
  }

  /// Without pictures.
  let page: Page
  let pictures: [Picture]
  /// What pictures carry as metadata: keywords and values.
  let texts: [[String]]
  /// What is beside it and cannot be drawn again; nil in files of older versions.
  private let files: FileChecksums?

  /// - Parameter files: that are written beside it.
  init(_ page: Page, pictures: [Picture], texts: [PNG.Text], beside files: [(name: String, bytes: Data)]) {
    (self.page, self.pictures, self.files) = (page, pictures, FileChecksums(files))
    self.texts = texts.map { [$0.keyword, $0.value] }
  }

  /// Nil if none is kept in a folder, as older versions did not.
  /// - Throws: ``OutputError`` for a file that is not as it was written, this one or one beside it. One that was removed is missed by whoever
  ///   removed it.
  init?(readFrom folder: String) throws {
    let path = folder + "/" + Self.file
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let bytes = FileManager.default.contents(atPath: path) ?? Data()
    guard Seal.isWhole(bytes), let kept = try? JSON.figure.decoded(Self.self, from: bytes) else {
      throw OutputError.damagedPage(file: path)
    }
    self = kept
    try verifyFiles(in: folder)
  }

  /// Refuses a file beside it that is not the one that was written.
  func verifyFiles(in folder: String) throws {
    for name in files?.names ?? [] {
      guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
      guard files?.vouch(for: bytes, named: name) == true else {
        throw OutputError.damagedPage(file: folder + "/" + name)
      }
    }
  }

  // MARK: Files

  /// The values, the page, and the pictures.
  func allFiles() throws -> [(name: String, bytes: Data)] {
    [(name: Self.file, bytes: Seal.sealed(try JSON.figure.encoded(self)))] + (try drawnFiles())
  }

  func drawnFiles() throws -> [(name: String, bytes: Data)] {
    let texts = texts.map { PNG.Text($0[0], $0[1]) }
    let drawn = try pictures.map { ($0, Data(try $0.figure.png(texts: texts))) }
    var whole = page
    whole.pictures = drawn.map { picture, png in
      Page.Picture(
        title: picture.title, caption: picture.caption, description: "\(picture.title). \(picture.figure.spoken)",
        file: picture.file, png: png)
    }
    return [(name: "index.html", bytes: Data(try whole.html().utf8))] + drawn.map { (name: $0.file, bytes: $1) }
  }
}

/// Pages of machines, stacks and diagnoses, drawn again from what is kept beside them.
public enum KeptPages {
  /// Folders of an output directory that have such a page, each by its path from there.
  /// - Parameter dataset: only of this data set; nil for all.
  public static func all(in directory: String, dataset: String? = nil) -> [String] {
    let datasets = dataset.map { [$0] } ?? names(in: directory)
    return datasets.flatMap { dataset in
      let kinds = LaboratorySettings.Model.allCases.map { dataset + "/" + $0.rawValue }
      let folders = kinds.flatMap { kind in names(in: directory + "/" + kind).map { kind + "/" + $0 } }
      return (folders + [dataset + "/diagnosis"]).filter {
        FileManager.default.fileExists(atPath: "\(directory)/\($0)/\(KeptPage.file)")
      }
    }
  }

  /// Draws a page and its pictures again.
  public static func drawAgain(_ folder: String) throws {
    guard let kept = try KeptPage(readFrom: folder) else { return }
    for file in try kept.drawnFiles() { try AtomicFile.write(file.bytes, to: folder + "/" + file.name) }
  }

  private static func names(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".part") && !$0.hasSuffix(".old") }.sorted()
  }
}
