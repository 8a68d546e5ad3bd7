import CFreeType

/// Contours in FreeType's units, 1/64 pixel with y downwards, gathered for one rasterisation.
struct Outline {
  private(set) var points: [FT_Vector] = []
  private(set) var tags: [CFTPointTag] = []
  private(set) var contours: [CFTContourEnd] = []

  /// FreeType counts the points of an outline in 16 bits.
  static let maximumPoints = 32_000

  private static let onCurve: CFTPointTag = 1
  private static let cubicControl: CFTPointTag = 2

  var isEmpty: Bool { contours.isEmpty }

  /// The outline of a path at a scale of pixels per point. Open parts are closed by a straight line.
  init(_ path: Path, scale: Double) {
    for element in path.elements {
      switch element {
      case .move(let point):
        endContour()
        append(point, scale, Self.onCurve)
      case .line(let point):
        append(point, scale, Self.onCurve)
      case .curve(let first, let second, let end):
        append(first, scale, Self.cubicControl)
        append(second, scale, Self.cubicControl)
        append(end, scale, Self.onCurve)
      case .close:
        endContour()
      }
    }
    endContour()
  }

  /// A glyph at a pen position in points, turned by the given sine and cosine.
  init(_ glyph: Glyph, placing: (FT_Vector) -> Point, scale: Double) {
    points = glyph.points.map { Self.vector(placing($0), scale) }
    tags = glyph.tags
    contours = glyph.contours
  }

  /// What a stroker has gathered.
  init(exportedFrom stroker: FT_Stroker) {
    var pointCount: FT_UInt = 0
    var contourCount: FT_UInt = 0
    guard FT_Stroker_GetCounts(stroker, &pointCount, &contourCount) == 0, contourCount > 0 else { return }
    points = Array(repeating: FT_Vector(), count: Int(pointCount))
    tags = Array(repeating: 0, count: Int(pointCount))
    contours = Array(repeating: 0, count: Int(contourCount))
    withFreeTypeOutline { outline in
      outline.n_points = 0
      outline.n_contours = 0
      FT_Stroker_Export(stroker, &outline)
    }
  }

  /// Lends the outline to FreeType, which may write into it but not make it larger.
  mutating func withFreeTypeOutline<R>(_ body: (inout FT_Outline) -> R) -> R {
    points.withUnsafeMutableBufferPointer { points in
      tags.withUnsafeMutableBufferPointer { tags in
        contours.withUnsafeMutableBufferPointer { contours in
          var outline = FT_Outline()
          outline.n_points = numericCast(points.count)
          outline.n_contours = numericCast(contours.count)
          outline.points = points.baseAddress
          outline.tags = tags.baseAddress
          outline.contours = contours.baseAddress
          return body(&outline)
        }
      }
    }
  }

  /// A point in 1/64 pixel. Places far off the page are brought near, so that no coordinate overflows.
  static func vector(_ point: Point, _ scale: Double) -> FT_Vector {
    func fixed(_ value: Double) -> FT_Pos {
      FT_Pos((max(-20_000, min(20_000, value * scale)) * 64).rounded())
    }
    return FT_Vector(x: fixed(point.x), y: fixed(point.y))
  }

  private mutating func append(_ point: Point, _ scale: Double, _ tag: CFTPointTag) {
    points.append(Self.vector(point, scale))
    tags.append(tag)
  }

  private mutating func endContour() {
    let start = contours.last.map { Int($0) + 1 } ?? 0
    guard points.count > start else { return }
    precondition(points.count <= Self.maximumPoints, "A filled path can have at most 32,000 points.")
    contours.append(numericCast(points.count - 1))
  }
}
