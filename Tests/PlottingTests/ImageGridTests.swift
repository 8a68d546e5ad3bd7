import Testing

@testable import Plotting

@Suite struct ImageGridTests {
  private let frame = Rect(x: 0, y: 0, width: 200, height: 150)

  private func drawn(_ grid: ImageGrid) throws -> (bitmap: Bitmap, layout: ImageGridLayout) {
    var canvas = try Canvas(size: frame.size)
    grid.draw(on: &canvas, in: frame)
    _ = try canvas.png()
    return (canvas.bitmap, ImageGridLayout(grid, frame: frame, scale: 2, typesetter: canvas.typesetter))
  }

  @Test func tilesAreReproducedPixelByPixel() throws {
    let tiles = (0..<5).map { (tile: Int) -> ImageTile in
      let grey = (0..<12).map { (index: Int) -> UInt8 in UInt8((tile * 50 + index * 19) % 256) }
      return ImageTile(width: 4, height: 3, grey: grey, caption: "t\(tile)")
    }
    let (bitmap, layout) = try drawn(ImageGrid(title: "T", tiles: tiles, columns: 3, rowLabels: ["a", "b"]))
    for (tile, rect) in zip(tiles, layout.tiles) {
      guard case .grey(let bytes) = tile.content else { continue }
      let factor = rect.width * 2 / 4
      #expect(factor == factor.rounded() && factor >= 1 && frame.contains(rect))
      for y in 0..<Int(rect.height * 2) {
        for x in 0..<Int(rect.width * 2) {
          let source = bytes[(y / Int(factor)) * 4 + x / Int(factor)]
          #expect(bitmap[Int(rect.minX * 2) + x, Int(rect.minY * 2) + y] == Color(grey: source))
        }
      }
    }
  }

  @Test func tilesDoNotOverlap() throws {
    let tiles = Array(repeating: ImageTile(width: 28, height: 28, grey: Array(repeating: 0, count: 784)), count: 23)
    let (_, layout) = try drawn(ImageGrid(tiles: tiles, columns: 5, columnLabels: ["a", "b"]))
    #expect(layout.tiles.count == 23)
    for (index, tile) in layout.tiles.enumerated() {
      #expect(frame.contains(tile))
      #expect(!layout.tiles[..<index].contains { $0.intersects(tile) }, "tile \(index)")
    }
  }

  @Test func signedValuesUseTheDivergingMap() {
    let tile = ImageTile(width: 4, height: 1, signed: [-2, 0, 1, .nan])
    let bitmap = tile.bitmap(limit: 2, inkOnPaper: false)
    #expect(bitmap[0, 0] == ColorMap.diverging.color(at: 0))
    #expect(bitmap[1, 0] == .white)
    #expect(bitmap[2, 0] == ColorMap.diverging.color(at: 0.75))
    #expect(bitmap[3, 0] == .missing)
  }

  @Test func inkOnPaperTurnsGreyAround() {
    let tile = ImageTile(width: 2, height: 1, grey: [0, 200])
    #expect(tile.bitmap(limit: 0, inkOnPaper: true) == Bitmap(width: 2, height: 1, colors: [.white, Color(grey: 55)]))
  }

  @Test func theLimitIsTheLargestFiniteMagnitude() {
    let tiles = [[-3, 1], [2, .infinity]].map { ImageTile(width: 2, height: 1, signed: $0) }
    #expect(ImageGrid(tiles: tiles, columns: 2).limit == 3)
  }

  @Test func degenerateGridsAreDrawnWithoutFailing() throws {
    let pixel = ImageTile(width: 1, height: 1, signed: [0], caption: String(repeating: "long ", count: 20))
    let cases = [
      ImageGrid(tiles: [], columns: 3, rowLabels: ["a"], columnLabels: ["b"]),
      ImageGrid(tiles: [pixel], columns: 1, rowLabels: [String(repeating: "w", count: 200)]),
      ImageGrid(tiles: Array(repeating: pixel, count: 1000), columns: 7),
    ]
    for grid in cases { _ = try drawn(grid) }
  }
}
