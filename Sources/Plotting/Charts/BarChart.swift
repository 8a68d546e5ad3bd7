import Foundation

/// Bars side by side over one axis of numbers, with error bars and written values.
public struct BarChart: Drawable, Hashable {
  public enum Orientation: Hashable, Sendable {
    /// Bars run to the right, the first at the top: for long names.
    case horizontal
    /// Bars rise from the bottom, the first at the left.
    case vertical
  }

  public var title: String
  public var subtitle: String
  public var bars: [Bar]
  public var orientation: Orientation
  /// The axis of the values. Bars of a linear axis start at zero, those of a logarithmic one at its lower end.
  public var value: Axis

  public init(
    title: String = "", subtitle: String = "", bars: [Bar], orientation: Orientation = .horizontal,
    value: Axis = Axis()
  ) {
    self.title = title
    self.subtitle = subtitle
    self.bars = bars
    self.orientation = orientation
    self.value = value
  }

  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    let (x, y) = scales(for: size, typesetter: typesetter)
    let left = PlotArea.leftRoom(for: y, size: size, typesetter: typesetter)
    return Insets(
      top: heading.height(width: size.width, typesetter: typesetter) + 6, left: left,
      bottom: PlotArea.bottomRoom(for: x, width: size.width - left, typesetter: typesetter),
      right: PlotArea.rightRoom(for: x, typesetter: typesetter))
  }

  /// Horizontal bars want 28 points each.
  public func preferredHeight(width: Double, typesetter: Typesetter) -> Double? {
    guard isHorizontal else { return nil }
    let heading = heading.height(width: width, typesetter: typesetter)
    return heading + 28 * Double(max(1, bars.count)) + 26 + (value.label.isEmpty ? 0 : 17)
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    draw(on: &canvas, in: frame, insets: insets(for: frame.size, typesetter: canvas.typesetter) ?? Insets(8))
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    let plot = frame.inset(by: insets)
    guard plot.width > 8, plot.height > 8 else { return }
    heading.draw(on: &canvas, in: frame)
    let (x, y) = scales(for: plot.size, typesetter: canvas.typesetter)
    let area = PlotArea(rect: plot, x: x, y: y)
    area.drawGrid(on: &canvas)
    canvas.clipped(to: plot) { canvas in
      for index in bars.indices { drawBar(index, on: &canvas, in: area) }
    }
    drawZeroLine(on: &canvas, in: area)
    area.drawAxes(on: &canvas, in: frame)
    canvas.clipped(to: frame) { canvas in
      for index in bars.indices { drawValue(of: index, on: &canvas, in: area) }
    }
  }
}

extension BarChart {
  private static let thickest = 34.0
  private var heading: Heading { Heading(title: title, subtitle: subtitle) }
  private var isHorizontal: Bool { orientation == .horizontal }

  private func scales(for size: Size, typesetter: Typesetter) -> (AxisScale, AxisScale) {
    let names = bars.map(\.label)
    let range = valueRange(for: size, typesetter: typesetter)
    if isHorizontal {
      let stride = Int((11 * Double(max(1, names.count)) / max(1, size.height)).rounded(.up))
      return (
        .horizontal(value, range: range, length: size.width, typesetter: typesetter),
        AxisScale(label: "", categories: names, isReversed: true, stride: stride)
      )
    }
    let stride = Int((12 * Double(max(1, names.count)) / max(1, size.width)).rounded(.up))
    return (
      AxisScale(label: "", categories: names, stride: stride), .vertical(value, range: range, length: size.height)
    )
  }

  /// What is written beyond a bar: on a linear axis all values have as many decimals as the largest needs.
  private func text(ofBar index: Int) -> String {
    let bar = bars[index]
    if let text = bar.valueText { return text }
    let largest = bars.reduce(0) { $1.value.isFinite ? max($0, abs($1.value)) : $0 }
    guard value.scale == .linear, bar.value.isFinite, largest > 0 else { return NumberStyle.short(bar.value) }
    return NumberStyle(largest: largest, exponent: Int(floor(log10(largest))) - 2).string(bar.value)
  }

  /// The range of the values with room for the texts beyond the bars.
  private func valueRange(for size: Size, typesetter: Typesetter) -> ClosedRange<Double> {
    var axis = value
    axis.includesZero = true
    let values = RobustLimits.values(
      bars.map { bar in [bar.value, bar.error?.lowerBound, bar.error?.upperBound].compactMap { $0 } }, scale: axis.scale
    )
    let range = axis.range(over: values, padding: 0.02)
    guard value.range == nil else { return range }
    let text = isHorizontal ? typesetter.width(ofWidest: bars.indices.map(text(ofBar:)), font: .tick) + 8 : 16
    let share = min(0.4, text / max(1, isHorizontal ? size.width : size.height))
    return Self.extended(range, by: share / (1 - share), axis: axis, values: values)
  }

  private static func extended(
    _ range: ClosedRange<Double>, by share: Double, axis: Axis, values: [Double]
  ) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    if axis.scale == .logarithmic {
      return (low / 1.5)...(high * pow(high / low, share))
    }
    let room = (high - low) * share
    let reachesBelow = values.contains { $0 < 0 }
    let reachesAbove = !reachesBelow || values.contains { $0 > 0 }
    return (reachesBelow ? low - room : low)...(reachesAbove ? high + room : high)
  }
}

extension BarChart {
  /// Whether a bar ends beyond the axis, so that it is drawn broken.
  private func isBeyond(_ index: Int, in area: PlotArea) -> Bool {
    let fraction = (isHorizontal ? area.x : area.y).fraction(of: bars[index].value)
    return fraction > 1 + 1e-9 || fraction < -1e-9
  }

  /// The rectangle of a bar on the page, as far as the axis goes; nil where its value has no place.
  func rect(ofBar index: Int, in area: PlotArea) -> Rect? {
    let scale = isHorizontal ? area.x : area.y
    let exact = scale.fraction(of: bars[index].value)
    guard exact.isFinite else { return nil }
    let fraction = max(0, min(1, exact))
    let base = scale.kind == .logarithmic ? 0 : max(0, min(1, scale.fraction(of: 0)))
    let slot = (isHorizontal ? area.rect.height : area.rect.width) / Double(bars.count)
    let thickness = min(Self.thickest, slot * 0.68)
    let (low, high) = (min(base, fraction), max(base, fraction))
    if isHorizontal {
      let middle = area.yPosition(Double(index) + 0.5)
      return Rect(
        x: area.rect.minX + low * area.rect.width, y: middle - thickness / 2, width: (high - low) * area.rect.width,
        height: thickness)
    }
    let middle = area.xPosition(Double(index) + 0.5)
    return Rect(
      x: middle - thickness / 2, y: area.rect.maxY - high * area.rect.height, width: thickness,
      height: (high - low) * area.rect.height)
  }

  /// A line at zero where bars run both ways.
  private func drawZeroLine(on canvas: inout Canvas, in area: PlotArea) {
    let scale = isHorizontal ? area.x : area.y
    guard scale.kind == .linear, scale.range.lowerBound < 0, scale.range.upperBound > 0 else { return }
    let zero = position(of: 0, in: area)
    let (start, end) = isHorizontal ? (area.rect.minY, area.rect.maxY) : (area.rect.minX, area.rect.maxX)
    let line = Path(from: point(along: zero, across: start), to: point(along: zero, across: end))
    canvas.stroke(line, with: .spine, style: StrokeStyle(width: 0.75, cap: .butt))
  }

  private func drawBar(_ index: Int, on canvas: inout Canvas, in area: PlotArea) {
    guard let rect = rect(ofBar: index, in: area) else { return }
    canvas.fill(canvas.snapped(rect), with: bars[index].color)
    guard !isBeyond(index, in: area) else { return drawBreak(in: rect, on: &canvas) }
    guard let error = bars[index].error else { return }
    let middle = isHorizontal ? rect.midY : rect.midX
    let ends = [error.lowerBound, error.upperBound].map { position(of: $0, in: area) }
    guard ends.allSatisfy(\.isFinite) else { return }
    let cap = min(4, (isHorizontal ? rect.height : rect.width) / 3)
    var path = Path(from: point(along: ends[0], across: middle), to: point(along: ends[1], across: middle))
    for end in ends {
      path.append(
        Path(from: point(along: end, across: middle - cap), to: point(along: end, across: middle + cap)))
    }
    canvas.stroke(path, with: .text, style: StrokeStyle(width: 1, cap: .butt))
  }

  /// Two white strokes across a bar that goes on beyond the axis.
  private func drawBreak(in rect: Rect, on canvas: inout Canvas) {
    for offset in [-2.5, 2.5] {
      let middle = Point(x: rect.midX + (isHorizontal ? offset : 0), y: rect.midY + (isHorizontal ? 0 : offset))
      let arm =
        isHorizontal ? Point(x: 2, y: -rect.height / 2 - 1) : Point(x: rect.width / 2 + 1, y: -2)
      canvas.stroke(
        Path(from: middle - arm, to: middle + arm), with: .white, style: StrokeStyle(width: 1.6, cap: .butt))
    }
  }

  private func drawValue(of index: Int, on canvas: inout Canvas, in area: PlotArea) {
    guard let rect = rect(ofBar: index, in: area) else { return drawMissing(index, on: &canvas, in: area) }
    let bar = bars[index]
    guard !isBeyond(index, in: area) else { return drawValueBeyond(index, in: rect, on: &canvas) }
    let isNegative = bar.value < 0 && value.scale == .linear
    let outermost = isNegative ? bar.error?.lowerBound : bar.error?.upperBound
    let ends = [bar.value, outermost ?? bar.value].map { position(of: $0, in: area) }.filter(\.isFinite)
    let isForward = isHorizontal != isNegative
    let end = (isForward ? ends.max() : ends.min()) ?? position(of: bar.value, in: area)
    let place = point(along: end + (isForward ? 4 : -4), across: isHorizontal ? rect.midY : rect.midX)
    let anchor =
      isHorizontal ? Anchor(isForward ? .left : .right, .middle) : Anchor(.center, isForward ? .top : .bottom)
    canvas.text(text(ofBar: index), at: place, font: .tick, anchor: anchor)
  }

  /// The number of a bar that goes on beyond the axis, at its end.
  private func drawValueBeyond(_ index: Int, in rect: Rect, on canvas: inout Canvas) {
    let isNegative = bars[index].value < 0
    let place =
      isHorizontal
      ? Point(x: isNegative ? rect.minX + 4 : rect.maxX - 4, y: rect.midY)
      : Point(x: rect.midX, y: isNegative ? rect.maxY - 4 : rect.minY + 4)
    let anchor =
      isHorizontal ? Anchor(isNegative ? .left : .right, .middle) : Anchor(.center, isNegative ? .bottom : .top)
    canvas.text(text(ofBar: index), at: place, font: .tick, color: bars[index].color.contrasting, anchor: anchor)
  }

  /// A dash where a bar would start, for a value that cannot be drawn.
  private func drawMissing(_ index: Int, on canvas: inout Canvas, in area: PlotArea) {
    let scale = isHorizontal ? area.x : area.y
    let base = scale.kind == .logarithmic ? 0 : max(0, min(1, scale.fraction(of: 0)))
    let middle = isHorizontal ? area.yPosition(Double(index) + 0.5) : area.xPosition(Double(index) + 0.5)
    let start =
      isHorizontal ? area.rect.minX + base * area.rect.width + 4 : area.rect.maxY - base * area.rect.height - 4
    let anchor = isHorizontal ? Anchor(.left, .middle) : Anchor(.center, .bottom)
    let text = bars[index].valueText ?? (bars[index].value == 0 ? "0" : "–")
    canvas.text(text, at: point(along: start, across: middle), font: .tick, color: .secondaryText, anchor: anchor)
  }

  private func position(of value: Double, in area: PlotArea) -> Double {
    isHorizontal ? area.xPosition(value) : area.yPosition(value)
  }

  private func point(along: Double, across: Double) -> Point {
    isHorizontal ? Point(x: along, y: across) : Point(x: across, y: along)
  }
}
