/// Rows and columns of histogram panels, one row an arm, with axes that can be compared.
public struct HistogramGrid: Drawable, Hashable, Codable {
  /// One row of panels with its name at the left, in its colour.
  public struct Row: Hashable, Codable, Sendable {
    public var label: String
    public var color: Color
    /// One panel a column; nil leaves a place free. The colours and axes of the panels give way to those of the grid.
    public var panels: [HistogramPanel?]

    public init(_ label: String, color: Color, panels: [HistogramPanel?]) {
      self.label = label
      self.color = color
      self.panels = panels
    }
  }

  /// Which panels have the same range on an axis.
  public enum Sharing: Hashable, Codable, Sendable {
    case none
    case rows
    case columns
    case all
  }

  public var title = ""
  public var subtitle = ""
  public var rows: [Row]
  public var columnTitles: [String]
  public var sharedValues: Sharing
  public var sharedCounts: Sharing
  /// The values: label, scale and perhaps range of every panel's horizontal axis.
  public var x: Axis
  /// The counts: the same for the vertical axes.
  public var y: Axis
  /// What the legend calls the two histograms of a panel; an empty name stays out of it.
  public var beforeName = "before"
  public var afterName = "after"

  public init(
    rows: [Row], columnTitles: [String] = [], sharedValues: Sharing = .all, sharedCounts: Sharing = .rows,
    x: Axis = Axis(), y: Axis = Axis("count")
  ) {
    (self.rows, self.columnTitles, self.x, self.y) = (rows, columnTitles, x, y)
    (self.sharedValues, self.sharedCounts) = (sharedValues, sharedCounts)
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    let layout = HistogramGridLayout(self, frame: frame, typesetter: canvas.typesetter)
    Heading(title: title, subtitle: subtitle).draw(on: &canvas, in: frame)
    layout.legend.drawRows(on: &canvas, in: layout.legendFrame)
    for panel in layout.panels where panel.area.canBeSeen {
      panel.content.draw(on: &canvas, in: panel.area.rect, area: panel.area)
    }
    drawColumnTitles(on: &canvas, layout)
    drawRowLabels(on: &canvas, layout)
    drawAxisLabels(on: &canvas, in: frame, layout)
  }
}

extension HistogramGrid {
  private func drawColumnTitles(on canvas: inout Canvas, _ layout: HistogramGridLayout) {
    for (index, column) in layout.columns.enumerated() where index < columnTitles.count {
      let font = Font(size: 10, weight: .bold)
      let text = canvas.typesetter.truncated(columnTitles[index], font: font, width: column.width)
      let point = Point(x: column.minX, y: column.minY - layout.noteHeight - 5)
      canvas.text(text, at: point, font: font, anchor: Anchor(.left, .bottom))
    }
  }

  private func drawRowLabels(on canvas: inout Canvas, _ layout: HistogramGridLayout) {
    let font = HistogramGridLayout.rowFont
    for (row, frame) in zip(rows, layout.rowLabels) {
      let lines = canvas.typesetter.lines(of: row.label, font: font, width: frame.width, maximumLines: 4)
      let height = canvas.typesetter.lineHeight(font)
      let top = frame.midY - Double(lines.count) * height / 2
      for (index, line) in lines.enumerated() {
        let start = Point(x: frame.minX, y: top + (Double(index) + 0.5) * height)
        canvas.text(line, at: start, font: font, color: row.color.readable, anchor: Anchor(.left, .middle))
      }
    }
  }

  private func drawAxisLabels(on canvas: inout Canvas, in frame: Rect, _ layout: HistogramGridLayout) {
    let bounds = layout.gridBounds
    let xLabel = canvas.typesetter.truncated(x.label, font: .label, width: bounds.width)
    let bottom = Point(x: bounds.midX, y: frame.maxY)
    canvas.text(xLabel, at: bottom, font: .label, anchor: Anchor(.center, .bottom))
    let yLabel = canvas.typesetter.truncated(y.label, font: .label, width: bounds.height)
    let left = Point(x: layout.countLabelX, y: bounds.midY)
    canvas.text(yLabel, at: left, font: .label, anchor: Anchor(.center, .top), angle: -90)
  }
}
