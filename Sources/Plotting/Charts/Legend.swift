/// Samples of lines or fills with their names, in a column or in rows.
struct Legend: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    enum Sample: Hashable, Sendable {
      case line(Dash, width: Double, hasMarker: Bool)
      case outline
      case fill
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

  /// Draws the entries one below the other on a pale ground.
  func drawColumn(on canvas: inout Canvas, in box: Rect) {
    canvas.fill(canvas.snapped(box), with: Color.white.opacity(0.8))
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
    draw(entry.sample, in: entry.color, on: &canvas, at: start)
    let room = min(Self.longestName, limit - Self.sampleWidth - Self.sampleGap) + 0.01
    let name = canvas.typesetter.truncated(entry.name, font: .tick, width: room)
    let nameStart = Point(x: start.x + Self.sampleWidth + Self.sampleGap, y: start.y)
    canvas.text(name, at: nameStart, font: .tick, anchor: Anchor(.left, .middle))
  }

  private func draw(_ sample: Entry.Sample, in color: Color, on canvas: inout Canvas, at start: Point) {
    let swatch = canvas.snapped(Rect(x: start.x + 1, y: start.y - 4, width: 17, height: 8))
    switch sample {
    case .line(let dash, let width, let hasMarker):
      let line = Path(from: start, to: Point(x: start.x + Self.sampleWidth, y: start.y))
      canvas.stroke(line, with: color, style: StrokeStyle(width: width, cap: .butt, dash: dash))
      guard hasMarker else { return }
      canvas.fill(Path(circleAt: Point(x: start.x + Self.sampleWidth / 2, y: start.y), radius: 2.4), with: color)
    case .outline:
      canvas.stroke(Path(swatch), with: color, style: StrokeStyle(width: 1.1))
    case .fill:
      canvas.fill(swatch, with: color.opacity(HistogramPanel.fillOpacity))
      canvas.stroke(Path(swatch), with: color, style: StrokeStyle(width: 0.9))
    }
  }
}
