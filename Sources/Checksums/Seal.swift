import Foundation

/// The checksum of a file of JSON, as its own last field, so that it is still JSON and replaced together with what it vouches for.
///
/// A file without one is of an older version. So is, for whoever reads it, one whose field has another name by damage: all else in it
/// is then as it was written.
package enum Seal {
  package static let brokenReason = "its checksum is not that of what it says"
  private static let (opening, closing) = (Data(#","checksum":""#.utf8), Data(#""}"#.utf8))
  private static let digits = 8

  /// - Parameter json: an object with a field, which ends with its brace.
  package static func sealed(_ json: Data) -> Data {
    var text = json.dropLast()
    while let last = text.last, last <= UInt8(ascii: " ") { text.removeLast() }
    return text + opening + Data(Checksum.hexadecimal(of: text).utf8) + closing
  }

  /// Whether a file is as it was written, or has no checksum.
  package static func isWhole(_ file: Data) -> Bool { isRight(file) ?? true }

  /// Whether a file's checksum is that of what it says; nil if it has none.
  package static func isRight(_ file: Data) -> Bool? {
    let text = file.dropLast(opening.count + digits + closing.count)
    let seal = file[text.endIndex...]
    guard seal.starts(with: opening), seal.suffix(closing.count) == closing else { return nil }
    return seal.dropFirst(opening.count).prefix(digits) == Data(Checksum.hexadecimal(of: text).utf8)
  }
}

/// What a sealed file says of the files that belong to it: the checksum of each, by its name. An older file, that of another run, or one
/// that is cut short is none of them.
package struct FileChecksums: Codable, Hashable, Sendable {
  private var values: [String: String] = [:]

  package init(_ files: [(name: String, bytes: Data)] = []) {
    for file in files { add(file.bytes, named: file.name) }
  }

  package init(from decoder: any Decoder) throws { values = try [String: String](from: decoder) }

  package func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }

  package var names: [String] { values.keys.sorted() }

  package func contains(_ name: String) -> Bool { values[name] != nil }

  package mutating func add(_ bytes: Data, named name: String) { values[name] = Checksum.hexadecimal(of: bytes) }

  /// Whether these are the bytes of the file of this name.
  package func vouch(for bytes: Data, named name: String) -> Bool { values[name] == Checksum.hexadecimal(of: bytes) }
}
