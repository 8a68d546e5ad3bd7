/// Cuts a text into lines and fields: RFC 4180, with any delimiter, any kind of line end, and blank lines left out.
///
/// Bytes are looked at where they are mapped: no text is made of a field unless somebody asks for it. Readers that split lines into
/// strings, SwiftCSV among them, take some hundred nanoseconds a field, and a file of MNIST has 47 million.
struct FieldCursor {
  struct Field {
    /// Without quotes and the blanks around it.
    let range: Range<Int>
    /// Whether it has doubled quotes, which stand for one.
    var hasQuotes = false
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  let file: String
  var place: Int
  /// From 1.
  private(set) var line = 1

  static let (quote, newline, carriage) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0, delimiter: UInt8, file: String) {
    (self.bytes, self.delimiter, self.file, place) = (bytes, delimiter, file, start)
  }

  /// Goes to the next line that holds something; false if there is none.
  mutating func findLine() -> Bool {
    while place < bytes.count, bytes[place] == Self.newline || bytes[place] == Self.carriage { _ = endField() }
    return place < bytes.count
  }

  /// Whether a field can end here.
  @inline(__always)
  var isAtFieldEnd: Bool {
    guard place < bytes.count else { return true }
    let byte = bytes[place]
    return byte == delimiter || byte == Self.newline || byte == Self.carriage
  }

  /// Goes over the delimiter or the line end that stands here; true if the line goes on.
  @inline(__always)
  mutating func endField() -> Bool {
    guard place < bytes.count else { return false }
    let byte = bytes[place]
    place += 1
    if byte == delimiter { return true }
    if byte == Self.carriage, place < bytes.count, bytes[place] == Self.newline { place += 1 }
    line += 1
    return false
  }

  /// The field that begins here, up to the delimiter or line end behind it.
  mutating func field() throws(DatasetError) -> Field {
    skipBlanks()
    if place < bytes.count, bytes[place] == Self.quote { return try quotedField() }
    let start = place
    while !isAtFieldEnd { place += 1 }
    var end = place
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return Field(range: start..<end)
  }

  private mutating func quotedField() throws(DatasetError) -> Field {
    let (first, opened) = (line, place + 1)
    var hasQuotes = false
    place = opened
    while place < bytes.count {
      if bytes[place] == Self.newline { line += 1 }
      if bytes[place] == Self.quote {
        guard place + 1 < bytes.count, bytes[place + 1] == Self.quote else { break }
        hasQuotes = true
        place += 1
      }
      place += 1
    }
    guard place < bytes.count else {
      throw .damaged(
        file: file, place: "line \(first)", what: "a quote is opened and never closed", advice: "close it")
    }
    let end = place
    place += 1
    skipBlanks()
    guard isAtFieldEnd else {
      throw .damaged(
        file: file, place: "line \(line)", what: "something stands behind a closing quote",
        advice: "double quotes that belong to a field")
    }
    return Field(range: opened..<end, hasQuotes: hasQuotes)
  }

  private mutating func skipBlanks() {
    while place < bytes.count, Self.isBlank(bytes[place]), bytes[place] != delimiter { place += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  func text(_ field: Field) -> String {
    let text = String(decoding: bytes[field.range], as: UTF8.self)
    return field.hasQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  func number(_ field: Field, mark: UInt8) -> Float? {
    DecimalNumber.value(UnsafeBufferPointer(rebasing: bytes[field.range]), mark: mark)
  }
}
