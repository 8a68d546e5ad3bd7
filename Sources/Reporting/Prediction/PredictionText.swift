import Experiments
import Plotting

/// An image with the probabilities of all arms side by side, for the terminal.
public struct PredictionText {
  public let text: String

  /// - Parameters:
  ///   - arms: all of the comparison, which decide the colours.
  ///   - width: columns that a line may have. Arms that do not fit side by side follow below.
  public init(_ shown: PredictionCase, arms: [Arm], style: TerminalStyle, width: Int = 80) {
    let label = shown.label.map { "label \(shown.className($0))" }
    let heading = [shown.title, shown.detail, label].compactMap { $0 }.filter { !$0.isEmpty }
    var lines = [style.bold(heading.joined(separator: ", ")), ""]
    lines += TerminalPicture.lines(width: shown.width, height: shown.height, pixels: shown.pixels, style: style)
    let styles = Dictionary(uniqueKeysWithValues: zip(arms.map(\.name), ArmStyle.styles(of: arms)))
    let table = Table(shown, style: style, width: width)
    for part in table.parts {
      lines.append("")
      lines += table.lines(of: part) { styles[$0.name]?.color ?? Palette.sky }
    }
    if shown.label != nil { lines += ["", "* the label"] }
    text = lines.map { String($0.trimmingSuffix(while: { $0 == " " })) }.joined(separator: "\n")
  }
}

/// A column for each arm: its name, what it says, and a bar with a number for each class.
private struct Table {
  private let shown: PredictionCase
  private let style: TerminalStyle
  /// Columns of the bar, of an arm, and of the classes' names.
  private let barWidth: Int
  private let cellWidth: Int
  private let labelWidth: Int
  /// Arms that stand side by side.
  let parts: [[Prediction]]

  private static let barWidths = 8...24
  /// A number such as "100.0 %" and a mark, each after a space.
  private static let numberWidth = 10
  private static let gap = 1
  private static let longestName = 16

  init(_ shown: PredictionCase, style: TerminalStyle, width: Int) {
    (self.shown, self.style) = (shown, style)
    let count = shown.predictions.count
    labelWidth =
      min(Self.longestName, shown.predictions[0].probabilities.indices.map { shown.className($0).count }.max() ?? 1) + 3
    let least = Self.barWidths.lowerBound + Self.numberWidth + Self.gap
    let most = max(1, min(count, (width - labelWidth) / least))
    barWidth = max(
      Self.barWidths.lowerBound,
      min(Self.barWidths.upperBound, (width - labelWidth) / most - Self.numberWidth - Self.gap))
    cellWidth = barWidth + Self.numberWidth
    parts = stride(from: 0, to: count, by: most).map { Array(shown.predictions[$0..<min($0 + most, count)]) }
  }

  func lines(of part: [Prediction], color: (Arm) -> Color) -> [String] {
    let colors = part.map { Self.visible(color($0.arm)) }
    let margin = String(repeating: " ", count: labelWidth)
    let names = zip(part, colors).map { style.colored(padded(short($0.arm.name)), $1) }
    let verdicts = part.map { padded(short(shown.verdict($0))) }
    let classes = part[0].probabilities.indices.map { place in
      let label =
        String(shown.className(place).prefix(Self.longestName)).leftPadded(labelWidth - 3)
        + (place == shown.label ? " * " : "   ")
      return row(label, zip(part, colors).map { cell(of: place, $0, $1) })
    }
    return [row(margin, names), row(margin, verdicts)] + classes
  }

  private func row(_ label: String, _ cells: [String]) -> String {
    label + cells.joined(separator: String(repeating: " ", count: Self.gap))
  }

  /// Bar, number and mark of a class. The class in front stands out by its mark, and in colours by its bar.
  private func cell(of place: Int, _ prediction: Prediction, _ color: Color) -> String {
    let share = Double(prediction.probabilities[place])
    let isInFront = prediction.front.contains(place)
    let bar = bar(share)
    let padding = String(repeating: " ", count: barWidth - bar.count)
    let number = NumberText.percent(share, digits: 1).leftPadded(Self.numberWidth - 2)
    let mark = isInFront ? mark(prediction) : " "
    let drawn = style.colored(bar, isInFront ? color : Color(grey: 128))
    return drawn + padding + (isInFront ? style.bold(number) : number) + " " + mark
  }

  private func mark(_ prediction: Prediction) -> String {
    if prediction.front.count > 1 { return "=" }
    switch shown.isRight(prediction) {
    case nil: return "<"
    case true?: return style == .plain ? "<" : style.colored("✓", Palette.green)
    case false?: return style == .plain ? "x" : style.colored("✗", Palette.vermilion)
    }
  }

  /// Eighths of a character where blocks can be shown; anything above zero by half of one at least shows nothing.
  private func bar(_ share: Double) -> String {
    let length = max(0, min(1, share)) * Double(barWidth)
    guard style != .plain else { return String(repeating: "#", count: Int(length.rounded())) }
    let (full, rest) = Int((8 * length).rounded()).quotientAndRemainder(dividingBy: 8)
    let blocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: full) + blocks[rest]
  }

  private func short(_ text: String) -> String {
    text.count > cellWidth ? text.prefix(cellWidth - 1) + (style == .plain ? "~" : "…") : text
  }

  private func padded(_ text: String) -> String { text + String(repeating: " ", count: cellWidth - text.count) }

  /// Dark colours are lightened, since most terminals are black.
  private static func visible(_ color: Color) -> Color {
    color.luminance < 0.1 ? color.mixed(with: .white, by: 0.45) : color
  }
}
