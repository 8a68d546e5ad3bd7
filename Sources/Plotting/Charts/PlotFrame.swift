/// What stands around the plot of a chart: two axes with their numbers and labels, and what else needs room.
struct PlotFrame {
  let x: AxisScale
  let y: AxisScale
  /// The room between the heading and the plot: a gap, and what stands there.
  var above = 4.0
  /// The rooms at both sides, where they are not those that the axes need.
  var left: Double?
  var right: Double?

  /// The room around the plot, without the heading's, in a frame of the given size.
  func insets(for size: Size, typesetter: Typesetter) -> Insets {
    let left = left ?? Self.leftRoom(for: y, size: size, typesetter: typesetter)
    let right = right ?? Self.rightRoom(for: x, typesetter: typesetter)
    let bottom = Self.bottomRoom(for: x, width: size.width - left - right, typesetter: typesetter)
    return Insets(top: above, left: left, bottom: bottom, right: right)
  }
}

extension PlotFrame {
  static let tickLength = 3.5
  static let tickGap = 3.0
  static let labelGap = 4.0

  /// The room that the parts of the vertical axis take to the left of the plot, in a frame of the given size.
  static func leftRoom(for y: AxisScale, size: Size, typesetter: Typesetter) -> Double {
    let widest =
      y.isCategorical
      ? CategoryLabels(besides: y, length: size.height * 0.8, width: size.width * 0.32, typesetter: typesetter)
        .width(typesetter: typesetter)
      : typesetter.width(ofWidest: y.ticks.major.map(\.label), font: .tick)
    return (widest + tickLength + tickGap + labelRoom(for: y, typesetter: typesetter)).rounded(.up)
  }

  /// The room that the parts of the horizontal axis take below a plot of the given width.
  static func bottomRoom(for x: AxisScale, width: Double, typesetter: Typesetter) -> Double {
    let height =
      x.isCategorical
      ? CategoryLabels(under: x, length: width, typesetter: typesetter).height(typesetter: typesetter)
      : typesetter.lineHeight(.tick)
    return (tickLength + tickGap + height + labelRoom(for: x, typesetter: typesetter)).rounded(.up)
  }

  /// The room to the right that the last label of the horizontal axis needs beyond the plot.
  private static func rightRoom(for x: AxisScale, typesetter: Typesetter) -> Double {
    guard !x.isCategorical, let last = x.ticks.major.last else { return 4 }
    return max(4, typesetter.width(of: last.label, font: .tick) / 2 + 1).rounded(.up)
  }

  static func labelRoom(for axis: AxisScale, typesetter: Typesetter) -> Double {
    axis.label.isEmpty ? 0 : typesetter.lineHeight(.label) + labelGap
  }
}

/// A drawable with a heading over one plot in its ``PlotFrame``.
protocol Plot: Drawable {
  var heading: Heading { get }

  /// The frame, with axes that suit a plot of the given size.
  func plotFrame(for size: Size, typesetter: Typesetter) -> PlotFrame

  /// Draws axes and contents of a plot that is large enough to be seen.
  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea)
}

extension Plot {
  public func insets(for size: Size, typesetter: Typesetter) -> Insets? {
    var insets = plotFrame(for: size, typesetter: typesetter).insets(for: size, typesetter: typesetter)
    insets.top += heading.height(width: size.width, typesetter: typesetter)
    return insets
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    draw(on: &canvas, in: frame, insets: insets(for: frame.size, typesetter: canvas.typesetter) ?? Insets())
  }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    heading.draw(on: &canvas, in: frame)
    let area = area(in: frame, insets: insets, typesetter: canvas.typesetter)
    if area.canBeSeen { draw(on: &canvas, in: frame, area: area) }
  }

  /// The plot with settled axes.
  func area(in frame: Rect, insets: Insets, typesetter: Typesetter) -> PlotArea {
    let rect = frame.inset(by: insets)
    let settled = plotFrame(for: rect.size, typesetter: typesetter)
    return PlotArea(rect: rect, x: settled.x, y: settled.y)
  }
}
