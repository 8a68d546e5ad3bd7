import CFreeType

/// Measures text and breaks it into lines, so that a layout can be worked out before anything is drawn.
///
/// It keeps every glyph that it has met. It belongs to one thread: make one for each.
public final class Typesetter {
  let freeType: FreeType
  private var glyphs: [Key: Glyph] = [:]

  private struct Key: Hashable {
    let scalar: Unicode.Scalar
    let weight: Font.Weight
  }

  /// Opens the package's fonts.
  public init() throws(PlottingError) {
    freeType = try FreeType()
  }

  /// The width of one line of text in points, from the pen's start to its end.
  public func width(of text: String, font: Font) -> Double {
    var end = 0.0
    forEachGlyph(of: text, font: font) { glyph, x, scale in end = x + glyph.advance * scale }
    return end
  }

  /// The width of the widest text, 0 for none.
  public func width(ofWidest texts: some Sequence<String>, font: Font) -> Double {
    texts.reduce(0) { max($0, width(of: $1, font: font)) }
  }

  /// From one baseline to the next, in points.
  public func lineHeight(_ font: Font) -> Double { font.size * 1.25 }

  /// From the baseline to the top of the tallest letters, in points.
  public func ascent(_ font: Font) -> Double { metric(\.ascender, font) }

  /// From the baseline to the bottom of the deepest letters, in points, above zero.
  public func descent(_ font: Font) -> Double { -metric(\.descender, font) }

  /// The height of a capital letter in points.
  public func capHeight(_ font: Font) -> Double { font.size * 0.729 }

  /// Visits the glyphs of one line with the pen's place (points) and the points that one font unit is.
  func forEachGlyph(of text: String, font: Font, _ body: (Glyph, Double, Double) -> Void) {
    let face = freeType.face(font.weight)
    let scale = font.size / Double(face.pointee.units_per_EM)
    var pen = 0.0
    var previous: FT_UInt = 0
    for scalar in text.unicodeScalars {
      let glyph = glyph(of: scalar, weight: font.weight)
      pen += kerning(previous, glyph.index, in: face) * scale
      body(glyph, pen, scale)
      pen += glyph.advance * scale
      previous = glyph.index
    }
  }

  private func glyph(of scalar: Unicode.Scalar, weight: Font.Weight) -> Glyph {
    let key = Key(scalar: scalar, weight: weight)
    if let known = glyphs[key] { return known }
    let glyph = Glyph(of: scalar, in: freeType.face(weight))
    glyphs[key] = glyph
    return glyph
  }

  private func kerning(_ left: FT_UInt, _ right: FT_UInt, in face: FT_Face) -> Double {
    guard left != 0 else { return 0 }
    var vector = FT_Vector()
    guard FT_Get_Kerning(face, left, right, FT_KERNING_UNSCALED.rawValue, &vector) == 0 else { return 0 }
    return Double(vector.x)
  }

  private func metric(_ path: KeyPath<FT_FaceRec, FT_Short>, _ font: Font) -> Double {
    let face = freeType.face(font.weight).pointee
    return Double(face[keyPath: path]) / Double(face.units_per_EM) * font.size
  }
}
