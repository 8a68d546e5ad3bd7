import Foundation
import Testing

@testable import Plotting

@Suite struct PNGTests {
  private let bitmap = Bitmap(
    width: 7, height: 5, colors: (0..<35).map { Color(hex: UInt32($0) &* 2_654_435_761 >> 8) })

  @Test func pixelsAndTextsComeBack() throws {
    let texts = [
      PNG.Text("Software", "DeepBelief"), PNG.Text("command", "compare --epochs 3"),
      PNG.Text("note", "naïve ε ≤ 10⁻³ 雪"), PNG.Text("empty", ""),
    ]
    let decoded = try PNG(decoding: PNG(bitmap: bitmap, texts: texts).encoded())
    #expect(decoded.bitmap == bitmap)
    #expect(Set(decoded.texts) == Set(texts))
  }

  @Test func transparencyComesBack() throws {
    let pixels: [UInt8] = (0..<64).map { 4 * $0 }
    let bitmap = Bitmap(width: 4, height: 4, channels: 4, pixels: pixels)
    #expect(try PNG(decoding: PNG(bitmap: bitmap).encoded()).bitmap == bitmap)
  }

  /// The byte behind width, height and depth is the kind of colours: 0 for greys, 3 for a palette, 2 for RGB.
  @Test func pixelsAreStoredInTheFewestBytes() throws {
    let greys = (0..<600).map { Color(grey: UInt8($0 % 256)) }
    let hues = (0..<600).map { Color(red: UInt8($0 % 256), green: 7, blue: 200) }
    var more = hues
    more[599] = .white
    for (colors, kind) in [(greys, UInt8(0)), (Array(greys.dropLast()) + [hues[9]], 2), (hues, 3), (more, 2)] {
      let bitmap = Bitmap(width: 30, height: 20, colors: colors)
      let bytes = try PNG(bitmap: bitmap).encoded()
      #expect(bytes[25] == kind)
      #expect(try PNG(decoding: bytes).bitmap == bitmap)
    }
  }

  @Test func theSameImageGivesTheSameBytes() throws {
    let png = PNG(bitmap: bitmap, texts: [PNG.Text("seed", "7")], pixelsPerInch: 144)
    #expect(try png.encoded() == png.encoded())
  }

  @Test func foreignKindsBecomeRGB() throws {
    let grey8 = HandmadePNG(colorType: 0, depth: 8, rows: [[0, 128, 255]])
    #expect(try colors(grey8) == [.black, Color(grey: 128), .white])
    let grey1 = HandmadePNG(colorType: 0, depth: 1, width: 3, rows: [[0b0100_0000]])
    #expect(try colors(grey1) == [.black, .white, .black])
    let grey16 = HandmadePNG(colorType: 0, depth: 16, width: 2, rows: [[0x80, 0x80, 0xFF, 0xFF]])
    #expect(try colors(grey16) == [Color(grey: 128), .white])
    let rgb16 = HandmadePNG(colorType: 2, depth: 16, width: 1, rows: [[0x12, 0x12, 0x34, 0x34, 0x56, 0x56]])
    #expect(try colors(rgb16) == [Color(hex: 0x123456)])
    var palette = HandmadePNG(colorType: 3, depth: 8, rows: [[1, 0, 1]])
    palette.palette = [10, 20, 30, 200, 100, 50]
    let (first, second) = (Color(hex: 0x0A141E), Color(hex: 0xC86432))
    #expect(try colors(palette) == [second, first, second])
  }

  @Test func foreignKindsWithTransparencyBecomeRGBA() throws {
    let greyAlpha = HandmadePNG(colorType: 4, depth: 8, width: 2, rows: [[100, 255, 200, 0]])
    #expect(
      try colors(greyAlpha) == [Color(grey: 100), Color(red: 200, green: 200, blue: 200, alpha: 0)])
    var palette = HandmadePNG(colorType: 3, depth: 8, rows: [[0, 1]])
    palette.palette = [1, 2, 3, 4, 5, 6]
    palette.transparency = [9]
    #expect(
      try colors(palette) == [
        Color(red: 1, green: 2, blue: 3, alpha: 9), Color(red: 4, green: 5, blue: 6, alpha: 255),
      ])
  }

  /// Of 2 × 2 pixels, Adam7's first pass has the first, the sixth its neighbour, and the seventh the second row.
  @Test func interlacedPixelsFindTheirPlaces() throws {
    var png = HandmadePNG(colorType: 0, depth: 8, width: 2, height: 2, rows: [[10], [20], [30, 40]])
    png.isInterlaced = true
    let bitmap = try PNG(decoding: png.bytes).bitmap
    #expect(bitmap == Bitmap(width: 2, height: 2, colors: [10, 20, 30, 40].map { Color(grey: $0) }))
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = try PNG(bitmap: bitmap, texts: [PNG.Text("seed", "7")]).encoded()
    for length in 0..<bytes.count {
      #expect(throws: PlottingError.self, "\(length) of \(bytes.count) bytes") {
        try PNG(decoding: bytes[..<length])
      }
    }
  }

  @Test func damagedBytesNeverCrash() throws {
    let bytes = try PNG(bitmap: bitmap, texts: [PNG.Text("seed", "7")]).encoded()
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x41
      if let decoded = try? PNG(decoding: damaged) {
        #expect(decoded.bitmap.pixels.count == decoded.bitmap.width * decoded.bitmap.height * decoded.bitmap.channels)
      }
    }
  }

  @Test func garbageGivesOneClearSentence() {
    let error = #expect(throws: PlottingError.self) { try PNG(decoding: Array("not a picture at all".utf8)) }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix("The PNG file cannot be read: ") && sentence.hasSuffix("."), "\(sentence)")
  }

  @Test func aChunkThatClaimsAGigabyteIsRefused() throws {
    var bytes = try PNG(bitmap: bitmap, texts: [PNG.Text("seed", "7")]).encoded()
    bytes[33] = 0x41  // The highest byte of the first text's length.
    #expect(throws: PlottingError.decodingFailed(reason: "the file is damaged or ends too early")) {
      try PNG(decoding: bytes)
    }
  }

  @Test func hugeImagesAreRefusedBeforeMemoryIsTaken() {
    let wide = HandmadePNG(colorType: 2, depth: 8, width: 2_000_000_000, rows: [[0]])
    #expect(throws: PlottingError.self) { try PNG(decoding: wide.bytes) }
    let large = HandmadePNG(colorType: 2, depth: 8, width: 16_000, height: 16_000, rows: [[0]])
    let error = #expect(throws: PlottingError.self) { try PNG(decoding: large.bytes) }
    #expect(error == .decodingFailed(reason: "the image has too many pixels"))
  }

  private func colors(_ png: HandmadePNG) throws -> [Color] {
    let bitmap = try PNG(decoding: png.bytes).bitmap
    return (0..<bitmap.width).map { bitmap[$0, 0] }
  }
}
