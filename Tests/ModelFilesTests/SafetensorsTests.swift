import Foundation
import LinearAlgebra
import Testing

@testable import ModelFiles

@Suite struct SafetensorsTests {
  /// Every kind of number that is finite: both zeros, subnormal, smallest, greatest, and neighbours of 1.
  static let special: [Float] = [
    0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1,
    Float(1).nextUp,
  ]

  @Test func whatIsEncodedIsReadBitForBit() throws {
    var file = smallFile
    file.add(Matrix(rows: 2, columns: 4, values: Self.special), named: "../../etc/passwd")
    file.add(vector: Matrix(rows: 1, columns: 0), named: "")
    file.metadata["\u{0}\u{8}\u{C}\u{1F}\u{7F}\t\r\\/ 漢字 🂡"] = ""
    let read = try Safetensors(reading: file.encoded(), file: "file")
    #expect(Contents(read) == Contents(file))
    #expect(read["weight"]?.rows == 4 && read["weight"]?.columns == 2 && read["bias"]?.rows == 1)
    #expect(read["weights"] == nil)
  }

  @Test func anEmptyFileIsOne() throws {
    let read = try Safetensors(reading: Safetensors().encoded(), file: "file")
    #expect(read.tensors.isEmpty && read.metadata.isEmpty)
    #expect(try parse(bytes(header: "{}")).tensors.isEmpty)
  }

  /// Bytes and a checksum that were worked out with Python's `struct`, `json` and `zlib`.
  @Test func bytesAreWhereTheFormatPutsThem() throws {
    var file = Safetensors(metadata: ["note": "tiny"])
    file.add(Matrix(rows: 3, columns: 1, values: [1, -2, 0.5]), named: "w")
    file.add(vector: Matrix(rows: 1, columns: 2, values: [0, 3]), named: "b")
    let header = """
      {"__metadata__":{"checksum":"crc32","crc32":"b1bb7ee7","note":"tiny"},\
      "b":{"data_offsets":[12,20],"dtype":"F32","shape":[2]},"w":{"data_offsets":[0,12],"dtype":"F32","shape":[3,1]}}
      """
    let numbers: [UInt8] = [
      0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0, 0, 0, 0, 0x40, 0x40,
    ]
    let expected: [UInt8] = [184, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [32, 32, 32] + numbers
    #expect([UInt8](file.encoded()) == expected)
    #expect(Contents(try parse(expected)) == Contents(file))
  }

  @Test func numbersBeginAtAMultipleOfEight() {
    for length in 0..<16 {
      let data = Safetensors(metadata: ["note": String(repeating: "x", count: length)]).encoded()
      #expect(data.count % 8 == 0 && Int(data[0]) | Int(data[1]) << 8 == data.count - 8)
    }
  }

  @Test func sameContentsSameBytes() {
    let reference = smallFile.encoded()
    for _ in 0..<20 {
      var file = smallFile
      for key in ["z", "a", "é", "e\u{301}x"].shuffled() { file.metadata[key] = key }
      for key in ["z", "a", "é", "e\u{301}x"].shuffled() { file.metadata[key] = nil }
      #expect(file.encoded() == reference)
    }
  }

  @Test func readingAndWritingAgainGivesTheSameBytes() throws {
    let data = smallFile.encoded()
    #expect(try Safetensors(reading: data, file: "file").encoded() == data)
  }

  /// As other programs write: another order of keys and of tensors, spaces, no metadata, any number of dimensions.
  @Test func filesOfOtherProgramsAreRead() throws {
    let header = """
      { "late" : {"shape":[ ] , "dtype":"F32", "data_offsets":[24,28]} ,\t
        \(entry("early\\u0021\\ud83c\\udca1\\/", 0, 24, shape: "[3,1,2]")),
        "__metadata__": {"format":"np"} } \n\r\t
      """
    let values: [UInt8] = (0..<7).flatMap { [0, 0, 0x80, 0x30 + $0] }
    let file = try parse(bytes(header: header, numbers: values))
    #expect(file.tensors.map(\.name) == ["early!🂡/", "late"])
    #expect(file.tensors.map(\.shape) == [[3, 1, 2], []])
    #expect(file.tensors.map { [$0.values.rows, $0.values.columns] } == [[3, 2], [1, 1]])
    #expect(file["late"]?.values == [Float(bitPattern: 0x3680_0000)])
    #expect(file.metadata == ["format": "np"])
  }

  /// A slice that begins anywhere, so that nothing in it lies at its natural address.
  @Test(arguments: 0..<8)
  func unalignedBytesAreRead(shift: Int) throws {
    let whole = Data(repeating: 0xFF, count: shift) + smallFile.encoded()
    #expect(Contents(try Safetensors(reading: whole.dropFirst(shift), file: "file")) == Contents(smallFile))
    // The same within the file: a header whose length is no multiple of four.
    let header = "{\(entry("x", 0, 8, shape: "[2]"))}" + String(repeating: " ", count: shift)
    let file = try parse(bytes(header: header, numbers: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))
    #expect(file["x"]?.values == [1, 2])
  }

  @Test func aFileOnDiskIsRead() throws {
    let path = NSTemporaryDirectory() + "deepbelief-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try smallFile.encoded().write(to: URL(fileURLWithPath: path))
    #expect(Contents(try Safetensors(contentsOf: path)) == Contents(smallFile))
    #expect(throws: ModelFileError.missing(file: path + "x")) { try Safetensors(contentsOf: path + "x") }
    for other in [NSTemporaryDirectory(), "/dev/zero"] {
      #expect(throws: ModelFileError.unreadable(file: other, reason: "it is not a file")) {
        try Safetensors(contentsOf: other)
      }
    }
  }

  /// A file of nothing but holes, which takes no room on the disk.
  @Test func tooLargeFilesAreRefused() throws {
    let path = NSTemporaryDirectory() + "deepbelief-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data().write(to: URL(fileURLWithPath: path))
    let (count, limit) = (Safetensors.sizeLimit + 1, Safetensors.sizeLimit)
    try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: UInt64(count))
    #expect(throws: ModelFileError.tooLarge(file: path, count: count, limit: limit)) {
      try Safetensors(contentsOf: path)
    }
  }
}
