/// Where the tiles of a grid of images go. Nothing is drawn here.
struct ImageGridLayout {
  private static let longestRowLabel = 110.0

  /// The rectangles of the tiles in points, on whole pixels.
  private(set) var tiles: [Rect] = []
  /// Room for the names of the rows.
  let rowLabelWidth: Double
  /// Room for the key, at the right of the tiles.
  let colorBar: Rect

  init(_ grid: ImageGrid, frame: Rect, scale: Double, typesetter: Typesetter) {
    let widest = typesetter.width(ofWidest: grid.rowLabels, font: .tick)
    rowLabelWidth = min(Self.longestRowLabel, widest + 1)
    let lineHeight = typesetter.lineHeight(.tick)
    let captionHeight = grid.tiles.contains { !$0.caption.isEmpty } ? lineHeight + 3 : 0
    let barWidth = grid.colorBar?.width(height: frame.height, typesetter: typesetter) ?? 0
    let heading = Heading(title: grid.title, subtitle: grid.subtitle)
    let inner = frame.inset(
      by: Insets(
        top: heading.height(width: frame.width, typesetter: typesetter) + (grid.columnLabels.isEmpty ? 0 : lineHeight + 2),
        left: widest > 0 ? rowLabelWidth + 9 : 0, right: barWidth))
    guard let first = grid.tiles.first else {
      colorBar = Rect(x: inner.maxX, y: inner.minY, width: barWidth, height: inner.height)
      return
    }
    let width = grid.tiles.reduce(first.width) { max($0, $1.width) }
    let height = grid.tiles.reduce(first.height) { max($0, $1.height) }
    let columns = min(grid.columns, grid.tiles.count)
    let rows = (grid.tiles.count + grid.columns - 1) / grid.columns
    let pixel = Self.pixelSize(
      width: (inner.width - grid.gap * Double(columns - 1)) / Double(columns * width),
      height: (inner.height - (grid.gap + captionHeight) * Double(rows) + grid.gap) / Double(rows * height),
      scale: scale)
    let step = Size(
      width: Double(width) * pixel + grid.gap, height: Double(height) * pixel + grid.gap + captionHeight)
    func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }
    tiles = grid.tiles.enumerated().map { index, tile in
      Rect(
        x: snapped(inner.minX + Double(index % grid.columns) * step.width),
        y: snapped(inner.minY + Double(index / grid.columns) * step.height), width: Double(tile.width) * pixel,
        height: Double(tile.height) * pixel)
    }
    let right = tiles.reduce(inner.minX) { max($0, $1.maxX) }
    let bottom = tiles.reduce(inner.minY) { max($0, $1.maxY) }
    colorBar = Rect(minX: right, minY: inner.minY, maxX: right + barWidth, maxY: min(bottom, inner.maxY))
  }

  /// The points that one pixel of a tile takes: a whole number of the page's pixels, or a fraction of one where not
  /// even that has room.
  private static func pixelSize(width: Double, height: Double, scale: Double) -> Double {
    let room = max(0, min(width, height)) * scale
    return (room >= 1 ? (room + 1e-9).rounded(.down) : room) / scale
  }
}
