/// Small pictures in rows and columns, each pixel enlarged to a whole number of the page's pixels.
public struct ImageGrid: Drawable, Hashable, Codable {
  public var title: String
  public var subtitle = ""
  /// Row by row from the top left.
  public var tiles: [ImageTile]
  public var columns: Int
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// Whether bright grey pixels are drawn as dark ink on white.
  public var inkOnPaper: Bool
  /// Between neighbouring tiles, in points.
  public var gap = 3.0
  /// Whether each signed tile has full colour at its own largest magnitude, or all at the largest of all.
  public var isPerTile = false

  public init(
    title: String = "", tiles: [ImageTile], columns: Int, rowLabels: [String] = [], columnLabels: [String] = [],
    inkOnPaper: Bool = false
  ) {
    precondition(columns >= 1, "A grid of images needs at least one column.")
    (self.title, self.tiles, self.columns) = (title, tiles, columns)
    (self.rowLabels, self.columnLabels, self.inkOnPaper) = (rowLabels, columnLabels, inkOnPaper)
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
    }
  }
}

extension ImageGrid {
  /// The magnitude of full colour that all signed tiles share.
  var limit: Float { tiles.map(\.magnitude).max() ?? 0 }

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
