import Experiments
import Foundation

/// Computes studies and keeps what came of them.
public struct StudyRunner: Sendable {
  /// Where results go, in a folder for each study.
  public let directory: String

  public init(directory: String) { self.directory = directory }

  /// The folder of a study's results. A quick look has one of its own, so that it never takes the place of a full study.
  public func folder(_ study: Study, _ scope: Scope) -> String {
    directory + "/" + study.name + (scope == .quick ? "-quick" : "")
  }

  /// What has been computed of a study, by all its runs.
  public func values(_ study: Study) -> ComputedValues {
    ComputedValues(directory: directory + "/computed/" + study.name)
  }

  /// Computes a study and writes its pictures and its record, which appear as a whole. Results that they would overwrite are kept
  /// in `earlier`, unless they are the same.
  /// - Parameters:
  ///   - contexts: one, or several of more and more seeds, the last of which is taken that is needed to settle all effects.
  ///   - isTimeLeft: whether a context with more seeds may be begun.
  public func run(
    _ study: Study, _ contexts: [StudyContext], isTimeLeft: () -> Bool = { true }
  ) throws -> StudyRecord {
    let path = folder(study, contexts[0].scope)
    let folder = try LaboratoryFolder(path)
    do {
      var results = try Self.compute(study, contexts[0], isSequential: contexts.count > 1)
      for context in contexts.dropFirst() where !results.record.verdict.isSettled && isTimeLeft() {
        results = try Self.compute(study, context, isSequential: true)
      }
      let files = try results.files()
      try keepEarlier(path, before: results.record)
      try folder.write(files)
      return results.record
    } catch {
      folder.discard()
      throw error
    }
  }

  func run(_ study: Study, _ context: StudyContext) throws -> StudyRecord { try run(study, [context]) }

  /// Copies results of other numbers to `earlier`, by the time. They stay in their place until the new ones take it.
  private func keepEarlier(_ path: String, before record: StudyRecord) throws {
    guard StudyResults.exist(in: path) else { return }
    if let old = try? StudyResults.record(in: path), old.isRepeated(by: record) == true { return }
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
  static func compute(_ study: Study, _ context: StudyContext, isSequential: Bool = false) throws -> StudyResults {
    let start = ContinuousClock.now
    let findings = try study.compute(context)
    var record = StudyRecord(
      name: study.name, title: study.title, claim: study.claim, source: study.source, scope: context.scope,
      dataset: findings.inputs ?? context.dataset.title, seeds: context.seeds,
      seconds: context.seconds(now: (ContinuousClock.now - start) / .seconds(1)),
      effects: findings.effects, tables: findings.tables, notes: findings.notes, pictures: [])
    record.isSequential = isSequential ? true : nil
    return try StudyResults(record, findings.figures)
  }

  /// Draws all studies anew, full ones and quick looks, from what their pictures show, and writes their pages.
  /// - Returns: how many there are.
  @discardableResult
  public func drawAgain() throws -> Int {
    var count = 0
    for scope in [Scope.full, .quick] {
      for study in Study.all {
        let folder = folder(study, scope)
        guard let results = try StudyResults(readFrom: folder) else { continue }
        for file in try results.drawnFiles() { try AtomicFile.write(file.bytes, to: folder + "/" + file.name) }
        count += 1
      }
    }
    return count
  }

  /// The records that there are of full studies, in the order of the studies.
  public func records() throws -> [StudyRecord] {
    try Study.all.compactMap { try StudyResults.record(in: folder($0, .full)) }
  }
}

extension StudyRecord {
  /// Whether another record says the same, so that nothing is lost with this one.
  fileprivate func isRepeated(by other: StudyRecord) -> Bool {
    (scope, seeds, dataset) == (other.scope, other.seeds, other.dataset) && effects == other.effects
      && tables == other.tables
  }
}
