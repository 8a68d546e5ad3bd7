/// A page: drawables in a grid under a title, with a note at its foot.
public struct Figure: Codable, Sendable {
  /// A drawable and the cells that it fills.
  struct Placement {
    let content: any Drawable
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// The widest page, in points, whose smallest text is no smaller than eight pixels on a screen of 992.
  public static let widestReadable = 1040.0

  /// Pixels per point of every figure.
  public static let scale = 2.0

  /// Size of the page in points; the image has twice as many pixels each way.
  public var size: Size
  public var title: String
  public var subtitle: String
  /// A small grey note at the foot, such as the command that made the figure.
  public var footer: String
  public let rows: [GridTrack]
  public let columns: [GridTrack]
  private(set) var placements: [Placement] = []

  /// An empty page of rows and columns.
  public init(
    size: Size = Size(width: 720, height: 440), title: String = "", subtitle: String = "", footer: String = "",
    rows: [GridTrack] = [.relative(1)], columns: [GridTrack] = [.relative(1)]
  ) {
    precondition(!rows.isEmpty && !columns.isEmpty, "A figure needs at least one row and one column.")
    self.size = size
    self.title = title
    self.subtitle = subtitle
    self.footer = footer
    self.rows = rows
    self.columns = columns
  }

  /// A page that one drawable fills.
  public init(size: Size = Size(width: 720, height: 440), footer: String = "", _ content: some Drawable) {
    self.init(size: size, footer: footer)
    place(content, row: 0, column: 0)
  }

  /// Puts a drawable into a cell, or over several from that cell to the right and down.
  public mutating func place(
    _ content: some Drawable, row: Int, column: Int, rowSpan: Int = 1, columnSpan: Int = 1
  ) {
    precondition(row >= 0 && rowSpan >= 1 && row + rowSpan <= rows.count, "The cell lies outside the figure's rows.")
    precondition(
      column >= 0 && columnSpan >= 1 && column + columnSpan <= columns.count,
      "The cell lies outside the figure's columns.")
    placements.append(
      Placement(content: content, rows: row..<(row + rowSpan), columns: column..<(column + columnSpan)))
  }

  /// Draws the page and encodes it as PNG, with the given texts kept inside the file.
  ///
  /// The same figure and texts always give the same bytes. Safe to call on any thread.
  public func png(texts: [PNG.Text] = []) throws(PlottingError) -> [UInt8] {
    try canvas().png(texts: [PNG.Text("Software", "DeepBelief")] + texts)
  }

  /// The same page, exactly as high as its rows need; none of them may be relative.
  public func fittedToContent() throws(PlottingError) -> Figure {
    precondition(
      rows.allSatisfy { if case .relative = $0 { false } else { true } }, "A relative row has no height to fit to.")
    var figure = self
    figure.size.height = 0
    figure.size.height = FigureLayout(figure, typesetter: try Typesetter()).neededHeight.rounded(.up)
    return figure
  }

  /// The page as pixels.
  public func canvas() throws(PlottingError) -> Canvas {
    var canvas = try Canvas(size: size, scale: Self.scale)
    draw(on: &canvas)
    return canvas
  }

  /// The page as pixels, which knows where its texts are.
  func tracedCanvas() throws(PlottingError) -> Canvas {
    var canvas = try Canvas(size: size, scale: Self.scale)
    canvas.textTrace = TextTrace()
    draw(on: &canvas)
    return canvas
  }
}

extension Figure {
  private func draw(on canvas: inout Canvas) {
    let layout = FigureLayout(self, typesetter: canvas.typesetter)
    layout.heading.draw(on: &canvas, in: layout.page)
    TextBlock(footer, font: .note, color: .secondaryText).draw(on: &canvas, in: layout.footer)
    for cell in layout.cells {
      canvas.clipped(to: cell.frame) { canvas in
        if let insets = cell.insets {
          cell.content.draw(on: &canvas, in: cell.frame, insets: insets)
        } else {
          cell.content.draw(on: &canvas, in: cell.frame)
        }
      }
    }
  }
}
