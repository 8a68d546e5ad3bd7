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

  /// The lines of a text broken at spaces to fit the width, and within a word that is too long, if it can be after one of its signs; the
  /// last of at most `maximumLines` lines ends in an ellipsis when more text follows.
  public func lines(of text: String, font: Font, width: Double, maximumLines: Int = .max) -> [String] {
    precondition(maximumLines >= 1, "A text needs room for at least one line.")
    if maximumLines == 1 { return [truncated(text.replacing("\n", with: " "), font: font, width: width)] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      wrapped(paragraph.split(separator: " ").flatMap { pieces(of: $0, font: font, width: width) }, font, width)
    }
    if lines.count > maximumLines {
      let rest = lines[(maximumLines - 1)...].joined(separator: " ")
      lines.replaceSubrange((maximumLines - 1)..., with: [rest])
    }
    return lines.map { truncated($0, font: font, width: width) }
  }

  /// A word, or the longest parts of it that fit the width, each of which but the last ends a line.
  private func pieces(of word: Substring, font: Font, width: Double) -> [(text: String, endsLine: Bool)] {
    var pieces: [(text: String, endsLine: Bool)] = []
    var rest = word
    while self.width(of: String(rest), font: font) > width {
      let fitting = rest.indices.dropFirst().last { self.width(of: String(rest[..<$0]), font: font) <= width }
      guard let fitting else { break }
      let sign = rest[..<fitting].lastIndex { Self.breakingSigns.contains($0) }
      let end = sign.map { rest.index(after: $0) } ?? fitting
      pieces.append((String(rest[..<end]), true))
      rest = rest[end...]
    }
    return pieces + [(String(rest), false)]
  }

  private static let breakingSigns: Set<Character> = [":", ",", "=", "/", "_", "-"]

  private func wrapped(_ words: [(text: String, endsLine: Bool)], _ font: Font, _ width: Double) -> [String] {
    guard let first = words.first else { return [""] }
    var lines = [first.text]
    for (word, previous) in zip(words.dropFirst(), words) {
      let longer = lines[lines.count - 1] + " " + word.text
      if !previous.endsLine && self.width(of: longer, font: font) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(word.text)
      }
    }
    return lines
  }

  private static func shortened(_ characters: [Character], to count: Int) -> String {
    var kept = characters[..<count]
    while kept.last == " " { kept.removeLast() }
    return String(kept) + "…"
  }
}
