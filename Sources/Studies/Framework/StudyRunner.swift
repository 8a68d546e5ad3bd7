import Experiments
import Foundation
import Plotting

/// Computes studies and keeps what came of them.
public struct StudyRunner: Sendable {
  /// Where results go, in a folder for each study.
  public let directory: String

  public init(directory: String) { self.directory = directory }

  /// Computes a study and writes its pictures and its record.
  public func run(_ study: Study, _ context: StudyContext) throws -> StudyRecord {
    let folder = directory + "/" + study.name
    try AtomicFile.createDirectory(folder)
    let (record, figures) = try Self.compute(study, context)
    for figure in figures {
      try AtomicFile.write(
        try figure.figure(seeds: context.seeds).png(texts: [PNG.Text("Study", study.name)]),
        to: folder + "/" + figure.file)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try AtomicFile.write(try encoder.encode(record), to: folder + "/result.json")
    return record
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

  /// The records that there are, in the order of the studies.
  public func records() throws -> [StudyRecord] {
    try Study.all.compactMap { study in
      let path = "\(directory)/\(study.name)/result.json"
      guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      do {
        return try decoder.decode(StudyRecord.self, from: bytes)
      } catch {
        throw OutputError.damagedRecord(file: path, reason: "it is not what a study writes")
      }
    }
  }
}
