import Testing

@testable import Plotting

/// Text meets neither data nor other text, in any chart.
@Suite struct TextTests {
  /// Complaints about the texts of a figure.
  static func faults(_ figure: Figure) throws -> [String] {
    let canvas = try figure.tracedCanvas()
    let entries = canvas.textTrace?.entries ?? []
    return entries.flatMap { entry in
      var faults: [String] = []
      if entry.covered > 2 { faults.append("“\(entry.text)” is written over \(entry.covered) pixels of ink") }
      if entry.pixels != canvas.pixels(in: entry.box) { faults.append("“\(entry.text)” was drawn over") }
      return faults
    }
  }

  private static let noise = (0..<120).map { Double(($0 * 7919) % 101) }

  /// Every kind of chart, where it is short of room.
  enum Kind: CaseIterable {
    case verticalLines, horizontalLines, highlights, manyNames, longNames, histograms, histogram, dots, differences,
      map, boxes, images
  }

  private static func drawable(_ kind: Kind) -> any Drawable {
    switch kind {
    case .verticalLines: chart(references: verticalLines)
    case .horizontalLines: chart(references: horizontalLines)
    case .highlights: chart(highlights: true)
    case .manyNames: chart(series: 7)
    case .longNames: chart(series: 12, name: "he:activation=relu,lr=0.0001,dropout=0.5")
    case .histograms: histograms
    case .histogram: histogram
    case .dots: dots
    case .differences: differences
    case .map: map
    case .boxes:
      BoxPlot(
        names: ["a", "b"], groups: [.init("g", color: Palette.blue, values: [[1, 2, 3], [2, 3, 40]])], y: Axis("y"))
    case .images: images
    }
  }

  private static var verticalLines: [ReferenceLine] {
    (0..<9).map { (index: Int) -> ReferenceLine in
      ReferenceLine(
        .vertical, at: Double(index) * 13,
        label: "a very long name, seeds 1, 2 and 3 diverged at epoch 1, step \(index)")
    }
  }

  private static var horizontalLines: [ReferenceLine] {
    [
      ReferenceLine(.horizontal, at: 50, label: "guessing, log 10"),
      ReferenceLine(.horizontal, at: 52, label: "another"),
    ]
  }

  private static var histograms: HistogramGrid {
    let panel = HistogramPanel(
      after: Histogram(range: -0.0046...0.0046, counts: [9, 9, 9, 9, 9]),
      annotations: ["mean 0.02 → 0.11", "sd 0.1 → 0.2", "saturated 0 % → 3 %"])
    let rows = ["first", "second", "third"].map {
      HistogramGrid.Row($0, color: Palette.orange, panels: [panel, panel, panel, panel])
    }
    return HistogramGrid(
      rows: rows, columnTitles: ["a", "b", "c", "d"], sharedValues: .none, sharedCounts: .none, x: Axis("x"))
  }

  private static var map: HeatMap {
    var map = HeatMap(values: [[1, 2, 3], [4, 5, 6]], rowLabels: ["a", "b"], columnLabels: ["1", "2", "3"])
    map.cellTexts = [["1", "2", "3"], ["4", "5", "6"]]
    return map
  }

  private static var histogram: HistogramPanel {
    var panel = HistogramPanel(
      after: Histogram(range: 0...1, counts: [5, 5, 5]),
      annotations: ["0.016 % saturated", "and more of it", "and a third note"], x: Axis("x"),
      y: Axis("share", range: 0...5))
    panel.title = "Title"
    return panel
  }

  private static var dots: DotPlot {
    let rows = (0..<5).map { (index: Int) -> DotPlot.Row in
      DotPlot.Row("arm \(index)", color: Palette.blue, values: [0, 1, 2e9, 3], center: 1)
    }
    return DotPlot(title: "Dots", rows: rows, value: Axis("%", scale: .logarithmic))
  }

  private static var differences: DotPlot {
    let rows = ["the first", "a kind of a very long name, centred", "c"].enumerated().map { index, name in
      DotPlot.Row(
        name, color: Palette.orange, values: [0, Double(index), 3], center: 1, ends: 0...3, published: 2 - Double(index)
      )
    }
    return DotPlot(rows: rows, value: Axis("nats above the first"), hasBaseline: true)
  }

  private static var images: ImageGrid {
    let tiles = (0..<6).map { (index: Int) -> ImageTile in
      ImageTile(width: 4, height: 4, grey: [UInt8](repeating: 9, count: 16), caption: "caption \(index)")
    }
    return ImageGrid(
      title: "Images", tiles: tiles, columns: 3, rowLabels: ["one", "two"], columnLabels: ["a", "b", "c"])
  }

  private static func chart(
    references: [ReferenceLine] = [], highlights: Bool = false, series: Int = 1, name: String = "arm"
  ) -> LineChart {
    LineChart(
      title: "Noise", x: Axis("epoch"), y: Axis("error, %", zeroBand: .always),
      series: (0..<series).map { index in
        var line = LineChart.Series(
          "\(name) \(index)", x: noise.indices.map(Double.init), y: noise.map { $0 + Double(index) },
          color: Palette.color(index))
        if highlights { line.highlight = .init(index: 60, label: "the network that was tested") }
        return line
      }, references: references)
  }

  @Test(arguments: Kind.allCases)
  func textMeetsNothing(kind: Kind) throws {
    func figure(_ chart: some Drawable, _ size: Size) -> Figure {
      var figure = Figure(size: size, title: "Title", subtitle: "Subtitle", footer: "Footer")
      figure.place(chart, row: 0, column: 0)
      return figure
    }
    for size in [Size(width: 720, height: 440), Size(width: 460, height: 400)] {
      let faults = try Self.faults(figure(Self.drawable(kind), size))
      #expect(faults.isEmpty, "\(kind): \(faults.prefix(4))")
    }
  }

  /// The measure itself: text over a line is found, beside it is not.
  @Test func textOverInkIsFound() throws {
    func faults(_ y: Double) throws -> Int {
      var canvas = try Canvas(size: Size(width: 100, height: 40))
      canvas.textTrace = TextTrace()
      canvas.stroke(Path(from: Point(x: 0, y: 10), to: Point(x: 100, y: 10)), with: Palette.blue)
      canvas.text("label", at: Point(x: 20, y: y), font: .note, anchor: Anchor(.left, .middle))
      return canvas.textTrace?.entries[0].covered ?? 0
    }
    #expect(try faults(10) > 20 && faults(30) == 0)
  }
}
