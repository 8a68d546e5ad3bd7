import CZlib
import Foundation
import Testing

@testable import Datasets

/// A PNG file of greys, or of colours where there are three bytes a pixel.
func png(_ width: Int, _ height: Int, _ pixels: [UInt8]) -> [UInt8] {
  func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
  func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + bytes
    return big(bytes.count) + body + big(body.withUnsafeBufferPointer { Int(crc32_z(0, $0.baseAddress, $0.count)) })
  }
  let line = pixels.count / height
  let raw = (0..<height).flatMap { [0] + pixels[$0 * line..<($0 + 1) * line] }
  // One stored block of deflate, and Adler's checksum.
  let adler = raw.withUnsafeBufferPointer { Int(adler32_z(1, $0.baseAddress, $0.count)) }
  let (low, high) = (UInt8(raw.count & 255), UInt8(raw.count >> 8))
  let packed: [UInt8] = [0x78, 0x01, 1, low, high, ~low, ~high] + raw + big(adler)
  let header = big(width) + big(height) + [8, line == width ? 0 : 2, 0, 0, 0]
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", packed)
    + chunk("IEND", [])
}

@Suite struct PictureFolderTests {
  static let files = [
    "train/cat/1.png": png(2, 1, [10, 20]), "train/cat/2.png": png(2, 1, [30, 40]),
    "train/dog/1.png": png(2, 1, [50, 255]),
    "test/dog/9.png": png(2, 1, [70, 200]), "train/.DS_Store": [1],
  ]

  @Test func foldersAreClasses() throws {
    let data = try ownFolder(Self.files)
    #expect(data.details.classNames == ["cat", "dog"] && data.test.labels == [1] && data.test.pixels == [70, 200])
    #expect(data.allCases == [[0, 10, 20], [0, 30, 40], [1, 50, 255], [1, 70, 200]])
  }

  /// By folders they would be sorted by class, and the last ones are set aside for validation.
  @Test func picturesAreShuffled() throws {
    var files: [String: [UInt8]] = ["test/a/0.png": png(1, 1, [200])]
    for name in ["a", "b"] {
      for number in 0..<20 { files["train/\(name)/\(number).png"] = png(1, 1, [UInt8(100 + number)]) }
    }
    #expect(Set(try ownFolder(files).training.labels.suffix(20)) == [0, 1])
  }

  @Test func foldersOfClassesAloneAreDivided() throws {
    let files = Dictionary(
      uniqueKeysWithValues: Self.files.compactMap { name, bytes in
        name.hasPrefix("train/") ? (String(name.dropFirst(6)), bytes) : nil
      })
    let data = try ownFolder(files)
    #expect(data.training.count == 2 && data.test.count == 1)
  }

  @Test func coloursAndSizesAreAskedFor() throws {
    var files = Self.files
    files["train/cat/3.png"] = png(1, 1, [255, 0, 0])
    #expect(throws: DatasetError.self) { try ownFolder(files) }
    let grey = DataChoices().with { $0.isGrey = true }
    #expect(throws: DatasetError.self) { try ownFolder(files, choices: grey) }
    let data = try ownFolder(files, choices: DataChoices.size(1, 1).with { $0.isGrey = true })
    #expect(data.allCases == [[0, 15], [0, 35], [0, 76], [1, 135], [1, 153]])
    let turned = try ownFolder(Self.files, choices: DataChoices.size(1, 2).with { $0.transposes = true })
    #expect(turned.test.pixels == [70, 200] && turned.test.height == 2)
  }

  @Test func otherFilesAreRefusedByTheirNames() throws {
    var files = Self.files
    files["train/dog/notes.txt"] = Array("x".utf8)
    let error = #expect(throws: DatasetError.self) { try ownFolder(files) }
    #expect(error?.description.contains("train/dog/notes.txt, byte 0: it is no PNG file") == true)
    files["train/dog/notes.txt"] = Array(png(2, 1, [1, 2]).dropLast(20))
    #expect(throws: DatasetError.self) { try ownFolder(files) }
  }
}
