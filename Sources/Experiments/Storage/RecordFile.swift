import Checksums
import Foundation

/// Reading and writing of one record's file: JSON, of a size and depth that a record can have.
enum RecordFile {
  /// In bytes. A run of 100,000 epochs takes some 30 MB; more than this is refused before memory is taken.
  static let sizeLimit = 256 << 20

  /// - Throws: ``OutputError`` for a file that is missing, too large, or no ordinary file, whose reading might never end.
  static func contents(of path: String) throws(OutputError) -> Data {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .cannotRead(file: path, reason: String(cString: strerror(errno)).lowercased())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotRead(file: path, reason: "it is not an ordinary file")
    }
    guard Int(status.st_size) <= sizeLimit else {
      throw .cannotRead(file: path, reason: "it is larger than \(sizeLimit >> 20) MiB, which no record is")
    }
    // Foundation forgets to free a page for every empty file that it reads.
    guard status.st_size > 0 else { return Data() }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .cannotRead(file: path, reason: "it may not be read")
    }
  }

  /// A record as a file: its JSON with a checksum.
  static func sealed(_ record: some Encodable) throws -> Data { Seal.sealed(try JSON.record.encoded(record)) }

  /// Decodes a record that is as it was written, without looking at what its values mean.
  ///
  /// Values nested too deeply are refused by `JSONDecoder` itself, at 512 levels.
  /// - Parameter file: for messages.
  static func decode<Record: Decodable>(
    _ type: Record.Type, from data: Data, file: String
  ) throws(OutputError) -> Record {
    guard Seal.isWhole(data) else { throw .damagedRecord(file: file, reason: Seal.brokenReason) }
    do {
      return try JSON.record.decoded(from: data)
    } catch let error as DecodingError {
      throw .damagedRecord(file: file, reason: cause(error))
    } catch {
      throw .damagedRecord(file: file, reason: "it is not JSON")
    }
  }

  /// Where in the record the trouble lies.
  private static func cause(_ error: DecodingError) -> String {
    let (context, what): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
      case .typeMismatch(_, let context): (context, "a value is of the wrong kind")
      case .valueNotFound(_, let context): (context, "a value is missing")
      case .dataCorrupted(let context):
        (context, context.codingPath.isEmpty ? "it is cut short or not JSON" : "a value cannot be used")
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "it cannot be read")
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? what : "\(what) at \(path)"
  }
}

extension ComparisonRecord {
  /// Reads and checks the record of a comparison.
  /// - Parameter file: for messages.
  init(decoding data: Data, file: String) throws(OutputError) {
    // The format first: a newer record may have other fields.
    let format = try RecordFile.decode(Format.self, from: data, file: file).format
    guard format <= Self.currentFormat else { throw .newerRecord(file: file, format: format) }
    self = try RecordFile.decode(Self.self, from: data, file: file)
    do {
      try check()
    } catch {
      throw .damagedRecord(file: file, reason: error.description)
    }
  }

  private struct Format: Decodable { let format: Int }
}

extension RunRecord {
  /// Reads and checks the record of one run of a comparison.
  /// - Parameter isPartial: whether the run may have been broken off.
  init(
    decoding data: Data, file: String, arm: Arm, seed: UInt64, in comparison: ComparisonRecord, isPartial: Bool = false
  ) throws(OutputError) {
    self = try RecordFile.decode(Self.self, from: data, file: file)
    do {
      try check(arm: arm, seed: seed, in: comparison, isPartial: isPartial)
    } catch {
      throw .damagedRecord(file: file, reason: error.description)
    }
  }
}
