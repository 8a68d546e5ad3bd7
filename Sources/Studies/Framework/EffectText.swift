import Foundation
import Reporting

extension Effect {
  /// E.g. "0.11 [0.10, 0.12]"; the values themselves where there is no interval.
  var measuredText: String {
    guard let (mean, low, high) = interval else { return values.map(Self.text).joined(separator: ", ") }
    return "\(Self.text(mean)) [\(Self.text(low)), \(Self.text(high))]"
  }

  var claimedText: String {
    switch criterion {
    case .above(let limit): "above \(Self.text(limit))"
    case .below(let limit): "below \(Self.text(limit))"
    case .between(let low, let high): "\(Self.text(low)) to \(Self.text(high))"
    }
  }

  /// Three digits that count; "∞" for what diverged.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "–" }
    if value.isInfinite { return value > 0 ? "∞" : "−∞" }
    let size = abs(value)
    if size != 0, size < 1e-3 || size >= 1e4 { return String(format: "%.1e", value).replacing("-", with: "−") }
    return String(format: "%.3g", value).replacing("-", with: "−")
  }
}
