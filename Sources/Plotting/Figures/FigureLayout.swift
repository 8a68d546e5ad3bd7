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

  let heading: Heading
  /// The page without its margins.
  let page: Rect
  let footer: Rect
  private(set) var cells: [Cell]

  init(_ figure: Figure, typesetter: Typesetter) {
    heading = Heading(title: figure.title, subtitle: figure.subtitle, titleFont: .figureTitle)
    page = Rect(x: 0, y: 0, width: figure.size.width, height: figure.size.height).inset(by: Insets(Self.margin))
    let footerHeight = TextBlock(figure.footer, font: .note).height(width: page.width, typesetter: typesetter)
    footer = Rect(
      minX: page.minX, minY: page.maxY - min(footerHeight, page.height / 3), maxX: page.maxX, maxY: page.maxY)
    let headingHeight = heading.height(width: page.width, typesetter: typesetter)
    let body = page.inset(
      by: Insets(top: headingHeight > 0 ? headingHeight + 4 : 0, bottom: footer.height > 0 ? footer.height + 8 : 0))
    let rows = GridTrack.spans(of: figure.rows, from: body.minY, length: body.height, gap: Self.gap)
    let columns = GridTrack.spans(of: figure.columns, from: body.minX, length: body.width, gap: Self.gap)
    cells = figure.placements.map { placement in
      let frame = Rect(
        minX: columns[placement.columns.lowerBound].lowerBound, minY: rows[placement.rows.lowerBound].lowerBound,
        maxX: columns[placement.columns.upperBound - 1].upperBound,
        maxY: rows[placement.rows.upperBound - 1].upperBound)
      return Cell(
        content: placement.content, frame: frame,
        insets: placement.content.insets(for: frame.size, typesetter: typesetter))
    }
    align(figure.placements)
  }

  /// Gives all plots that start or end at the same row or column the widest insets there, so that their edges line up.
  private mutating func align(_ placements: [Figure.Placement]) {
    align(\.left, placements.map(\.columns.lowerBound))
    align(\.right, placements.map(\.columns.upperBound))
    align(\.top, placements.map(\.rows.lowerBound))
    align(\.bottom, placements.map(\.rows.upperBound))
  }

  private mutating func align(_ side: WritableKeyPath<Insets, Double>, _ tracks: [Int]) {
    var widest: [Int: Double] = [:]
    for (cell, track) in zip(cells, tracks) {
      if let insets = cell.insets { widest[track] = max(widest[track] ?? 0, insets[keyPath: side]) }
    }
    for (index, track) in tracks.enumerated() {
      if let inset = widest[track] { cells[index].insets?[keyPath: side] = inset }
    }
  }
}
