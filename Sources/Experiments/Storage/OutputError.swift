import Foundation

/// Why something could not be written or read back, as one sentence that says what to do.
public enum OutputError: Error, Hashable, CustomStringConvertible {
  case cannotCreate(directory: String, reason: String)
  case cannotWrite(file: String, reason: String)
  case noRecords(directory: String)
  case cannotRead(file: String, reason: String)
  case damagedRecord(file: String, reason: String)
  case damagedStudy(file: String, study: String)
  case damagedPage(file: String)
  case newerRecord(file: String, format: Int)
  case damagedUnfinished(file: String, reason: String)
  case damagedCheckpoint(file: String, reason: String)
  case damagedModel(file: String, reason: String)
  case damagedRun(file: String, reason: String)
  case damagedValue(file: String)
  case inUse(directory: String, process: Int?)
  case nothingToResume(directory: String, unfinished: [String])
  case changedSetting(directory: String, setting: String, before: String, now: String)

  public var description: String {
    switch self {
    case .cannotCreate(let directory, let reason):
      "Cannot create the directory \(directory): \(reason); choose another place with --out."
    case .cannotWrite(let file, let reason):
      "Cannot write \(file): \(reason); nothing that was there before has been changed, and the same command goes on from there."
    case .noRecords(let directory):
      "There are no results in \(directory); run a comparison into it first, or name another place with --out."
    case .cannotRead(let file, let reason):
      "Cannot read \(file): \(reason)."
    case .damagedRecord(let file, let reason):
      "The record \(file) is damaged (\(reason)); run the comparison again."
    case .damagedStudy(let file, let study):
      "\(file) is not what the study wrote there; compute it again with `compare study \(study)`."
    case .damagedPage(let file):
      "\(file) is not what was written there; the pages and pictures beside it stay as they are, and computing it again makes it anew."
    case .newerRecord(let file, let format):
      "The record \(file) has format \(format), made by a newer version of this program; update the program or run the comparison again."
    case .damagedUnfinished(let file, let reason):
      "The record of an unfinished comparison, \(file), is damaged (\(reason)); begin anew with --fresh, which keeps it aside."
    case .damagedCheckpoint(let file, let reason):
      "The checkpoint \(file) is damaged (\(reason)); its run begins anew."
    case .damagedModel(let file, let reason):
      "\(file) is damaged (\(reason)); run the comparison again."
    case .damagedRun(let file, let reason):
      "The \(file.hasSuffix(".json") ? "record" : "model") \(file) is damaged (\(reason)); its run is computed again."
    case .damagedValue(let file):
      "\(file) is not what was kept there; what it held is computed again."
    case .inUse(let directory, let process):
      """
      Another process\(process.map { ", number \($0)," } ?? "") is writing to \(directory); wait until it has ended, or name \
      another place with --out.
      """
    case .nothingToResume(let directory, let unfinished):
      """
      There is nothing to resume in \(directory)\(unfinished.isEmpty ? "" : ", but in \(unfinished.joined(separator: " and "))"); \
      \(unfinished.isEmpty ? "leave out --resume to begin" : "name the data set with --dataset").
      """
    case .changedSetting(let directory, let setting, let before, let now):
      """
      \(setting): \(directory) holds an unfinished comparison with \(before), and this one has \(now); go on with the settings \
      that it was begun with, or begin anew with --fresh, which keeps it aside.
      """
    }
  }
}
