/// Tables as Markdown has them. Cells are Markdown themselves: a bar in a text is escaped before.
package enum MarkdownTable {
  /// - Parameter rows: the names of the columns first.
  package static func text(_ rows: [[String]]) -> String {
    ([line(rows[0]), line(rows[0].map { _ in "---" })] + rows.dropFirst().map(line)).joined(separator: "\n")
  }

  /// Columns below each other, as a terminal shows them: names to the left, all else to the right.
  package static func aligned(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      Self.line(
        zip(cells, widths).enumerated().map { column, cell in
          let space = String(repeating: " ", count: cell.1 - cell.0.count)
          return column == 0 ? cell.0 + space : space + cell.0
        })
    }
    let rule = widths.enumerated().map { String(repeating: "-", count: $1 - 1) + ($0 == 0 ? "-" : ":") }
    return ([rows[0], rule] + rows.dropFirst()).map(line).joined(separator: "\n")
  }

  package static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
