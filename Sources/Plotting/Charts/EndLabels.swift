/// The names of a line chart's series to the right of their last points, each with a sample of its line, moved apart where they
/// would touch.
struct EndLabels {
  static let spacing = 12.0
  private static let gap = 6.0
  private static let sampleWidth = 16.0
  private static let sampleGap = 4.0

  /// A name with the height on the page at which it is written.
  struct Label: Hashable {
    let entry: Legend.Entry
    var y: Double
  }

  let labels: [Label]
  private let x: Double

  init(chart: LineChart, area: PlotArea) {
    x = area.rect.maxX + Self.gap
    let entries = chart.legendEntries(in: area).entries
    let wanted = zip(chart.series.filter { !$0.name.isEmpty }, entries).map { series, entry in
      let last = series.runs(in: area).last?.last?.y ?? series.excursions(in: area).last?.point.y
      return Label(entry: entry, y: last ?? area.rect.maxY)
    }
    labels = Self.spread(wanted.sorted { $0.y < $1.y }, from: area.rect.minY, to: area.rect.maxY)
  }

  /// The room that the names need to the right of the plot.
  static func room(for entries: [Legend.Entry], typesetter: Typesetter) -> Double {
    (typesetter.width(ofWidest: entries.map(\.name), font: .tick) + gap + sampleWidth + sampleGap + 1).rounded(.up)
  }

  /// Whether the names have room one below the other, and leave most of the width to the plot.
  static func fit(_ entries: [Legend.Entry], in size: Size, plotHeight: Double, typesetter: Typesetter) -> Bool {
    room(for: entries, typesetter: typesetter) <= size.width / 3 && Double(entries.count) * spacing <= plotHeight
  }

  func draw(on canvas: inout Canvas, in frame: Rect) {
    for label in labels {
      let start = Point(x: x, y: label.y)
      label.entry.drawSample(on: &canvas, at: start, width: Self.sampleWidth)
      let nameStart = start + Point(x: Self.sampleWidth + Self.sampleGap, y: 0)
      let name = canvas.typesetter.truncated(label.entry.name, font: .tick, width: frame.maxX - nameStart.x + 0.01)
      canvas.text(
        name, at: nameStart, font: .tick, color: label.entry.color.readable, anchor: Anchor(.left, .middle))
    }
  }

  /// Labels, sorted from the top, moved down as far as they must and back up from the bottom of the plot.
  private static func spread(_ labels: [Label], from top: Double, to bottom: Double) -> [Label] {
    var labels = labels
    for index in labels.indices {
      let above = index == 0 ? top : labels[index - 1].y + spacing
      labels[index].y = max(labels[index].y, above)
    }
    var limit = bottom
    for index in labels.indices.reversed() {
      labels[index].y = min(labels[index].y, limit)
      limit = labels[index].y - spacing
    }
    return labels
  }
}
