/// A matrix of values as coloured cells, with names for rows and columns and a key to the colours.
public struct HeatMap: Drawable, Hashable, Codable {
  public var title: String
  public var subtitle: String
  /// Rows from the top; a value that is not finite, or is missing at the end of a row, gives a grey cell.
  public var values: [[Double]]
  public var rowLabels: [String]
  public var columnLabels: [String]
  public var xLabel: String
  public var yLabel: String
  public var map: ColorMap
  /// The values at the two ends of the map; those of the matrix where nil.
  public var range: ClosedRange<Double>?
  /// How colours follow values: on a logarithmic scale equal factors are equal steps of colour, and 0 has that of the lower end.
  public var scale: Axis.Scale
  /// Written into the cells, as many rows and columns as the values; left out where a cell is too small.
  public var cellTexts: [[String]]?
  /// What the colours stand for, with its unit.
  public var colorBarLabel: String

  public init(
    title: String = "", subtitle: String = "", values: [[Double]], rowLabels: [String] = [],
    columnLabels: [String] = [], xLabel: String = "", yLabel: String = "", map: ColorMap = .blues,
    range: ClosedRange<Double>? = nil, scale: Axis.Scale = .linear, cellTexts: [[String]]? = nil,
    colorBarLabel: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.values = values
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.map = map
    self.range = range
    self.scale = scale
    self.cellTexts = cellTexts
    self.colorBarLabel = colorBarLabel
  }

  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    let (x, y) = scales(for: size)
    let left = PlotArea.leftRoom(for: y, size: size, typesetter: typesetter)
    let top = heading.height(width: size.width, typesetter: typesetter) + 4
    let right = colorBar.width(typesetter: typesetter)
    return Insets(
      top: top, left: left,
      bottom: PlotArea.bottomRoom(for: x, width: size.width - left - right, typesetter: typesetter), right: right)
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    draw(on: &canvas, in: frame, insets: insets(for: frame.size, typesetter: canvas.typesetter) ?? Insets(8))
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    let plot = canvas.snapped(frame.inset(by: insets))
    heading.draw(on: &canvas, in: frame)
    guard plot.width > 8, plot.height > 8, rowCount > 0, columnCount > 0 else { return }
    let (x, y) = scales(for: plot.size)
    drawCells(on: &canvas, in: plot)
    PlotArea(rect: plot, x: x, y: y, showsSpines: false).drawAxes(on: &canvas, in: frame)
    let bar = Rect(minX: plot.minX, minY: plot.minY, maxX: frame.maxX, maxY: plot.maxY)
    colorBar.draw(on: &canvas, in: bar)
  }
}

extension HeatMap {
  private var heading: Heading { Heading(title: title, subtitle: subtitle) }
  var rowCount: Int { values.count }
  var columnCount: Int { values.map(\.count).max() ?? 0 }

  private var settledRange: ClosedRange<Double> {
    Axis(scale: scale, range: range).range(over: values.joined())
  }

  private var colorBar: ColorBar {
    ColorBar(map: map, axis: Axis(colorBarLabel, scale: scale, zeroBand: .never), range: settledRange)
  }

  private func scales(for size: Size) -> (AxisScale, AxisScale) {
    func names(_ labels: [String], _ count: Int) -> [String] {
      (0..<count).map { labels.indices.contains($0) ? labels[$0] : "" }
    }
    let xStride = Int((12 * Double(columnCount) / max(1, size.width)).rounded(.up))
    let yStride = Int((11 * Double(rowCount) / max(1, size.height)).rounded(.up))
    return (
      AxisScale(label: xLabel, categories: names(columnLabels, columnCount), stride: xStride),
      AxisScale(label: yLabel, categories: names(rowLabels, rowCount), isReversed: true, stride: yStride)
    )
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
