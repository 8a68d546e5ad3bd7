/// Looks at the bytes of the command line before anything is made of them.
enum ArgumentCheck {
  /// What is wrong with the first argument that is no text, in a sentence; nil if all can be read.
  ///
  /// Swift would put other characters in the place of bytes that are not UTF-8, and results would go to a directory that nobody
  /// named. Control characters could give orders to the terminal that a message is printed on.
  /// - Parameter arguments: as the system passes them; the first is the program.
  static func complaint(
    of arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int
  ) -> String? {
    for place in 1..<max(count, 1) {
      guard let bytes = arguments[place] else { continue }
      guard let text = String(validatingCString: bytes) else {
        return "Argument \(place) is not text in UTF-8; rename the file or type it again."
      }
      if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        return "Argument \(place) holds a line break or another control character; type it again without."
      }
    }
    return nil
  }
}
