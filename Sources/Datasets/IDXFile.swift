import Foundation

/// A file of unsigned bytes in the IDX format: two zero bytes, the type 08, the rank, each dimension in four bytes (most
/// significant first), then the values, the last dimension fastest.
struct IDXFile: Hashable {
  let dimensions: [Int]
  let bytes: [UInt8]

  /// More than this is refused: no data set in this format comes near, and memory would not hold it.
  static let sizeLimit = 1 << 33

  init(dimensions: [Int], bytes: [UInt8]) {
    precondition(dimensions.reduce(1, *) == bytes.count, "\(bytes.count) bytes for dimensions \(dimensions)")
    (self.dimensions, self.bytes) = (dimensions, bytes)
  }

  /// Reads a file, gzip'd or not, which is told from its first bytes rather than from its name.
  ///
  /// - Parameters:
  ///   - rank: how many dimensions it must have.
  ///   - contents: what it should hold, for messages: "images" or "labels".
  init(reading path: String, rank: Int, holding contents: String) throws(DatasetError) {
    var source = try ByteSource(path: path)
    let header = try source.read(4)
    guard header.count == 4 else { throw .truncated(file: path, expected: 4 + 4 * rank, found: header.count) }
    guard header[0] == 0, header[1] == 0, header[2] == 8 else {
      let found = header.prefix(3).map { String(format: "%02x", $0) }.joined(separator: " ")
      throw .notIDX(file: path, found: found)
    }
    guard header[3] == rank else {
      throw .wrongKind(
        file: path, expected: "\(contents) (\(Self.dimensions(rank)))",
        found: "values with \(Self.dimensions(Int(header[3])))")
    }
    let sizes = try source.read(4 * rank)
    let headerLength = 4 + 4 * rank
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

  /// The product of the dimensions, which must be positive and not beyond the limit.
  private static func valueCount(_ dimensions: [Int], file: String) throws(DatasetError) -> Int {
    var count = 1
    for size in dimensions {
      guard size > 0 else { throw .impossibleSize(file: file, reason: "a dimension of \(dimensions) is zero") }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= sizeLimit else {
        throw .impossibleSize(file: file, reason: "dimensions \(dimensions) are more than the limit of 8 GiB")
      }
      count = product
    }
    return count
  }

  private static func dimensions(_ count: Int) -> String { count == 1 ? "1 dimension" : "\(count) dimensions" }
}
