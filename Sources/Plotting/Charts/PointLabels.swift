/// The texts of a line chart that belong to a place in it: what a highlighted point, a reference line, or an arrow at the edge is.
///
/// Each stands where it covers neither data nor another text. One that has no such place is moved out of the plot, into the rows of
/// the legend, with a sample of its mark.
struct PointLabels {
  /// A mark in the plot, with its text.
  struct Item: Hashable {
    enum Mark: Hashable {
      case ring(Point)
      case line(ReferenceLine.Place)
      case arrow(Point, isUp: Bool)
    }

    let mark: Mark
    let text: String
    let color: Color
    let series: Int?
  }

  /// A text with its place; an item without a text has none, and one that was moved out neither.
  struct Placed: Hashable {
    let item: Item
    let box: Rect?
  }

  let placed: [Placed]
  /// Indices of the items that have no free place, of those that were not moved out before.
  let homeless: [Int]
  let obstacles: Obstacles

  static let textFont = Font.note
  /// Thinner lines, as of single seeds beside their mean, leave by an arrow without a number.
  private static let thinnestNumbered = 1.0

  /// - Parameter moved: indices of items whose texts are outside.
  init(_ items: [Item], moved: Set<Int>, chart: LineChart, area: PlotArea, typesetter: Typesetter) {
    var obstacles = Obstacles(seriesOf: chart, in: area)
    for item in items { obstacles.add(item.mark) }
    var homeless: [Int] = []
    placed = items.enumerated().map { index, item in
      guard !item.text.isEmpty, !moved.contains(index) else { return Placed(item: item, box: nil) }
      let size = Size(
        width: typesetter.width(of: item.text, font: Self.textFont) + 4,
        height: typesetter.lineHeight(Self.textFont) + 1)
      let place = item.candidates(size, in: area.rect).first { area.rect.contains($0) && obstacles.count(in: $0) == 0 }
      if let place { obstacles.addBox(place) } else { homeless.append(index) }
      return Placed(item: item, box: place)
    }
    (self.homeless, self.obstacles) = (homeless, obstacles)
  }

  /// All marks of a chart, in the order in which they look for a place for their texts.
  static func items(of chart: LineChart, in area: PlotArea) -> [Item] {
    let arrows = chart.series.enumerated().flatMap { index, series in
      series.excursions(in: area).map { (index, series, $0) }
    }
    // A line that leaves the plot again and again has one number, that of the point furthest out on either side.
    let numbered = Set(
      Dictionary(grouping: arrows.indices) { [arrows[$0].0, arrows[$0].2.isAbove ? 1 : 0] }.values.compactMap { group in
        group.max { abs(arrows[$0].2.value) < abs(arrows[$1].2.value) }
      })
    let edges = arrows.enumerated().map { index, arrow in
      let value = arrow.2.value
      let number = value.isInfinite ? (value > 0 ? "∞" : "−∞") : NumberStyle.short(value)
      return Item(
        mark: .arrow(arrow.2.point, isUp: arrow.2.isAbove),
        text: numbered.contains(index) && arrow.1.width >= thinnestNumbered ? number : "",
        color: arrow.1.color, series: arrow.0)
    }
    let lines = ReferenceLine.places(of: chart, in: area).map {
      Item(mark: .line($0), text: $0.text, color: $0.color, series: nil)
    }
    let rings = chart.series.enumerated().compactMap { index, series -> Item? in
      guard let highlight = series.highlight, let point = series.place(of: highlight.index, in: area),
        area.rect.contains(point)
      else { return nil }
      return Item(mark: .ring(point), text: highlight.label, color: series.color, series: index)
    }
    return edges + lines + rings
  }

  func drawMarks(on canvas: inout Canvas) {
    for item in placed.map(\.item) { item.drawMark(on: &canvas) }
  }

  func drawTexts(on canvas: inout Canvas) {
    for place in placed {
      guard let box = place.box else { continue }
      place.item.drawLeader(to: box, on: &canvas)
      canvas.text(
        place.item.text, at: Point(x: box.midX, y: box.midY), font: Self.textFont, color: place.item.color.readable,
        anchor: Anchor(.center, .middle))
    }
  }

  /// The rows of a legend for texts that were moved out.
  static func entries(_ items: [Item], moved: Set<Int>, chart: LineChart) -> [Legend.Entry] {
    moved.sorted().filter { items.indices.contains($0) }.map { index in
      let item = items[index]
      let name = item.series.map { chart.series[$0].name } ?? ""
      switch item.mark {
      case .ring: return Legend.Entry(name: item.text, color: item.color, sample: .ring)
      case .line(let place):
        let sample: Legend.Entry.Sample =
          place.direction == .vertical ? .upright(place.dash) : .line(place.dash, width: 1, hasMarker: false)
        return Legend.Entry(name: item.text, color: item.color, sample: sample)
      case .arrow(_, let isUp):
        return Legend.Entry(
          name: name.isEmpty ? item.text : "\(name): \(item.text)", color: item.color, sample: .arrow(isUp: isUp))
      }
    }
  }
}

extension PointLabels.Item {
  static let ringRadius = 3.0

  /// Distances, in points, at which places for the text are tried, from near to far.
  private static let distances = [5.0, 12, 20, 34, 50, 70]

  func drawMark(on canvas: inout Canvas) {
    switch mark {
    case .ring(let point):
      canvas.fill(Path(circleAt: point, radius: Self.ringRadius), with: .white)
      canvas.stroke(Path(circleAt: point, radius: Self.ringRadius), with: color, style: StrokeStyle(width: 1.6))
    case .line(let place): place.drawLine(on: &canvas)
    case .arrow(let point, let isUp): canvas.fill(Self.arrow(at: point, isUp: isUp), with: color)
    }
  }

  /// A triangle with its tip at the point.
  static func arrow(at tip: Point, isUp: Bool) -> Path {
    let base = tip.y + (isUp ? 6.5 : -6.5)
    return Path(points: [tip, Point(x: tip.x - 4, y: base), Point(x: tip.x + 4, y: base)], closed: true)
  }

  /// A thin line from a point to a text that stands away from it.
  fileprivate func drawLeader(to box: Rect, on canvas: inout Canvas) {
    guard case .ring(let point) = mark else { return }
    let end = Point(x: max(box.minX, min(box.maxX, point.x)), y: max(box.minY, min(box.maxY, point.y)))
    guard end.distance(to: point) > 10 else { return }
    let start = point.interpolated(to: end, by: Self.ringRadius / end.distance(to: point))
    canvas.stroke(Path(from: start, to: end), with: color, style: StrokeStyle(width: 0.5, cap: .butt))
  }

  /// Boxes for the text, the better the earlier.
  func candidates(_ size: Size, in plot: Rect) -> [Rect] {
    switch mark {
    case .line(let place): place.labelBoxes(size, in: plot)
    case .ring(let point): Self.distances.flatMap { Self.around(point, size, $0, in: plot) }
    case .arrow(let tip, let isUp):
      // Beside the arrow, then further in.
      [0.0, 8, 16, 24].flatMap { depth in
        [6.0, -6 - size.width].map { shift in
          Rect(
            x: tip.x + shift, y: isUp ? tip.y + depth : tip.y - depth - size.height, width: size.width,
            height: size.height)
        }
      }
    }
  }

  /// Above, below, right and left of a point, moved sideways into the plot.
  private static func around(_ point: Point, _ size: Size, _ distance: Double, in plot: Rect) -> [Rect] {
    let (width, height) = (size.width, size.height)
    return [
      (point.x - width / 2, point.y - distance - height), (point.x - width / 2, point.y + distance),
      (point.x + distance, point.y - height / 2), (point.x - distance - width, point.y - height / 2),
    ].map {
      Rect(x: max(plot.minX + 3, min(plot.maxX - width, $0.0)), y: $0.1, width: width, height: height)
    }
  }
}

extension LineChart.Series {
  /// Where one of its points is on the page; nil without a place.
  func place(of index: Int, in area: PlotArea) -> Point? {
    var single = self
    (single.x, single.y, single.band, single.highlight) = ([x[index]], [y[index]], nil, nil)
    return single.runs(in: area).first?.first
  }
}

extension Obstacles {
  /// Where the mark is.
  fileprivate mutating func add(_ mark: PointLabels.Item.Mark) {
    switch mark {
    case .ring(let point): addBox(Rect(x: point.x, y: point.y, width: 0, height: 0).outset(by: 4))
    case .line(let place): addLine([place.start, place.end])
    case .arrow(let tip, let isUp): addBox(Rect(x: tip.x - 4, y: isUp ? tip.y : tip.y - 6.5, width: 8, height: 6.5))
    }
  }
}
