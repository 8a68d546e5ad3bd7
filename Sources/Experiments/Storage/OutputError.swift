import Foundation

/// Why something could not be written or read back, as one sentence that says what to do.
public enum OutputError: Error, Hashable, CustomStringConvertible {
  case cannotCreate(directory: String, reason: String)
  case cannotWrite(file: String, reason: String)
  case noRecords(directory: String)
  case cannotRead(file: String, reason: String)
  case damagedRecord(file: String, reason: String)
  case newerRecord(file: String, format: Int)

  public var description: String {
    switch self {
    case .cannotCreate(let directory, let reason):
      "Cannot create the directory \(directory): \(reason); choose another place with --out."
    case .cannotWrite(let file, let reason):
      "Cannot write \(file): \(reason); nothing that was there before has been changed."
    case .noRecords(let directory):
      "There are no results in \(directory); run a comparison into it first, or name another place with --out."
    case .cannotRead(let file, let reason):
      "Cannot read \(file): \(reason)."
    case .damagedRecord(let file, let reason):
      "The record \(file) is damaged (\(reason)); run the comparison again."
    case .newerRecord(let file, let format):
      "The record \(file) has format \(format), made by a newer version of this program; update the program or run the comparison again."
    }
  }
}
