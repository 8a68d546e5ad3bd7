import Experiments
import Foundation

/// Checks of options that several commands share.
enum OptionCheck {
  /// The value, if it is in range; nil if there is none.
  static func whole(_ value: Int?, _ option: String, _ range: ClosedRange<Int>) throws(SettingsError) -> Int? {
    guard let value else { return nil }
    guard range.contains(value) else {
      throw .impossibleOption(
        option, value: "\(value)", reason: "give a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Threads, or runs at once; as many as there are cores unless told.
  static func jobs(_ value: Int?) throws(SettingsError) -> Int {
    try whole(value, "--jobs", 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The value, if it is a number between the limits, of which the lower is included unless it is `above`; nil if there is none.
  static func number(
    _ value: Float?, _ option: String, from: Float? = nil, above: Float? = nil, to limit: Float
  ) throws(SettingsError) -> Float? {
    guard let value else { return nil }
    let isPossible =
      value.isFinite && value <= limit && from.map { value >= $0 } ?? true && above.map { value > $0 } ?? true
    guard isPossible else {
      let start = from.map { "from \($0)" } ?? above.map { "above \($0)" } ?? ""
      throw .impossibleOption(option, value: "\(value)", reason: "give a number \(start) to \(limit)")
    }
    return value
  }
}
