import CZlib
import Foundation

extension LabeledImages {
  /// The CRC-32 of pixels, labels and numbers, of several sets of images one after the other, in eight hexadecimal digits. It tells
  /// whether data are still the same, not who changed them.
  public static func checksum(of sets: [LabeledImages]) -> String {
    var value: UInt = crc32_z(0, nil, 0)
    for bytes in sets.flatMap({ [$0.pixels, $0.labels] }) {
      value = bytes.withUnsafeBufferPointer { $0.isEmpty ? value : crc32_z(value, $0.baseAddress, $0.count) }
    }
    for numbers in sets.compactMap(\.numbers) {
      value = numbers.withUnsafeBytes {
        $0.isEmpty ? value : crc32_z(value, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)
      }
    }
    return String(format: "%08x", UInt32(truncatingIfNeeded: value))
  }
}
