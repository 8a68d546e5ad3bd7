import Foundation
import Testing

@testable import Experiments
@testable import Plotting
@testable import Reporting

/// What is drawn of runs that are not like the usual ones.
@Suite struct OddRunsTests {
  struct Odd: CustomTestStringConvertible {
    let testDescription: String
    let runs: SyntheticComparison
  }

  private static let many = [
    "random", "dbn", "xavier", "he", "xavier-sigmoid", "zeros", "orthogonal", "lecun", "lsuv", "dbn:lr=0.3",
    "he:lr=0.01",
    "he:lr=0.001",
  ]

  static let matrix: [Odd] = [
    Odd(testDescription: "2 arms", runs: .init(arms: ["random", "he"], fates: [.learns(0.1), .learns(0.02)])),
    Odd(
      testDescription: "8 arms, 3 seeds",
      runs: .init(arms: Array(many.prefix(8)), fates: [.learns(0.1), .learns(0.02), .learns(0.05)], seeds: 3)),
    Odd(
      testDescription: "12 arms, 10 seeds, 10 layers",
      runs: .init(arms: many, fates: [.learns(0.1), .learns(0.02), .guesses], seeds: 10, depth: 10)),
    Odd(testDescription: "1 layer", runs: .init(arms: ["dbn", "he"], fates: [.learns(0.1)], seeds: 3, depth: 1)),
    Odd(
      testDescription: "2 classes, perfect arms",
      runs: .init(
        arms: ["random", "dbn", "xavier", "he"], fates: [.learns(0.1), .perfect, .perfect], seeds: 3, classes: 2)),
    Odd(testDescription: "all perfect", runs: .init(arms: ["dbn", "he"], fates: [.perfect], seeds: 10)),
    Odd(testDescription: "62 classes", runs: .init(arms: ["dbn", "he"], fates: [.learns(0.1)], seeds: 3, classes: 62)),
    Odd(
      testDescription: "exploding and diverging arms",
      runs: .init(
        arms: ["random", "dbn", "he:lr=50", "xavier:lr=1e10"],
        fates: [.learns(0.1), .learns(0.02), .explodes(1e12), .diverges], seeds: 3)),
    Odd(testDescription: "nothing learned", runs: .init(arms: ["zeros", "random"], fates: [.guesses], seeds: 3)),
    Odd(
      testDescription: "long names",
      runs: .init(
        arms: [
          "he:activation=relu,lr=0.0001,dropout=0.5", "he:activation=relu,lr=0.0002,dropout=0.25",
          "he:activation=relu,lr=0.0002,dropout=0.125", "dbn",
        ], fates: [.learns(0.1), .learns(0.02), .diverges], seeds: 3)),
    Odd(
      testDescription: "tall images", runs: .init(arms: ["dbn", "he"], fates: [.learns(0.1)], width: 8, height: 64)),
  ]

  /// Text stands on free ground, and none is too small on a page.
  @Test(arguments: matrix)
  func textCanBeRead(odd: Odd) throws {
    for figure in ReportFigure.all(of: try odd.runs.comparison()) {
      let faults = try figure.figure.faults()
      #expect(faults.isEmpty, "\(figure.file): \(faults.prefix(4))")
    }
  }

  /// Each arm that has something to show is seen, in its colour.
  @Test(arguments: matrix)
  func everyArmIsSeen(odd: Odd) throws {
    let comparison = try odd.runs.comparison()
    let summaries = ArmSummary.all(of: comparison)
    #expect(Set(summaries.map(\.label)).count == summaries.count)
    for figure in ReportFigure.all(of: comparison) {
      guard ["side-by-side.png", "loss-curves.png", "error-curves.png", "error-vs-compute.png"].contains(figure.file)
      else {
        continue
      }
      let colors = pixels(of: try figure.figure.canvas().bitmap)
      for summary in summaries where summary.hasCurve {
        #expect(colors[summary.style.color, default: 0] > 30, "\(summary.label) in \(figure.file)")
      }
    }
  }

  /// A mark for every entry of every legend, in the plot itself.
  @Test(arguments: matrix)
  func everyLegendEntryHasAMark(odd: Odd) throws {
    for figure in ReportFigure.all(of: try odd.runs.comparison()) {
      let cells = FigureLayout(figure.figure, typesetter: try Typesetter()).cells
      for case (let chart as LineChart, let cell) in cells.map({ ($0.content, $0) }) {
        let typesetter = try Typesetter()
        let layout = LineChartLayout(
          chart, size: cell.frame.size, typesetter: typesetter, atLeast: cell.insets ?? Insets())
        let area = layout.area(in: cell.frame)
        for (entry, series) in zip(
          layout.chart.legendEntries(in: area).entries, layout.chart.series.filter { !$0.name.isEmpty })
        {
          let isSeen = series.isVisible(in: area)
          #expect(isSeen == (entry.sample != .none), "\(entry.name) in \(figure.file)")
        }
        for series in layout.chart.series {
          for point in series.runs(in: area).joined() {
            #expect(point.y >= area.rect.minY - 0.01 && point.y <= area.rect.maxY + 0.01, "\(figure.file)")
          }
        }
        #expect(layout.labels(in: area).homeless.isEmpty, "\(figure.file)")
      }
    }
  }

  private func pixels(of bitmap: Bitmap) -> [Color: Int] {
    var counts: [Color: Int] = [:]
    bitmap.pixels.withUnsafeBufferPointer { buffer in
      guard var pixel = buffer.baseAddress else { return }
      // Most pixels are like the one before, and are counted together.
      var (color, run) = (bitmap[0, 0], 0)
      for _ in 0..<bitmap.width * bitmap.height {
        if pixel[0] != color.red || pixel[1] != color.green || pixel[2] != color.blue {
          counts[color, default: 0] += run
          (color, run) = (Color(red: pixel[0], green: pixel[1], blue: pixel[2]), 0)
        }
        run += 1
        pixel += 3
      }
      counts[color, default: 0] += run
    }
    return counts
  }

  @Test func anExplodedArmLeavesTheOthersTheirRoom() throws {
    let comparison = try SyntheticComparison(
      arms: ["random", "dbn", "he:lr=50"], fates: [.learns(0.1), .learns(0.02), .explodes(1e12)], seeds: 3
    ).comparison()
    let figure = try #require(LossCurves.figure(comparison, ArmSummary.all(of: comparison)))
    let chart = try #require(figure.figure.placements[1].content as? LineChart)
    let range = try #require(chart.y.range)
    #expect(range.upperBound < 20 && range.lowerBound < 0.03)
    let texts = try figure.figure.tracedCanvas().textTrace?.entries.map(\.text) ?? []
    #expect(texts.contains { $0.contains("×10¹²") }, "\(texts)")
  }

  /// Whatever panels are compared by has one axis.
  @Test func bothPanelsHaveOneAxis() throws {
    let comparison = try SyntheticComparison(arms: ["he", "dbn"], fates: [.perfect, .learns(0.1)]).comparison()
    let figure = try #require(ErrorCurves.figure(comparison, ArmSummary.all(of: comparison)))
    let charts = figure.figure.placements.compactMap { $0.content as? LineChart }
    #expect(charts.count == 2 && charts[0].y == charts[1].y && charts[0].y.zeroBand == .always)
  }
}
