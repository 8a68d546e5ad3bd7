import Foundation
import Testing

@testable import Plotting

@Suite struct PNGFileTests {
  private func sentence(_ bytes: [UInt8]) -> String {
    do throws(PlottingError) {
      _ = try PNG(reading: bytes, file: "p.png")
      return ""
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ([0xFF, 0xD8, 0xFF, 0xE0] as [UInt8], "JPEG"), (Array("GIF89a".utf8), "GIF"), (Array("BM1234".utf8), "BMP"),
    (Array("II*\0".utf8), "TIFF"), (Array("MM\0*".utf8), "TIFF"), (Array("RIFF....WEBPVP8 ".utf8), "WebP"),
    ([0, 0, 0, 24] + Array("ftypheic".utf8), "HEIC or AVIF"), (Array("%PDF-1.7".utf8), "PDF"),
    (Array("<?xml version".utf8), "SVG"), (Array("P5\n2 2".utf8), "PNM"),
  ])
  func otherFormatsAreNamed(bytes: [UInt8], format: String) {
    #expect(
      sentence(bytes)
        == "p.png is a picture in the format \(format), and only PNG is read; convert it, or save it again as PNG.")
  }

  @Test(arguments: [
    ([] as [UInt8], "it is empty"), (Array("hello".utf8), "it does not start like a PNG file"),
    (Array("P".utf8), "it does not start like a PNG file"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "the file is damaged or ends too early"),
  ])
  func othersGetTheirReason(bytes: [UInt8], reason: String) {
    #expect(sentence(bytes) == "p.png cannot be read as a PNG picture: \(reason).")
  }

  @Test(arguments: [
    ("/nonexistent/p.png", "no such file or directory"), ("/", "it is not an ordinary file"),
    ("/dev/zero", "it is not an ordinary file"),
  ])
  func whatIsNoFileIsTold(path: String, reason: String) {
    #expect(throws: PlottingError.unreadable(file: path, reason: reason)) { try PNG(contentsOf: path) }
  }

  @Test func filesComeBack() throws {
    let bitmap = Bitmap(width: 3, height: 2, color: Color(hex: 0x123456))
    let path = NSTemporaryDirectory() + "deepbelief-\(UUID().uuidString).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(PNG(bitmap: bitmap).encoded()).write(to: URL(fileURLWithPath: path))
    #expect(try PNG(contentsOf: path).bitmap == bitmap)
  }
}
