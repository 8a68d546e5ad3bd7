/// The sparse text of LIBSVM and SVMlight: a line is a class and then `column:value` in ascending columns; what is left out is 0.
struct LIBSVMFile {
  let file: String
  /// One more than the greatest column, or as many as it if they are counted from 1.
  private(set) var columns = 0
  private var firstColumn = 1
  /// The entries of each case.
  private var rows: [Range<Int>] = []
  private var labels = WordEncoder()
  private var entries: [Entry] = []

  private struct Entry {
    let column: Int32
    let value: Float
  }

  /// Whether the first line begins with a number and `column:value`.
  static func recognises(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let line = bytes.prefix(1000).prefix { $0 != FieldCursor.newline }
    let fields = line.split { $0 == 0x20 || $0 == 0x09 || $0 == FieldCursor.carriage }
    guard fields.count > 1, let colon = fields[1].firstIndex(of: UInt8(ascii: ":")) else { return false }
    let column = fields[1][..<colon]
    return number(fields[0]) != nil && !column.isEmpty && column.allSatisfy { (48...57).contains($0) }
  }

  private static func number(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> Float? {
    DecimalNumber.value(UnsafeBufferPointer(rebasing: field))
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(DatasetError) {
    self.file = file
    var (line, start) = (0, 0)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: FieldCursor.newline) ?? bytes.count
      line += 1
      try append(bytes[start..<end], line: line)
      start = end + 1
    }
    let greatest = Int(entries.lazy.map(\.column).max() ?? 1)
    (firstColumn, columns) = entries.contains { $0.column == 0 } ? (0, greatest + 1) : (1, greatest)
    guard columns <= DelimitedTable.mostColumns else {
      throw .damaged(
        file: file, place: "column \(columns)",
        what: "it is beyond the \(DelimitedTable.mostColumns) that can be learned from",
        advice: "leave columns out")
    }
    guard !rows.isEmpty else {
      throw .damaged(file: file, place: "line 1", what: "there is no case in it", advice: "give a case a line")
    }
  }

  private mutating func append(_ line: Slice<UnsafeBufferPointer<UInt8>>, line number: Int) throws(DatasetError) {
    let text = line.prefix { $0 != UInt8(ascii: "#") }
    var fields = text.split { $0 == 0x20 || $0 == 0x09 || $0 == FieldCursor.carriage }[...]
    guard let label = fields.popFirst() else { return }
    func fail(_ what: String, _ field: Slice<UnsafeBufferPointer<UInt8>>) -> DatasetError {
      .damaged(
        file: file, place: "line \(number)",
        what: "\(DatasetError.quoted(String(decoding: field, as: UTF8.self))) \(what)",
        advice: "write a class and then column:value with ascending columns")
    }
    guard let value = Self.number(label) else { throw fail("is no class", label) }
    guard value == value.rounded(), abs(value) < 16_777_216 else {
      throw fail("is no class but a number to predict", label)
    }
    guard labels.append(String(Int(value))) else { throw fail("is one class too many", label) }
    let first = entries.count
    for field in fields {
      guard let colon = field.firstIndex(of: UInt8(ascii: ":")), let column = Self.column(field[..<colon]) else {
        throw fail("has no column before a colon", field)
      }
      guard let value = Self.number(field[(colon + 1)...]) else { throw fail("has no number behind the colon", field) }
      if entries.count > first, let last = entries.last, last.column >= column {
        throw fail("comes behind a later column", field)
      }
      entries.append(Entry(column: column, value: value))
    }
    rows.append(first..<entries.count)
  }

  private static func column(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int32? {
    guard (1...9).contains(text.count), text.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return text.reduce(0) { 10 * $0 + Int32($1 - 48) }
  }

  /// All columns written out.
  /// - Parameter least: columns that there are at least, since another part has them.
  func cases(columns least: Int = 0) throws(DatasetError) -> RawCases {
    let columns = max(columns, least)
    let (count, overflow) = rows.count.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= IDXFile.sizeLimit / 4 else {
      throw .tooLarge(file: file, dimensions: [rows.count, columns, 4], limit: IDXFile.sizeLimit)
    }
    var values = NumberList(capacity: count)
    for row in rows {
      var next = 0
      for entry in entries[row] {
        let column = Int(entry.column) - firstColumn
        while next < column {
          values.append(whole: 0)
          next += 1
        }
        values.append(entry.value)
        next += 1
      }
      while next < columns {
        values.append(whole: 0)
        next += 1
      }
    }
    return RawCases(
      columns: columns, values: values, picture: nil, labels: labels.labels, featureNames: nil, file: file)
  }
}
