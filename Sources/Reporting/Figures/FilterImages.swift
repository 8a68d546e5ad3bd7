import Experiments
import Plotting

/// What the first units of the first layer look for: their incoming weights as images, before and after fine-tuning, and what it
/// changed.
enum FilterImages {
  private static let count = 60
  private static let columns = 10
  /// More of them make a page that is too high.
  private static let mostArms = 16

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard comparison.record.dataset.featureNames == nil else { return nil }
    let pretrained = summaries.filter { $0.arm.isPretrained && $0.example?.filtersBefore != nil }.prefix(mostArms)
    guard !pretrained.isEmpty else { return nil }
    // An unfinished run has not got there.
    let hasAfter = pretrained.contains { $0.example?.filtersAfter != nil }
    let shown = pretrained.compactMap { $0.example?.filtersBefore?.count }.max().map { min($0, count) } ?? 0
    var figure = Figure(
      size: Size(width: hasAfter ? 1030 : 560, height: 400), title: "Filters of the first machine",
      subtitle: ReportFigure.subtitle(comparison, examples: Array(pretrained)),
      footer: """
        Incoming weights of \(shown < count ? "all" : "the first") \(shown) hidden units; blue is negative, orange positive, no colour zero. \
        Before and after have the same scale for a unit, the change has its own.\(CurveFigures.key(comparison))
        """,
      rows: pretrained.map { _ in .fitting }, columns: [GridTrack](repeating: .relative(1), count: hasAfter ? 3 : 1))
    for (row, summary) in pretrained.enumerated() { place(summary, in: &figure, row: row) }
    return ReportFigure(
      file: "rbm-filters.png", title: "Filters of the first machine",
      caption: """
        Each image is what one hidden unit looks for. Contrastive divergence has seen no label; at the right is what fine-tuning added to \
        each image, and above it how large that is beside what was there.
        """, figure: ReportFigure.fitted(figure))
  }

  private static func place(_ summary: ArmSummary, in figure: inout Figure, row: Int) {
    guard let run = summary.example, let before = run.filtersBefore else { return }
    let after = run.filtersAfter
    let limits = after.map { after in zip(before.limits, after.limits).map { max($0, $1) } }
    // Shuffled weights are no longer what pretraining left.
    let start = summary.arm.isShuffled == true ? "before fine-tuning" : "after pretraining"
    figure.place(grid(before, title: "\(summary.label): \(start)", limits: limits), row: row, column: 0)
    guard let after else { return }
    let end = run.divergence == nil ? "after fine-tuning" : "where it diverged"
    figure.place(grid(after, title: end, limits: limits), row: row, column: 1)
    let images = (0..<min(before.count, after.count)).map { index in
      zip(after.image(index), before.image(index)).map { $0 - $1 }
    }
    let title = "change, \(NumberText.percent(change(from: before, to: after), digits: 0)) of the weights"
    figure.place(
      grid(images, width: before.width, height: before.height, title: title), row: row, column: 2)
  }

  /// The length of what was added to all images, in terms of that of the images before.
  static func change(from before: ImageStrip, to after: ImageStrip) -> Double {
    var (added, original) = (0.0, 0.0)
    for index in 0..<min(before.count, after.count) {
      for (new, old) in zip(after.image(index), before.image(index)) {
        added += Double((new - old) * (new - old))
        original += Double(old * old)
      }
    }
    return (added / original).squareRoot()
  }

  /// - Parameter limits: the magnitude of full colour for each image; its own largest where nil.
  static func grid(
    _ strip: ImageStrip, title: String, count: Int = count, columns: Int = columns, limits: [Float]? = nil
  ) -> ImageGrid {
    grid(
      (0..<min(count, strip.count)).map(strip.image), width: strip.width, height: strip.height, title: title,
      columns: columns, limits: limits)
  }

  private static func grid(
    _ images: [[Float]], width: Int, height: Int, title: String, columns: Int = columns, limits: [Float]? = nil
  ) -> ImageGrid {
    var grid = ImageGrid(
      title: title,
      tiles: images.prefix(count).enumerated().map { index, image in
        ImageTile(
          width: width, height: height, signed: image,
          limit: limits.flatMap { $0.indices.contains(index) ? $0[index] : nil })
      }, columns: columns)
    grid.isPerTile = true
    return grid
  }
}
