import CZlib
import Foundation

/// The CRC-32 of PNG and gzip.
package struct Checksum {
  private var value: UInt = crc32_z(0, nil, 0)

  package init() {}

  /// Of some bytes, as eight hexadecimal digits.
  package static func hexadecimal(of bytes: Data) -> String {
    var checksum = Checksum()
    bytes.withUnsafeBytes { checksum.add($0) }
    return checksum.hexadecimal
  }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes an absent address for the start of a new checksum.
    guard !bytes.isEmpty else { return }
    value = crc32_z(value, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  }

  package mutating func add(_ text: String) { Array(text.utf8).withUnsafeBytes { add($0) } }

  /// Eight digits.
  package var hexadecimal: String { String(format: "%08x", UInt32(truncatingIfNeeded: value)) }
}
