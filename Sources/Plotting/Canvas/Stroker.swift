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
      var outline = outline(of: run.points, isClosed: run.isClosed)
      let code = body(&outline)
      if code != 0 { return code }
    }
    return 0
  }

  private func outline(of points: [Point], isClosed: Bool) -> Outline {
    var vectors = points.map { Outline.vector($0, scale) }
    if isClosed, let first = vectors.first { vectors.append(first) }
    FT_Stroker_Rewind(stroker)
    FT_Stroker_BeginSubPath(stroker, &vectors[0], isClosed ? 0 : 1)
    for index in 1..<vectors.count { FT_Stroker_LineTo(stroker, &vectors[index]) }
    FT_Stroker_EndSubPath(stroker)
    return Outline(exportedFrom: stroker)
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
