/// Samples of lines or fills with their names, in a column or in rows.
struct Legend: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    enum Sample: Hashable, Sendable {
      case line(Dash, width: Double, hasMarker: Bool)
      case outline
      case fill
      /// A highlighted point.
      case ring
      /// A reference line.
      case upright(Dash)
      /// What lies beyond the edge of a plot.
      case arrow(isUp: Bool)
      /// Nothing is drawn, and the name says so.
      case none
    }

    let name: String
    let color: Color
    let sample: Sample
  }

  let entries: [Entry]

  static let sampleWidth = 20.0
  static let rowHeight = 14.0
  private static let sampleGap = 6.0
  private static let entryGap = 18.0
  private static let padding = 5.0
  /// A name is cut beyond this width.
  private static let longestName = 260.0

  /// The size of the entries one below the other, with padding.
  func columnSize(typesetter: Typesetter) -> Size {
    let widest = entries.map { width(of: $0, typesetter: typesetter) }.max() ?? 0
    return Size(width: widest + 2 * Self.padding, height: Double(entries.count) * Self.rowHeight + 2 * Self.padding)
  }

  /// Draws the entries one below the other.
  func drawColumn(on canvas: inout Canvas, in box: Rect) {
    for (index, entry) in entries.enumerated() {
      let y = box.minY + Self.padding + (Double(index) + 0.5) * Self.rowHeight
      draw(entry, on: &canvas, at: Point(x: box.minX + Self.padding, y: y), limit: box.width)
    }
  }

  /// The height of the entries side by side in as many rows as they need at a width, with a gap below.
  func rowsHeight(width: Double, typesetter: Typesetter) -> Double {
    let rows = rows(width: width, typesetter: typesetter).count
    return rows == 0 ? 0 : Double(rows) * Self.rowHeight + 6
  }

  /// Draws the entries side by side from the top left of the frame.
  func drawRows(on canvas: inout Canvas, in frame: Rect) {
    for (index, row) in rows(width: frame.width, typesetter: canvas.typesetter).enumerated() {
      var x = frame.minX
      for entry in row {
        let y = frame.minY + (Double(index) + 0.5) * Self.rowHeight
        draw(entry, on: &canvas, at: Point(x: x, y: y), limit: frame.maxX - x)
        x += width(of: entry, typesetter: canvas.typesetter) + Self.entryGap
      }
    }
  }

  private func rows(width: Double, typesetter: Typesetter) -> [[Entry]] {
    var rows: [[Entry]] = []
    var used = Double.infinity
    for entry in entries {
      let needed = self.width(of: entry, typesetter: typesetter)
      if used + needed > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += needed + Self.entryGap
    }
    return rows
  }

  private func width(of entry: Entry, typesetter: Typesetter) -> Double {
    Self.sampleWidth + Self.sampleGap + min(Self.longestName, typesetter.width(of: entry.name, font: .tick))
  }

  private func draw(_ entry: Entry, on canvas: inout Canvas, at start: Point, limit: Double) {
    entry.drawSample(on: &canvas, at: start, width: Self.sampleWidth)
    let room = min(Self.longestName, limit - Self.sampleWidth - Self.sampleGap) + 0.01
    let name = canvas.typesetter.truncated(entry.name, font: .tick, width: room)
    let nameStart = Point(x: start.x + Self.sampleWidth + Self.sampleGap, y: start.y)
    canvas.text(name, at: nameStart, font: .tick, anchor: Anchor(.left, .middle))
  }
}

extension Legend.Entry {
  /// Draws the sample from a point to its right.
  func drawSample(on canvas: inout Canvas, at start: Point, width sampleWidth: Double) {
    let swatch = canvas.snapped(Rect(x: start.x + 1, y: start.y - 4, width: sampleWidth - 3, height: 8))
    let middle = Point(x: start.x + sampleWidth / 2, y: start.y)
    switch sample {
    case .line(let dash, let width, let hasMarker):
      let line = Path(from: start, to: Point(x: start.x + sampleWidth, y: start.y))
      canvas.stroke(line, with: color, style: StrokeStyle(width: width, cap: .butt, dash: dash))
      if hasMarker { canvas.fill(Path(circleAt: middle, radius: 2.4), with: color) }
    case .outline:
      canvas.stroke(Path(swatch), with: color, style: StrokeStyle(width: 1.1))
    case .fill:
      canvas.fill(swatch, with: color.opacity(HistogramPanel.fillOpacity))
      canvas.stroke(Path(swatch), with: color, style: StrokeStyle(width: 0.9))
    case .ring:
      canvas.stroke(
        Path(circleAt: middle, radius: PointLabels.Item.ringRadius), with: color, style: StrokeStyle(width: 1.6))
    case .upright(let dash):
      let line = Path(from: Point(x: middle.x, y: start.y - 5), to: Point(x: middle.x, y: start.y + 5))
      canvas.stroke(line, with: color, style: StrokeStyle(width: 1, cap: .butt, dash: dash))
    case .arrow(let isUp):
      canvas.fill(
        PointLabels.Item.arrow(at: Point(x: middle.x, y: start.y + (isUp ? -3.25 : 3.25)), isUp: isUp), with: color)
    case .none: break
    }
  }
}
