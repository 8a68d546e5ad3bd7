import Foundation

/// Numbers as text files write them: `12`, `-0.5`, `.5`, `1e-3`; with a comma where the file writes decimals so.
enum DecimalNumber {
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The number that all of the text is; nil if it is none, or one too large for a single.
  /// - Parameter mark: between whole and fraction.
  static func value(_ text: UnsafeBufferPointer<UInt8>, mark: UInt8 = UInt8(ascii: ".")) -> Float? {
    var place = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { place = 1 }
    var (mantissa, exponent, digits) = (UInt64(0), 0, 0)
    /// Digits beyond the nineteenth are too small to be seen in a single.
    func takeDigits(isFraction: Bool) {
      while place < text.count, text[place] &- 48 < 10 {
        if mantissa < 100_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(text[place] - 48)
          exponent -= isFraction ? 1 : 0
        } else {
          exponent += isFraction ? 0 : 1
        }
        digits += 1
        place += 1
      }
    }
    takeDigits(isFraction: false)
    if place < text.count, text[place] == mark {
      place += 1
      takeDigits(isFraction: true)
    }
    guard digits > 0 else { return nil }
    if place < text.count {
      guard let power = power(text, from: place) else { return nil }
      exponent += power
    }
    let size = scaled(Double(mantissa), exponent)
    let value = Float(isNegative ? -size : size)
    return value.isFinite ? value : nil
  }

  /// The power of ten behind an e that stands at `start`; nil if all that follows is not one.
  private static func power(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var place = start + 1
    guard place < text.count else { return nil }
    let isNegative = text[place] == UInt8(ascii: "-")
    if isNegative || text[place] == UInt8(ascii: "+") { place += 1 }
    guard place < text.count else { return nil }
    var power = 0
    while place < text.count, text[place] &- 48 < 10 {
      power = min(power * 10 + Int(text[place] - 48), 100_000)
      place += 1
    }
    return place == text.count ? (isNegative ? -power : power) : nil
  }

  private static func scaled(_ mantissa: Double, _ exponent: Int) -> Double {
    if mantissa == 0 { return 0 }
    if exponent >= 0, exponent < powers.count { return mantissa * powers[exponent] }
    if exponent < 0, -exponent < powers.count { return mantissa / powers[-exponent] }
    return mantissa * pow(10, Double(exponent))
  }
}
