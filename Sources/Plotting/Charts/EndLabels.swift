/// The names of a line chart's series to the right of their last points, moved apart where they would touch.
struct EndLabels {
  private static let spacing = 12.0
  private static let gap = 6.0

  /// A name with the height on the page at which it is written.
  struct Label: Hashable {
    let name: String
    let color: Color
    var y: Double
  }

  let labels: [Label]
  private let x: Double

  init(chart: LineChart, area: PlotArea) {
    x = area.rect.maxX + Self.gap
    let wanted = chart.series.compactMap { series -> Label? in
      guard !series.name.isEmpty, let last = series.runs(in: area).last?.last else { return nil }
      return Label(name: series.name, color: series.color, y: last.y)
    }
    labels = Self.spread(wanted.sorted { $0.y < $1.y }, from: area.rect.minY, to: area.rect.maxY)
  }

  /// The room that the names need to the right of the plot: at most a third of the width.
  static func room(for chart: LineChart, width: Double, typesetter: Typesetter) -> Double {
    min(width / 3, typesetter.width(ofWidest: chart.series.map(\.name), font: .tick) + gap + 1).rounded(.up)
  }

  func draw(on canvas: inout Canvas, in frame: Rect) {
    for label in labels {
      let name = canvas.typesetter.truncated(label.name, font: .tick, width: frame.maxX - x)
      let start = Point(x: x, y: label.y)
      canvas.text(name, at: start, font: .tick, color: label.color, anchor: Anchor(.left, .middle))
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
