/// Reads the JSON of a safetensors header.
///
/// It knows only what such a header consists of: an object of objects, strings, and lists of whole numbers. So it never
/// calls itself, however deep a file may nest, and it sees every name that is given twice, which parsers for any JSON let pass.
struct HeaderParser {
  private let bytes: [UInt8]
  private let file: String
  private var place = 0

  /// - Parameters:
  ///   - bytes: the header, with any white space at its end.
  ///   - file: its name, for messages.
  static func parse(_ bytes: [UInt8], file: String) throws(ModelFileError) -> SafetensorsHeader {
    guard bytes.first == UInt8(ascii: "{") else { throw .notSafetensors(file: file) }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8(file: file) }
    var parser = HeaderParser(bytes: bytes, file: file)
    let header = try parser.header()
    parser.skipSpace()
    guard parser.next == nil else { throw parser.damage("something follows its end") }
    return header
  }

  private init(bytes: [UInt8], file: String) { (self.bytes, self.file) = (bytes, file) }

  // MARK: What a header consists of

  private mutating func header() throws(ModelFileError) -> SafetensorsHeader {
    var header = SafetensorsHeader(entries: [], metadata: [:])
    var names: Set<String> = []
    try object { parser, name throws(ModelFileError) in
      guard names.insert(name).inserted else { throw .duplicateName(file: parser.file, name: name) }
      if name == SafetensorsHeader.metadataName {
        header.metadata = try parser.metadata()
      } else {
        header.entries.append(try parser.entry(name))
      }
    }
    return header
  }

  private mutating func metadata() throws(ModelFileError) -> [String: String] {
    var metadata: [String: String] = [:]
    try object { parser, name throws(ModelFileError) in
      let value = try parser.string(as: "metadata")
      guard metadata.updateValue(value, forKey: name) == nil else {
        throw .duplicateName(file: parser.file, name: name)
      }
    }
    return metadata
  }

  private mutating func entry(_ tensor: String) throws(ModelFileError) -> SafetensorsHeader.Entry {
    var (type, shape, offsets): (String?, [Int]?, [Int]?)
    try object { parser, name throws(ModelFileError) in
      switch (name, type, shape, offsets) {
      case ("dtype", nil, _, _): type = try parser.string(as: "a type")
      case ("shape", _, nil, _): shape = try parser.list()
      case ("data_offsets", _, _, nil): offsets = try parser.list()
      case ("dtype", _, _, _), ("shape", _, _, _), ("data_offsets", _, _, _):
        throw .duplicateName(file: parser.file, name: name)
      default: throw parser.damage("a tensor has dtype, shape and data_offsets only")
      }
    }
    guard let type, let shape, let offsets else { throw damage("a tensor needs dtype, shape and data_offsets") }
    guard type == "F32" else { throw .unsupportedType(file: file, tensor: tensor, type: type) }
    guard offsets.count == 2 else { throw damage("data_offsets are two numbers") }
    return SafetensorsHeader.Entry(name: tensor, shape: shape, begin: offsets[0], end: offsets[1])
  }

  // MARK: JSON

  /// An object; `member` reads each value. Headers have objects in objects, but none deeper.
  private mutating func object(
    _ member: (inout HeaderParser, String) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    try take("{", as: "an object")
    guard !takeIf("}") else { return }
    repeat {
      let name = try string(as: "a name")
      try take(":", as: "a colon")
      try member(&self, name)
    } while takeIf(",")
    try take("}", as: "a comma or the end of an object")
  }

  /// A list of whole numbers.
  private mutating func list() throws(ModelFileError) -> [Int] {
    try take("[", as: "a list of whole numbers")
    guard !takeIf("]") else { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try wholeNumber()) } while takeIf(",")
    try take("]", as: "a comma or the end of a list of whole numbers")
    return numbers
  }

  /// A number from 0, without leading zeros, fraction or exponent.
  private mutating func wholeNumber() throws(ModelFileError) -> Int {
    skipSpace()
    let start = place
    while let next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= next { place += 1 }
    let digits = bytes[start..<place]
    guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else {
      place = start
      throw damage("a whole number from 0 is expected")
    }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
      place = start
      throw damage("a number is too large")
    }
    return number
  }

  /// A string.
  /// - Parameter meaning: what it is, for messages.
  private mutating func string(as meaning: String) throws(ModelFileError) -> String {
    try take("\"", as: "\(meaning) in quotation marks")
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += String(try escaped()).utf8
      case 0..<0x20: throw damage("a string contains a control character")
      default:
        text.append(byte)
        place += 1
      }
    }
    throw damage("a string has no end")
  }

  /// What a letter after a backslash stands for.
  private static let escapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  /// The character that a backslash and what follows it stand for.
  private mutating func escaped() throws(ModelFileError) -> Unicode.Scalar {
    place += 1
    guard let code = next else { throw damage("a string has no end") }
    place += 1
    if let scalar = Self.escapes[code] { return scalar }
    guard code == UInt8(ascii: "u") else { throw damage("a backslash is followed by no known letter") }
    var value = try hexadecimal()
    if 0xD800..<0xDC00 ~= value, bytes[place...].starts(with: "\\u".utf8) {
      place += 2
      let low = try hexadecimal()
      guard 0xDC00..<0xE000 ~= low else { throw damage("half a character stands alone") }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw damage("half a character stands alone") }
    return scalar
  }

  /// Four hexadecimal digits.
  private mutating func hexadecimal() throws(ModelFileError) -> UInt32 {
    let digits = bytes[place...].prefix(4)
    let isPlain = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, isPlain, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw damage("four hexadecimal digits are expected")
    }
    place += 4
    return value
  }

  // MARK: Characters

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let next, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { place += 1 }
  }

  private mutating func takeIf(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar, as meaning: String) throws(ModelFileError) {
    guard takeIf(character) else { throw damage("\(meaning) is expected") }
  }

  private func damage(_ reason: String) -> ModelFileError {
    .damagedHeader(file: file, offset: 8 + place, reason: reason)
  }
}
