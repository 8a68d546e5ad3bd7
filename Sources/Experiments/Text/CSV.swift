/// Tables for spreadsheets and other programs, as RFC 4180 has them.
package enum CSV {
  /// - Parameter rows: of fields that are ready; see ``field(_:)``.
  package static func text(_ rows: [[String]], lineEnd: String = "\r\n") -> String {
    rows.map { $0.joined(separator: ",") + lineEnd }.joined()
  }

  /// Text as a field: quoted where it must be, and never a formula to a spreadsheet.
  package static func field(_ text: String) -> String {
    // By scalars, since a comma with an accent over it is another character to Swift, and still a comma to a reader.
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } == true
    let harmless = isFormula ? "'" + text : text
    return harmless.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) } ? quoted(harmless) : harmless
  }

  package static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
