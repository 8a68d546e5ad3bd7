import Checksums
import Experiments
import Foundation
import Plotting
import Reporting

/// What came of a study: its record and what its pictures show. Both are files; pictures and page are drawn from them.
struct StudyResults {
  private static let recordFile = "result.json"
  private static let figuresFile = "figures.json"

  let record: StudyRecord
  /// By the names of their files.
  let figures: [String: Figure]
  /// Pictures of older versions, which did not keep what they show.
  private var olderPictures: [String: Data] = [:]
  /// The bytes of ``figures`` as they are kept.
  private let figuresData: Data

  /// - Parameter record: without pictures.
  init(_ record: StudyRecord, _ figures: [StudyFigure]) throws {
    self.figures = Dictionary(uniqueKeysWithValues: figures.map { ($0.file, $0.figure(seeds: record.seeds)) })
    figuresData = try JSON.figure.encoded(self.figures)
    var record = record
    record.pictures = figures.map {
      StudyRecord.Picture(file: $0.file, caption: $0.caption, description: $0.figure.spoken)
    }
    record.figuresChecksum = figures.isEmpty ? nil : Checksum.hexadecimal(of: figuresData)
    self.record = record
  }

  /// Nil if there are no results in a folder.
  init?(readFrom folder: String) throws {
    guard let record = try Self.record(in: folder) else { return nil }
    self.record = record
    guard let checksum = record.figuresChecksum else {
      (figures, figuresData) = ([:], Data())
      for picture in record.pictures {
        olderPictures[picture.file] = FileManager.default.contents(atPath: folder + "/" + picture.file)
      }
      return
    }
    let path = folder + "/" + Self.figuresFile
    figuresData = FileManager.default.contents(atPath: path) ?? Data()
    guard Checksum.hexadecimal(of: figuresData) == checksum,
      let figures = try? JSON.figure.decoded([String: Figure].self, from: figuresData)
    else { throw OutputError.damagedStudy(file: path, study: record.name) }
    self.figures = figures
  }

  // MARK: Files

  /// All that is kept of the study.
  func files() throws -> [(name: String, bytes: Data)] {
    let kept = [(name: Self.recordFile, bytes: Seal.sealed(try JSON.figure.encoded(record, isReadable: true)))]
    let shown = figures.isEmpty ? [] : [(name: Self.figuresFile, bytes: figuresData)]
    return try kept + shown + drawnFiles()
  }

  /// The page, and those pictures whose figures are known.
  func drawnFiles() throws -> [(name: String, bytes: Data)] {
    let pictures = try figures.mapValues { Data(try $0.png(texts: [PNG.Text("Study", record.name)])) }
    let page = StudyPage(record: record, pictures: pictures.merging(olderPictures) { drawn, _ in drawn })
    let files = pictures.sorted { $0.key < $1.key }.map { (name: $0.key, bytes: $0.value) }
    return files + [(name: "index.html", bytes: try page.html())]
  }

  static func exist(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + recordFile)
  }

  /// Nil if there is no such file.
  static func record(in folder: String) throws -> StudyRecord? {
    let path = folder + "/" + recordFile
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    guard Seal.isWhole(bytes), let record = try? JSON.figure.decoded(StudyRecord.self, from: bytes) else {
      let name = URL(fileURLWithPath: folder).lastPathComponent.replacing("-quick", with: " --quick")
      throw OutputError.damagedStudy(file: path, study: name)
    }
    return record
  }
}
