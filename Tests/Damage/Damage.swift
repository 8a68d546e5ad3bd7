import Foundation

/// Damages files in many ways, one after the other, and finds out which of them nobody notices.
package enum Damage {
  /// Every byte of a file with one bit flipped, the file cut short, and pages of zeros in it.
  ///
  /// - Parameters:
  ///   - most: bytes to flip of a larger file, evenly spread from the first to the last.
  ///   - read: what is made of the file. Damage is noticed if that is as it was before, or throws an error that names the file.
  /// - Returns: what was not noticed.
  package static func unnoticed<Value: Equatable>(
    in path: String, most: Int = .max, read: () throws -> Value
  ) throws -> [String] {
    let (url, whole) = (URL(fileURLWithPath: path), try Data(contentsOf: URL(fileURLWithPath: path)))
    defer { try? whole.write(to: url) }
    let expected = try read()
    func complaint(_ what: String) -> [String] { isNoticed(path, expected, read) ? [] : ["\(what) of \(path)"] }
    var found: [String] = []
    let file = try FileHandle(forWritingTo: url)
    let places = Set(stride(from: 0, to: whole.count, by: max(whole.count / most, 1))).union([whole.count - 1])
    for place in places.sorted() {
      for byte in [whole[place] ^ (1 << UInt8(place % 8)), whole[place]] {
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: Data([byte]))
        if byte != whole[place] { found += complaint("byte \(place)") }
      }
    }
    for length in [0, 1, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: url)
      found += complaint("the first \(length) bytes")
    }
    for start in stride(from: 0, to: whole.count, by: max(whole.count / most, 512)) {
      var zeroed = whole
      for place in start..<min(start + 512, whole.count) { zeroed[place] = 0 }
      try zeroed.write(to: url)
      found += complaint("zeros from \(start)")
    }
    return found
  }

  /// Another file in the place of one, whole as it is.
  package static func isNoticed<Value: Equatable>(
    _ other: String, insteadOf path: String, read: () throws -> Value
  ) throws -> Bool {
    let (url, whole) = (URL(fileURLWithPath: path), try Data(contentsOf: URL(fileURLWithPath: path)))
    defer { try? whole.write(to: url) }
    let expected = try read()
    try Data(contentsOf: URL(fileURLWithPath: other)).write(to: url)
    return isNoticed(path, expected, read)
  }

  private static func isNoticed<Value: Equatable>(_ path: String, _ expected: Value, _ read: () throws -> Value) -> Bool
  {
    do {
      return try read() == expected
    } catch {
      return "\(error)".contains(path)
    }
  }
}
