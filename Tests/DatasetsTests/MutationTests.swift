import LinearAlgebra
import Testing

@testable import Datasets

/// Thousands of damaged files: each reads or is refused, and none crashes or hangs.
@Suite struct MutationTests {
  static let file = SmallDataset.images

  @Test(arguments: [false, true])
  func mutatedFilesAreReadOrRefused(isPacked: Bool) {
    var generator = PhiloxStream(seed: 1, stream: .selection)
    let original = isPacked ? gzipped(Self.file.encoded) : Self.file.encoded
    var (readable, changed) = (0, 0)
    for _ in 0..<20_000 {
      let bytes = Self.mutated(original, using: &generator)
      do throws(DatasetError) {
        let file = try parse(bytes)
        #expect(file.dimensions.reduce(1, *) == file.bytes.count)
        readable += 1
        changed += file == Self.file ? 0 : 1
      } catch {
        #expect(error.description.hasPrefix("file ") && error.description.hasSuffix("."))
      }
    }
    // Both ends occur; and what gzip's checksum covers does not change unnoticed.
    #expect((100..<15_000).contains(readable))
    #expect(isPacked ? changed == 0 : changed > 100)
  }

  /// A mutation inside of an undamaged gzip file reaches the IDX reader, as no random damage outside does.
  @Test func mutatedContentsAreReadAsWithoutGzip() {
    var generator = PhiloxStream(seed: 2, stream: .selection)
    for _ in 0..<2_000 {
      let bytes = Self.mutated(Self.file.encoded, using: &generator)
      #expect((try? parse(bytes)) == (try? parse(gzipped(bytes))))
      // What is not told from its first bytes to be plain or packed can fail in two ways.
      if failure(bytes) != failure(gzipped(bytes)) { #expect(bytes.starts(with: [0x1F, 0x8B])) }
    }
  }

  /// One to four bytes overwritten, inserted, repeated or cut off; more of them in the header than behind it.
  private static func mutated(_ original: [UInt8], using generator: inout PhiloxStream) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      guard !bytes.isEmpty else { return bytes }
      let end = Bool.random(using: &generator) ? min(bytes.count, 20) : bytes.count
      let place = Int.random(in: 0..<end, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      case 4: bytes += bytes[place...].prefix(40)
      default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &generator), bytes.count))
      }
    }
    return bytes
  }
}
