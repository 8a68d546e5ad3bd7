import Plotting

/// The layers of a figure with a panel for each, in blocks of five below one another, so that the page stays narrow.
package struct LayerBlocks {
  static let mostInARow = 5
  private static let mostLayers = 10
  /// The height that a page can have, in points, leaves so many to rows.
  private static let longest = 7000.0

  let depth: Int
  /// From 0; of a deep network some, evenly from the first to the last.
  let layers: [Int]

  init(depth: Int) {
    self.depth = depth
    layers = Self.some(Self.mostLayers, of: depth)
  }

  /// At most so many layers, evenly from the first to the last, from 0.
  package static func some(_ most: Int, of depth: Int) -> [Int] {
    depth <= most ? Array(0..<depth) : (0..<most).map { ($0 * (depth - 1) + (most - 1) / 2) / (most - 1) }
  }

  var blocks: [[Int]] {
    stride(from: 0, to: layers.count, by: Self.mostInARow).map {
      Array(layers[$0..<min($0 + Self.mostInARow, layers.count)])
    }
  }

  /// Which layers are left out, for the foot of a figure.
  var note: String { layers.count < depth ? " \(layers.count) of the \(depth) layers are shown." : "" }

  /// - Parameters:
  ///   - rows: panels one below the other in a block.
  ///   - width: kept free at the right, for something else.
  ///   - grid: makes a block of some layers, and is told whether it is the first.
  func figure(
    rows: Int, width: Double, title: String, subtitle: String, footer: String, grid: ([Int], Bool) -> HistogramGrid
  ) -> Figure {
    let height = min(30 + 118 * Double(rows), Self.longest / Double(blocks.count)) + 56
    let columns = Double(min(layers.count, Self.mostInARow))
    var figure = Figure(
      size: Size(width: min(Figure.widestReadable, max(720, 180 + 190 * columns + width)), height: 100), title: title,
      subtitle: subtitle, footer: footer, rows: blocks.map { _ in .fixed(height) },
      columns: width > 0 ? [.relative(1), .fixed(width)] : [.relative(1)])
    for (index, block) in blocks.enumerated() {
      figure.place(grid(block, index == 0), row: index, column: 0)
    }
    return ReportFigure.fitted(figure)
  }
}
