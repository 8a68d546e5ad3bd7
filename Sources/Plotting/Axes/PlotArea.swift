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

  /// A smaller one is left empty.
  var canBeSeen: Bool { rect.width > 8 && rect.height > 8 }

  /// The point of a pair of values; a coordinate is not a number where the value has no place.
  func point(_ xValue: Double, _ yValue: Double) -> Point {
    Point(x: self.xPosition(xValue), y: self.yPosition(yValue))
  }

  func xPosition(_ value: Double) -> Double { rect.minX + x.fraction(of: value) * rect.width }

  func yPosition(_ value: Double) -> Double { rect.maxY - y.fraction(of: value) * rect.height }

  /// The plot without the bands in which zeros are drawn.
  var scaleRect: Rect {
    rect.inset(by: Insets(left: x.zeroShare * rect.width, bottom: y.zeroShare * rect.height))
  }
}

extension PlotArea {
  /// The labelled ticks of an axis of numbers that have a line across the plot: all but the zero beside a logarithmic axis.
  private static func gridTicks(_ axis: AxisScale) -> [Tick] {
    axis.isCategorical ? [] : axis.ticks.major.filter { axis.zeroShare == 0 || $0.value != 0 }
  }

  /// Draws light lines at the labelled ticks of both axes of numbers, and the ground of zeros.
  func drawGrid(on canvas: inout Canvas) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    let scaled = scaleRect
    if x.zeroShare > 0 {
      canvas.fill(
        canvas.snapped(Rect(minX: rect.minX, minY: rect.minY, maxX: scaled.minX - 2, maxY: rect.maxY)),
        with: .zeroGround)
    }
    if y.zeroShare > 0 {
      canvas.fill(
        canvas.snapped(Rect(minX: rect.minX, minY: scaled.maxY + 2, maxX: rect.maxX, maxY: rect.maxY)),
        with: .zeroGround)
    }
    for tick in Self.gridTicks(x) {
      let position = Self.crisp(xPosition(tick.value), canvas)
      let line = Path(from: Point(x: position, y: rect.minY), to: Point(x: position, y: rect.maxY))
      canvas.stroke(line, with: .grid, style: style)
    }
    for tick in Self.gridTicks(y) {
      let position = Self.crisp(yPosition(tick.value), canvas)
      let line = Path(from: Point(x: rect.minX, y: position), to: Point(x: rect.maxX, y: position))
      canvas.stroke(line, with: .grid, style: style)
    }
  }

  /// Draws the left and the bottom spine with ticks, numbers and labels.
  func drawAxes(on canvas: inout Canvas, in frame: Rect) {
    if showsSpines { drawSpines(on: &canvas) }
    drawXTicks(on: &canvas)
    drawYTicks(on: &canvas, in: frame)
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
    if y.zeroShare > 0 { drawBreak(at: Point(x: left, y: scaleRect.maxY + 1), isUpright: true, on: &canvas) }
    if x.zeroShare > 0 { drawBreak(at: Point(x: scaleRect.minX - 1, y: bottom), isUpright: false, on: &canvas) }
  }

  /// Two short slanted strokes where an axis is broken.
  private func drawBreak(at point: Point, isUpright: Bool, on canvas: inout Canvas) {
    for offset in [-1.25, 1.25] {
      let middle = point + (isUpright ? Point(x: 0, y: offset) : Point(x: offset, y: 0))
      let arm = isUpright ? Point(x: 3.5, y: -1.5) : Point(x: 1.5, y: -3.5)
      canvas.stroke(
        Path(from: middle - arm, to: middle + arm), with: .spine, style: StrokeStyle(width: 0.75, cap: .butt))
    }
  }

  private func drawXTicks(on canvas: inout Canvas) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    let marks =
      x.isCategorical ? [] : x.ticks.major.map { ($0.value, PlotFrame.tickLength) } + x.ticks.minor.map { ($0, 2) }
    for (value, length) in marks where showsSpines {
      let position = Self.crisp(xPosition(value), canvas)
      let mark = Path(from: Point(x: position, y: rect.maxY), to: Point(x: position, y: rect.maxY + length))
      canvas.stroke(mark, with: .spine, style: style)
    }
    if showsXLabels { drawXNames(on: &canvas) }
  }

  private func drawXNames(on canvas: inout Canvas) {
    let top = rect.maxY + PlotFrame.tickLength + PlotFrame.tickGap
    guard x.isCategorical else {
      for tick in x.ticks.major {
        let point = Point(x: xPosition(tick.value), y: top)
        canvas.text(tick.label, at: point, font: .tick, color: .secondaryText, anchor: Anchor(.center, .top))
      }
      return
    }
    let names = CategoryLabels(under: x, length: rect.width, typesetter: canvas.typesetter)
    let anchor = names.isTilted ? Anchor(.right, .middle) : Anchor(.center, .top)
    let shift = names.isTilted ? Point(x: 3, y: 2.5) : Point(x: 0, y: 0)
    let lineHeight = canvas.typesetter.lineHeight(.tick)
    for name in names.labels {
      for (index, line) in name.lines.enumerated() {
        let point = Point(x: xPosition(name.value), y: top + Double(index) * lineHeight) + shift
        canvas.text(
          line, at: point, font: .tick, color: .secondaryText, anchor: anchor,
          angle: names.isTilted ? -CategoryLabels.angle : 0)
      }
    }
  }

  private func drawYTicks(on canvas: inout Canvas, in frame: Rect) {
    let style = StrokeStyle(width: 0.75, cap: .butt)
    let marks =
      y.isCategorical ? [] : y.ticks.major.map { ($0.value, PlotFrame.tickLength) } + y.ticks.minor.map { ($0, 2) }
    for (value, length) in marks where showsSpines {
      let position = Self.crisp(yPosition(value), canvas)
      let mark = Path(from: Point(x: rect.minX - length, y: position), to: Point(x: rect.minX, y: position))
      canvas.stroke(mark, with: .spine, style: style)
    }
    if showsYLabels { drawYNames(on: &canvas, in: frame) }
  }

  private func drawYNames(on canvas: inout Canvas, in frame: Rect) {
    let right = rect.minX - PlotFrame.tickLength - PlotFrame.tickGap
    let lineHeight = canvas.typesetter.lineHeight(.tick)
    for name in yNames(in: frame, right: right, typesetter: canvas.typesetter) {
      for (index, line) in name.lines.enumerated() {
        let offset = (Double(index) - Double(name.lines.count - 1) / 2) * lineHeight
        let end = Point(x: right, y: yPosition(name.value) + offset)
        canvas.text(line, at: end, font: .tick, color: .secondaryText, anchor: Anchor(.right, .middle))
      }
    }
  }

  private func yNames(in frame: Rect, right: Double, typesetter: Typesetter) -> [CategoryLabels.Label] {
    guard y.isCategorical else { return y.ticks.major.map { .init(value: $0.value, lines: [$0.label]) } }
    let room = right - frame.minX - PlotFrame.labelRoom(for: y, typesetter: typesetter)
    let width = min(frame.width * 0.32, room) + 0.01
    return CategoryLabels(besides: y, length: rect.height, width: width, typesetter: typesetter).labels
  }

  private func drawXLabel(on canvas: inout Canvas) {
    let room = PlotFrame.bottomRoom(for: x, width: rect.width, typesetter: canvas.typesetter)
    let text = canvas.typesetter.truncated(x.label, font: .label, width: rect.width)
    let bottom = Point(x: rect.midX, y: rect.maxY + room)
    canvas.text(text, at: bottom, font: .label, anchor: Anchor(.center, .bottom))
  }

  private func drawYLabel(on canvas: inout Canvas, in frame: Rect) {
    let text = canvas.typesetter.truncated(y.label, font: .label, width: max(rect.height, frame.height * 0.8))
    let room = PlotFrame.leftRoom(for: y, size: frame.size, typesetter: canvas.typesetter)
    let top = Point(x: max(frame.minX, rect.minX - room), y: rect.midY)
    canvas.text(text, at: top, font: .label, anchor: Anchor(.center, .top), angle: -90)
  }
}
