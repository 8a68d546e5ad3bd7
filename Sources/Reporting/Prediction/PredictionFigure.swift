import Experiments
import Plotting

/// Images, what the networks see of them, and what they make of it, as a picture.
public struct PredictionFigure {
  private let cases: [PredictionCase]
  private let comparison: ComparisonRecord
  private let styles: [String: ArmStyle]

  /// Images and arms that stand side by side.
  private static let mostColumns = 5
  private static let imageWidth = 150.0
  private static let armWidth = 170.0

  public init(_ cases: [PredictionCase], comparison: ComparisonRecord) {
    precondition(!cases.isEmpty, "a figure of no images")
    (self.cases, self.comparison) = (cases, comparison)
    let arms = comparison.settings.arms
    styles = Dictionary(uniqueKeysWithValues: zip(arms.map(\.name), ArmStyle.styles(of: arms)))
  }

  /// The PNG file's bytes.
  /// - Parameter command: what it was made with, kept inside the file.
  public func png(command: String) throws(PlottingError) -> [UInt8] {
    try figure().png(texts: [PNG.Text("Version", Environment.programName), PNG.Text("Command", command)])
  }

  func figure() throws(PlottingError) -> Figure {
    let armCount = cases[0].predictions.count
    let imageColumns = cases.contains { $0.picture != nil } ? 2 : 1
    let armColumns = min(armCount, Self.mostColumns - imageColumns)
    let rowsOfCase = (armCount + armColumns - 1) / armColumns
    let height = ProbabilityBars.height(classes: cases[0].predictions[0].probabilities.count)
    var figure = Figure(
      size: Size(width: width(imageColumns: imageColumns, armColumns: armColumns), height: 400),
      title: "What the networks see, and what they make of it", subtitle: subtitle, footer: footer,
      rows: [GridTrack](repeating: .fixed(max(height, Self.imageWidth + 40)), count: rowsOfCase * cases.count),
      columns: [GridTrack](repeating: .fixed(Self.imageWidth), count: imageColumns)
        + [GridTrack](repeating: .relative(1), count: armColumns))
    for (number, shown) in cases.enumerated() {
      place(shown, in: &figure, row: number * rowsOfCase, imageColumns: imageColumns, armColumns: armColumns)
    }
    return try figure.fittedToContent()
  }

  private func place(
    _ shown: PredictionCase, in figure: inout Figure, row: Int, imageColumns: Int, armColumns: Int
  ) {
    if let picture = shown.picture {
      let size = "\(picture.width) × \(picture.height) pixels"
      let mark = shown.inkBox.map {
        Rect(
          x: Double($0.x.lowerBound), y: Double($0.y.lowerBound), width: Double($0.width), height: Double($0.height))
      }
      figure.place(PicturePanel(title: shown.title, subtitle: size, bitmap: picture, mark: mark), row: row, column: 0)
    }
    figure.place(seen(shown), row: row, column: imageColumns - 1)
    for (index, prediction) in shown.predictions.enumerated() {
      let bars = ProbabilityBars(
        prediction: prediction, shown: shown, color: styles[prediction.arm.name]?.color ?? Palette.sky)
      figure.place(bars, row: row + index / armColumns, column: imageColumns + index % armColumns)
    }
  }

  /// The image with a name of its own, unless the picture beside it has that already.
  private func seen(_ shown: PredictionCase) -> ImageGrid {
    let tile = ImageTile(width: shown.width, height: shown.height, grey: shown.pixels)
    var grid = ImageGrid(
      title: shown.picture == nil ? shown.title : "What the networks see", tiles: [tile], columns: 1)
    grid.subtitle = shown.label.map { "label \(shown.className($0))" } ?? "\(shown.width) × \(shown.height) pixels"
    return grid
  }

  private func width(imageColumns: Int, armColumns: Int) -> Double {
    let gaps = 22 * Double(imageColumns + armColumns - 1)
    return 32 + gaps + Double(imageColumns) * Self.imageWidth + Double(armColumns) * Self.armWidth
  }

  private var subtitle: String {
    "\(comparison.dataset.title), networks of seed \(cases[0].predictions[0].seed)"
  }

  private var footer: String {
    let label = cases.contains { $0.label != nil } ? " The class on grey ground is the label." : ""
    let mark = cases.contains { $0.inkBox != nil } ? " The frame is around the figure that was found." : ""
    return "Bars: probability of each class, in percent; the full colour is that of the class in front.\(label)\(mark)"
  }
}
