import Foundation

/// The bytes of a file in order, uncompressed on the way if it is a gzip file, which its first bytes tell and not its name.
///
/// Only what is asked for is unpacked, straight to where it stays, so a small file that would unpack to gigabytes does no
/// harm. A plain file is mapped into memory.
struct ByteSource {
  let path: String
  private let contents: Data
  private let inflater: GzipInflater?
  private var position = 0

  init(path: String) throws(DatasetError) {
    try self.init(Self.contents(of: path), path: path)
  }

  /// - Parameter path: of the file that the contents are from, for messages.
  init(_ contents: Data, path: String) throws(DatasetError) {
    (self.path, self.contents) = (path, contents)
    inflater = GzipInflater.recognises(contents) ? try GzipInflater(contents, path: path) : nil
  }

  /// The next `count` bytes, or fewer at the end of the file.
  mutating func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    guard let inflater else {
      let part = contents.dropFirst(position).prefix(count)
      position += part.count
      return [UInt8](part)
    }
    // A header may announce more than there is: no memory is taken for what the file cannot hold.
    let capacity = min(count, GzipInflater.greatestCount(packedInto: contents.count))
    var failure: DatasetError?
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      do throws(DatasetError) {
        filled = try inflater.read(into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The same file from its beginning.
  func rewound() throws(DatasetError) -> ByteSource { try ByteSource(contents, path: path) }

  /// All bytes of a file that nothing has been read of: where they are mapped if it is a plain one.
  mutating func all() throws(DatasetError) -> Data {
    guard inflater != nil else { return contents }
    var bytes = Data()
    while true {
      let part = try read(1 << 24)
      guard !part.isEmpty else { return bytes }
      bytes.append(contentsOf: part)
      guard bytes.count <= IDXFile.sizeLimit else {
        throw .tooLarge(file: path, dimensions: [bytes.count], limit: IDXFile.sizeLimit)
      }
    }
  }

  /// Whether there is nothing more to read.
  mutating func isAtEnd() throws(DatasetError) -> Bool { try read(1).isEmpty }

  /// Maps a file. Pipes and devices are refused, since reading them might never end.
  private static func contents(of path: String) throws(DatasetError) -> Data {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .unreadable(file: path, reason: "it is a directory")
    default: throw .unreadable(file: path, reason: "it is a pipe or a device")
    }
    // Foundation forgets to free a page for every empty file that it reads.
    guard status.st_size > 0 else { return Data() }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw .unreadable(file: path, reason: "the system gives an error")
    }
  }
}
