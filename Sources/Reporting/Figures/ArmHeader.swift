import Experiments
import Plotting

/// The top of an arm's column: its name, where it starts from, and its test error in large digits.
struct ArmHeader: Drawable {
  static let height = 132.0
  let summary: ArmSummary

  func draw(on canvas: inout Canvas, in frame: Rect) {
    let color = summary.style.color
    canvas.fill(Rect(x: frame.minX, y: frame.minY, width: frame.width, height: 3), with: color)
    place(TextBlock(summary.arm.base, font: Font(size: 16, weight: .bold), color: color), 9, 22, &canvas, frame)
    place(TextBlock(description, font: .label, color: .secondaryText), 33, 28, &canvas, frame)
    place(TextBlock(bigNumber, font: Font(size: 30, weight: .bold), color: color), 62, 40, &canvas, frame)
    place(TextBlock(smallPrint, font: .tick, color: .secondaryText), 103, 26, &canvas, frame)
  }

  private func place(_ text: TextBlock, _ top: Double, _ height: Double, _ canvas: inout Canvas, _ frame: Rect) {
    text.draw(on: &canvas, in: Rect(x: frame.minX, y: frame.minY + top, width: frame.width, height: height))
  }

  /// Where the arm starts from, or, if it refines another, what it changes.
  private var description: String {
    let refinement = summary.arm.name.dropFirst(summary.arm.base.count + 1)
    return refinement.isEmpty ? summary.arm.summary : String(refinement.replacing(",", with: ", "))
  }

  private var bigNumber: String {
    guard summary.completed.isEmpty else { return NumberText.percent(summary.testError.mean) }
    return summary.unfinished.isEmpty ? "diverged" : "unfinished"
  }

  private var smallPrint: String {
    guard !summary.completed.isEmpty else { return summary.testErrorText }
    let halfWidth = summary.testError.halfWidth.map { ", ± \(NumberText.decimal(100 * $0, digits: 2))" } ?? ""
    guard summary.runs.count > 1 else {
      return (["test error"] + [summary.remarks].compactMap { $0 }).joined(separator: "; ")
    }
    return "test error\(halfWidth) over " + (summary.remarks ?? "\(summary.runs.count) seeds")
  }
}
