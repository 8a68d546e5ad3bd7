import CFreeType
import Foundation

/// One FreeType library with its faces and a stroker. Not to be shared between threads.
final class FreeType {
  let library: FT_Library
  let stroker: FT_Stroker
  private var faces: [FT_Face] = []

  init() throws(PlottingError) {
    var library: FT_Library?
    try Self.check(FT_Init_FreeType(&library), "start")
    guard let library else { throw .freeType(operation: "start", code: 0) }
    var stroker: FT_Stroker?
    let code = FT_Stroker_New(library, &stroker)
    guard code == 0, let stroker else {
      FT_Done_FreeType(library)
      throw .freeType(operation: "make a stroker", code: Int(code))
    }
    self.library = library
    self.stroker = stroker
    for weight in Font.Weight.allCases {
      faces.append(try Self.openFace(named: weight.fileName, in: library))
    }
  }

  deinit {
    FT_Stroker_Done(stroker)
    for face in faces { FT_Done_Face(face) }
    FT_Done_FreeType(library)
  }

  /// The face of a weight.
  func face(_ weight: Font.Weight) -> FT_Face { faces[weight.rawValue] }

  private static func openFace(named name: String, in library: FT_Library) throws(PlottingError) -> FT_Face {
    guard let url = Bundle.module.url(forResource: name, withExtension: "ttf", subdirectory: "Fonts") else {
      throw .fontMissing(name: name)
    }
    var face: FT_Face?
    try check(FT_New_Face(library, url.path, 0, &face), "open the font \(name)")
    guard let face else { throw .fontMissing(name: name) }
    return face
  }

  private static func check(_ code: FT_Error, _ operation: String) throws(PlottingError) {
    if code != 0 { throw .freeType(operation: operation, code: Int(code)) }
  }
}

extension Font.Weight {
  fileprivate var fileName: String {
    switch self {
    case .regular: "DejaVuSans"
    case .bold: "DejaVuSans-Bold"
    }
  }
}
