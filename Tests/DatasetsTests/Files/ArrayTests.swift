import CZlib
import Foundation
import Testing

@testable import Datasets

/// A `.npy` file.
func npy(_ type: String, _ shape: [Int], _ bytes: [UInt8], fortran: Bool = false) -> [UInt8] {
  let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  var header = "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(sizes)), }"
  header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
  return NumPyArray.magic + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)] + Array(header.utf8)
    + bytes
}

/// A zip archive with its files stored, or packed by deflate.
func zip(_ files: [(name: String, bytes: [UInt8])], isPacked: Bool = false) -> [UInt8] {
  func little(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(value >> (8 * $0) & 255) } }
  var (body, directory): ([UInt8], [UInt8]) = ([], [])
  for (name, bytes) in files {
    // A gzip member without its header of ten bytes and its trailer of eight.
    let packed = isPacked ? Array(gzipped(bytes).dropFirst(10).dropLast(8)) : bytes
    let checksum = bytes.withUnsafeBufferPointer { Int(crc32_z(0, $0.baseAddress, $0.count)) }
    let common =
      little(isPacked ? 8 : 0, 2) + little(0, 4) + little(checksum, 4) + little(packed.count, 4)
      + little(bytes.count, 4)
      + little(name.utf8.count, 2)
    directory += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + little(0, 2) + common + little(0, 12)
    directory += little(body.count, 4) + Array(name.utf8)
    body += ZipArchive.magic + little(20, 2) + little(0, 2) + common + little(0, 2) + Array(name.utf8) + packed
  }
  let end = [0x50, 0x4B, 5, 6] + little(0, 4) + little(files.count, 2) + little(files.count, 2)
  return body + directory + end + little(directory.count, 4) + little(body.count, 4) + little(0, 2)
}

@Suite struct ArrayTests {
  static let cases = npy("|u1", [7, 2, 1], [0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])
  static let labels = npy("<i8", [7], (0..<7).flatMap { [UInt8($0 % 2), 0, 0, 0, 0, 0, 0, 0] })

  @Test(arguments: [
    ("|u1", [1, 2] as [UInt8]), ("|i1", [1, 2]), ("|b1", [1, 2]), ("<i2", [1, 0, 2, 0]), (">i2", [0, 1, 0, 2]),
    ("<u4", [1, 0, 0, 0, 2, 0, 0, 0]), ("<f2", [0x00, 0x3C, 0x00, 0x40]), ("<f4", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]),
    (">f8", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]),
    ("<i8", [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]),
  ])
  func allTypesOfNumbersAreRead(type: String, bytes: [UInt8]) throws {
    let array = try NumPyArray(Data(npy(type, [2], bytes)), file: "f")
    #expect(array.shape == [2] && array.values == .numbers(NumberList([1, 2] as [UInt8])))
  }

  @Test func halvesAreRead() throws {
    let bytes: [UInt8] = [0x01, 0x00, 0x00, 0xBC, 0xFF, 0x7B, 0x55, 0x35]
    let array = try NumPyArray(Data(npy("<f2", [4], bytes)), file: "f")
    #expect(array.values == .numbers(NumberList([0x1p-24, -1, 65504, 0.33325195] as [Float])))
  }

  @Test func textsAndColumnOrderAreRead() throws {
    let text = npy("<U2", [2], [0x61, 0, 0, 0, 0xE9, 0, 0, 0, 0x62, 0, 0, 0, 0, 0, 0, 0])
    #expect(try NumPyArray(Data(text), file: "f").values == .texts(["aé", "b"]))
    #expect(try NumPyArray(Data(npy("|S2", [2], [0x61, 0x62, 0x63, 0])), file: "f").values == .texts(["ab", "c"]))
    let columns = try NumPyArray(Data(npy("|u1", [2, 3], [1, 4, 2, 5, 3, 6], fortran: true)), file: "f")
    #expect(columns.values == .numbers(NumberList([1, 2, 3, 4, 5, 6] as [UInt8])))
  }

  @Test(arguments: [false, true])
  func archivesOfKerasAndScikitLearnAreRead(isPacked: Bool) throws {
    let keras = zip(
      [
        ("x_train.npy", Self.cases), ("y_train.npy", Self.labels), ("x_test.npy", Self.cases),
        ("y_test.npy", Self.labels),
      ],
      isPacked: isPacked)
    let data = try ownData(keras)
    #expect(
      data.training.count == 7 && data.training == data.test && data.training.width == 1 && data.training.height == 2)
    #expect(data.training.pixels.prefix(4) == [0, 255, 10, 20] && data.training.labels == [0, 1, 0, 1, 0, 1, 0])
    let names = npy("|S3", [2], Array("evnodd".utf8))
    let digits = zip(
      [
        ("data.npy", npy("|u1", [7, 2], [UInt8](repeating: 1, count: 14))), ("images.npy", Self.cases),
        ("target.npy", Self.labels),
        ("target_names.npy", names),
      ], isPacked: isPacked)
    let learned = try ownData(digits)
    #expect(learned.details.classNames == ["evn", "odd"] && learned.training.height == 2 && learned.test.count == 2)
  }

  @Test func foldersOfArraysAreRead() throws {
    let data = try ownFolder(["X_train.npy": Self.cases, "y_train.npy": Self.labels])
    #expect(data.training.count + data.test.count == 7 && data.classCount == 2)
  }

  @Test(arguments: [
    (npy("|O", [2], [0, 0]), "'|O'"), (npy("<f4", [1 << 30, 1 << 30], []), "more than the limit"),
    (npy("|u1", [4, 4], [1]), "is truncated"),
    (npy("|u1", [1], [1, 2]), "goes on after"), (npy("<f4", [1], [0, 0, 0xC0, 0x7F]), "number 0: it is nan"),
    (npy("|u1", [3], [1, 2, 3]), "has the shape (3)"),
    (npy("|u1", [2, 2, 2, 7], [UInt8](repeating: 1, count: 56)), "neither 1 nor 3 nor 4"),
    (NumPyArray.magic + [9, 0, 0, 0], "unknown version"),
    (NumPyArray.magic + [1, 0, 255, 255], "announces 65535 bytes"),
  ])
  func damagedArraysAreRefused(bytes: [UInt8], part: String) throws {
    let complaint = try #require(try ownDataComplaint(bytes))
    #expect(complaint.contains(part) && complaint.hasSuffix("."), "\(complaint)")
  }

  @Test func classesThatDoNotFitAreRefused() throws {
    func complaint(_ labels: [UInt8]) throws -> String {
      try ownDataComplaint(zip([("x.npy", Self.cases), ("y.npy", labels)])) ?? ""
    }
    #expect(try complaint(npy("|u1", [3], [0, 1, 2])).contains("has 7 images but data (y.npy) has 3 labels"))
    #expect(try complaint(npy("|u1", [7, 2], [UInt8](repeating: 1, count: 14))).contains("y.argmax(axis=1)"))
    #expect(try complaint(npy("<f4", [1], [0, 0, 0, 0x3F])).contains("no whole number"))
    #expect(
      try ownDataComplaint(zip([("a.npy", Self.cases)]))?.contains("has the arrays a; name that of the cases") == true)
    #expect(try ownDataComplaint(zip([("x.npy", Self.cases)]))?.contains("says nothing of the classes") == true)
  }

  @Test(arguments: [false, true])
  func everyDamagedByteOfAnArchiveIsNoticedOrHarmless(isPacked: Bool) throws {
    let archive = zip([("x.npy", Self.cases), ("y.npy", Self.labels)], isPacked: isPacked)
    let whole = try ownData(archive).allCases
    for place in archive.indices {
      var damaged = archive
      damaged[place] ^= 0x10
      if let data = try? ownData(damaged) { #expect(data.allCases == whole, "byte \(place)") }
    }
  }
}
