/// The numbers of a table as models want them. What each column is scaled by is found on the training cases alone.
///
/// Every column goes from 0 to 1, as pixels do, so that binary units can take it for a probability; what a test case has beyond is cut off.
/// Or each has mean 0 and deviation 1, which Gaussian units and networks take. Tables of nothing but 0 and 1 are bytes.
struct TableScaling {
  private struct Column {
    /// Becomes 0.
    var origin: Double
    /// Becomes 1.
    var unit: Double
    let least: Double
    let greatest: Double
  }

  private let columns: [Column]
  private let isBinary: Bool
  private let standardizes: Bool

  init(_ cases: RawCases, standardizes: Bool) {
    self.standardizes = standardizes
    isBinary = !standardizes && cases.values.areBytes && cases.values.bytes.allSatisfy { $0 <= 1 }
    columns = isBinary ? [] : Self.columns(cases, standardizes: standardizes)
  }

  /// Sums are of differences from the first case, which keeps the digits of numbers far from 0.
  private static func columns(_ cases: RawCases, standardizes: Bool) -> [Column] {
    let first = (0..<cases.columns).map { Double(cases.values[$0]) }
    var (least, greatest) = (first, first)
    var (sums, squares) = ([Double](repeating: 0, count: cases.columns), [Double](repeating: 0, count: cases.columns))
    for row in 0..<cases.count {
      for column in 0..<cases.columns {
        let value = Double(cases.values[row * cases.columns + column])
        if value < least[column] { least[column] = value }
        if value > greatest[column] { greatest[column] = value }
        let difference = value - first[column]
        sums[column] += difference
        squares[column] += difference * difference
      }
    }
    return first.indices.map { column in
      let mean = sums[column] / Double(cases.count)
      let deviation = max(0, squares[column] / Double(cases.count) - mean * mean).squareRoot()
      let (origin, unit) =
        standardizes ? (first[column] + mean, deviation) : (least[column], greatest[column] - least[column])
      return Column(origin: origin, unit: unit, least: least[column], greatest: greatest[column])
    }
  }

  /// Deviations that no case of any use is away from the mean.
  private static let most = 1e6

  /// Columns that never change are 0.
  func cases(_ cases: RawCases, labels: [UInt8]) -> LabeledImages {
    if isBinary, cases.values.areBytes, cases.values.bytes.allSatisfy({ $0 <= 1 }) {
      let bytes = cases.values.bytes.map { 255 * $0 }
      return LabeledImages(width: cases.columns, height: 1, pixels: bytes, labels: labels)
    }
    var (numbers, pixels) = ([Float](), [UInt8]())
    numbers.reserveCapacity(cases.values.count)
    pixels.reserveCapacity(cases.values.count)
    for row in 0..<cases.count {
      for column in 0..<cases.columns {
        let value = Double(cases.values[row * cases.columns + column])
        let scale = isBinary ? Column(origin: 0, unit: 1, least: 0, greatest: 1) : columns[column]
        let scaled = scale.unit > 0 ? (value - scale.origin) / scale.unit : 0
        numbers.append(Float(standardizes ? max(-Self.most, min(Self.most, scaled)) : max(0, min(1, scaled))))
        let range = scale.greatest - scale.least
        pixels.append(range > 0 ? UInt8(max(0, min(255, (255 * (value - scale.least) / range).rounded()))) : 0)
      }
    }
    return LabeledImages(width: cases.columns, height: 1, pixels: pixels, labels: labels, numbers: numbers)
  }

  var remark: String {
    if isBinary { return "The columns have nothing but 0 and 1." }
    let constant = columns.count { $0.least == $0.greatest }
    let same = constant == 0 ? "" : "; \(constant) of \(columns.count) columns never change and are 0"
    return standardizes
      ? "Each column was given mean 0 and deviation 1 over the training cases\(same)."
      : "Each column was scaled to go from 0 to 1 over the training cases, and what lies beyond in others is cut off\(same)."
  }
}
