/// A text of lines with as many fields each: numbers, or words in columns that hold words.
struct DelimitedTable: Hashable {
  let header: [String]?
  /// In a line, those of words too, whose values are 0.
  let columns: Int
  let values: NumberList
  /// Columns of words, by their place.
  let words: [Int: RawLabels]
  let delimiter: UInt8
  let file: String

  var count: Int { values.count / columns }

  /// For people.
  var format: String {
    let sign = delimiter == UInt8(ascii: "\t") ? "tab" : delimiter == UInt8(ascii: ";") ? "semicolon" : "comma"
    return "\(sign)-separated text \(header == nil ? "without" : "with") names of its columns"
  }

  /// More numbers of a case nothing here is made for.
  static let mostColumns = 100_000

  /// - Parameter labelColumn: what the user says of the column of classes, which alone may begin with numbers and have words later.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, labelColumn: String?
  ) throws(DatasetError) {
    let dialect = try TextDialect(bytes, file: file, labelColumn: labelColumn)
    (header, columns, delimiter, self.file) = (dialect.header, dialect.first.count, dialect.delimiter, file)
    guard columns <= Self.mostColumns else {
      throw .damaged(
        file: file, place: "line 1", what: "it has \(columns) fields", advice: "give at most \(Self.mostColumns)")
    }
    var wordColumns = dialect.wordColumns
    while true {
      var reading = TableReading(dialect, bytes, wordColumns: wordColumns)
      guard let column = try reading.run() else {
        (values, words) = (reading.values, reading.words)
        return
      }
      wordColumns.insert(column)
    }
  }
}

/// One pass over the lines of a table.
private struct TableReading {
  private(set) var values: NumberList
  private let dialect: TextDialect
  private var encoders: [WordEncoder?]
  private var cursor: FieldCursor
  private let columns: Int

  init(_ dialect: TextDialect, _ bytes: UnsafeBufferPointer<UInt8>, wordColumns: Set<Int>) {
    self.dialect = dialect
    cursor = dialect.cursor(bytes)
    columns = dialect.first.count
    encoders = (0..<columns).map { wordColumns.contains($0) ? WordEncoder() : nil }
    // A number and what stands behind it are two bytes at least, so that no file makes more room than it fills.
    values = NumberList(capacity: Self.lines(bytes[cursor.place...], times: columns, limit: (bytes.count + 1) / 2))
  }

  var words: [Int: RawLabels] {
    Dictionary(
      uniqueKeysWithValues: encoders.enumerated().compactMap { place, encoder in
        encoder.map { (place, $0.labels) }
      })
  }

  private static func lines(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, times columns: Int, limit: Int) -> Int {
    var lines = 1
    for byte in UnsafeBufferPointer(rebasing: bytes) { lines += byte == FieldCursor.newline ? 1 : 0 }
    let (product, overflow) = lines.multipliedReportingOverflow(by: columns)
    return overflow ? limit : min(product, limit)
  }

  /// Reads all lines; returns a column of classes that began with numbers and has words, and stops there.
  mutating func run() throws(DatasetError) -> Int? {
    while cursor.findLine() {
      for column in 0..<columns {
        if !takeWhole(column) {
          let isTaken = try takeAny(column)
          if !isTaken { return column }
        }
        let goesOn = cursor.endField()
        guard goesOn == (column < columns - 1) else { throw otherLength(column, goesOn: goesOn) }
      }
    }
    return nil
  }

  /// A field of up to nine digits in a column of numbers, as nearly all are; false, and nothing done, if it is another.
  @inline(__always)
  private mutating func takeWhole(_ column: Int) -> Bool {
    guard encoders[column] == nil else { return false }
    let start = cursor.place
    var (place, value) = (start, 0)
    while place < cursor.bytes.count, place < start + 9 {
      let digit = cursor.bytes[place] &- 48
      guard digit < 10 else { break }
      value = value &* 10 &+ Int(digit)
      place += 1
    }
    cursor.place = place
    guard place > start, cursor.isAtFieldEnd else {
      cursor.place = start
      return false
    }
    values.append(whole: value)
    return true
  }

  /// Any other field; false if it is a word where numbers were and the column may be that of the classes.
  private mutating func takeAny(_ column: Int) throws(DatasetError) -> Bool {
    let field = try cursor.field()
    guard !field.range.isEmpty else { throw complaint(column, "there is no value", "fill it in, or take the line out") }
    if encoders[column] != nil {
      guard encoders[column]?.append(cursor.text(field)) == true else {
        throw complaint(
          column, "the column has more than \(WordEncoder.most) different words",
          "take it out of the file, or name it with --label-column if a part of it is wrong")
      }
      values.append(whole: 0)
    } else if let number = cursor.number(field, mark: dialect.decimalMark) {
      values.append(number)
    } else if dialect.isMissing(cursor.text(field)) {
      throw complaint(
        column, "\(DatasetError.quoted(cursor.text(field))) says that there is no value",
        "fill it in, or take the line out")
    } else if dialect.mayHaveWords(column) {
      return false
    } else {
      throw complaint(column, "\(DatasetError.quoted(cursor.text(field))) is not a number", "correct it")
    }
    return true
  }

  private func otherLength(_ column: Int, goesOn: Bool) -> DatasetError {
    .damaged(
      file: dialect.file, place: "line \(goesOn ? cursor.line : max(1, cursor.line - 1))",
      what: "it has \(goesOn ? "more than \(columns)" : "\(column + 1)") fields and the first line has \(columns)",
      advice: "give every line as many")
  }

  private func complaint(_ column: Int, _ what: String, _ advice: String) -> DatasetError {
    .damaged(
      file: dialect.file, place: "line \(cursor.line), column \(column + 1)\(dialect.nameText(column))", what: what,
      advice: advice)
  }
}

/// Words as places in a list of those met so far.
struct WordEncoder {
  static let most = 10_000

  private var places: [String: Int32] = [:]
  private(set) var labels = RawLabels(codes: [], names: [])

  /// False if there are too many different ones.
  mutating func append(_ word: String) -> Bool {
    if let place = places[word] {
      labels.codes.append(place)
      return true
    }
    guard labels.names.count < Self.most else { return false }
    places[word] = Int32(labels.names.count)
    labels.codes.append(Int32(labels.names.count))
    labels.names.append(word)
    return true
  }
}
