/// How a picture lies in the columns of a table.
enum PictureLayout {
  private static let leastPixels = 64

  /// The picture that a table's columns are; nil of one whose columns have nothing to do with each other.
  ///
  /// Columns are pixels if the user gives their size, or if their number is a square of 64 at least, their values are bytes or shares of
  /// one, and they have no names, numbers for names, or such as `pixel12` and `3x4`.
  static func picture(_ cases: RawCases, size: DataChoices.PictureSize?) -> RawCases.Picture? {
    if let size, size.width * size.height == cases.columns {
      return RawCases.Picture(width: size.width, height: size.height)
    }
    let side = Int(Double(cases.columns).squareRoot())
    guard side * side == cases.columns, cases.columns >= leastPixels, haveValuesOfPixels(cases),
      cases.featureNames.map({ $0.allSatisfy(isPixelName) }) ?? true
    else { return nil }
    return RawCases.Picture(width: side, height: side)
  }

  private static func haveValuesOfPixels(_ cases: RawCases) -> Bool {
    cases.values.areBytes || cases.values.numbers.allSatisfy { $0 >= 0 && $0 <= 1 }
  }

  private static func isPixelName(_ name: String) -> Bool {
    let text = name.lowercased()
    let rest =
      ["pixel_", "pixel", "px", "p"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? text[...]
    let parts = rest.split(omittingEmptySubsequences: false) { "x_,".contains($0) }
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }
}
