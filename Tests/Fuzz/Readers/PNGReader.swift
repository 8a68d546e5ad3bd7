@testable import Plotting

extension FuzzedReader {
  /// Pictures that somebody names, and as the tests read them.
  static let png = FuzzedReader(name: "png", kind: .bytes) { bytes in
    do throws(PlottingError) {
      let png = try PNG(reading: bytes, file: "p.png")
      let bitmap = png.bitmap
      precondition(bitmap.pixels.count == bitmap.width * bitmap.height * bitmap.channels, "wrong size")
    } catch {
      expectSentence(error)
    }
  }
}
