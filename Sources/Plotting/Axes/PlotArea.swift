/// The rectangle between two settled axes: places values and draws grid, spines, ticks and labels around them.
struct PlotArea: Hashable, Sendable {
  /// Where the data is drawn, in points.
  var rect: Rect
  var x: AxisScale
  var y: AxisScale
  /// Whether the numbers and the label of an axis are written, or only its line is drawn.
  var showsXLabels = true
  var showsYLabels = true
  /// Whether lines are drawn along the axes; a heat map goes without.
  var showsSpines = true

  /// The point of a pair of values; a coordinate is not a number where the value has no place.
  func point(_ xValue: Double, _ yValue: Double) -> Point {
    Point(x: self.xPosition(xValue), y: self.yPosition(yValue))
  }

  func xPosition(_ value: Double) -> Double { rect.minX + x.fraction(of: value) * rect.width }

  func yPosition(_ value: Double) -> Double { rect.maxY - y.fraction(of: value) * rect.height }
}

extension PlotArea {
  static let tickLength = 3.5
  static let tickGap = 3.0
  static let labelGap = 4.0
  /// Lines that a name under its bar may take.
  static let categoryLines = 3

  /// The room that the parts of the vertical axis take to the left of the plot.
  static func leftRoom(for y: AxisScale, width: Double, typesetter: Typesetter) -> Double {
    let widest = typesetter.width(ofWidest: y.ticks.major.map(\.label), font: .tick)
    let labels = y.isCategorical ? min(widest, width * 0.35) : widest
    let label = y.label.isEmpty ? 0 : typesetter.lineHeight(.label) + labelGap
    return (labels + tickLength + tickGap + label).rounded(.up)
  }

  /// The room that the parts of the horizontal axis take below the plot, when the plot is so wide.
  static func bottomRoom(for x: AxisScale, width: Double, typesetter: Typesetter) -> Double {
    let lines = x.ticks.major.map { xLines(of: $0, axis: x, width: width, typesetter: typesetter).count }.max() ?? 1
    let label = x.label.isEmpty ? 0 : typesetter.lineHeight(.label) + labelGap
    return (tickLength + tickGap + Double(lines) * typesetter.lineHeight(.tick) + label).rounded(.up)
  }

  /// The room to the right that the last label of the horizontal axis needs beyond the plot.
  static func rightRoom(for x: AxisScale, typesetter: Typesetter) -> Double {
    guard !x.isCategorical, let last = x.ticks.major.last else { return 4 }
    return max(4, typesetter.width(of: last.label, font: .tick) / 2 + 1).rounded(.up)
  }

  /// The lines of a label under the horizontal axis: names are broken to their share of the width.
  private static func xLines(of tick: Tick, axis: AxisScale, width: Double, typesetter: Typesetter) -> [String] {
    guard axis.isCategorical else { return [tick.label] }
    let slot = width / Double(max(1, axis.ticks.major.count)) - 6
    return typesetter.lines(of: tick.label, font: .tick, width: slot, maximumLines: categoryLines)
  }
}

extension PlotArea {
  /// Draws light lines at the labelled ticks of both axes of numbers.
  func drawGrid(on canvas: inout Canvas) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    for tick in x.isCategorical ? [] : x.ticks.major {
      let position = Self.crisp(xPosition(tick.value), canvas)
      let line = Path(from: Point(x: position, y: rect.minY), to: Point(x: position, y: rect.maxY))
      canvas.stroke(line, with: .grid, style: style)
    }
    for tick in y.isCategorical ? [] : y.ticks.major {
      let position = Self.crisp(yPosition(tick.value), canvas)
      let line = Path(from: Point(x: rect.minX, y: position), to: Point(x: rect.maxX, y: position))
      canvas.stroke(line, with: .grid, style: style)
    }
  }

  /// Draws the left and the bottom spine with ticks, numbers and labels.
  func drawAxes(on canvas: inout Canvas, in frame: Rect) {
    if showsSpines { drawSpines(on: &canvas) }
    drawXTicks(on: &canvas)
    drawYTicks(on: &canvas)
    if showsXLabels { drawXLabel(on: &canvas) }
    if showsYLabels { drawYLabel(on: &canvas, in: frame) }
  }

  /// The middle of the half-point column or row that holds a coordinate, so that thin lines look alike.
  private static func crisp(_ position: Double, _ canvas: Canvas) -> Double {
    canvas.snapped(position - 0.5 / canvas.scale) + 0.5 / canvas.scale
  }

  private func drawSpines(on canvas: inout Canvas) {
    let left = Self.crisp(rect.minX, canvas)
    let bottom = Self.crisp(rect.maxY, canvas)
    let corner = [Point(x: left, y: rect.minY), Point(x: left, y: bottom), Point(x: rect.maxX, y: bottom)]
    canvas.stroke(Path(points: corner), with: .spine, style: StrokeStyle(width: 0.75, cap: .butt))
  }

  private func drawXTicks(on canvas: inout Canvas) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    let marks = x.isCategorical ? [] : x.ticks.major.map { ($0.value, Self.tickLength) } + x.ticks.minor.map { ($0, 2) }
    for (value, length) in marks where showsSpines {
      let position = Self.crisp(xPosition(value), canvas)
      let mark = Path(from: Point(x: position, y: rect.maxY), to: Point(x: position, y: rect.maxY + length))
      canvas.stroke(mark, with: .spine, style: style)
    }
    for tick in showsXLabels ? x.ticks.major : [] {
      let lines = Self.xLines(of: tick, axis: x, width: rect.width, typesetter: canvas.typesetter)
      for (index, line) in lines.enumerated() {
        let y = rect.maxY + Self.tickLength + Self.tickGap + Double(index) * canvas.typesetter.lineHeight(.tick)
        let top = Point(x: xPosition(tick.value), y: y)
        canvas.text(line, at: top, font: .tick, color: .secondaryText, anchor: Anchor(.center, .top))
      }
    }
  }

  private func drawYTicks(on canvas: inout Canvas) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    let marks = y.isCategorical ? [] : y.ticks.major.map { ($0.value, Self.tickLength) } + y.ticks.minor.map { ($0, 2) }
    for (value, length) in marks where showsSpines {
      let position = Self.crisp(yPosition(value), canvas)
      let mark = Path(from: Point(x: rect.minX - length, y: position), to: Point(x: rect.minX, y: position))
      canvas.stroke(mark, with: .spine, style: style)
    }
    for tick in showsYLabels ? y.ticks.major : [] {
      let end = Point(x: rect.minX - Self.tickLength - Self.tickGap, y: yPosition(tick.value))
      canvas.text(tick.label, at: end, font: .tick, color: .secondaryText, anchor: Anchor(.right, .middle))
    }
  }

  private func drawXLabel(on canvas: inout Canvas) {
    let room = Self.bottomRoom(for: x, width: rect.width, typesetter: canvas.typesetter)
    let text = canvas.typesetter.truncated(x.label, font: .label, width: rect.width)
    let bottom = Point(x: rect.midX, y: rect.maxY + room)
    canvas.text(text, at: bottom, font: .label, anchor: Anchor(.center, .bottom))
  }

  private func drawYLabel(on canvas: inout Canvas, in frame: Rect) {
    let text = canvas.typesetter.truncated(y.label, font: .label, width: max(rect.height, frame.height * 0.8))
    let top = Point(x: frame.minX, y: rect.midY)
    canvas.text(text, at: top, font: .label, anchor: Anchor(.center, .top), angle: -90)
  }
}
