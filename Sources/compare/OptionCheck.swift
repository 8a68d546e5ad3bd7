import Experiments

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
}
