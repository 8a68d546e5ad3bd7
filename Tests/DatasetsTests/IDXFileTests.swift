import Testing

@testable import Datasets

@Suite struct IDXFileTests {
  static let file = SmallDataset.images

  @Test(arguments: [[1], [300], [1, 1, 1], [20, 2, 3], [2, 70_000, 1]])
  func whatIsEncodedIsRead(dimensions: [Int]) throws {
    let file = IDXFile(dimensions: dimensions, bytes: (0..<dimensions.reduce(1, *)).map { UInt8($0 % 251) })
    #expect(try parse(file.encoded, rank: dimensions.count) == file)
    #expect(try parse(gzipped(file.encoded), rank: dimensions.count) == file)
  }

  /// Bytes written out by hand, so that reader and encoder cannot be wrong together.
  @Test func bytesAreWhereTheFormatPutsThem() throws {
    let bytes: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60]
    let file = try parse(bytes)
    #expect(file.dimensions == [1, 2, 3] && file.bytes == [10, 20, 30, 40, 50, 60])
    #expect(file.encoded == bytes)
    let long: [UInt8] = [0, 0, 8, 1, 0, 1, 2, 3] + [UInt8](repeating: 7, count: 0x10203)
    #expect(try parse(long, rank: 1).dimensions == [0x10203])
  }

  @Test func everyTruncationTellsHowMuchIsThere() {
    let whole = Self.file.encoded
    for count in 0..<whole.count {
      // Nothing is known of the length before the header has been read.
      let expected = count < 16 ? 16 : whole.count
      #expect(failure(Array(whole.prefix(count))) == .truncated(file: "file", expected: expected, found: count))
      // The same bytes, whole as a gzip file.
      #expect(
        failure(gzipped(Array(whole.prefix(count)))) == .truncated(file: "file", expected: expected, found: count))
    }
  }

  @Test(arguments: [1, 2, 1000])
  func trailingBytesAreRefused(count: Int) {
    let bytes = Self.file.encoded + [UInt8](repeating: 0, count: count)
    #expect(failure(bytes) == .tooLong(file: "file", expected: 136))
    #expect(failure(gzipped(bytes)) == .tooLong(file: "file", expected: 136))
  }

  @Test func everyByteOfTheMagicCounts() {
    let whole = Self.file.encoded
    for place in 0..<4 {
      for value in UInt8.min...UInt8.max where value != whole[place] {
        var bytes = whole
        bytes[place] = value
        switch (place, failure(bytes)) {
        case (0...2, .notIDX), (2, .wrongType), (3, .wrongRank): break
        case (_, let other): Issue.record("\(value) at byte \(place): \(String(describing: other))")
        }
      }
    }
  }

  @Test func foreignTypesAndRanksAreNamed() {
    let header: (UInt8, UInt8) -> [UInt8] = { [0, 0, $0, $1] + [0, 0, 0, 1] }
    let float = failure(header(0x0D, 1), rank: 1, holding: "labels")
    #expect(float == .wrongType(file: "file", contents: "labels", found: "32-bit floating-point numbers"))
    let images = failure(header(8, 1))
    #expect(images == .wrongRank(file: "file", contents: "images", expected: 3, found: 1))
    let picture = failure([0x89, 0x50, 0x4E, 0x47])
    #expect(picture == .notIDX(file: "file", found: "89 50 4e"))
  }

  @Test(arguments: 0..<3)
  func dimensionsOfZeroAreRefused(place: Int) {
    var bytes = Self.file.encoded
    for offset in 0..<4 { bytes[4 + 4 * place + offset] = 0 }
    var dimensions = [20, 2, 3]
    dimensions[place] = 0
    #expect(failure(bytes) == .empty(file: "file", dimensions: dimensions))
  }

  /// (2³² − 1)³ does not fit into 64 bits; 2³¹ · 4 is the limit of 8 GiB, and times 2³¹ would come out as 0 in 64 bits; the
  /// last is twice the limit.
  @Test(arguments: [
    [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0x8000_0000, 4, 0x8000_0000], [IDXFile.sizeLimit / 1024, 1024, 2],
  ])
  func dimensionsBeyondTheLimitAreRefused(dimensions: [Int]) {
    let sizes = dimensions.flatMap { size in [24, 16, 8, 0].map { UInt8((size >> $0) & 255) } }
    let expected = DatasetError.tooLarge(file: "file", dimensions: dimensions, limit: IDXFile.sizeLimit)
    #expect(failure([0, 0, 8, 3] + sizes) == expected)
    #expect(failure(gzipped([0, 0, 8, 3] + sizes + [1, 2, 3])) == expected)
  }
}
