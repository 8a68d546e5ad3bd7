import CFreeType

/// Turns lines into the outlines of their ink.
struct Stroker {
  /// Longer lines are stroked in pieces that share an end point, because an outline holds only so many points.
  private static let longestRun = 1500

  let stroker: FT_Stroker
  let scale: Double

  /// Visits the outlines of a stroked path; returns the first error code, 0 for none.
  func forEachOutline(of path: Path, style: StrokeStyle, _ body: (inout Outline) -> Int) -> Int {
    let radius = FT_Fixed((style.width * scale * 32).rounded())
    let cap = style.cap == .round ? FT_STROKER_LINECAP_ROUND : FT_STROKER_LINECAP_BUTT
    FT_Stroker_Set(stroker, max(1, radius), cap, FT_STROKER_LINEJOIN_ROUND, 0)
    for run in Self.runs(of: path, dash: style.dash) {
      guard var outline = outline(of: run.points, isClosed: run.isClosed) else { continue }
      let code = body(&outline)
      if code != 0 { return code }
    }
    return 0
  }

  /// The outline of one line, nil for a line without any length.
  ///
  /// FreeType's stroker reads out of bounds when a part has no length, so such parts must never reach it.
  private func outline(of points: [Point], isClosed: Bool) -> Outline? {
    let closed = isClosed ? points + points.prefix(1) : points
    var vectors = Self.withoutTinySteps(closed.map { Outline.vector($0, scale) })
    guard vectors.count > 1 else { return nil }
    FT_Stroker_Rewind(stroker)
    FT_Stroker_BeginSubPath(stroker, &vectors[0], isClosed ? 0 : 1)
    for index in 1..<vectors.count { FT_Stroker_LineTo(stroker, &vectors[index]) }
    FT_Stroker_EndSubPath(stroker)
    return Outline(exportedFrom: stroker)
  }

  /// The line without points less than 1/8 pixel from the one before, whose direction would be mostly rounding error.
  private static func withoutTinySteps(_ line: [FT_Vector]) -> [FT_Vector] {
    var kept = Array(line.prefix(1))
    for vector in line.dropFirst() {
      let last = kept[kept.count - 1]
      if abs(vector.x - last.x) >= 8 || abs(vector.y - last.y) >= 8 { kept.append(vector) }
    }
    if let end = line.last, kept.count > 1 { kept[kept.count - 1] = end }
    return kept
  }

  /// The inked lines of a path, none of them too long, none of a single point.
  private static func runs(of path: Path, dash: Dash) -> [(points: [Point], isClosed: Bool)] {
    path.flattened().flatMap { part -> [(points: [Point], isClosed: Bool)] in
      let fits = part.points.count <= longestRun
      if part.isClosed, dash.lengths.isEmpty, fits { return part.points.count > 1 ? [part] : [] }
      let line = part.isClosed ? part.points + part.points.prefix(1) : part.points
      return dash.cut(line).flatMap(split).map { ($0, false) }
    }
  }

  private static func split(_ line: [Point]) -> [[Point]] {
    stride(from: 0, to: line.count - 1, by: longestRun).map { start in
      Array(line[start...min(start + longestRun, line.count - 1)])
    }
  }
}
