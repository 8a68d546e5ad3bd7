import Foundation

/// A setting that cannot be, as one sentence that says what to do.
public enum SettingsError: Error, Hashable, CustomStringConvertible {
  case unknownArm(String, known: [String])
  case unknownKey(String, arm: String, known: [String])
  case impossibleValue(String, key: String, arm: String, form: String)
  case keyNeedsOtherArm(String, arm: String, needs: String)
  case repeatedArm(String)
  case impossibleOption(String, value: String, reason: String)
  /// In bytes.
  case notEnoughMemory(what: String, needed: Double, available: Double, advice: String)

  public var description: String {
    switch self {
    case .unknownArm(let name, let known):
      "--arms: there is no arm '\(name)'; the known arms are \(known.joined(separator: ", "))."
    case .unknownKey(let key, let arm, let known):
      "--arms: arm '\(arm)' has no key '\(key)'; the known keys are \(known.joined(separator: ", "))."
    case .impossibleValue(let value, let key, let arm, let form):
      "--arms: '\(value)' cannot be the \(key) of arm '\(arm)'; give \(form)."
    case .keyNeedsOtherArm(let key, let arm, let needs):
      "--arms: key '\(key)' means nothing to arm '\(arm)'; it needs \(needs)."
    case .repeatedArm(let name):
      "--arms: arm '\(name)' is named twice; name it once, or refine one of them, as in \(name):lr=0.01."
    case .impossibleOption(let option, let value, let reason):
      "\(option): \(value) cannot be used: \(reason)."
    case .notEnoughMemory(let what, let needed, let available, let advice):
      "\(what) needs about \(Self.gigabytes(needed)) of memory, \(Self.gigabytes(available)) are available; \(advice)."
    }
  }

  /// With two digits that count, e.g. "0.45 GB" or "120 GB".
  private static func gigabytes(_ bytes: Double) -> String {
    let value = bytes / 1e9
    return NumberText.decimal(value, digits: value < 1 ? 2 : value < 10 ? 1 : 0) + " GB"
  }
}
