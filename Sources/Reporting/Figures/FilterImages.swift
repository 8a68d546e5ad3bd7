import Experiments
import Plotting

/// What the first units of the first layer look for: their incoming weights as images.
enum FilterImages {
  private static let count = 60
  private static let columns = 10
  /// More of them make a page that is too high.
  private static let mostArms = 16

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    let pretrained = summaries.filter { $0.arm.isPretrained && $0.example?.filtersBefore != nil }.prefix(mostArms)
    guard !pretrained.isEmpty else { return nil }
    // An unfinished run has not got there.
    let hasAfter = pretrained.contains { $0.example?.filtersAfter != nil }
    var figure = Figure(
      size: Size(width: hasAfter ? 960 : 560, height: 400), title: "Filters of the first machine",
      subtitle: ReportFigure.subtitle(comparison),
      footer:
        "Incoming weights of the first \(count) hidden units; blue is negative, white zero, orange positive; each image on its own scale.",
      rows: pretrained.map { _ in .fitting }, columns: [GridTrack](repeating: .relative(1), count: hasAfter ? 2 : 1))
    for (row, summary) in pretrained.enumerated() {
      if let before = summary.example?.filtersBefore {
        figure.place(grid(before, title: "\(summary.arm.name): after pretraining"), row: row, column: 0)
      }
      if let run = summary.example, let after = run.filtersAfter {
        let title = run.divergence == nil ? "after fine-tuning" : "where it diverged"
        figure.place(grid(after, title: "\(summary.arm.name): \(title)"), row: row, column: 1)
      }
    }
    return ReportFigure(
      file: "rbm-filters.png", title: "Filters of the first machine",
      caption: """
        Each image is what one hidden unit looks for. Contrastive divergence has seen no label; compare the two sides to see \
        how much fine-tuning changes.
        """, figure: ReportFigure.fitted(figure))
  }

  static func grid(_ strip: ImageStrip, title: String, count: Int = count, columns: Int = columns) -> ImageGrid {
    ImageGrid(
      title: title,
      tiles: (0..<min(count, strip.count)).map {
        ImageTile(width: strip.width, height: strip.height, signed: strip.image($0))
      }, columns: columns, isPerTile: true)
  }
}
