import LinearAlgebra
import Foundation
import Testing

@testable import Datasets

@Suite struct GzipInflaterTests {
  static let file = SmallDataset.images
  static let packed = gzipped(file.encoded)

  @Test(arguments: [1, 4, 7, 16, 50, 135])
  func membersInARowAreOneFile(border: Int) throws {
    let bytes = Self.file.encoded
    let parts = gzipped(Array(bytes.prefix(border))) + gzipped([]) + gzipped(Array(bytes.dropFirst(border)))
    #expect(try parse(parts) == Self.file)
  }

  /// More than one call of zlib, and reads that end anywhere.
  @Test func piecesMakeTheWhole() throws {
    var generator = PhiloxStream(seed: 3, stream: .selection)
    let bytes = (0..<300_000).map { _ in UInt8.random(in: 0..<16, using: &generator) }
    var source = try ByteSource(Data(gzipped(bytes)), path: "file")
    var read: [UInt8] = []
    while read.count < bytes.count {
      read += try source.read(Int.random(in: 1...40_000, using: &generator))
    }
    #expect(read == bytes)
    #expect(try source.isAtEnd())
  }

  @Test func everyTruncationIsNoticed() {
    // One byte cannot be told from a plain file, and is too short for one.
    for count in 2..<Self.packed.count {
      let error = failure(Array(Self.packed.prefix(count)))
      let expected = DatasetError.damagedGzip(
        file: "file", offset: count, reason: "the compressed data end too early")
      #expect(error == expected, "\(count) bytes of \(Self.packed.count)")
    }
  }

  /// A flipped bit is harmless only where the format keeps the time, the system and the like, and in the bits that fill the
  /// last byte before the checksum and the length.
  @Test func noFlippedBitChangesTheContents() {
    var refused = 0
    for bit in 0..<Self.packed.count * 8 {
      var bytes = Self.packed
      bytes[bit / 8] ^= 1 << (bit % 8)
      do throws(DatasetError) {
        #expect(try parse(bytes) == Self.file, "bit \(bit)")
        #expect((3..<10).contains(bit / 8) || bit / 8 == Self.packed.count - 9, "byte \(bit / 8) does not matter")
      } catch {
        refused += 1
      }
    }
    #expect(refused >= (Self.packed.count - 8) * 8)
  }

  @Test func checksumAndLengthAreCompared() {
    for (place, reason) in [(8, "incorrect data check"), (4, "incorrect length check")] {
      var bytes = Self.packed
      bytes[bytes.count - place] ^= 1
      guard case .damagedGzip("file", let offset, reason) = failure(bytes) else {
        Issue.record("\(reason): \(String(describing: failure(bytes)))")
        continue
      }
      #expect((bytes.count - 8...bytes.count).contains(offset))
    }
  }

  /// Neither other bytes nor a zlib stream may follow, nor zeros.
  @Test(arguments: [[0], [0, 0, 0, 0], [0x1F], [0x1F, 0x8B], [0x78, 0x9C, 3, 0, 0, 0, 0, 1]] as [[UInt8]])
  func whatFollowsTheLastMemberIsRefused(tail: [UInt8]) {
    guard case .damagedGzip = failure(Self.packed + tail) else {
      Issue.record("\(tail): \(String(describing: failure(Self.packed + tail)))")
      return
    }
  }

  /// A header that announces gigabytes in a file of a few bytes must not take them, and no more is unpacked than announced.
  @Test func bombsAreDefused() {
    let announced = [0, 0, 8, 3, 0, 16, 0, 0, 0, 0, 0, 64, 0, 0, 0, 16] as [UInt8]
    #expect(failure(gzipped(announced)) == .truncated(file: "file", expected: 1 << 30 + 16, found: 16))
    // Were more unpacked than announced, the missing half would be noticed.
    let long = gzipped(Self.file.encoded + [UInt8](repeating: 0, count: 50_000_000))
    #expect(failure(Array(long.prefix(long.count / 2))) == .tooLong(file: "file", expected: 136))
  }

  @Test func theDensestFileIsWithinTheBound() {
    let zeros = 10_000_000
    let packed = gzipped([UInt8](repeating: 0, count: zeros))
    #expect(GzipInflater.greatestCount(packedInto: packed.count) >= zeros)
    #expect(zeros > packed.count * 1000)
  }
}
