import Experiments
import Plotting

/// The top of an arm's column: its name, where it starts from, and its test error in large digits.
struct ArmHeader: Drawable {
  static let height = 130.0
  let summary: ArmSummary

  func draw(on canvas: inout Canvas, in frame: Rect) {
    let color = summary.style.color
    canvas.fill(Rect(x: frame.minX, y: frame.minY, width: frame.width, height: 3), with: color)
    let name = Self.font(for: summary.label, width: frame.width, canvas.typesetter)
    place(TextBlock(summary.label, font: name, color: color.readable), 9, 22, &canvas, frame)
    place(TextBlock(description, font: .label, color: .secondaryText), 33, 28, &canvas, frame)
    place(TextBlock(bigNumber, font: Font(size: 30, weight: .bold), color: color.readable), 62, 40, &canvas, frame)
    place(TextBlock(smallPrint, font: .tick, color: .secondaryText), 103, 26, &canvas, frame)
  }

  private func place(_ text: TextBlock, _ top: Double, _ height: Double, _ canvas: inout Canvas, _ frame: Rect) {
    text.draw(on: &canvas, in: Rect(x: frame.minX, y: frame.minY + top, width: frame.width, height: height))
  }

  /// As large as has room, since a name that is cut could be like another.
  private static func font(for name: String, width: Double, _ typesetter: Typesetter) -> Font {
    let sizes = [16.0, 14, 12, 11, 10].map { Font(size: $0, weight: .bold) }
    return sizes.first { typesetter.width(of: name, font: $0) <= width } ?? Font(size: 9, weight: .bold)
  }

  /// Where the arm starts from, or, if its label does not tell how it refines another, what it changes.
  private var description: String {
    let isNumbered = summary.label.contains(" ")
    return isNumbered
      ? String(summary.arm.name.dropFirst(summary.arm.base.count + 1).replacing(",", with: ", ")) : summary.arm.summary
  }

  private var bigNumber: String {
    guard summary.completed.isEmpty else { return NumberText.percent(summary.testError.center) }
    return summary.unfinished.isEmpty ? "diverged" : "unfinished"
  }

  private var smallPrint: String {
    guard !summary.completed.isEmpty else { return summary.testErrorText }
    guard summary.runs.count > 1 else {
      return (["test error"] + [summary.remarks].compactMap { $0 }).joined(separator: "; ")
    }
    let error = summary.testError
    let ends = error.endsText.map { error.isInterval ? "; \($0)" : ", \($0)" } ?? ""
    let center = error.isInterval ? "mean" : error.values.count > 1 ? "median" : "test error"
    return "\(center) of \(summary.remarks ?? "\(summary.runs.count) seeds")\(ends)"
  }
}
