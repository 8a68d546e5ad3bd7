import Testing

@testable import Plotting

@Suite struct BoxPlotTests {
  private let frame = Rect(x: 0, y: 0, width: 360, height: 240)

  /// Against numpy.percentile of the same values.
  @Test func quartilesAreThoseOfNumPy() throws {
    let box = try #require(BoxStatistics([7, 1, 3, 2, 40, .nan, 4, .infinity]))
    #expect((box.lowerQuartile, box.median, box.upperQuartile) == (2.25, 3.5, 6.25))
    #expect((box.lowerWhisker, box.upperWhisker) == (1, 7) && box.outliers == [40])
    let single = try #require(BoxStatistics([5]))
    #expect((single.lowerWhisker, single.median, single.upperWhisker) == (5, 5, 5) && single.outliers.isEmpty)
    #expect(BoxStatistics([]) == nil && BoxStatistics([.nan, .infinity]) == nil)
  }

  /// A box is where its quartiles are on the axis, in its group's colour.
  @Test func boxesReachFromQuartileToQuartile() throws {
    let values = [1.0, 2, 3, 4, 5]
    let plot = BoxPlot(
      names: ["a", "b"],
      groups: [
        .init("left", color: Palette.blue, values: [values, []]),
        .init("right", color: Palette.vermilion, values: [[], values]),
      ], y: Axis(range: 0...6))
    var canvas = try Canvas(size: frame.size)
    plot.draw(on: &canvas, in: frame)
    let insets = try #require(plot.insets(for: frame.size, typesetter: canvas.typesetter))
    let area = frame.inset(by: insets)
    for color in [Palette.blue, Palette.vermilion] {
      let fill = Color.white.mixed(with: color, by: 0.35)
      let rows = (0..<canvas.bitmap.height).filter { y in
        Double(y) > 2 * area.minY
          && (0..<canvas.bitmap.width).count { isClose(canvas.bitmap[$0, y], fill) } > 20
      }
      let (top, bottom) = (Double(try #require(rows.first)) / 2, Double(try #require(rows.last) + 1) / 2)
      // 4 and 2 of an axis from 0 to 6, within the width of the outline.
      #expect(abs(top - (area.minY + area.height / 3)) < 1.6 && abs(bottom - (area.minY + area.height * 2 / 3)) < 1.6)
    }
  }

  @Test func degenerateBoxesAreDrawnWithoutFailing() throws {
    let lists: [[Double]] = [[], [.nan], [1], [0, 0, 0], [1e308, -1e308], (0..<500).map(Double.init)]
    for scale in [Axis.Scale.linear, .logarithmic] {
      let groups = [BoxPlot.Group("g", color: Palette.blue, values: lists)]
      for names in [[], ["one"], lists.indices.map { "name \($0)" }] {
        var canvas = try Canvas(size: frame.size)
        BoxPlot(names: names, groups: groups, y: Axis("y", scale: scale)).draw(on: &canvas, in: frame)
        #expect(throws: Never.self) { try canvas.png() }
      }
    }
  }
}
