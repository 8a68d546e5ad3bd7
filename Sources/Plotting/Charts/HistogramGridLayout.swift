/// Where the parts of a grid of histograms go. Nothing is drawn here.
struct HistogramGridLayout {
  struct Panel {
    let content: HistogramPanel
    let area: PlotArea
  }

  static let rowFont = Font(size: 10, weight: .bold)
  private static let gap = 24.0
  private static let longestRowLabel = 92.0

  let legend: Legend
  let legendFrame: Rect
  /// The panels that are not left free, with settled axes.
  private(set) var panels: [Panel] = []
  /// The plots of the first row, one a column.
  private(set) var columns: [Rect] = []
  /// Room for the names of the rows.
  private(set) var rowLabels: [Rect] = []
  /// All plots together.
  let gridBounds: Rect
  /// The left edge of the label of the counts.
  let countLabelX: Double
  /// The room for notes above each plot.
  let noteHeight: Double

  init(_ grid: HistogramGrid, frame: Rect, typesetter: Typesetter) {
    let headingHeight = Heading(title: grid.title, subtitle: grid.subtitle)
      .height(width: frame.width, typesetter: typesetter)
    legend = Self.legend(of: grid)
    legendFrame = frame.inset(by: Insets(top: headingHeight))
    let legendHeight = legend.rowsHeight(width: frame.width, typesetter: typesetter)
    let labelWidth = Self.rowLabelWidth(of: grid, typesetter: typesetter)
    let lineHeight = typesetter.lineHeight(.label)
    countLabelX = frame.minX + labelWidth
    let inner = frame.inset(
      by: Insets(
        top: headingHeight + legendHeight + (grid.columnTitles.isEmpty ? 4 : lineHeight + 8),
        left: labelWidth + (grid.y.label.isEmpty ? 0 : lineHeight + PlotFrame.labelGap),
        bottom: grid.x.label.isEmpty ? 0 : lineHeight + PlotFrame.labelGap))
    let settled = Settled(grid, in: inner, typesetter: typesetter)
    gridBounds = settled.bounds
    rowLabels = settled.rowEdges.map { edges in
      Rect(minX: frame.minX, minY: edges.lowerBound, maxX: frame.minX + labelWidth - 10, maxY: edges.upperBound)
    }
    columns = settled.firstRow
    noteHeight = settled.noteHeight
    panels = settled.panels
  }

  private static func legend(of grid: HistogramGrid) -> Legend {
    let panels = grid.rows.flatMap(\.panels).compactMap { $0 }
    var entries: [Legend.Entry] = []
    if panels.contains(where: { $0.before != nil }), !grid.beforeName.isEmpty {
      entries.append(.init(name: grid.beforeName, color: HistogramPanel.beforeColor, sample: .outline))
    }
    if panels.contains(where: { $0.after != nil }), !grid.afterName.isEmpty {
      let color = grid.rows.count == 1 ? grid.rows[0].color : .secondaryText
      entries.append(.init(name: grid.afterName, color: color, sample: .fill))
    }
    return Legend(entries: entries)
  }

  private static func rowLabelWidth(of grid: HistogramGrid, typesetter: Typesetter) -> Double {
    let widest = typesetter.width(ofWidest: grid.rows.map(\.label), font: rowFont)
    return widest == 0 ? 0 : min(longestRowLabel, widest).rounded(.up) + 12
  }
}

extension HistogramGridLayout {
  /// The panels of a grid placed in a rectangle, with their axes.
  private struct Settled {
    let bounds: Rect
    private(set) var panels: [Panel] = []
    private(set) var firstRow: [Rect] = []
    private(set) var rowEdges: [ClosedRange<Double>] = []
    private(set) var noteHeight = 0.0

    init(_ grid: HistogramGrid, in frame: Rect, typesetter: Typesetter) {
      let columnCount = max(1, grid.rows.map(\.panels.count).max() ?? 0)
      let ownsCounts = grid.sharedCounts == .none || grid.sharedCounts == .columns
      let ownsValues = grid.sharedValues == .none || grid.sharedValues == .rows
      let contents = grid.rows.map { row in row.panels.map { $0.map { grid.styled($0, row.color) } } }
      let tickHeight = PlotFrame.tickLength + PlotFrame.tickGap + typesetter.lineHeight(.tick)
      var tickWidth = 28.0
      var result: [[Rect]] = []
      var areas: [[PlotArea?]] = []
      // The width of the numbers depends on the room for the plots, and the room on that width, as do the lines of notes.
      for _ in 0..<3 {
        result = Self.plots(
          rows: grid.rows.count, columns: columnCount, in: frame, tickWidth: tickWidth, tickHeight: tickHeight,
          noteHeight: noteHeight, ownsCounts: ownsCounts, ownsValues: ownsValues)
        let width = result.first?.first?.width ?? 0
        noteHeight =
          contents.joined().map { NoteLines($0?.annotations ?? [], width: width, typesetter: typesetter).height }.max()
          ?? 0
        areas = grid.areas(contents, plots: result, typesetter: typesetter)
        let labels = areas.joined().compactMap { $0 }.flatMap { $0.y.ticks.major.map(\.label) }
        tickWidth = typesetter.width(ofWidest: labels, font: .tick) + PlotFrame.tickLength + PlotFrame.tickGap
      }
      for (row, line) in areas.enumerated() {
        for (column, area) in line.enumerated() {
          guard var area, let content = contents[row][column] else { continue }
          area.showsYLabels = ownsCounts || column == 0
          area.showsXLabels = ownsValues || row == grid.rows.count - 1
          panels.append(Panel(content: content, area: area))
        }
      }
      firstRow = result.first ?? []
      rowEdges = result.compactMap { line in line.first.map { $0.minY...$0.maxY } }
      let last = result.last?.last ?? frame
      bounds = Rect(
        minX: firstRow.first?.minX ?? frame.minX, minY: firstRow.first?.minY ?? frame.minY, maxX: last.maxX,
        maxY: last.maxY)
    }

    /// The rectangles of all plots, row by row.
    private static func plots(
      rows: Int, columns: Int, in frame: Rect, tickWidth: Double, tickHeight: Double, noteHeight: Double,
      ownsCounts: Bool, ownsValues: Bool
    ) -> [[Rect]] {
      let left = tickWidth.rounded(.up)
      let columnGap = gap + (ownsCounts ? left : 0)
      let rowGap = (noteHeight > 0 ? 10 : gap) + (ownsValues ? tickHeight : 0) + noteHeight
      let inner = frame.inset(by: Insets(top: noteHeight, left: left, bottom: tickHeight, right: 10))
      let width = max(0, (inner.width - Double(columns - 1) * columnGap) / Double(columns))
      let height = max(0, (inner.height - Double(rows - 1) * rowGap) / Double(max(1, rows)))
      return (0..<rows).map { row in
        (0..<columns).map { column in
          Rect(
            x: inner.minX + Double(column) * (width + columnGap), y: inner.minY + Double(row) * (height + rowGap),
            width: width, height: height)
        }
      }
    }
  }
}

extension HistogramGrid {
  /// A panel with the colour of its row and the axes of the grid, whose labels are written once for all.
  fileprivate func styled(_ panel: HistogramPanel, _ color: Color) -> HistogramPanel {
    var panel = panel
    panel.color = color
    (panel.x, panel.y) = (x, y)
    (panel.x.label, panel.y.label) = ("", "")
    return panel
  }

  /// The axes of every panel in its plot.
  fileprivate func areas(
    _ contents: [[HistogramPanel?]], plots: [[Rect]], typesetter: Typesetter
  ) -> [[PlotArea?]] {
    let xRanges = shared(sharedValues, contents) { panels in
      x.range(over: panels.flatMap { $0.panel.values })
    }
    let yRanges = shared(sharedCounts, contents) { panels in
      HistogramPanel.countRange(y, over: panels.flatMap(\.panel.countValues))
    }
    let hasZeroBand = contents.joined().contains { $0?.hasZeroBand == true }
    return contents.enumerated().map { row, line in
      line.enumerated().map { column, panel in
        panel.map { panel in
          let rect = plots[row][column]
          return PlotArea(
            rect: rect,
            x: .horizontal(
              panel.x, range: xRanges[row][column], length: rect.width, typesetter: typesetter, hasZeroBand: hasZeroBand
            ),
            y: .vertical(panel.y, range: yRanges[row][column], length: rect.height))
        }
      }
    }
  }

  private typealias Place = (row: Int, column: Int, panel: HistogramPanel)

  /// The range of every panel, worked out once for all panels that share it.
  private func shared(
    _ sharing: Sharing, _ contents: [[HistogramPanel?]], _ range: ([Place]) -> ClosedRange<Double>
  ) -> [[ClosedRange<Double>]] {
    func group(_ row: Int, _ column: Int) -> [Int] {
      switch sharing {
      case .none: [row, column]
      case .rows: [row]
      case .columns: [column]
      case .all: []
      }
    }
    var groups: [[Int]: [Place]] = [:]
    for (row, line) in contents.enumerated() {
      for (column, panel) in line.enumerated() {
        groups[group(row, column), default: []] += panel.map { [(row, column, $0)] } ?? []
      }
    }
    let ranges = groups.mapValues(range)
    return contents.enumerated().map { row, line in line.indices.map { ranges[group(row, $0)] ?? 0...1 } }
  }
}
