import CZlib
import Foundation

/// The files of a zip archive, as `numpy.savez` writes it: stored, or packed by deflate; PKWARE's APPNOTE.
struct ZipArchive {
  private struct Entry {
    let isPacked: Bool
    let checksum: UInt32
    let packedCount: Int
    let count: Int
    let header: Int
  }

  let file: String
  private let contents: Data
  private var entries: [String: Entry] = [:]

  static let magic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  private static let mostEntries = 65_535

  var names: [String] { entries.keys.sorted() }

  init(_ contents: Data, file: String) throws(DatasetError) {
    // Places below count from 0.
    (self.contents, self.file) = (contents.startIndex == 0 ? contents : Data(contents), file)
    guard let end = endOfDirectory else {
      throw damage(contents.count, "the directory at the end of an archive is missing")
    }
    var place = number(end + 16, 4)
    let count = number(end + 10, 2)
    for _ in 0..<min(count, Self.mostEntries) {
      guard number(place, 4) == 0x0201_4B50 else { throw damage(place, "no entry of the directory stands there") }
      try read(entryAt: place)
      place += 46 + number(place + 28, 2) + number(place + 30, 2) + number(place + 32, 2)
    }
  }

  /// A file of the archive, unpacked and compared with its checksum; nil if there is none of this name.
  func contents(of name: String) throws(DatasetError) -> Data? {
    guard let entry = entries[name] else { return nil }
    guard number(entry.header, 4) == 0x0403_4B50 else { throw damage(entry.header, "no file stands there") }
    let start = entry.header + 30 + number(entry.header + 26, 2) + number(entry.header + 28, 2)
    guard start <= contents.count, entry.packedCount <= contents.count - start else {
      throw damage(start, "\(DatasetError.quoted(name)) goes on behind the end")
    }
    let packed = contents[start..<start + entry.packedCount]
    return entry.isPacked ? try unpacked(packed, entry) : try stored(packed, entry, name)
  }

  private func stored(_ bytes: Data, _ entry: Entry, _ name: String) throws(DatasetError) -> Data {
    let checksum = bytes.withUnsafeBytes { crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) }
    guard bytes.count == entry.count, UInt32(checksum) == entry.checksum else {
      throw damage(entry.header, "\(DatasetError.quoted(name)) is not as its checksum says")
    }
    return Data(bytes)
  }

  /// Deflate as a gzip file holds it: with ten bytes before, and checksum and length behind, which zlib compares.
  private func unpacked(_ packed: Data, _ entry: Entry) throws(DatasetError) -> Data {
    guard entry.count <= min(IDXFile.sizeLimit, GzipInflater.greatestCount(packedInto: packed.count)) else {
      throw .tooLarge(file: file, dimensions: [entry.count], limit: IDXFile.sizeLimit)
    }
    let trailer = [entry.checksum, UInt32(truncatingIfNeeded: entry.count)].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    var source = try ByteSource(Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]) + packed + trailer, path: file)
    let bytes = try source.read(entry.count)
    guard bytes.count == entry.count, try source.isAtEnd() else {
      throw damage(entry.header, "a file there has another length than the directory says")
    }
    return Data(bytes)
  }

  private mutating func read(entryAt place: Int) throws(DatasetError) {
    let nameLength = number(place + 28, 2)
    guard place + 46 + nameLength <= contents.count else { throw damage(place, "an entry goes on behind the end") }
    let name = String(decoding: contents[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self)
    let method = number(place + 10, 2)
    guard number(place + 8, 2) & 1 == 0, method == 0 || method == 8 else {
      throw damage(place, "\(DatasetError.quoted(name)) is encrypted or packed in an unusual way")
    }
    var sizes = [number(place + 24, 4), number(place + 20, 4), number(place + 42, 4)]
    enlarge(&sizes, from: place + 46 + nameLength, length: number(place + 30, 2))
    guard sizes.allSatisfy({ $0 >= 0 && $0 <= Int.max / 4 }) else {
      throw damage(place, "an entry has an impossible size")
    }
    entries[name] = Entry(
      isPacked: method == 8, checksum: UInt32(truncatingIfNeeded: number(place + 16, 4)), packedCount: sizes[1],
      count: sizes[0], header: sizes[2])
  }

  /// Sizes of 32 ones stand in an extra field, in 64 bits.
  private func enlarge(_ sizes: inout [Int], from start: Int, length: Int) {
    var place = start
    while place + 4 <= start + length {
      let (kind, size) = (number(place, 2), number(place + 2, 2))
      if kind == 1 {
        var next = place + 4
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && next + 8 <= place + 4 + size {
          sizes[index] = number(next, 8)
          next += 8
        }
      }
      place += 4 + size
    }
  }

  /// The last record of its kind, behind which is nothing but a comment.
  private var endOfDirectory: Int? {
    let least = max(0, contents.count - 22 - 65_535)
    return stride(from: contents.count - 22, through: least, by: -1).first { number($0, 4) == 0x0605_4B50 }
  }

  /// A little-endian number of some bytes; −1 beyond the end.
  private func number(_ place: Int, _ size: Int) -> Int {
    guard place >= 0, place <= contents.count - size else { return -1 }
    return (0..<size).reversed().reduce(0) { $0 << 8 | Int(contents[place + $1]) }
  }

  private func damage(_ place: Int, _ what: String) -> DatasetError {
    .damaged(file: file, place: "byte \(place)", what: what, advice: "save it again, e.g. with numpy.savez")
  }
}
