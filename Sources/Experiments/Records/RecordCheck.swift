import NeuralNetworks

/// A value of a record that decodes but cannot be: the path of its field, e.g. `training.3.epoch`, and why.
struct ImpossibleValue: Error, Hashable, CustomStringConvertible {
  let field: String
  let reason: String

  var description: String { "\(field) \(reason)" }
}

/// A field of a record, with the conditions that values there may have to meet.
///
/// Everything that a figure or a table later indexes, divides, loops over or allocates by passes through one of these when a
/// record is read, so that a damaged or edited file is refused in a sentence.
struct RecordCheck {
  /// The path from the top of the record; empty at the top itself.
  let path: String

  init(_ path: String = "") { self.path = path }

  subscript(_ name: String) -> RecordCheck { RecordCheck(path.isEmpty ? name : "\(path).\(name)") }
  subscript(_ index: Int) -> RecordCheck { self["\(index)"] }

  /// - Parameter reason: goes on from the field's path, as in "is negative".
  func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ImpossibleValue) {
    guard condition else { throw ImpossibleValue(field: path, reason: reason()) }
  }

  func whole(_ value: Int, in range: ClosedRange<Int>) throws(ImpossibleValue) {
    try require(range.contains(value), "is \(value), not from \(range.lowerBound) to \(range.upperBound)")
  }

  func equal(_ value: Int, _ expected: Int) throws(ImpossibleValue) {
    try require(value == expected, "is \(value) where \(expected) is expected")
  }

  /// A list of a known length.
  func count(_ count: Int, _ expected: Int) throws(ImpossibleValue) {
    try require(count == expected, "has \(count) entries where \(expected) are expected")
  }

  /// A list of a length within bounds.
  func count(_ count: Int, in range: ClosedRange<Int>) throws(ImpossibleValue) {
    try require(
      range.contains(count), "has \(count) entries, not from \(range.lowerBound) to \(range.upperBound)")
  }

  /// A finite number within bounds.
  func number(_ value: Double, in range: ClosedRange<Double>) throws(ImpossibleValue) {
    try require(range.contains(value), "is \(value), not from \(range.lowerBound) to \(range.upperBound)")
  }

  func share(_ value: Double) throws(ImpossibleValue) { try number(value, in: 0...1) }

  /// Seconds or operations: finite, not negative, and small enough that sums of them stay finite.
  func amount(_ value: Double) throws(ImpossibleValue) { try number(value, in: 0...1e30) }

  /// A result of computing, which may not be a number or be infinite; a finite one stays within ±10¹⁰⁰, far more than single
  /// precision can reach.
  func measured(_ value: Double) throws(ImpossibleValue) {
    try require(!value.isFinite || abs(value) <= 1e100, "is \(value), which no measurement gives")
  }

  /// Text that can be shown: not empty, not beyond `limit` characters, without control characters, which could give orders to
  /// a terminal.
  func text(_ text: String, limit: Int = RecordCheck.textLimit) throws(ImpossibleValue) {
    try require(!text.isEmpty, "is empty")
    try require(text.unicodeScalars.count <= limit, "has more than \(limit) characters")
    try require(Self.isPrintable(text), "holds control characters")
  }

  /// The longest name or title, in characters.
  static let textLimit = 1000

  /// Whether there are no control characters in a text.
  static func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}

extension RecordCheck {
  /// A histogram of at most `limit` values.
  func histogram(_ histogram: Histogram, limit: Int) throws(ImpossibleValue) {
    try self["counts"].count(histogram.counts.count, in: 1...10_000)
    var total = 0
    for count in histogram.counts {
      try self["counts"].whole(count, in: 0...limit)
      total += count
    }
    try self["counts"].require(total <= limit, "hold \(total) values where there are at most \(limit)")
    try self["low"].number(histogram.low, in: -1e40...1e40)
    try self["high"].number(histogram.high, in: histogram.low...1e40)
    try self["mean"].measured(histogram.mean)
    try self["standardDeviation"].measured(histogram.standardDeviation)
    try self["standardDeviation"].require(!(histogram.standardDeviation < 0), "is negative")
  }

  /// Statistics of each hidden layer of a network.
  /// - Parameters:
  ///   - hidden: the layers' widths.
  ///   - cases: how many cases there were to measure on, at most.
  func layers(_ layers: [LayerStatistics], hidden: [Int], cases: Int) throws(ImpossibleValue) {
    try count(layers.count, hidden.count)
    for (index, layer) in layers.enumerated() {
      let field = self[index]
      try field["activations"].histogram(layer.activations, limit: cases * hidden[index])
      try field["gradients"].histogram(layer.gradients, limit: cases * hidden[index])
      try field["saturated"].share(layer.saturated)
      try field["dead"].share(layer.dead)
    }
  }

  /// Images of the data set's size.
  func strip(_ strip: ImageStrip, of data: DatasetDescription, count: ClosedRange<Int>) throws(ImpossibleValue) {
    try self["width"].equal(strip.width, data.width)
    try self["height"].equal(strip.height, data.height)
    try self["limits"].count(strip.count, in: count)
  }
}
