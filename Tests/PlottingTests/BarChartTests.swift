import Testing

@testable import Plotting

@Suite struct BarChartTests {
  private let frame = Rect(x: 0, y: 0, width: 360, height: 240)
  private let bars = [
    Bar("first", value: 4, error: 3...5, color: Palette.blue), Bar("second", value: 1, color: Palette.green),
    Bar("third", value: -2, color: Palette.orange),
  ]

  @Test(arguments: [BarChart.Orientation.horizontal, .vertical])
  func barsAreProportionalAndHaveTheirColor(orientation: BarChart.Orientation) throws {
    let chart = BarChart(bars: bars, orientation: orientation, value: Axis(range: -4...6))
    var canvas = try Canvas(size: frame.size)
    chart.draw(on: &canvas, in: frame)
    for (bar, length) in zip(bars, [4.0, 1, 2]) {
      let painted = count(in: canvas.bitmap) { $0 == bar.color }
      let others = count(in: canvas.bitmap) { $0 == bars[1].color }
      let ratio = Double(painted) / Double(others)
      #expect(abs(ratio - length) < 0.25, "\(bar.label): \(ratio) instead of \(length)")
    }
  }

  @Test func theFirstHorizontalBarIsAtTheTop() throws {
    let chart = BarChart(bars: bars)
    var canvas = try Canvas(size: frame.size)
    chart.draw(on: &canvas, in: frame)
    func top(_ color: Color) -> Int {
      let (width, height) = (canvas.bitmap.width, canvas.bitmap.height)
      return (0..<height).first { y in (0..<width).contains { canvas.bitmap[$0, y] == color } } ?? height
    }
    #expect(top(bars[0].color) < top(bars[1].color) && top(bars[1].color) < top(bars[2].color))
  }

  @Test func valuesHaveRoomInsideTheFrame() throws {
    let long = [Bar("a name that is far too long for the room that it has", value: 1e5, valueText: "100,000 ± 12,000")]
    for orientation in [BarChart.Orientation.horizontal, .vertical] {
      var canvas = try Canvas(size: Size(width: 400, height: 280))
      let frame = Rect(x: 20, y: 20, width: 360, height: 240)
      BarChart(bars: long, orientation: orientation).draw(on: &canvas, in: frame)
      let ink = try #require(inkBounds(of: canvas.bitmap))
      #expect(ink.minX >= 40 && ink.minY >= 40 && ink.maxX <= 760 && ink.maxY <= 520, "\(ink)")
    }
  }

  @Test func degenerateBarsAreDrawnWithoutFailing() throws {
    let cases: [[Bar]] = [
      [], [Bar("", value: .nan)], [Bar("zero", value: 0, error: 0...0)], [Bar("huge", value: 1e308)],
      (0..<500).map { Bar("bar \($0)", value: Double($0)) },
    ]
    for bars in cases {
      for scale in [Axis.Scale.linear, .logarithmic] {
        for orientation in [BarChart.Orientation.horizontal, .vertical] {
          var canvas = try Canvas(size: frame.size)
          BarChart(bars: bars, orientation: orientation, value: Axis(scale: scale)).draw(on: &canvas, in: frame)
          #expect(throws: Never.self) { try canvas.png() }
        }
      }
    }
  }
}
