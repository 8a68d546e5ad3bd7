extension Typesetter {
  /// The text, or as much of it as fits into the width with an ellipsis at its end.
  public func truncated(_ text: String, font: Font, width: Double) -> String {
    if self.width(of: text, font: font) <= width { return text }
    let characters = Array(text)
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if self.width(of: Self.shortened(characters, to: middle), font: font) <= width {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low == 0 ? "" : Self.shortened(characters, to: low)
  }

  /// The lines of a text broken at spaces to fit the width; a word that is too long is cut with an ellipsis, and so is
  /// the last of at most `maximumLines` lines when more text follows.
  public func lines(of text: String, font: Font, width: Double, maximumLines: Int = .max) -> [String] {
    precondition(maximumLines >= 1, "A text needs room for at least one line.")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      wrapped($0.split(separator: " ").map(String.init), font: font, width: width)
    }
    if lines.count > maximumLines {
      let rest = lines[(maximumLines - 1)...].joined(separator: " ")
      lines.replaceSubrange((maximumLines - 1)..., with: [rest])
    }
    return lines.map { truncated($0, font: font, width: width) }
  }

  private func wrapped(_ words: [String], font: Font, width: Double) -> [String] {
    guard var line = words.first else { return [""] }
    var lines: [String] = []
    for word in words.dropFirst() {
      let longer = line + " " + word
      if self.width(of: longer, font: font) <= width {
        line = longer
      } else {
        lines.append(line)
        line = word
      }
    }
    return lines + [line]
  }

  private static func shortened(_ characters: [Character], to count: Int) -> String {
    var kept = characters[..<count]
    while kept.last == " " { kept.removeLast() }
    return String(kept) + "…"
  }
}
