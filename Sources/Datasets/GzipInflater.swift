import CZlib
import Foundation

/// Unpacks a gzip file piece by piece with zlib: RFC 1952, one member or several in a row.
///
/// ## Edge cases
/// - zlib compares each member's checksum and length when the member's end is reached; a difference is thrown.
/// - A file that stops within a member is thrown, and so is anything after a member that is not another one.
final class GzipInflater {
  private let packed: Data
  private let path: String
  /// Allocated once, because zlib keeps the address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var consumed = 0
  private var isFinished = false

  /// - Parameter path: of the file that `packed` is from, for messages.
  init(_ packed: Data, path: String) throws(DatasetError) {
    (self.packed, self.path) = (packed, path)
    stream.initialize(to: z_stream())
    // 15 bits of window; 16 says that the format is gzip.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .unreadable(file: path, reason: "zlib gets no memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Whether the first bytes are those of a gzip file.
  static func recognises(_ bytes: Data) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The most bytes that a file of `count` bytes can hold: deflate packs 258 bytes into 2 bits at best, 1032 to 1.
  static func greatestCount(packedInto count: Int) -> Int { count * 1032 }

  /// Fills the buffer as far as there are bytes; returns how many there were.
  func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count, !isFinished {
      let (status, produced) = step(into: UnsafeMutableBufferPointer(rebasing: buffer[filled...]))
      filled += produced
      switch status {
      case Z_OK: break
      case Z_STREAM_END: finishMember()
      case Z_BUF_ERROR: throw damage("the compressed data end too early")
      case Z_MEM_ERROR: throw .unreadable(file: path, reason: "zlib gets no memory")
      default: throw damage(stream.pointee.msg.map { String(cString: $0) } ?? "the compressed data make no sense")
      }
    }
    return filled
  }

  /// One call of zlib, with at most 1 GiB on either side, since it counts in 32 bits.
  private func step(into buffer: UnsafeMutableBufferPointer<UInt8>) -> (status: Int32, produced: Int) {
    packed.withUnsafeBytes { input in
      let rest = UnsafeRawBufferPointer(rebasing: input[consumed...].prefix(1 << 30))
      let room = buffer.prefix(1 << 30).count
      stream.pointee.next_in = UnsafeMutableRawBufferPointer(mutating: rest).bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_in = UInt32(rest.count)
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(room)
      let status = inflate(stream, Z_NO_FLUSH)
      consumed += rest.count - Int(stream.pointee.avail_in)
      return (status, room - Int(stream.pointee.avail_out))
    }
  }

  /// At the end of a member: the end of all, or the start of another.
  private func finishMember() {
    isFinished = consumed == packed.count
    if !isFinished { inflateReset(stream) }
  }

  private func damage(_ reason: String) -> DatasetError { .damagedGzip(file: path, offset: consumed, reason: reason) }
}
