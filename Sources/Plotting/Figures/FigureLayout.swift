/// Where the parts of a figure go. Nothing is drawn here.
struct FigureLayout {
  /// A drawable with its frame, and the insets at which its plot lines up with its neighbours'.
  struct Cell {
    let content: any Drawable
    let frame: Rect
    var insets: Insets?
  }

  static let margin = 16.0
  static let gap = 22.0
  private static let longestShift = 32.0

  private static let longestFooter = 24.0
  /// The height of a row that fits its contents when they do not mind how high they are.
  private static let usualHeight = 160.0

  let heading: Heading
  /// The page without its margins.
  let page: Rect
  let footer: Rect
  /// The height of a page on which all rows that are not relative have just enough room.
  let neededHeight: Double
  private(set) var cells: [Cell]

  init(_ figure: Figure, typesetter: Typesetter) {
    let width = max(0, figure.size.width - 2 * Self.margin)
    heading = Heading(title: figure.title, subtitle: figure.subtitle, titleFont: .figureTitle)
    let headingHeight = heading.height(width: width, typesetter: typesetter)
    let footerHeight = Self.footerHeight(figure.footer, width: width, typesetter: typesetter)
    let above = Self.margin + (headingHeight > 0 ? headingHeight + 4 : 0)
    let below = Self.margin + (footerHeight > 0 ? footerHeight + 10 : 0)
    let columns = GridTrack.spans(of: figure.columns, from: Self.margin, length: width, gap: Self.gap)
    let tracks = Self.settled(figure, columns: columns, typesetter: typesetter)
    let bodyHeight = figure.size.height - above - below
    let rows = GridTrack.spans(of: tracks, from: above, length: bodyHeight, gap: Self.gap)
    neededHeight = (rows.last?.upperBound ?? above) + below
    page = Rect(x: 0, y: 0, width: figure.size.width, height: figure.size.height).inset(by: Insets(Self.margin))
    footer = Rect(x: page.minX, y: page.maxY - footerHeight, width: page.width, height: footerHeight)
    cells = figure.placements.map { placement in
      let frame = Rect(
        minX: columns[placement.columns.lowerBound].lowerBound, minY: rows[placement.rows.lowerBound].lowerBound,
        maxX: columns[placement.columns.upperBound - 1].upperBound,
        maxY: rows[placement.rows.upperBound - 1].upperBound)
      let insets = placement.content.insets(for: frame.size, typesetter: typesetter)
      return Cell(content: placement.content, frame: frame, insets: insets)
    }
    align(figure.placements)
  }

  private static func footerHeight(_ text: String, width: Double, typesetter: Typesetter) -> Double {
    let height = TextBlock(text, font: .note).height(width: width, typesetter: typesetter)
    return min(height, longestFooter * typesetter.lineHeight(.note))
  }

  /// The rows with a fixed height in place of each that fits its contents.
  private static func settled(
    _ figure: Figure, columns: [ClosedRange<Double>], typesetter: Typesetter
  ) -> [GridTrack] {
    figure.rows.enumerated().map { row, track in
      guard case .fitting = track else { return track }
      let heights = figure.placements.filter { $0.rows == row..<(row + 1) }.compactMap { placement in
        let end = columns[placement.columns.upperBound - 1].upperBound
        let width = end - columns[placement.columns.lowerBound].lowerBound
        return placement.content.preferredHeight(width: width, typesetter: typesetter)
      }
      return .fixed(heights.max() ?? usualHeight)
    }
  }

  /// Gives all plots that start or end at the same row or column the widest insets there, so that their edges line up.
  private mutating func align(_ placements: [Figure.Placement]) {
    align(\.left, placements.map(\.columns.lowerBound))
    align(\.right, placements.map(\.columns.upperBound))
    align(\.top, placements.map(\.rows.lowerBound))
    align(\.bottom, placements.map(\.rows.upperBound))
  }

  /// Widens the insets at one side to the widest among the plots of a track, but none by more than `longestShift`: a
  /// plot that would lose more stands on its own, with those like it.
  private mutating func align(_ side: WritableKeyPath<Insets, Double>, _ tracks: [Int]) {
    let room = cells.map { $0.insets?[keyPath: side] ?? 0 }
    let order = cells.indices.sorted { room[$0] > room[$1] }
    var widest: [Int: Double] = [:]
    for index in order {
      guard let own = cells[index].insets?[keyPath: side] else { continue }
      let aligned = widest[tracks[index]].flatMap { $0 - own <= Self.longestShift ? $0 : nil } ?? own
      widest[tracks[index]] = aligned
      cells[index].insets?[keyPath: side] = aligned
    }
  }
}
