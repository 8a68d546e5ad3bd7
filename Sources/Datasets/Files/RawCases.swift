/// Cases as a file has them, before anything is made of them.
struct RawCases: Hashable {
  /// How the numbers of a case lie in the plane.
  struct Picture: Hashable {
    var width: Int
    var height: Int
    /// 1 is grey, 3 are red, green and blue, 4 have opacity too.
    var channels = 1
    /// Whether the channels of a pixel stand together, and not all pixels of a channel.
    var isInterleaved = true

    var count: Int { width * height * channels }
  }

  /// Numbers of one case.
  var columns: Int
  /// Case by case.
  var values: NumberList
  /// Nil of a table, whose columns have no place beside each other.
  var picture: Picture?
  var labels: RawLabels?
  var featureNames: [String]?
  /// The file, for messages.
  var file: String

  var count: Int { columns == 0 ? 0 : values.count / columns }

  /// These cases and others of the same shape behind them.
  func appending(_ other: RawCases) -> RawCases {
    var result = self
    result.values.append(other.values)
    if let mine = labels, let others = other.labels {
      result.labels = mine.appending(others)
    }
    return result
  }

  func selecting(_ rows: [Int]) -> RawCases {
    var result = self
    result.values = values.rows(rows, columns: columns)
    result.labels = labels.map { labels in RawLabels(codes: rows.map { labels.codes[$0] }, names: labels.names) }
    return result
  }
}

/// Classes of cases, by the place of each in a list of names.
struct RawLabels: Hashable {
  var codes: [Int32]
  /// In no particular order; numbers stand here as text.
  var names: [String]

  init(codes: [Int32], names: [String]) { (self.codes, self.names) = (codes, names) }

  func appending(_ other: RawLabels) -> RawLabels {
    let all = names + other.names.filter { !names.contains($0) }
    let places = other.names.map { name in Int32(all.firstIndex(of: name) ?? 0) }
    return RawLabels(codes: codes + other.codes.map { places[Int($0)] }, names: all)
  }

  /// The same classes with their names in order: as numbers if all are, else as text.
  func sorted() -> RawLabels {
    let order = names.indices.sorted { Self.precedes(names[$0], names[$1]) }
    var places = [Int32](repeating: 0, count: names.count)
    for (place, code) in order.enumerated() { places[code] = Int32(place) }
    return RawLabels(codes: codes.map { places[Int($0)] }, names: order.map { names[$0] })
  }

  static func precedes(_ one: String, _ other: String) -> Bool {
    switch (Int(one), Int(other)) {
    case (let one?, let other?): one < other
    case (nil, nil): one < other
    case (let number, _): number != nil
    }
  }

  /// Of whole numbers.
  init(_ numbers: [Int]) {
    var places: [Int: Int32] = [:]
    var found: [String] = []
    codes = numbers.map { number in
      if let place = places[number] { return place }
      let place = Int32(found.count)
      places[number] = place
      found.append(String(number))
      return place
    }
    names = found
  }
}

/// What a path holds: cases to learn from, and perhaps others to be tested on.
struct RawData: Hashable {
  /// E.g. "comma-separated text with a header".
  var format: String
  var training: RawCases
  var test: RawCases?
  /// Whether the cases of files come in an order that somebody gave them.
  var hasOrder = true
  /// What else there is to say of how it was read, a sentence each.
  var remarks: [String] = []
}
