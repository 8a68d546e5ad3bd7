import CFreeType
import Foundation

/// A white page that is drawn on in points and kept as pixels.
///
/// Every edge is anti-aliased by FreeType. The origin is the top left corner and y runs downwards. Nothing drawn leaves
/// the clip. Should FreeType fail, the drawing goes on and `png` throws the first failure.
public struct Canvas {
  /// Size in points.
  public let size: Size
  /// Pixels per point.
  public let scale: Double
  /// Measures text in the fonts of this canvas.
  public let typesetter: Typesetter
  /// What has been drawn, in pixels, RGB.
  public private(set) var bitmap: Bitmap

  /// The most pixels that a page can be wide or high.
  public static let longestSide = 16_000.0

  /// Nil unless somebody wants to know where texts are.
  var textTrace: TextTrace?

  private var clip: PixelRect
  private var failure: PlottingError?

  /// An empty page of the given size in points, with `scale` pixels per point.
  ///
  /// A typesetter made earlier on the same thread may be passed in to reuse its glyphs.
  public init(
    size: Size, scale: Double = 2, background: Color = .white, typesetter: Typesetter? = nil
  ) throws(PlottingError) {
    precondition(scale > 0, "A canvas needs a scale above zero.")
    let longest = max(size.width, size.height) * scale
    guard longest.rounded() <= Self.longestSide else { throw .pageTooLarge(pixels: longest, limit: Self.longestSide) }
    let width = Int((size.width * scale).rounded())
    let height = Int((size.height * scale).rounded())
    precondition(width > 0 && height > 0, "A canvas needs a width and a height above zero.")
    self.size = size
    self.scale = scale
    if let typesetter { self.typesetter = typesetter } else { self.typesetter = try Typesetter() }
    bitmap = Bitmap(width: width, height: height, color: background)
    clip = PixelRect(minX: 0, minY: 0, maxX: width, maxY: height)
  }

  /// The page from corner to corner.
  public var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// Draws with everything outside the rectangle kept as it was. Edges are rounded to whole pixels.
  public mutating func clipped(to rect: Rect, _ draw: (inout Canvas) -> Void) {
    let outer = clip
    let inner = pixels(of: rect)
    clip = PixelRect(
      minX: max(outer.minX, inner.minX), minY: max(outer.minY, inner.minY),
      maxX: min(outer.maxX, inner.maxX), maxY: min(outer.maxY, inner.maxY))
    draw(&self)
    clip = outer
  }

  /// Fills the inside of a path by the non-zero rule.
  public mutating func fill(_ path: Path, with color: Color) {
    var outline = Outline(path, scale: scale)
    rasterize(&outline, color)
  }

  /// Fills a rectangle.
  public mutating func fill(_ rect: Rect, with color: Color) {
    fill(Path(rect), with: color)
  }

  /// Draws the line of a path, with round joins.
  public mutating func stroke(_ path: Path, with color: Color, style: StrokeStyle = StrokeStyle()) {
    guard style.width > 0 else { return }
    let stroker = Stroker(stroker: typesetter.freeType.stroker, scale: scale)
    let code = stroker.forEachOutline(of: path, style: style) { outline in
      Rasterizer.fill(&outline, color: color, in: &bitmap, clip: clip, library: typesetter.freeType.library)
    }
    note(code)
  }

  /// Draws one line of text with its anchor at the point, turned clockwise by an angle in degrees.
  public mutating func text(
    _ text: String, at point: Point, font: Font, color: Color = .text, anchor: Anchor = Anchor(.left, .baseline),
    angle: Double = 0
  ) {
    let start = origin(of: text, font: font, anchor: anchor)
    let (sine, cosine) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
    var outlines: [Outline] = []
    typesetter.forEachGlyph(of: text, font: font) { glyph, pen, unit in
      guard !glyph.contours.isEmpty else { return }
      let place = { (vector: FT_Vector) -> Point in
        let x = start.x + pen + Double(vector.x) * unit
        let y = start.y - Double(vector.y) * unit
        return Point(x: point.x + x * cosine - y * sine, y: point.y + x * sine + y * cosine)
      }
      outlines.append(Outline(glyph, placing: place, scale: scale))
    }
    guard textTrace != nil, !outlines.isEmpty else {
      for index in outlines.indices { rasterize(&outlines[index], color) }
      return
    }
    let box = box(of: text, from: start, at: point, font: font, sine, cosine)
    let covered = Self.ink(in: pixels(in: box))
    for index in outlines.indices { rasterize(&outlines[index], color) }
    let entry = TextTrace.Entry(
      text: text, box: box, size: font.size, color: color, covered: covered, pixels: pixels(in: box))
    textTrace?.entries.append(entry)
  }

  /// Around the capital letters of a line.
  private func box(
    of text: String, from start: Point, at point: Point, font: Font, _ sine: Double, _ cosine: Double
  ) -> Rect {
    let width = typesetter.width(of: text, font: font)
    let (top, bottom) = (start.y - typesetter.capHeight(font), start.y)
    let corners = [(start.x, top), (start.x + width, top), (start.x, bottom), (start.x + width, bottom)].map {
      Point(x: point.x + $0.0 * cosine - $0.1 * sine, y: point.y + $0.0 * sine + $0.1 * cosine)
    }
    return Rect(
      minX: corners.map(\.x).min() ?? 0, minY: corners.map(\.y).min() ?? 0, maxX: corners.map(\.x).max() ?? 0,
      maxY: corners.map(\.y).max() ?? 0)
  }

  /// Draws an RGB bitmap into a rectangle, whose edges are rounded to whole pixels; each pixel takes the nearest of the
  /// bitmap's, so whole multiples of its size are exact.
  public mutating func draw(_ source: Bitmap, in rect: Rect) {
    let frame = pixels(of: rect)
    let columns = max(frame.minX, clip.minX)..<max(frame.minX, clip.minX, min(frame.maxX, clip.maxX))
    let rows = max(frame.minY, clip.minY)..<max(frame.minY, clip.minY, min(frame.maxY, clip.maxY))
    guard !rows.isEmpty, !columns.isEmpty else { return }
    let (width, height) = (frame.maxX - frame.minX, frame.maxY - frame.minY)
    /// The nearest of so many pixels of the source.
    func nearest(_ pixel: Int, _ count: Int, _ length: Int) -> Int { (2 * pixel + 1) * count / (2 * length) }
    let sources = columns.map { 3 * nearest($0 - frame.minX, source.width, width) }
    // Rows of the page that show the same row of the source are copies of one row.
    var (sourceRow, row) = (-1, [UInt8](repeating: 0, count: 3 * sources.count))
    for y in rows {
      let sourceY = nearest(y - frame.minY, source.height, height)
      if sourceY != sourceRow {
        sourceRow = sourceY
        source.gather(sources, from: sourceY, into: &row)
      }
      bitmap.setRow(y, from: columns.lowerBound, row)
    }
  }

  /// The page as a PNG file with the given text chunks, or the first failure of drawing or encoding.
  public func png(texts: [PNG.Text] = []) throws(PlottingError) -> [UInt8] {
    if let failure { throw failure }
    return try PNG(bitmap: bitmap, texts: texts, pixelsPerInch: scale * 72).encoded()
  }
}

extension Canvas {
  /// Moves a coordinate to the nearest edge between pixels, so that upright lines and rectangles stay crisp.
  public func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }

  /// A rectangle with its edges between pixels.
  public func snapped(_ rect: Rect) -> Rect {
    Rect(minX: snapped(rect.minX), minY: snapped(rect.minY), maxX: snapped(rect.maxX), maxY: snapped(rect.maxY))
  }

  private func pixels(of rect: Rect) -> PixelRect {
    func pixel(_ value: Double) -> Int { Int(max(-1e6, min(1e6, (value * scale).rounded()))) }
    return PixelRect(
      minX: pixel(rect.minX), minY: pixel(rect.minY), maxX: pixel(rect.maxX), maxY: pixel(rect.maxY))
  }

  private func origin(of text: String, font: Font, anchor: Anchor) -> Point {
    let x =
      switch anchor.horizontal {
      case .left: 0.0
      case .center: -typesetter.width(of: text, font: font) / 2
      case .right: -typesetter.width(of: text, font: font)
      }
    let y =
      switch anchor.vertical {
      case .top: typesetter.ascent(font)
      case .middle: typesetter.capHeight(font) / 2
      case .baseline: 0.0
      case .bottom: -typesetter.descent(font)
      }
    return Point(x: x, y: y)
  }

  private mutating func rasterize(_ outline: inout Outline, _ color: Color) {
    note(Rasterizer.fill(&outline, color: color, in: &bitmap, clip: clip, library: typesetter.freeType.library))
  }

  private mutating func note(_ code: Int) {
    if code != 0, failure == nil { failure = .freeType(operation: "draw an outline", code: code) }
  }
}
