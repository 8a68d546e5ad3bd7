import Experiments
import Plotting

/// A test image of each class, and what each depth of the machines gives back of it.
enum Reconstructions {
  private static let mostColumns = 12
  private static let mostArms = 16

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard comparison.record.dataset.featureNames == nil else { return nil }
    let shown = Array(summaries.filter { $0.example?.reconstructions.isEmpty == false }.prefix(mostArms))
    guard let classes = shown.compactMap({ $0.example?.reconstructions[0].count }).max(), classes > 0 else {
      return nil
    }
    let columns = columns(of: classes)
    let note =
      columns.count < classes ? " \(columns.count) of the \(classes) classes are shown; the errors are over all." : ""
    var figure = Figure(
      size: Size(width: 760, height: 400), title: "Reconstructions",
      subtitle: ReportFigure.subtitle(comparison, examples: shown),
      footer: """
        Probabilities, up and down again, before fine-tuning. Error: mean square of the difference from the test image, a \
        pixel (black to white is 1).\(note)\(CurveFigures.key(comparison))
        """, rows: shown.map { _ in .fitting })
    for (row, summary) in shown.enumerated() {
      guard let strips = summary.example?.reconstructions else { continue }
      figure.place(
        grid(strips, columns, title: shown.count > 1 ? summary.label : ""), row: row, column: 0)
    }
    return ReportFigure(
      file: "reconstructions.png", title: "Reconstructions",
      caption: """
        The first test image of each class, then what comes back from the first machine's hidden units, from the second's, \
        and so on: how much of an image the code at each depth keeps, with the error of each row.
        """, figure: ReportFigure.fitted(figure))
  }

  /// Which of the classes have a column, evenly from the first to the last.
  private static func columns(of classes: Int) -> [Int] {
    guard classes > mostColumns else { return Array(0..<classes) }
    return (0..<mostColumns).map { ($0 * (classes - 1) + (mostColumns - 1) / 2) / (mostColumns - 1) }
  }

  private static func grid(_ strips: [ImageStrip], _ columns: [Int], title: String) -> ImageGrid {
    let tiles = strips.flatMap { strip in
      columns.filter { $0 < strip.count }.map { index in
        ImageTile(
          width: strip.width, height: strip.height,
          grey: strip.image(index).map { UInt8(max(0, min(255, (255 * $0).rounded()))) })
      }
    }
    return ImageGrid(
      title: title, tiles: tiles, columns: max(columns.count, 1),
      rowLabels: strips.indices.map { depth in
        depth == 0
          ? "test image"
          : "up to machine \(depth)\nerror \(NumberText.significant(error(strips[depth], of: strips[0])))"
      }, inkOnPaper: true)
  }

  /// The mean square of the difference, over all images and pixels.
  static func error(_ strip: ImageStrip, of original: ImageStrip) -> Double {
    let squares = (0..<min(strip.count, original.count)).flatMap { index in
      zip(strip.image(index), original.image(index)).map { Double(($0 - $1) * ($0 - $1)) }
    }
    return squares.reduce(0, +) / Double(max(squares.count, 1))
  }
}
