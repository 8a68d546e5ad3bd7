/// The key of a colour map: an upright strip with numbers and a label at its right.
struct ColorBar: Hashable, Sendable {
  let map: ColorMap
  let axis: Axis
  let range: ClosedRange<Double>

  private static let stripWidth = 10.0

  /// The room that the strip takes to the right of what it explains, with a gap at its left.
  func width(typesetter: Typesetter) -> Double {
    let labels = scale(1000).ticks.major.map(\.label)
    let label = axis.label.isEmpty ? 0 : typesetter.lineHeight(.label) + PlotFrame.labelGap
    let numbers = typesetter.width(ofWidest: labels, font: .tick)
    return (14 + Self.stripWidth + PlotFrame.tickLength + PlotFrame.tickGap + numbers + label).rounded(.up)
  }

  /// Draws at the right edge of the frame.
  func draw(on canvas: inout Canvas, in frame: Rect) {
    let width = width(typesetter: canvas.typesetter)
    let strip = canvas.snapped(
      Rect(x: frame.maxX - width + 14, y: frame.minY, width: Self.stripWidth, height: frame.height))
    let colors = (0..<256).map { map.color(at: 1 - Double($0) / 255) }
    canvas.draw(Bitmap(width: 1, height: 256, colors: colors), in: strip)
    drawTicks(on: &canvas, strip)
    let middle = Point(x: frame.maxX, y: frame.midY)
    let text = canvas.typesetter.truncated(axis.label, font: .label, width: frame.height)
    canvas.text(text, at: middle, font: .label, anchor: Anchor(.center, .bottom), angle: -90)
  }

  private func drawTicks(on canvas: inout Canvas, _ strip: Rect) {
    let scale = scale(strip.height)
    for tick in scale.ticks.major {
      let y = strip.maxY - scale.fraction(of: tick.value) * strip.height
      let mark = Path(
        from: Point(x: strip.maxX, y: y), to: Point(x: strip.maxX + PlotFrame.tickLength, y: y))
      canvas.stroke(mark, with: .spine, style: StrokeStyle(width: 0.75, cap: .butt))
      let half = canvas.typesetter.capHeight(.tick) / 2  // Labels at the ends stay beside the strip.
      let labelY = max(strip.minY + half, min(strip.maxY - half, y))
      let start = Point(x: strip.maxX + PlotFrame.tickLength + PlotFrame.tickGap, y: labelY)
      canvas.text(tick.label, at: start, font: .tick, color: .secondaryText, anchor: Anchor(.left, .middle))
    }
  }

  private func scale(_ height: Double) -> AxisScale { .vertical(axis, range: range, length: height) }
}
