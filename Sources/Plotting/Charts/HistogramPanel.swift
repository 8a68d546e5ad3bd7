import Foundation

/// One or two histograms over each other: "before" as an outline, "after" filled, with a few lines of notes.
public struct HistogramPanel: Drawable, Hashable {
  public var title: String
  /// Drawn as a grey outline.
  public var before: Histogram?
  /// Drawn filled in `color`.
  public var after: Histogram?
  public var color: Color
  /// Short lines written in the emptier upper corner, such as "mean 0.02".
  public var annotations: [String]
  /// The values.
  public var x: Axis
  /// The counts. A logarithmic axis leaves empty bins without ink.
  public var y: Axis

  public init(
    title: String = "", before: Histogram? = nil, after: Histogram? = nil, color: Color = Palette.blue,
    annotations: [String] = [], x: Axis = Axis(), y: Axis = Axis("count")
  ) {
    self.title = title
    self.before = before
    self.after = after
    self.color = color
    self.annotations = annotations
    self.x = x
    self.y = y
  }

  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    let headingHeight = Heading(title: title, subtitle: "").height(width: size.width, typesetter: typesetter)
    let (xScale, yScale) = scales(for: size, typesetter: typesetter)
    return Insets(
      top: headingHeight + 6, left: PlotArea.leftRoom(for: yScale, size: size, typesetter: typesetter),
      bottom: PlotArea.bottomRoom(for: xScale, width: size.width, typesetter: typesetter),
      right: PlotArea.rightRoom(for: xScale, typesetter: typesetter))
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    draw(on: &canvas, in: frame, insets: insets(for: frame.size, typesetter: canvas.typesetter) ?? Insets(8))
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    Heading(title: title, subtitle: "").draw(on: &canvas, in: frame)
    let plot = frame.inset(by: insets)
    let (xScale, yScale) = scales(for: plot.size, typesetter: canvas.typesetter)
    draw(on: &canvas, in: frame, area: PlotArea(rect: plot, x: xScale, y: yScale))
  }
}

extension HistogramPanel {
  static let fillOpacity = 0.45
  static let beforeColor = Color(hex: 0x6B6B6B)
  private static let noteHeight = 11.0

  /// Draws into a plot whose axes are settled.
  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    guard area.rect.width > 8, area.rect.height > 8 else { return }
    area.drawGrid(on: &canvas)
    canvas.clipped(to: area.rect) { canvas in
      drawFilled(on: &canvas, in: area)
      let outline = before?.contour(in: area) ?? []
      canvas.stroke(Path(points: outline), with: Self.beforeColor, style: StrokeStyle(width: 1.1))
    }
    area.drawAxes(on: &canvas, in: frame)
    drawAnnotations(on: &canvas, in: area)
  }

  private func drawFilled(on canvas: inout Canvas, in area: PlotArea) {
    let contour = after?.contour(in: area) ?? []
    canvas.fill(Path(points: contour, closed: true), with: color.opacity(Self.fillOpacity))
    canvas.stroke(Path(points: contour), with: color, style: StrokeStyle(width: 0.9))
  }

  private func drawAnnotations(on canvas: inout Canvas, in area: PlotArea) {
    let corner = annotationCorner(x: area.x, plot: area.rect.size, typesetter: canvas.typesetter)
    let isLeft = corner.horizontal == .left
    let x = isLeft ? area.rect.minX + 6 : area.rect.maxX - 2
    for (index, line) in annotations.enumerated() {
      let text = canvas.typesetter.truncated(line, font: .note, width: area.rect.width - 8)
      let top = Point(x: x, y: area.rect.minY + 1 + Double(index) * Self.noteHeight)
      guard top.y + Self.noteHeight <= area.rect.maxY else { return }
      canvas.text(text, at: top, font: .note, color: .secondaryText, anchor: Anchor(corner.horizontal, .top))
    }
  }
}

extension HistogramPanel {
  /// The histograms that hold anything.
  var histograms: [Histogram] { [before, after].compactMap { $0 }.filter { !$0.positiveCounts.isEmpty } }

  /// What the axis of values has to hold.
  var values: [Double] {
    let known = histograms.isEmpty ? [before, after].compactMap { $0 } : histograms
    return known.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
  }

  /// What the axis of counts has to hold: the highest bins, the lowest where it is logarithmic, and enough above them
  /// that the annotations cover none of them in a plot of the given size.
  func countValues(x: AxisScale, plot: Size, typesetter: Typesetter) -> [Double] {
    let counts = histograms.flatMap(\.positiveCounts)
    guard let highest = counts.max(), let lowest = counts.min() else { return [] }
    let foot = y.scale == .logarithmic ? lowest * 0.7 : 0
    guard !annotations.isEmpty, plot.height > 0 else { return [foot, highest] }
    let covered = annotationCorner(x: x, plot: plot, typesetter: typesetter).highest
    let share = min(0.6, (Double(annotations.count) * Self.noteHeight + 4) / plot.height)
    return [foot, highest, raised(covered, above: foot, leaving: share)]
  }

  /// The upper end of an axis on which a count leaves free the given share of the height.
  private func raised(_ count: Double, above foot: Double, leaving share: Double) -> Double {
    guard count > 0 else { return foot }
    return y.scale == .linear ? count / (1 - share) : foot * pow(count / foot, 1 / (1 - share))
  }

  /// The upper corner in which the bins beneath the annotations are lower, and the highest of these bins.
  private func annotationCorner(
    x: AxisScale, plot: Size, typesetter: Typesetter
  ) -> (horizontal: Anchor.Horizontal, highest: Double) {
    let width = typesetter.width(ofWidest: annotations, font: .note) + 10
    let share = min(1, width / max(1, plot.width))
    let left = highestCount(x: x, from: 0, to: share)
    let right = highestCount(x: x, from: 1 - share, to: 1)
    return left < right ? (.left, left) : (.right, right)
  }

  /// The highest bin between two fractions of the axis of values.
  private func highestCount(x: AxisScale, from start: Double, to end: Double) -> Double {
    histograms.flatMap { histogram in
      histogram.counts.indices.filter {
        x.fraction(of: histogram.edge($0 + 1)) > start && x.fraction(of: histogram.edge($0)) < end
      }.map { histogram.counts[$0] }
    }.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  }

  private func scales(for size: Size, typesetter: Typesetter) -> (AxisScale, AxisScale) {
    let xScale = AxisScale.horizontal(x, range: x.range(over: values), length: size.width, typesetter: typesetter)
    let range = Self.countRange(y, over: countValues(x: xScale, plot: size, typesetter: typesetter))
    return (xScale, .vertical(y, range: range, length: size.height))
  }

  /// The range of an axis of counts: from zero where it is linear, with a little room at the top.
  static func countRange(_ axis: Axis, over values: [Double]) -> ClosedRange<Double> {
    var axis = axis
    axis.includesZero = true
    return axis.range(over: values, padding: axis.scale == .linear ? 0.04 : 0)
  }
}
