/// Small pictures in rows and columns, each pixel enlarged to a whole number of the page's pixels.
public struct ImageGrid: Drawable, Hashable, Codable {
  public var title: String
  public var subtitle: String
  /// Row by row from the top left.
  public var tiles: [ImageTile]
  public var columns: Int
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// Between neighbouring tiles, in points.
  public var gap: Double
  /// The magnitude at which signed values have full colour; the largest of all tiles where nil.
  public var signedLimit: Float?
  /// Whether each signed tile has full colour at its own largest magnitude.
  public var isPerTile: Bool
  /// Whether bright grey pixels are drawn as dark ink on white.
  public var inkOnPaper: Bool
  /// The label of a key to the colours of signed tiles; no key where nil.
  public var colorBarLabel: String?

  public init(
    title: String = "", subtitle: String = "", tiles: [ImageTile], columns: Int, rowLabels: [String] = [],
    columnLabels: [String] = [], gap: Double = 3, signedLimit: Float? = nil, isPerTile: Bool = false,
    inkOnPaper: Bool = false, colorBarLabel: String? = nil
  ) {
    precondition(columns >= 1, "A grid of images needs at least one column.")
    precondition(gap >= 0, "The gap between images cannot be negative.")
    self.title = title
    self.subtitle = subtitle
    self.tiles = tiles
    self.columns = columns
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.gap = gap
    self.signedLimit = signedLimit
    self.isPerTile = isPerTile
    self.inkOnPaper = inkOnPaper
    self.colorBarLabel = colorBarLabel
  }

  /// As high as the tiles are when they fill the width, but not more than twice the width: narrow images in one column would
  /// make a page of any height.
  public func preferredHeight(width: Double, typesetter: Typesetter) -> Double? {
    let frame = Rect(x: 0, y: 0, width: width, height: 2 * width)
    return ImageGridLayout(self, frame: frame, scale: Figure.scale, typesetter: typesetter).height
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    let layout = ImageGridLayout(self, frame: frame, scale: canvas.scale, typesetter: canvas.typesetter)
    Heading(title: title, subtitle: subtitle).draw(on: &canvas, in: frame)
    canvas.clipped(to: frame) { canvas in
      for (tile, rect) in zip(tiles, layout.tiles) { draw(tile, on: &canvas, in: rect) }
      drawRowLabels(on: &canvas, layout)
      drawColumnLabels(on: &canvas, layout)
      if let colorBar { colorBar.draw(on: &canvas, in: layout.colorBar) }
    }
  }
}

extension ImageGrid {
  /// The magnitude of full colour that all signed tiles share.
  var limit: Float { signedLimit ?? tiles.map(\.magnitude).max() ?? 0 }

  /// The key to the colours, if there is one.
  var colorBar: ColorBar? {
    guard let colorBarLabel, tiles.contains(where: \.isSigned) else { return nil }
    let end = limit > 0 ? Double(limit) : 1
    return ColorBar(map: .diverging, axis: Axis(colorBarLabel), range: -end...end)
  }

  private func draw(_ tile: ImageTile, on canvas: inout Canvas, in rect: Rect) {
    let limit = isPerTile ? tile.limit ?? tile.magnitude : limit
    canvas.draw(tile.bitmap(limit: limit, inkOnPaper: inkOnPaper), in: rect)
    if inkOnPaper || tile.isSigned {
      let edge = 0.25
      let outline = rect.outset(by: edge)
      canvas.stroke(Path(outline), with: .grid, style: StrokeStyle(width: 0.5))
    }
    let caption = canvas.typesetter.truncated(tile.caption, font: .tick, width: rect.width + gap)
    let top = Point(x: rect.midX, y: rect.maxY + 2)
    canvas.text(caption, at: top, font: .tick, color: .secondaryText, anchor: Anchor(.center, .top))
  }

  private func drawRowLabels(on canvas: inout Canvas, _ layout: ImageGridLayout) {
    for (index, label) in rowLabels.enumerated() where index * columns < layout.tiles.count {
      let tile = layout.tiles[index * columns]
      let lines = canvas.typesetter.lines(of: label, font: .tick, width: layout.rowLabelWidth, maximumLines: 3)
      let height = canvas.typesetter.lineHeight(.tick)
      for (number, line) in lines.enumerated() {
        let y = tile.midY + (Double(number) - Double(lines.count - 1) / 2) * height
        canvas.text(line, at: Point(x: tile.minX - 8, y: y), font: .tick, anchor: Anchor(.right, .middle))
      }
    }
  }

  private func drawColumnLabels(on canvas: inout Canvas, _ layout: ImageGridLayout) {
    for (label, tile) in zip(columnLabels, layout.tiles.prefix(columns)) {
      let text = canvas.typesetter.truncated(label, font: .tick, width: tile.width + gap)
      let bottom = Point(x: tile.midX, y: tile.minY - 3)
      canvas.text(text, at: bottom, font: .tick, anchor: Anchor(.center, .bottom))
    }
  }
}
