import Experiments
import Foundation
import Plotting

/// Computes studies and keeps what came of them.
public struct StudyRunner: Sendable {
  /// Where results go, in a folder for each study.
  public let directory: String

  public init(directory: String) { self.directory = directory }

  /// The folder of a study's results. A quick look has one of its own, so that it never takes the place of a full study.
  public func folder(_ study: Study, _ scope: Scope) -> String {
    directory + "/" + study.name + (scope == .quick ? "-quick" : "")
  }

  /// Computes a study and writes its pictures and its record, which appear as a whole. Results that they would overwrite are kept
  /// in `earlier`, unless they are the same.
  public func run(_ study: Study, _ context: StudyContext) throws -> StudyRecord {
    let path = folder(study, context.scope)
    let folder = try LaboratoryFolder(path)
    do {
      let (record, figures) = try Self.compute(study, context)
      let pictures = try figures.map { figure in
        let png = try figure.figure(seeds: context.seeds).png(texts: [PNG.Text("Study", study.name)])
        return (name: figure.file, bytes: Data(png))
      }
      try keepEarlier(path, before: record)
      let page = StudyPage(record: record, pictures: Dictionary(pictures) { first, _ in first })
      try folder.write(
        pictures + [
          (name: Self.file, bytes: try Self.encoder.encode(record)), (name: "index.html", bytes: try page.html()),
        ])
      return record
    } catch {
      folder.discard()
      throw error
    }
  }

  private static let file = "result.json"

  /// Copies results of other numbers to `earlier`, by the time. They stay in their place until the new ones take it.
  private func keepEarlier(_ path: String, before record: StudyRecord) throws {
    guard FileManager.default.fileExists(atPath: path + "/" + Self.file) else { return }
    if let old = try? Self.record(path + "/" + Self.file), old.isRepeated(by: record) == true { return }
    let place = RecordStore.newPlace(in: directory + "/earlier")
    try AtomicFile.createDirectory(place)
    let name = URL(fileURLWithPath: path).lastPathComponent
    do {
      try FileManager.default.copyItem(atPath: path, toPath: place + "/" + name)
    } catch {
      throw OutputError.cannotWrite(file: place + "/" + name, reason: error.localizedDescription)
    }
  }

  /// Computes a study without writing anything.
  static func compute(_ study: Study, _ context: StudyContext) throws -> (StudyRecord, [StudyFigure]) {
    let start = ContinuousClock.now
    let findings = try study.compute(context)
    let record = StudyRecord(
      name: study.name, title: study.title, claim: study.claim, source: study.source, scope: context.scope,
      dataset: findings.inputs ?? context.dataset.title, seeds: context.seeds,
      seconds: (ContinuousClock.now - start) / .seconds(1),
      effects: findings.effects, tables: findings.tables, notes: findings.notes,
      pictures: findings.figures.map { StudyRecord.Picture(file: $0.file, caption: $0.caption) })
    return (record, findings.figures)
  }

  /// Writes the pages of all studies anew, full ones and quick looks, from their records and the pictures beside them.
  public func writePages() throws {
    for scope in [Scope.full, .quick] {
      for study in Study.all {
        let folder = folder(study, scope)
        guard let record = try Self.record(folder + "/" + Self.file) else { continue }
        let pictures = record.pictures.compactMap { picture in
          FileManager.default.contents(atPath: folder + "/" + picture.file).map { (picture.file, $0) }
        }
        let page = StudyPage(record: record, pictures: Dictionary(pictures) { first, _ in first })
        try AtomicFile.write(try page.html(), to: folder + "/index.html")
      }
    }
  }

  /// The records that there are of full studies, in the order of the studies.
  public func records() throws -> [StudyRecord] {
    try Study.all.compactMap { try Self.record(folder($0, .full) + "/" + Self.file) }
  }

  /// Nil if there is no such file.
  private static func record(_ path: String) throws -> StudyRecord? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    do {
      return try decoder.decode(StudyRecord.self, from: bytes)
    } catch {
      throw OutputError.damagedRecord(file: path, reason: "it is not what a study writes")
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}

extension StudyRecord {
  /// Whether another record says the same, so that nothing is lost with this one.
  fileprivate func isRepeated(by other: StudyRecord) -> Bool {
    (scope, seeds, dataset) == (other.scope, other.seeds, other.dataset) && effects == other.effects
      && tables == other.tables
  }
}
