/// A matrix of values as coloured cells, with names for rows and columns and a key to the colours.
public struct HeatMap: Plot, Hashable, Codable {
  public var title: String
  public var subtitle = ""
  /// Rows from the top; a value that is not finite, or is missing at the end of a row, gives a grey cell.
  public var values: [[Double]]
  public var rowLabels: [String]
  public var columnLabels: [String]
  public var xLabel: String
  public var yLabel: String
  public var map = ColorMap.blues
  /// The values at the two ends of the map; those of the matrix where nil.
  public var range: ClosedRange<Double>?
  /// How colours follow values: on a logarithmic scale equal factors are equal steps of colour, and 0 has that of the lower end.
  public var scale = Axis.Scale.linear
  /// Written into the cells, as many rows and columns as the values; left out where a cell is too small.
  public var cellTexts: [[String]]?
  /// What the colours stand for, with its unit.
  public var colorBarLabel = ""

  public init(
    title: String = "", values: [[Double]], rowLabels: [String] = [], columnLabels: [String] = [], xLabel: String = "",
    yLabel: String = ""
  ) {
    (self.title, self.values, self.rowLabels, self.columnLabels) = (title, values, rowLabels, columnLabels)
    (self.xLabel, self.yLabel) = (xLabel, yLabel)
  }
}

extension HeatMap {
  var heading: Heading { Heading(title: title, subtitle: subtitle) }
  var rowCount: Int { values.count }
  var columnCount: Int { values.map(\.count).max() ?? 0 }

  private var settledRange: ClosedRange<Double> {
    Axis(scale: scale, range: range).range(over: values.joined())
  }

  private var colorBar: ColorBar {
    ColorBar(map: map, axis: Axis(colorBarLabel, scale: scale, zeroBand: .never), range: settledRange)
  }

  func plotFrame(for size: Size, typesetter: Typesetter) -> PlotFrame {
    func names(_ labels: [String], _ count: Int) -> [String] {
      (0..<count).map { labels.indices.contains($0) ? labels[$0] : "" }
    }
    let xStride = Int((12 * Double(columnCount) / max(1, size.width)).rounded(.up))
    let yStride = Int((11 * Double(rowCount) / max(1, size.height)).rounded(.up))
    return PlotFrame(
      x: AxisScale(label: xLabel, categories: names(columnLabels, columnCount), stride: xStride),
      y: AxisScale(label: yLabel, categories: names(rowLabels, rowCount), isReversed: true, stride: yStride),
      right: colorBar.width(typesetter: typesetter))
  }

  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    guard rowCount > 0, columnCount > 0 else { return }
    var area = area
    (area.rect, area.showsSpines) = (canvas.snapped(area.rect), false)
    drawCells(on: &canvas, in: area.rect)
    area.drawAxes(on: &canvas, in: frame)
    colorBar.draw(
      on: &canvas, in: Rect(minX: area.rect.minX, minY: area.rect.minY, maxX: frame.maxX, maxY: area.rect.maxY))
  }

  private func drawCells(on canvas: inout Canvas, in plot: Rect) {
    let size = Size(width: plot.width / Double(columnCount), height: plot.height / Double(rowCount))
    let gap = min(size.width, size.height) >= 12 ? 0.5 : 0
    let colors = cellColors
    if gap == 0 {
      canvas.draw(Bitmap(width: columnCount, height: rowCount, colors: colors), in: plot)
      return
    }
    let font = cellFont(size, canvas.typesetter)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let cell = Rect(
          x: plot.minX + Double(column) * size.width, y: plot.minY + Double(row) * size.height, width: size.width,
          height: size.height)
        let color = colors[row * columnCount + column]
        canvas.fill(canvas.snapped(cell).inset(by: Insets(gap)), with: color)
        guard let font, let text = text(row: row, column: column) else { continue }
        let middle = Point(x: cell.midX, y: cell.midY)
        canvas.text(text, at: middle, font: font, color: color.contrasting, anchor: Anchor(.center, .middle))
      }
    }
  }

  private var cellColors: [Color] {
    let scale = AxisScale(Axis(scale: scale), range: settledRange, maximumTicks: 2)
    return values.flatMap { row in
      (0..<columnCount).map { column in
        guard column < row.count, row[column].isFinite else { return Color.missing }
        let fraction = scale.fraction(of: row[column])
        return map.color(at: fraction.isFinite ? fraction : 0)
      }
    }
  }

  private func text(row: Int, column: Int) -> String? {
    guard let cellTexts, row < cellTexts.count, column < cellTexts[row].count else { return nil }
    return cellTexts[row][column]
  }

  /// The largest font in which every text fits its cell, nil where it would be too small to read.
  private func cellFont(_ cell: Size, _ typesetter: Typesetter) -> Font? {
    guard let texts = cellTexts?.joined() else { return nil }
    let widest = max(1, typesetter.width(ofWidest: texts, font: Font(size: 10)))
    let size = min(10, 10 * (cell.width - 5) / widest, (cell.height - 3) / 1.1)
    return size >= 8.5 ? Font(size: size) : nil
  }
}
