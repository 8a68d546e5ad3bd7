import Experiments
import Plotting

/// What one arm makes of an image: its name, its verdict, and a bar with a number for each class.
struct ProbabilityBars: Drawable {
  let prediction: Prediction
  let shown: PredictionCase
  let color: Color

  private static let headerHeight = 46.0
  private static let rowHeight = 15.0
  /// Room for the classes' numbers at the left, or for names of so many letters, and for percentages at the right.
  private static let (numberLabelWidth, letterWidth, longestName) = (24.0, 5.0, 14)
  private static let numberWidth = 38.0

  private var labelWidth: Double {
    let letters = shown.classNames?.map(\.count).max() ?? 0
    return max(Self.numberLabelWidth, Self.letterWidth * Double(min(letters, Self.longestName)) + 8)
  }

  static func height(classes: Int) -> Double { headerHeight + rowHeight * Double(classes) }

  func draw(on canvas: inout Canvas, in frame: Rect) {
    canvas.fill(Rect(x: frame.minX, y: frame.minY, width: frame.width, height: 3), with: color)
    drawHeader(on: &canvas, in: frame)
    for place in prediction.probabilities.indices {
      let row = Rect(
        x: frame.minX, y: frame.minY + Self.headerHeight + Double(place) * Self.rowHeight, width: frame.width,
        height: Self.rowHeight)
      guard row.maxY <= frame.maxY + 1e-6 else { return }
      drawClass(place, on: &canvas, in: row)
    }
  }

  private func drawHeader(on canvas: inout Canvas, in frame: Rect) {
    let name = canvas.typesetter.truncated(prediction.arm.name, font: .title, width: frame.width)
    canvas.text(name, at: Point(x: frame.minX, y: frame.minY + 15), font: .title, anchor: Anchor(.left, .middle))
    let isWrong = shown.isRight(prediction) == false
    canvas.text(
      shown.verdict(prediction), at: Point(x: frame.minX, y: frame.minY + 31), font: Font(size: 10, weight: .bold),
      color: isWrong ? Self.wrongColor : .secondaryText, anchor: Anchor(.left, .middle))
  }

  private func drawClass(_ place: Int, on canvas: inout Canvas, in row: Rect) {
    let share = Double(prediction.probabilities[place])
    let isInFront = prediction.front.contains(place)
    if place == shown.label { canvas.fill(canvas.snapped(row), with: .missing) }
    let font = Font(size: 9, weight: isInFront || place == shown.label ? .bold : .regular)
    let labelEnd = Point(x: row.minX + labelWidth - 6, y: row.midY)
    let name = canvas.typesetter.truncated(shown.className(place), font: font, width: labelWidth - 6)
    canvas.text(name, at: labelEnd, font: font, anchor: Anchor(.right, .middle))
    canvas.fill(canvas.snapped(bar(share, in: row)), with: isInFront ? color : color.mixed(with: .white, by: 0.5))
    let number = NumberText.decimal(100 * share, digits: 1)
    canvas.text(
      number, at: Point(x: row.maxX - 4, y: row.midY), font: font, color: isInFront ? .text : .secondaryText,
      anchor: Anchor(.right, .middle))
  }

  /// The bar of a class in its row; a share of 1 fills all between its number and its percentage.
  func bar(_ share: Double, in row: Rect) -> Rect {
    let length = max(0, row.width - labelWidth - Self.numberWidth) * max(0, min(1, share))
    return Rect(x: row.minX + labelWidth, y: row.minY + 2.5, width: length, height: row.height - 5)
  }

  /// Dark enough to be read on white.
  private static let wrongColor = Palette.vermilion.mixed(with: .black, by: 0.2)
}
