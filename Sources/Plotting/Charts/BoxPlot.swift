/// Boxes over names, side by side for several groups: how values are spread (Tukey 1977).
///
/// A box goes from the lower to the upper quartile with a line at the median; whiskers reach to the furthest values within 1.5
/// times its height of it, and those beyond are circles.
public struct BoxPlot: Plot, Hashable, Codable {
  /// Boxes of one colour, one for each name.
  public struct Group: Hashable, Codable, Sendable {
    public var name: String
    public var color: Color
    /// As many lists as there are names; values that are not finite are left out, and a list without any has no box.
    public var values: [[Double]]

    public init(_ name: String, color: Color, values: [[Double]]) {
      (self.name, self.color, self.values) = (name, color, values)
    }
  }

  public var title: String
  public var subtitle: String
  public var names: [String]
  public var groups: [Group]
  public var xLabel: String
  public var y: Axis

  public init(
    title: String = "", subtitle: String = "", names: [String], groups: [Group], xLabel: String = "", y: Axis
  ) {
    (self.title, self.subtitle, self.names, self.groups) = (title, subtitle, names, groups)
    (self.xLabel, self.y) = (xLabel, y)
  }
}

extension BoxPlot {
  var heading: Heading { Heading(title: title, subtitle: subtitle) }

  private var legend: Legend { Legend(entries: groups.map { .init(name: $0.name, color: $0.color, sample: .fill) }) }

  func plotFrame(for size: Size, typesetter: Typesetter) -> PlotFrame {
    let stride = Int((12 * Double(max(1, names.count)) / max(1, size.width)).rounded(.up))
    let range = y.range(over: groups.flatMap { $0.values.joined() }, padding: 0.06)
    return PlotFrame(
      x: AxisScale(label: xLabel, categories: names, stride: stride),
      y: .vertical(y, range: range, length: size.height),
      above: legend.rowsHeight(width: size.width, typesetter: typesetter) + 6)
  }

  func draw(on canvas: inout Canvas, in frame: Rect, area: PlotArea) {
    let top = frame.minY + heading.height(width: frame.width, typesetter: canvas.typesetter)
    legend.drawRows(on: &canvas, in: Rect(minX: area.rect.minX, minY: top, maxX: frame.maxX, maxY: area.rect.minY))
    area.drawGrid(on: &canvas)
    area.drawAxes(on: &canvas, in: frame)
    canvas.clipped(to: area.rect.outset(by: 3)) { canvas in
      for (index, group) in groups.enumerated() {
        for (name, values) in group.values.enumerated() where name < names.count {
          guard let box = BoxStatistics(values) else { continue }
          draw(box, color: group.color, slot: slot(name: name, group: index, in: area), on: &canvas, in: area)
        }
      }
    }
  }

  /// Left and right end of a box. The boxes of a name take four fifths of its room.
  func slot(name: Int, group: Int, in area: PlotArea) -> ClosedRange<Double> {
    let room = 0.8 / Double(groups.count)
    let start = Double(name) + 0.1 + room * Double(group)
    let middle = area.xPosition(start + room / 2)
    let half = min(16, (area.xPosition(start + room) - area.xPosition(start)) * 0.4)
    return middle - half...middle + half
  }

  private func draw(
    _ box: BoxStatistics, color: Color, slot: ClosedRange<Double>, on canvas: inout Canvas, in area: PlotArea
  ) {
    let middle = (slot.lowerBound + slot.upperBound) / 2
    let style = StrokeStyle(width: 1.1, cap: .butt)
    let (top, bottom) = (area.yPosition(box.upperQuartile), area.yPosition(box.lowerQuartile))
    for (end, edge) in [(box.upperWhisker, top), (box.lowerWhisker, bottom)] {
      let y = area.yPosition(end)
      var whisker = Path(from: Point(x: middle, y: edge), to: Point(x: middle, y: y))
      whisker.append(Path(from: Point(x: middle - 3, y: y), to: Point(x: middle + 3, y: y)))
      canvas.stroke(whisker, with: color, style: style)
    }
    let body = Rect(minX: slot.lowerBound, minY: top, maxX: slot.upperBound, maxY: bottom)
    canvas.fill(body, with: .white)
    canvas.fill(body, with: color.opacity(0.35))
    canvas.stroke(Path(body), with: color, style: style)
    let median = area.yPosition(box.median)
    canvas.stroke(
      Path(from: Point(x: slot.lowerBound, y: median), to: Point(x: slot.upperBound, y: median)), with: .text,
      style: StrokeStyle(width: 1.8, cap: .butt))
    for value in box.outliers {
      canvas.stroke(
        Path(circleAt: Point(x: middle, y: area.yPosition(value)), radius: 2), with: color,
        style: StrokeStyle(width: 0.9))
    }
  }
}

/// The five numbers of a box, and what lies beyond.
struct BoxStatistics: Hashable, Sendable {
  let lowerQuartile: Double
  let median: Double
  let upperQuartile: Double
  let lowerWhisker: Double
  let upperWhisker: Double
  let outliers: [Double]

  /// Of those values that are finite; nil if there are none. Quantiles between two values lie on the straight line between them,
  /// as NumPy's do (type 7 of Hyndman & Fan 1996).
  init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      guard below + 1 < sorted.count else { return sorted[below] }
      return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
    (lowerQuartile, median, upperQuartile) = (quantile(0.25), quantile(0.5), quantile(0.75))
    let reach = 1.5 * (upperQuartile - lowerQuartile)
    let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
    let inside = sorted.filter { low <= $0 && $0 <= high }
    // The quartiles may lie between values, so that none of these is beyond them.
    lowerWhisker = min(inside.first ?? lowerQuartile, lowerQuartile)
    upperWhisker = max(inside.last ?? upperQuartile, upperQuartile)
    outliers = sorted.filter { $0 < low || $0 > high }
  }
}
