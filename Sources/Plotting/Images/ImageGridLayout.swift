/// Where the tiles of a grid of images go. Nothing is drawn here.
struct ImageGridLayout {
  private static let longestRowLabel = 110.0
  /// Room for the thin line around the outermost tiles.
  private static let edge = 0.5

  /// The rectangles of the tiles in points, on whole pixels.
  let tiles: [Rect]
  /// Room for the names of the rows.
  let rowLabelWidth: Double
  /// From the top of the frame to the bottom of the last tile or caption.
  let height: Double

  init(_ grid: ImageGrid, frame: Rect, scale: Double, typesetter: Typesetter) {
    let widest = typesetter.width(ofWidest: grid.rowLabels, font: .tick)
    rowLabelWidth = min(Self.longestRowLabel, widest + 1)
    let heading = Heading(title: grid.title, subtitle: grid.subtitle)
    let labelHeight = grid.columnLabels.isEmpty ? 0 : typesetter.lineHeight(.tick) + 2
    let inner = frame.inset(
      by: Insets(
        top: heading.height(width: frame.width, typesetter: typesetter) + labelHeight + Self.edge,
        left: widest > 0 ? rowLabelWidth + 9 : Self.edge, bottom: Self.edge, right: Self.edge))
    let captions = Self.captionHeights(of: grid, typesetter: typesetter)
    let tiles = Self.tiles(of: grid, in: inner, captions: captions, scale: scale)
    self.tiles = tiles
    let bottom = tiles.reduce(inner.minY) { max($0, $1.maxY) }
    height = bottom + (captions.last ?? 0) + Self.edge - frame.minY
  }

  /// The room under each row of tiles: that of a line where any of them has a caption.
  private static func captionHeights(of grid: ImageGrid, typesetter: Typesetter) -> [Double] {
    stride(from: 0, to: grid.tiles.count, by: grid.columns).map { start in
      let row = grid.tiles[start..<min(start + grid.columns, grid.tiles.count)]
      return row.contains { !$0.caption.isEmpty } ? typesetter.lineHeight(.tick) + 3 : 0
    }
  }

  private static func tiles(of grid: ImageGrid, in frame: Rect, captions: [Double], scale: Double) -> [Rect] {
    let width = grid.tiles.map(\.width).max() ?? 1
    let height = grid.tiles.map(\.height).max() ?? 1
    let columns = max(1, min(grid.columns, grid.tiles.count))
    let rows = max(1, captions.count)
    let gaps = Size(width: grid.gap * Double(columns - 1), height: grid.gap * Double(rows - 1))
    let pixel = pixelSize(
      width: (frame.width - gaps.width) / Double(columns * width),
      height: (frame.height - gaps.height - captions.reduce(0, +)) / Double(rows * height), scale: scale)
    func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }
    return grid.tiles.enumerated().map { index, tile in
      let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
      let x = frame.minX + Double(column) * (Double(width) * pixel + grid.gap)
      let y = frame.minY + Double(row) * (Double(height) * pixel + grid.gap) + captions[..<row].reduce(0, +)
      return Rect(
        x: snapped(x), y: snapped(y), width: Double(tile.width) * pixel, height: Double(tile.height) * pixel)
    }
  }

  /// The points that one pixel of a tile takes: a whole number of the page's pixels, or a fraction of one where not
  /// even that has room.
  private static func pixelSize(width: Double, height: Double, scale: Double) -> Double {
    let room = max(0, min(width, height)) * scale
    return (room >= 1 ? (room + 1e-9).rounded(.down) : room) / scale
  }
}
