/// Exchanges values of a JSON text, so that the damage passes the parser and reaches what reads the values.
struct JSONMutation {
  /// The places of all values: numbers, strings, words, lists and objects. Empty for text that is too broken.
  private let values: [Range<Int>]

  init(_ bytes: [UInt8]) {
    var (values, open, start) = ([Range<Int>](), [Int](), 0)
    while start < bytes.count {
      switch bytes[start] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(start)
        start += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if let first = open.popLast() { values.append(first..<start + 1) }
        start += 1
      case UInt8(ascii: "\""):
        let end = Self.endOfString(bytes, from: start)
        let isKey = end < bytes.count && bytes[end] == UInt8(ascii: ":")
        if !isKey { values.append(start..<end) }
        start = end
      case let byte where Self.isPlain(byte):
        let end = bytes[start...].firstIndex { !Self.isPlain($0) } ?? bytes.count
        values.append(start..<end)
        start = end
      default: start += 1
      }
    }
    self.values = values
  }

  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var place = start + 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, bytes.count)
  }

  /// Whether a byte belongs to a number or a word.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"): true
    default: false
    }
  }

  private static let hostile = [
    "0", "1", "-1", "2", "3", "255", "256", "257", "1000", "100000", "1000000000", "9223372036854775807",
    "-9223372036854775808", "18446744073709551615", "99999999999999999999", "4294967296", "0.5", "1.5", "-0.0",
    "1e-320",
    "1e-45", "1e-300", "1e38", "1e100", "-1e100", "1e308", "1e400", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "null",
    "true",
    "[]", "{}", "[[]]", "[0]", "\"\"", "\"../../etc\"", "\"<script>alert(1)</script>\"", "\"=cmd()\"", "\"a|b`c\"",
    "\"\\u0000\\u001b[2J\"", "\"\\ud800\"", "\"he:\\u0301\"", "\"AAAA\"",
  ]

  /// Strange fractions and texts that a record may well hold, for the places of others: most inputs must pass the checks if what
  /// comes after is to be tested.
  private static let fractions = [
    "0", "1", "0.5", "-0.5", "0.0001", "1e-9", "1e-30", "1e-45", "1e-300", "1e-320", "1e9", "1e29", "3e38", "1e99",
    "\"NaN\"", "\"Infinity\"", "\"-Infinity\"",
  ]
  private static let texts = [
    "\"<script>alert(1)</script>\"", "\"=cmd()\"", "\"a|b`c\"", "\"x\\u0301 \\u200d\\u202e\"", "\"{{title}}\"",
    "\"\\u0022\\u0301 onerror=alert(1)\"", "\"\\ud83d\\ude00\"",
  ]

  /// A value of the kind that stands in a place.
  private static func likely(
    _ value: ArraySlice<UInt8>, using generator: inout some RandomNumberGenerator
  ) -> String {
    let candidates =
      if value.first == UInt8(ascii: "\"") { texts } else if value.contains(UInt8(ascii: ".")) { fractions } else {
        ["0", "1", "2", "3"]
      }
    return candidates.randomElement(using: &generator) ?? "0"
  }

  /// Overwrites a value, puts another one in its place, repeats it, or takes it out.
  func apply(to bytes: inout [UInt8], using generator: inout some RandomNumberGenerator) {
    guard let value = values.randomElement(using: &generator), let other = values.randomElement(using: &generator)
    else {
      bytes += Array("{}".utf8)
      return
    }
    switch Int.random(in: 0..<12, using: &generator) {
    case 8...: bytes.replaceSubrange(value, with: Array(Self.likely(bytes[value], using: &generator).utf8))
    case 0..<4:
      bytes.replaceSubrange(value, with: Array((Self.hostile.randomElement(using: &generator) ?? "0").utf8))
    case 4: bytes.replaceSubrange(value, with: Array(bytes[other]))
    case 5: bytes.insert(contentsOf: Array(bytes[value]) + [UInt8(ascii: ",")], at: value.lowerBound)
    case 6:
      let end = value.upperBound
      let isFollowed = end < bytes.count && bytes[end] == UInt8(ascii: ",")
      bytes.removeSubrange(value.lowerBound..<(isFollowed ? end + 1 : end))
    default:
      let digit = UInt8.random(in: UInt8(ascii: "0")...UInt8(ascii: "9"), using: &generator)
      bytes[Int.random(in: value, using: &generator)] = digit
    }
  }
}
