import Plotting

/// An image in lines of text: two pixels in each character, one above the other, since characters are twice as high as wide.
enum TerminalPicture {
  /// Larger images are drawn with several pixels in one.
  static let mostColumns = 56

  /// From no ink to much.
  private static let ramp = Array(" .:-=+*#%@")

  /// - Parameter pixels: width × height bytes, 0 black to 255 white.
  static func lines(width: Int, height: Int, pixels: [UInt8], style: TerminalStyle) -> [String] {
    let factor = (width + mostColumns - 1) / mostColumns
    let (columns, rows) = ((width + factor - 1) / factor, (height + factor - 1) / factor)
    func grey(_ column: Int, _ row: Int) -> Int {
      let (x, y) = (column * factor..<min((column + 1) * factor, width), row * factor..<min((row + 1) * factor, height))
      guard !y.isEmpty else { return 0 }
      return y.reduce(0) { sum, y in sum + x.reduce(0) { $0 + Int(pixels[y * width + $1]) } } / (x.count * y.count)
    }
    return stride(from: 0, to: rows, by: 2).map { row in
      line((0..<columns).map { (grey($0, row), row + 1 < rows ? grey($0, row + 1) : 0) }, style: style)
    }
  }

  /// A line of pairs of greys, the upper and the lower pixel of each character.
  private static func line(_ pairs: [(upper: Int, lower: Int)], style: TerminalStyle) -> String {
    guard style != .plain else {
      let text = pairs.map { ramp[($0.upper + $0.lower) / 2 * (ramp.count - 1) / 255] }
      return String(text)
    }
    var text = ""
    var before = ""
    for pair in pairs {
      let (upper, lower) = (Color(grey: UInt8(pair.upper)), Color(grey: UInt8(pair.lower)))
      let order = style.order(upper) + style.order(lower, isBackground: true)
      if order != before { text += order }
      before = order
      text += "▀"
    }
    return text + TerminalStyle.reset
  }
}
