@testable import Plotting

extension FuzzedReader {
  /// Pictures as the tests read them.
  static let png = FuzzedReader(name: "png", kind: .bytes) { bytes in
    do throws(PlottingError) {
      let png = try PNG(decoding: bytes)
      let bitmap = png.bitmap
      precondition(bitmap.pixels.count == bitmap.width * bitmap.height * bitmap.channels, "wrong size")
    } catch {
      expectSentence(error)
    }
  }
}
