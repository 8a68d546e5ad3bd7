import Testing

@testable import Plotting

@Suite struct HeatMapTests {
  private let frame = Rect(x: 0, y: 0, width: 300, height: 220)

  private func drawn(_ map: HeatMap) throws -> (bitmap: Bitmap, plot: Rect) {
    var canvas = try Canvas(size: frame.size)
    map.draw(on: &canvas, in: frame)
    _ = try canvas.png()
    let insets = try #require(map.insets(for: frame.size, typesetter: canvas.typesetter))
    return (canvas.bitmap, canvas.snapped(frame.inset(by: insets)))
  }

  private func cell(_ row: Int, _ column: Int, of rows: Int, _ columns: Int, in plot: Rect) -> Point {
    Point(
      x: plot.minX + (Double(column) + 0.25) * plot.width / Double(columns),
      y: plot.minY + (Double(row) + 0.25) * plot.height / Double(rows))
  }

  @Test func cellsHaveTheColorsOfTheirValues() throws {
    let values = [[0.0, 5, 10], [10, .nan, 2.5]]
    let (bitmap, plot) = try drawn(HeatMap(values: values, rowLabels: ["a", "b"], columnLabels: ["1", "2", "3"]))
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let expected = ColorMap.blues.color(at: value / 10)
        #expect(pixel(at: cell(row, column, of: 2, 3, in: plot), of: bitmap) == expected, "(\(row), \(column))")
      }
    }
  }

  /// From 0.01 to 1 a tenth is in the middle of a logarithmic scale; 0 has no place on it and is as pale as the lowest.
  @Test func colorsFollowFactorsOnALogarithmicScale() throws {
    var map = HeatMap(values: [[0.01, 0.1, 1, 0]])
    (map.range, map.scale) = (0.01...1, .logarithmic)
    let (bitmap, plot) = try drawn(map)
    for (column, fraction) in [0, 0.5, 1, 0].enumerated() {
      let expected = ColorMap.blues.color(at: fraction)
      #expect(pixel(at: cell(0, column, of: 1, 4, in: plot), of: bitmap) == expected, "column \(column)")
    }
  }

  @Test func manyCellsAreDrawnWithoutGaps() throws {
    let values = (0..<50).map { row in (0..<60).map { Double(row + $0) } }
    var map = HeatMap(values: values)
    map.map = .greys
    let (bitmap, plot) = try drawn(map)
    let color = pixel(at: cell(49, 59, of: 50, 60, in: plot), of: bitmap)
    #expect(color == .white)
    #expect(pixel(at: cell(0, 0, of: 50, 60, in: plot), of: bitmap) == .black)
  }

  @Test func cellTextsLeaveInk() throws {
    var map = HeatMap(values: [[1, 0]])
    map.cellTexts = [["888", "888"]]
    let (bitmap, plot) = try drawn(map)
    let dark = ColorMap.blues.color(at: 1)
    let left = Int(plot.minX * 2)..<Int(plot.midX * 2 - 2)
    let rows = Int(plot.minY * 2 + 4)..<Int(plot.maxY * 2 - 4)
    #expect(count(in: bitmap, x: left, y: rows) { $0 == .white } > 20, "white digits on \(dark)")
  }

  @Test func degenerateMatricesAreDrawnWithoutFailing() throws {
    let cases: [[[Double]]] = [[], [[]], [[.nan]], [[3]], [[1], [1, 2, 3]], [[-.infinity, 1e308, -1e308]]]
    for values in cases {
      let labels = ["one", String(repeating: "long ", count: 30)]
      var map = HeatMap(values: values, rowLabels: labels, columnLabels: labels)
      map.cellTexts = [["x"]]
      _ = try drawn(map)
    }
  }
}
