import Foundation

/// One or two histograms over each other: "before" as an outline, "after" filled, with a few lines of notes.
public struct HistogramPanel: Plot, Hashable, Codable {
  public var title = ""
  /// Drawn as a grey outline.
  public var before: Histogram?
  /// Drawn filled in `color`.
  public var after: Histogram?
  public var color: Color
  /// Short notes written above the plot, such as "mean 0.02".
  public var annotations: [String]
  /// The values.
  public var x: Axis
  /// The counts. A logarithmic axis leaves empty bins without ink.
  public var y: Axis

  public init(
    before: Histogram? = nil, after: Histogram? = nil, color: Color = Palette.blue, annotations: [String] = [],
    x: Axis = Axis(), y: Axis = Axis("count")
  ) {
    (self.before, self.after, self.color, self.annotations) = (before, after, color, annotations)
    (self.x, self.y) = (x, y)
  }
}

extension HistogramPanel {
  static let fillOpacity = 0.45
  static let beforeColor = Color(hex: 0x6B6B6B)

  var heading: Heading { Heading(title: title, subtitle: "") }

  func plotFrame(for size: Size, typesetter: Typesetter) -> PlotFrame {
    var frame = PlotFrame(
      x: .horizontal(
        x, range: x.range(over: values), length: size.width, typesetter: typesetter, hasZeroBand: hasZeroBand),
      y: .vertical(y, range: Self.countRange(y, over: countValues), length: size.height))
    let bare = frame.insets(for: size, typesetter: typesetter)
    frame.above = 6 + NoteLines(annotations, width: size.width - bare.left - bare.right, typesetter: typesetter).height
    return frame
  }

  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    area.drawGrid(on: &canvas)
    canvas.clipped(to: area.rect) { canvas in
      drawFilled(on: &canvas, in: area)
      let outline = before?.contour(in: area) ?? []
      canvas.stroke(Path(points: outline), with: Self.beforeColor, style: StrokeStyle(width: 1.1))
      if let bar = before?.zeroBar(in: area) {
        canvas.stroke(Path(bar), with: Self.beforeColor, style: StrokeStyle(width: 1.1))
      }
    }
    area.drawAxes(on: &canvas, in: frame)
    NoteLines(annotations, width: area.rect.width, typesetter: canvas.typesetter).draw(on: &canvas, above: area.rect)
  }

  private func drawFilled(on canvas: inout Canvas, in area: PlotArea) {
    let contour = after?.contour(in: area) ?? []
    canvas.fill(Path(points: contour, closed: true), with: color.opacity(Self.fillOpacity))
    canvas.stroke(Path(points: contour), with: color, style: StrokeStyle(width: 0.9))
    guard let bar = after?.zeroBar(in: area) else { return }
    canvas.fill(bar, with: color.opacity(Self.fillOpacity))
    canvas.stroke(Path(bar), with: color, style: StrokeStyle(width: 0.9))
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

  /// What the axis of counts has to hold: the highest bins, and the lowest where it is logarithmic.
  var countValues: [Double] {
    let counts = histograms.flatMap(\.positiveCounts)
    guard let highest = counts.max(), let lowest = counts.min() else { return [] }
    return [y.scale == .logarithmic ? lowest * 0.7 : 0, highest]
  }

  /// Whether the axis of values is broken for zeros.
  var hasZeroBand: Bool { x.hasZeroBand(over: [before, after].contains { ($0?.zeroCount ?? 0) > 0 } ? [0] : []) }

  /// The range of an axis of counts: from zero where it is linear, with a little room at the top.
  static func countRange(_ axis: Axis, over values: [Double]) -> ClosedRange<Double> {
    var axis = axis
    axis.includesZero = true
    return axis.range(over: values, padding: axis.scale == .linear ? 0.04 : 0)
  }
}
