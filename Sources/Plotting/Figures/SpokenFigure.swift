extension Figure {
  /// What the figure shows, in words and numbers, for those who do not see it. It does not repeat the title.
  public var spoken: String {
    placements.map { ($0.content as? any Spoken)?.spoken ?? "" }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// A drawable that can say what it shows.
protocol Spoken {
  /// One or more sentences with the most important numbers; empty if there is nothing to say.
  var spoken: String { get }
}

/// So many parts of a chart are read out, and the number of the others: who listens cannot skim.
private let mostParts = 12

/// "Title, label: first; second." Empty words are left out; without any there is no colon.
private func sentence(_ words: [String], remark: String = "", _ parts: [String]) -> String {
  let title = words.filter { !$0.isEmpty }.joined(separator: ", ") + remark
  var shown = parts.prefix(mostParts).joined(separator: "; ")
  if parts.count > mostParts { shown += "; and \(parts.count - mostParts) more" }
  if title.isEmpty || shown.isEmpty { return title.isEmpty && shown.isEmpty ? "" : title + shown + "." }
  return "\(title): \(shown)."
}

/// E.g. "0.2, 0.3".
private func list(_ values: [Double]) -> String { values.map(NumberStyle.short).joined(separator: ", ") }

extension LineChart: Spoken {
  /// Of each line its first and its last point.
  var spoken: String {
    let axes = [y.label, x.label].filter { !$0.isEmpty }.joined(separator: " against ")
    return sentence([title, axes], series.filter { !$0.name.isEmpty }.map { "\($0.name) \($0.spoken)" })
  }
}

extension LineChart.Series {
  fileprivate var spoken: String {
    let points = zip(x, y).filter { $0.0.isFinite && $0.1.isFinite }
    guard let first = points.first, let last = points.last else { return "without a line" }
    let start = "\(NumberStyle.short(first.1)) at \(NumberStyle.short(first.0))"
    return points.count == 1 ? start : "\(start), \(NumberStyle.short(last.1)) at \(NumberStyle.short(last.0))"
  }
}

extension DotPlot: Spoken {
  var spoken: String {
    sentence(
      [title, value.label],
      rows.map { "\($0.name) \(list($0.values))" + ($0.published.map { ", published \(NumberStyle.short($0))" } ?? "") }
    )
  }
}

extension BoxPlot: Spoken {
  /// Of each box its median.
  var spoken: String {
    sentence(
      [title, y.label], remark: ", medians",
      groups.map { group in
        let boxes = zip(names, group.values).map { name, values in
          "\(name): \(BoxStatistics(values).map { NumberStyle.short($0.median) } ?? "none")"
        }
        return ([group.name] + boxes).filter { !$0.isEmpty }.joined(separator: ", ")
      })
  }
}

extension HeatMap: Spoken {
  /// Each row with its cells, as far as there is room.
  var spoken: String {
    let columns = columnLabels.isEmpty ? "" : " (columns \(columnLabels.joined(separator: ", ")))"
    return sentence(
      [title, colorBarLabel], remark: columns,
      values.enumerated().map { row, cells in
        "\(rowLabels.indices.contains(row) ? rowLabels[row] : "row \(row + 1)") \(list(Array(cells.prefix(mostParts))))"
      })
  }
}

extension HistogramGrid: Spoken {
  /// What is written in the panels.
  var spoken: String {
    sentence(
      [title, x.label],
      rows.map { row in
        let panels = zip(row.panels.indices, row.panels).compactMap { column, panel -> String? in
          guard let notes = panel?.annotations, !notes.isEmpty else { return nil }
          let name = columnTitles.indices.contains(column) ? columnTitles[column] + " " : ""
          return name + notes.joined(separator: " ")
        }
        return ([row.label] + panels).joined(separator: ", ")
      })
  }
}

extension HistogramPanel: Spoken {
  var spoken: String { sentence([title, x.label], annotations) }
}

extension ImageGrid: Spoken {
  /// How many pictures there are, and what they are called.
  var spoken: String {
    let names = rowLabels.isEmpty ? tiles.map(\.caption).filter { !$0.isEmpty } : rowLabels
    let count = "\(tiles.count) picture\(tiles.count == 1 ? "" : "s")"
    return sentence([title, count], names)
  }
}

extension PicturePanel: Spoken {
  var spoken: String { sentence([title, subtitle], []) }
}

extension TextBlock: Spoken {
  var spoken: String { text }
}
