import CFreeType

/// The outline and the advance of one character, in font units (y upwards).
struct Glyph {
  let index: FT_UInt
  let advance: Double
  let points: [FT_Vector]
  let tags: [CFTPointTag]
  let contours: [CFTContourEnd]

  /// Reads a character's glyph, unscaled and unhinted, from a face; an unreadable glyph is empty.
  init(of scalar: Unicode.Scalar, in face: FT_Face) {
    index = FT_Get_Char_Index(face, FT_ULong(scalar.value))
    guard FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_NO_SCALE)) == 0, let slot = face.pointee.glyph else {
      (advance, points, tags, contours) = (0, [], [], [])
      return
    }
    let outline = slot.pointee.outline
    advance = Double(slot.pointee.metrics.horiAdvance)
    points = Array(UnsafeBufferPointer(start: outline.points, count: Int(outline.n_points)))
    tags = Array(UnsafeBufferPointer(start: outline.tags, count: Int(outline.n_points)))
    contours = Array(UnsafeBufferPointer(start: outline.contours, count: Int(outline.n_contours)))
  }
}
