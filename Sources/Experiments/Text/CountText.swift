/// Counts as people read them.
package extension Int {
  /// With commas between thousands.
  var formatted: String {
    let digits = String(self)
    return digits.indices.map { index in
      let rest = digits.distance(from: index, to: digits.endIndex)
      return rest % 3 == 0 && index != digits.startIndex ? ",\(digits[index])" : "\(digits[index])"
    }.joined()
  }

  /// With what is counted, e.g. "1 case" or "2,000 cases".
  /// - Parameter plural: if it is more than the singular with an s.
  func counted(_ singular: String, _ plural: String? = nil) -> String {
    "\(formatted) \(self == 1 ? singular : plural ?? singular + "s")"
  }
}

package extension [String] {
  /// E.g. "a", "a and b", or "a, b and c".
  func listed(_ word: String = "and") -> String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " \(word) " + self[count - 1]
  }
}
