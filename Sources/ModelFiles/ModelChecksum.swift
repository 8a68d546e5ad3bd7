import Checksums
import Foundation

/// A model file's checksum: the CRC-32 over all that the file says, in its metadata.
enum ModelChecksum {
  /// The metadata entry with the checksum in eight hexadecimal digits.
  static let name = "crc32"
  /// The metadata entry that says that there is a checksum, so that damage to the other entry's name is noticed as well.
  static let markName = "checksum"
  static let mark = name

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
