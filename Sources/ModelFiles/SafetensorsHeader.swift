import Foundation

/// The header of a safetensors file: which tensors there are, where their numbers lie, and the metadata.
struct SafetensorsHeader {
  /// What the header says of one tensor.
  struct Entry {
    let name: String
    let shape: [Int]
    /// Where the numbers begin and end, in bytes after the header. Of a file that is being read, anything from 0.
    let begin: Int
    let end: Int
  }

  /// The member of the header that is no tensor.
  static let metadataName = "__metadata__"
  /// In bytes. The reference implementation reads no longer header.
  static let lengthLimit = 100_000_000

  var entries: [Entry]
  var metadata: [String: String]
  /// Bytes in the file before the numbers, of a file that has been read.
  private(set) var length = 0

  init(entries: [Entry], metadata: [String: String]) { (self.entries, self.metadata) = (entries, metadata) }

  /// The header of tensors that lie one after the other.
  init(of contents: Safetensors) {
    var place = 0
    entries = contents.tensors.map { tensor in
      defer { place += 4 * tensor.values.count }
      return Entry(name: tensor.name, shape: tensor.shape, begin: place, end: place + 4 * tensor.values.count)
    }
    metadata = contents.metadata
  }

  /// Reads what the first bytes of a file say. The entries still have to be ``arranged(bufferSize:file:)``.
  init(reading data: Data, file: String) throws(ModelFileError) {
    guard data.count >= 8 else { throw .tooShort(file: file, count: data.count) }
    let announced = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard announced <= Self.lengthLimit else {
      throw .headerTooLong(file: file, length: announced, limit: Self.lengthLimit)
    }
    guard announced <= data.count - 8 else {
      throw .headerTruncated(file: file, length: Int(announced), found: data.count - 8)
    }
    self = try HeaderParser.parse([UInt8](data.dropFirst(8).prefix(Int(announced))), file: file)
    length = 8 + Int(announced)
  }

  /// The bytes that the tensors of ``init(of:)`` take.
  var size: Int { entries.last?.end ?? 0 }

  // MARK: Writing

  /// JSON on one line without spaces, the members of each object in the order of their names' bytes.
  var json: String {
    var members = entries.map { ($0.name, $0.json) }
    if !metadata.isEmpty { members.append((Self.metadataName, Self.object(metadata.map { ($0, Self.string($1)) }))) }
    return Self.object(members)
  }

  private static func object(_ members: [(name: String, value: String)]) -> String {
    let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return "{" + sorted.map { string($0.name) + ":" + $0.value }.joined(separator: ",") + "}"
  }

  /// A string in quotation marks; escaped is what JSON demands and nothing else.
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{8}": quoted += "\\b"
      case "\u{C}": quoted += "\\f"
      case "\u{0}"..<" ": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  // MARK: Checking

  /// The entries in the order of their numbers, which fill the rest of the file exactly.
  func arranged(bufferSize: Int, file: String) throws(ModelFileError) -> [Entry] {
    let arranged = entries.sorted {
      ($0.begin, $0.end) == ($1.begin, $1.end)
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : ($0.begin, $0.end) < ($1.begin, $1.end)
    }
    var place = 0
    for entry in arranged {
      try entry.check(bufferSize: bufferSize, file: file)
      guard entry.begin == place else {
        throw .misplaced(file: file, tensor: entry.name, expected: place, found: entry.begin)
      }
      place = entry.end
    }
    guard place == bufferSize else { throw .leftOver(file: file, expected: place, found: bufferSize) }
    return arranged
  }
}

extension SafetensorsHeader.Entry {
  fileprivate var json: String {
    let sizes = shape.map(String.init).joined(separator: ",")
    return "{\"data_offsets\":[\(begin),\(end)],\"dtype\":\"F32\",\"shape\":[\(sizes)]}"
  }

  /// Whether the numbers lie within the file and are as many as the shape says.
  fileprivate func check(bufferSize: Int, file: String) throws(ModelFileError) {
    guard begin <= end, end <= bufferSize else {
      throw .outside(file: file, tensor: name, begin: begin, end: end, count: bufferSize)
    }
    guard let size = byteCount else { throw .tooManyElements(file: file, tensor: name, shape: shape) }
    guard size == end - begin else {
      throw .wrongSpan(file: file, tensor: name, shape: shape, expected: size, found: end - begin)
    }
  }

  /// Four for each element; nil if that does not fit into 63 bits, whether or not another dimension is 0.
  private var byteCount: Int? {
    var count = 4
    for size in shape where size > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}
