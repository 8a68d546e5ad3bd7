/// How a text of a table is written: its delimiter, whether its first line names the columns, and which columns hold words.
struct TextDialect {
  let file: String
  let delimiter: UInt8
  /// A comma in texts with semicolons of which the first numbers have one.
  let decimalMark: UInt8
  let header: [String]?
  /// The first fields of cases, which tell the columns of words.
  let first: [String]
  /// What the user calls the column of classes.
  private let labelColumn: String?
  private let start: Int

  /// Names that people give to the column of classes.
  static let labelNames: Set<String> = [
    "label", "labels", "class", "classes", "target", "species", "y", "digit", "category",
  ]

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, labelColumn: String?) throws(DatasetError) {
    (self.file, self.labelColumn) = (file, labelColumn)
    let begin = try Self.textStart(bytes, file: file)
    delimiter = Self.delimiter(bytes, from: begin)
    start = begin
    var cursor = FieldCursor(bytes, from: begin, delimiter: delimiter, file: file)
    guard cursor.findLine() else {
      throw .damaged(
        file: file, place: "line 1", what: "there is nothing in it", advice: "give a table with a case a line")
    }
    let top = try Self.line(&cursor)
    let next = cursor.findLine() ? try Self.line(&cursor) : []
    decimalMark = Self.decimalMark(delimiter, top + next)
    let mark = decimalMark
    let isHeader = Self.isHeader(top, before: next) { Self.isNumber($0, mark: mark) }
    (header, first) = isHeader ? (top, next) : (nil, top)
    guard !first.isEmpty else {
      throw .damaged(
        file: file, place: "line 2", what: "no case follows the names of the columns", advice: "give a case a line")
    }
    guard header.map({ $0.count == first.count }) ?? true else {
      throw .damaged(
        file: file, place: "line 1", what: "it names \(top.count) columns and the line after it has \(first.count)",
        advice: "give every line as many")
    }
  }

  /// At the first case.
  func cursor(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldCursor {
    var cursor = FieldCursor(bytes, from: start, delimiter: delimiter, file: file)
    if header != nil, cursor.findLine() { _ = try? Self.line(&cursor) }
    return cursor
  }

  var wordColumns: Set<Int> {
    Set(first.indices.filter { !Self.isNumber(first[$0], mark: decimalMark) && !isMissing(first[$0]) })
  }

  /// Whether a column may turn out to hold words: that of the classes, wherever that is.
  func mayHaveWords(_ column: Int) -> Bool {
    if let labelColumn { return LabelColumn.place(labelColumn, in: header, count: first.count) == column }
    return column == 0 || column == first.count - 1 || isLabelName(column)
  }

  private func isLabelName(_ column: Int) -> Bool {
    header.map { Self.labelNames.contains($0[column].lowercased()) } ?? false
  }

  /// How a message names a column beside its number.
  func nameText(_ column: Int) -> String { header.map { " (\(DatasetError.quoted($0[column])))" } ?? "" }

  func isMissing(_ text: String) -> Bool { ["", "na", "n/a", "nan", "null", "none", "?"].contains(text.lowercased()) }

  // MARK: Finding out

  /// Behind a mark of UTF-8. Other encodings, and what is no text, are refused.
  private static func textStart(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(DatasetError) -> Int {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .damaged(file: file, place: "byte 0", what: "it is text in UTF-16", advice: "save it as UTF-8")
    }
    if let place = bytes.prefix(1 << 16).firstIndex(of: 0) {
      throw .damaged(
        file: file, place: "byte \(place)", what: "a zero stands there, so that it is no text and no format known here",
        advice: "give one of those in Docs/Data.md")
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The sign among tab, semicolon and comma that the first line has most often outside of quotes; a semicolon even where there are
  /// more commas, which are decimal ones then.
  private static func delimiter(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt8 {
    var (counts, isQuoted, hasBegun) = ([0, 0, 0], false, false)
    let signs = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    for byte in bytes[start...] {
      if byte == FieldCursor.quote { isQuoted.toggle() }
      if byte == FieldCursor.newline || byte == FieldCursor.carriage {
        if hasBegun && !isQuoted { break }
        continue
      }
      hasBegun = true
      if !isQuoted, let place = signs.firstIndex(of: byte) { counts[place] += 1 }
    }
    return zip(signs, counts).first { $0.1 > 0 }?.0 ?? UInt8(ascii: ",")
  }

  private static func decimalMark(_ delimiter: UInt8, _ fields: [String]) -> UInt8 {
    let comma = UInt8(ascii: ",")
    guard delimiter != comma, fields.contains(where: { $0.contains(",") && isNumber($0, mark: comma) }) else {
      return UInt8(ascii: ".")
    }
    return comma
  }

  /// Whether a line names columns: one of its fields is a word, and what stands below is a number or the line names the classes.
  private static func isHeader(_ top: [String], before next: [String], isNumber: (String) -> Bool) -> Bool {
    zip(top, next).contains { !isNumber($0) && isNumber($1) }
      || (top.contains { labelNames.contains($0.lowercased()) } && !(next == top))
      || (next.isEmpty && !top.contains(where: isNumber))
  }

  private static func isNumber(_ text: String, mark: UInt8) -> Bool {
    var text = text
    return text.withUTF8 { DecimalNumber.value($0, mark: mark) != nil }
  }

  private static func line(_ cursor: inout FieldCursor) throws(DatasetError) -> [String] {
    var fields: [String] = []
    repeat {
      let field = try cursor.field()
      fields.append(cursor.text(field))
    } while cursor.endField()
    return fields
  }
}
