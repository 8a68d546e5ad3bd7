import Foundation

/// Numbers as people read them.
package enum NumberText {
  /// With a fixed number of decimals, never a negative zero; "–" for NaN and infinity.
  package static func decimal(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "–" }
    let text = String(format: "%.\(digits)f", value)
    return Double(text) == 0 ? text.replacing("-", with: "") : text.replacing("-", with: "−")
  }

  /// A share as a percentage, e.g. "1.43 %".
  package static func percent(_ share: Double, digits: Int = 2) -> String {
    share.isFinite ? decimal(100 * share, digits: digits) + " %" : "–"
  }

  /// Two significant digits over many orders of magnitude, e.g. "0.031" or "4.1e−07".
  package static func significant(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    return size != 0 && (size < 1e-3 || size >= 1e4) ? scientific(value) : significant(value, digits: 2)
  }

  /// Digits that count, with a power of ten where a number has more before its point.
  package static func significant(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)g", value).replacing("-", with: "−")
  }

  /// E.g. "4.1e−07".
  package static func scientific(_ value: Double) -> String {
    String(format: "%.1e", value).replacing("-", with: "−")
  }

  /// Digits that count, spelled so that it can be given to the program again, e.g. "0.0006" or "4e+12".
  package static func spelled(_ value: Double, digits: Int = 2) -> String { String(format: "%.\(digits)g", value) }

  /// A share in percent with a decimal, but two significant digits where that would be 0 without being none.
  package static func idleShare(_ share: Double) -> String {
    share == 0 ? "0 %" : share > 0 && share < 0.0005 ? significant(100 * share) + " %" : percent(share, digits: 1)
  }

  /// Whole minutes and hours from a minute on; "–" for what no clock shows.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "–" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return decimal(seconds, digits: 1) + " s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  /// Floating-point operations, e.g. "7.3 TFLOP".
  package static func operations(_ operations: Double) -> String {
    guard operations.isFinite else { return "–" }
    let unit = operationsUnit(operations)
    return decimal(operations / unit.size, digits: 1) + " " + unit.name
  }

  /// The unit in which a number of operations is at least 1, if there is one.
  package static func operationsUnit(_ operations: Double) -> (size: Double, name: String) {
    operations >= 1e12 ? (1e12, "TFLOP") : operations >= 1e9 ? (1e9, "GFLOP") : (1e6, "MFLOP")
  }
}
