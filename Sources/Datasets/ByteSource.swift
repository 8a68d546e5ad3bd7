import CZlib
import Foundation

/// The bytes of a file in order, uncompressed on the way if it is a gzip file.
///
/// Only what is asked for is unpacked, so a small file that would unpack to gigabytes does no harm. A gzip file's checksum is
/// verified when its end is reached.
struct ByteSource {
  private let path: String
  private let compressed: Data
  private var position = 0
  private var inflater: Inflater?

  init(path: String) throws(DatasetError) {
    self.path = path
    do {
      compressed = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw .unreadable(file: path, reason: Self.reason(path))
    }
    guard compressed.starts(with: [0x1F, 0x8B]) else { return }
    guard let inflater = Inflater() else { throw .unreadable(file: path, reason: "zlib has no memory left") }
    self.inflater = inflater
  }

  /// The next `count` bytes, or fewer at the end of the file.
  mutating func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    guard let inflater else {
      let part = compressed.dropFirst(position).prefix(count)
      position += part.count
      return [UInt8](part)
    }
    // A header may announce more than there is: no memory is taken before the file has the bytes to fill it. Deflate packs at
    // most 1032 : 1.
    let plausible = min(count, compressed.count.multipliedReportingOverflow(by: 1032).partialValue + 1024)
    var failure: DatasetError?
    let bytes = [UInt8](unsafeUninitializedCapacity: plausible) { buffer, filled in
      do throws(DatasetError) {
        filled = try inflater.inflate(compressed, into: buffer, file: path)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Whether there is nothing more to read.
  mutating func isAtEnd() throws(DatasetError) -> Bool { try read(1).isEmpty }

  private static func reason(_ path: String) -> String {
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if isDirectory.boolValue { return "it is a directory" }
    return FileManager.default.isReadableFile(atPath: path) ? "the disk gives an error" : "permission is missing"
  }
}

/// A running decompression by zlib.
private final class Inflater {
  private var stream = z_stream()
  private var consumed = 0
  private var isFinished = false

  init?() {
    // 15 bits of window, 32 for "recognise gzip by its header".
    guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
  }

  deinit { inflateEnd(&stream) }

  /// Fills the buffer as far as there are bytes; returns how many there were.
  func inflate(
    _ compressed: Data, into buffer: UnsafeMutableBufferPointer<UInt8>, file: String
  ) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count, !isFinished {
      let (status, produced) = step(compressed, into: buffer, from: filled)
      filled += produced
      switch status {
      case Z_OK: break
      case Z_STREAM_END: try finishMember(compressed)
      case Z_BUF_ERROR where consumed >= compressed.count:
        throw .damagedGzip(file: file, offset: consumed, reason: "the compressed data end too early")
      default:
        let message = stream.msg.map { String(cString: $0) } ?? "the compressed data make no sense"
        throw .damagedGzip(file: file, offset: consumed, reason: message)
      }
    }
    return filled
  }

  /// One call of zlib, with at most 1 GiB on either side, since it counts in 32 bits.
  private func step(
    _ compressed: Data, into buffer: UnsafeMutableBufferPointer<UInt8>, from filled: Int
  ) -> (status: Int32, produced: Int) {
    compressed.withUnsafeBytes { input in
      let rest = UnsafeMutableRawBufferPointer(
        mutating: UnsafeRawBufferPointer(rebasing: input[consumed...].prefix(1 << 30)))
      let room = UnsafeMutableBufferPointer(rebasing: buffer[filled...].prefix(1 << 30))
      stream.next_in = rest.bindMemory(to: UInt8.self).baseAddress
      stream.avail_in = UInt32(rest.count)
      stream.next_out = room.baseAddress
      stream.avail_out = UInt32(room.count)
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      consumed += rest.count - Int(stream.avail_in)
      return (status, room.count - Int(stream.avail_out))
    }
  }

  /// At the end of a gzip member: the end of all, or the start of another.
  private func finishMember(_ compressed: Data) throws(DatasetError) {
    if consumed < compressed.count {
      inflateReset(&stream)
    } else {
      isFinished = true
    }
  }
}
