import CZlib
import Foundation

/// The CRC-32 of PNG and gzip, over all that a file says.
public struct Checksum {
  /// The metadata entry with the checksum in eight hexadecimal digits.
  static let name = "crc32"
  /// The metadata entry that says that there is a checksum, so that damage to the other entry's name is noticed as well.
  static let markName = "checksum"
  static let mark = name

  private var value: UInt = crc32_z(0, nil, 0)

  /// Of some bytes, as eight hexadecimal digits.
  public static func hexadecimal(of bytes: Data) -> String {
    var checksum = Checksum()
    bytes.withUnsafeBytes { checksum.add($0) }
    return checksum.hexadecimal
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes an absent address for the start of a new checksum.
    guard !bytes.isEmpty else { return }
    value = crc32_z(value, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  }

  mutating func add(_ text: String) { Array(text.utf8).withUnsafeBytes { add($0) } }

  /// Eight digits.
  var hexadecimal: String { String(format: "%08x", UInt32(truncatingIfNeeded: value)) }

  /// Compares a file's checksum, if it has one, with what the file says.
  static func verify(_ header: SafetensorsHeader, buffer: Data, file: String) throws(ModelFileError) {
    guard let stored = header.metadata[name] else {
      guard header.metadata[markName] != mark else { throw .checksumMissing(file: file) }
      return
    }
    var unsigned = header
    unsigned.metadata[name] = nil
    var checksum = Checksum()
    checksum.add(unsigned.json)
    buffer.withUnsafeBytes { checksum.add($0) }
    guard stored == checksum.hexadecimal else {
      throw .wrongChecksum(file: file, expected: stored, found: checksum.hexadecimal)
    }
  }
}
