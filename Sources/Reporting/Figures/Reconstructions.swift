import Experiments
import Plotting

/// A test image of each class, and what each depth of the machines gives back of it.
enum Reconstructions {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard let run = summaries.compactMap(\.example).first(where: { !$0.reconstructions.isEmpty }) else {
      return nil
    }
    let strips = run.reconstructions
    let tiles = strips.flatMap { strip in
      (0..<strip.count).map { index in
        ImageTile(
          width: strip.width, height: strip.height, grey: strip.image(index).map { UInt8(max(0, min(255, 255 * $0))) })
      }
    }
    let grid = ImageGrid(
      tiles: tiles, columns: max(strips[0].count, 1),
      rowLabels: strips.indices.map { $0 == 0 ? "test image" : "up to machine \($0)" }, inkOnPaper: true)
    var figure = Figure(
      size: Size(width: 720, height: 400), title: "Reconstructions", subtitle: ReportFigure.subtitle(comparison),
      footer: "Probabilities, up and down again, before fine-tuning.", rows: [.fitting])
    figure.place(grid, row: 0, column: 0)
    return ReportFigure(
      file: "reconstructions.png", title: "Reconstructions",
      caption: """
        The first test image of each class, then what comes back from the first machine's hidden units, from the second's, \
        and so on: how much of an image the code at each depth keeps.
        """, figure: ReportFigure.fitted(figure))
  }
}
