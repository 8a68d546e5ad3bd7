import Foundation

/// How the numbers of one axis are written: all with the same number of decimals, or all with the same power of ten.
struct NumberStyle: Hashable, Sendable {
  private let decimals: Int
  private let powerOfTen: Int?

  /// The style for multiples of ten to the `exponent`, none of them above `largest`.
  init(largest: Double, exponent: Int) {
    let order = largest > 0 ? Int(floor(log10(largest) + 1e-9)) : 0
    if order >= 6 || order <= -4 {
      powerOfTen = order
      decimals = max(0, order - exponent)
    } else {
      powerOfTen = nil
      decimals = max(0, -exponent)
    }
  }

  /// A number in this style; zero is always "0" and a negative number has a real minus sign.
  func string(_ value: Double) -> String {
    if value == 0 { return "0" }
    guard let powerOfTen else { return Self.fixed(value, decimals: decimals) }
    let mantissa = Self.fixed(value / pow(10, Double(powerOfTen)), decimals: decimals)
    return mantissa + "×10" + Self.superscript(powerOfTen)
  }

  /// A number with the given decimals and with commas between thousands.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let digits = String(format: "%.\(decimals)f", abs(value))
    let parts = digits.split(separator: ".", maxSplits: 1)
    let whole = parts[0].count > 3 ? grouped(parts[0]) : String(parts[0])
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return (value < 0 && !isZero ? "−" : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// A number to three significant digits, without trailing zeros: for values written next to their mark.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let order = Int(floor(log10(abs(value))))
    if order >= 6 || order <= -4 {
      return trimmed(fixed(value / pow(10, Double(order)), decimals: 2)) + "×10" + superscript(order)
    }
    return trimmed(fixed(value, decimals: max(0, 2 - order)))
  }

  /// A whole number in raised digits.
  static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (number < 0 ? "⁻" : "") + String(String(abs(number)).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }

  /// Without zeros at the end of its decimals.
  private static func trimmed(_ number: String) -> String {
    guard number.contains(".") else { return number }
    var digits = Substring(number)
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return String(digits)
  }

  private static func grouped(_ digits: Substring) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
