import Foundation

/// A file of unsigned bytes in the IDX format: two zero bytes, the type 08, the rank, each dimension in four bytes (most
/// significant first), then the values, the last dimension fastest.
///
/// ## Edge cases
/// Refused are values of another type, another rank than asked for, a dimension of zero, fewer or more values than the
/// header announces, and more than ``sizeLimit``.
struct IDXFile: Hashable {
  let dimensions: [Int]
  let bytes: [UInt8]

  /// In bytes. More than this is refused before memory is taken: no data set in this format comes near, and a small gzip
  /// file could fill the memory otherwise.
  static let sizeLimit = min(8 << 30, Int(ProcessInfo.processInfo.physicalMemory / 2))

  /// The types of the format, by their byte in the header.
  private static let types: [UInt8: String] = [
    0x08: "unsigned bytes", 0x09: "signed bytes", 0x0B: "16-bit integers", 0x0C: "32-bit integers",
    0x0D: "32-bit floating-point numbers", 0x0E: "64-bit floating-point numbers",
  ]

  init(dimensions: [Int], bytes: [UInt8]) {
    precondition(dimensions.reduce(1, *) == bytes.count, "\(bytes.count) bytes for dimensions \(dimensions)")
    (self.dimensions, self.bytes) = (dimensions, bytes)
  }

  /// Reads a whole file, gzip'd or not.
  ///
  /// - Parameters:
  ///   - rank: how many dimensions it must have.
  ///   - contents: what it should hold, for messages: "images" or "labels".
  init(reading source: ByteSource, rank: Int, holding contents: String) throws(DatasetError) {
    var source = source
    let path = source.path
    let headerLength = 4 + 4 * rank
    let magic = try source.read(4)
    guard magic.count == 4 else { throw .truncated(file: path, expected: headerLength, found: magic.count) }
    try Self.check(magic, rank: rank, holding: contents, file: path)
    let sizes = try source.read(4 * rank)
    guard sizes.count == 4 * rank else {
      throw .truncated(file: path, expected: headerLength, found: 4 + sizes.count)
    }
    dimensions = (0..<rank).map { place in sizes[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | Int($1) } }
    let count = try Self.valueCount(dimensions, file: path)
    bytes = try source.read(count)
    guard bytes.count == count else {
      throw .truncated(file: path, expected: headerLength + count, found: headerLength + bytes.count)
    }
    guard try source.isAtEnd() else { throw .tooLong(file: path, expected: headerLength + count) }
  }

  /// The file's bytes, not compressed.
  var encoded: [UInt8] {
    let sizes = dimensions.flatMap { size in stride(from: 24, through: 0, by: -8).map { UInt8((size >> $0) & 255) } }
    return [0, 0, 8, UInt8(dimensions.count)] + sizes + bytes
  }

  private static func check(
    _ magic: [UInt8], rank: Int, holding contents: String, file: String
  ) throws(DatasetError) {
    guard magic[0] == 0, magic[1] == 0, let type = types[magic[2]] else {
      throw .notIDX(file: file, found: magic.prefix(3).map { String(format: "%02x", $0) }.joined(separator: " "))
    }
    guard magic[2] == 0x08 else { throw .wrongType(file: file, contents: contents, found: type) }
    guard magic[3] == rank else {
      throw .wrongRank(file: file, contents: contents, expected: rank, found: Int(magic[3]))
    }
  }

  /// The product of the dimensions, which must be positive and not beyond the limit.
  private static func valueCount(_ dimensions: [Int], file: String) throws(DatasetError) -> Int {
    guard !dimensions.contains(0) else { throw .empty(file: file, dimensions: dimensions) }
    var count = 1
    for size in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= sizeLimit else {
        throw .tooLarge(file: file, dimensions: dimensions, limit: sizeLimit)
      }
      count = product
    }
    return count
  }
}
