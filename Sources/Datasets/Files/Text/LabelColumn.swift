/// Which column of a table holds the classes, and the table without it.
enum LabelColumn {
  /// The column that a user means: by its name, by its number from 1, or `first` or `last`; nil if there is none.
  static func place(_ text: String, in header: [String]?, count: Int) -> Int? {
    if let place = header?.firstIndex(of: text) { return place }
    if let place = header?.firstIndex(where: { $0.lowercased() == text.lowercased() }) { return place }
    if text == "last" { return count - 1 }
    if text == "first" { return 0 }
    return Int(text).flatMap { (1...count).contains($0) ? $0 - 1 : nil }
  }

  /// The cases of a table.
  /// - Parameter column: what the user says; nil for what is usual.
  static func cases(_ table: DelimitedTable, column: String?, hasLabels: Bool) throws(DatasetError) -> RawCases {
    let place: Int? = hasLabels ? try chosen(table, column) : nil
    let labels: RawLabels? = if let place { try self.labels(table, place) } else { nil }
    let features = (0..<table.columns).filter { $0 != place }
    guard !features.isEmpty else {
      throw .damaged(
        file: table.file, place: "line 1", what: "there is one column only, which would be the classes",
        advice: "give tabs, semicolons or commas between columns, or say --no-labels")
    }
    let values = place == nil ? table.values : table.values.picking(features, columns: table.columns)
    let encoded = try OneHot.encoded(table, features, values)
    return RawCases(
      columns: encoded.names?.count ?? features.count, values: encoded.values, picture: nil, labels: labels,
      featureNames: encoded.names, file: table.file)
  }

  /// Named by the user or by a usual name; else the only column of words, else the last, or the first where it looks more like classes.
  static func chosen(_ table: DelimitedTable, _ column: String?) throws(DatasetError) -> Int {
    if let column {
      guard let place = place(column, in: table.header, count: table.columns) else {
        throw .unusable(
          what:
            "--label-column: \(table.file) has no column \(DatasetError.quoted(column)) among \(columnNames(table))",
          advice: "give a name, a number from 1 to \(table.columns), first or last")
      }
      return place
    }
    if let place = table.header?.firstIndex(where: { TextDialect.labelNames.contains($0.lowercased()) }) {
      return place
    }
    if table.words.count == 1, let place = table.words.first?.key { return place }
    let last = table.columns - 1
    if table.words[last] != nil { return last }
    return table.words[0] != nil || (looksLikeClasses(table, 0) && !looksLikeClasses(table, last)) ? 0 : last
  }

  private static func columnNames(_ table: DelimitedTable) -> String {
    guard let header = table.header else { return "\(table.columns) columns without names" }
    return header.prefix(6).map(DatasetError.quoted).joined(separator: ", ") + (header.count > 6 ? " and others" : "")
  }

  /// Whether a column's numbers are 0 to K − 1 or 1 to K, all of them, for some K from 2 to 256.
  private static func looksLikeClasses(_ table: DelimitedTable, _ column: Int) -> Bool {
    var found = [Bool](repeating: false, count: 257)
    for row in 0..<table.count {
      let value = table.values[row * table.columns + column]
      guard value >= 0, value <= 256, value == value.rounded() else { return false }
      found[Int(value)] = true
    }
    guard let least = found.firstIndex(of: true), let greatest = found.lastIndex(of: true) else { return false }
    let isWhole = found[least...greatest].allSatisfy { $0 }
    return least <= 1 && greatest > least && isWhole
  }

  private static func labels(_ table: DelimitedTable, _ place: Int) throws(DatasetError) -> RawLabels {
    if let words = table.words[place] { return words }
    var numbers: [Int] = []
    numbers.reserveCapacity(table.count)
    for row in 0..<table.count {
      let value = table.values[row * table.columns + place]
      guard value == value.rounded(), abs(value) < 16_777_216 else {
        throw .damaged(
          file: table.file, place: "case \(row + 1)",
          what: "its class in column \(place + 1)\(name(table, place)) is \(value), which is no whole number",
          advice: "name the column of the classes with --label-column, or say --no-labels")
      }
      numbers.append(Int(value))
    }
    return RawLabels(numbers)
  }

  /// Says that columns of words have become several; nil if there are none.
  static func wordRemark(_ table: DelimitedTable, _ cases: RawCases) -> String? {
    let columns = table.columns - (cases.labels == nil ? 0 : 1)
    guard cases.columns != columns else { return nil }
    return
      "Each word of a column of words has a column, which is 1 where it stands: \(columns) columns became \(cases.columns)."
  }

  static func name(_ table: DelimitedTable, _ place: Int) -> String {
    table.header.map { " (\(DatasetError.quoted($0[place])))" } ?? ""
  }
}

/// Columns of words as one column for each word, which is 1 where the word stands.
private enum OneHot {
  private static let mostWords = 64

  static func encoded(
    _ table: DelimitedTable, _ features: [Int], _ values: NumberList
  ) throws(DatasetError) -> (values: NumberList, names: [String]?) {
    let header = table.header.map { header in features.map { header[$0] } }
    let words = features.enumerated().compactMap { place, column in table.words[column].map { (place, $0) } }
    guard !words.isEmpty else { return (values, header) }
    if let (place, many) = words.first(where: { $0.1.names.count > mostWords }) {
      throw .unusable(
        what:
          "Column \(features[place] + 1) of \(table.file)\(LabelColumn.name(table, features[place])) has \(many.names.count) different words",
        advice:
          "take it out, or name it with --label-column if it holds the classes; at most \(mostWords) words become columns"
      )
    }
    let known = Dictionary(uniqueKeysWithValues: words.map { ($0, $1.sorted()) })
    let width = features.count - words.count + words.reduce(0) { $0 + $1.1.names.count }
    guard width <= DelimitedTable.mostColumns, table.count * width <= IDXFile.sizeLimit else {
      throw .tooLarge(file: table.file, dimensions: [table.count, width], limit: IDXFile.sizeLimit)
    }
    var result = NumberList()
    for row in 0..<table.count {
      for place in features.indices {
        guard let column = known[place] else {
          result.append(values[row * features.count + place])
          continue
        }
        for word in column.names.indices { result.append(whole: Int(column.codes[row]) == word ? 1 : 0) }
      }
    }
    let names = features.indices.flatMap { place in
      let name = header?[place] ?? "column \(features[place] + 1)"
      return known[place].map { $0.names.map { "\(name)=\($0)" } } ?? [name]
    }
    return (result, names)
  }
}
