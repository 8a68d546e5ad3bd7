import Foundation

extension PNG {
  /// Longest file that is read, in bytes: as much as the most pixels take in RGBA, not compressed.
  static let fileLimit = 256 << 20

  /// Reads a file that somebody named. Everything that is wrong is told in one sentence with the file's name.
  public init(contentsOf path: String) throws(PlottingError) {
    try self.init(reading: Self.contents(of: path), file: path)
  }

  /// Reads a file's bytes.
  /// - Parameter file: its name, for messages.
  public init(reading bytes: some Collection<UInt8>, file: String) throws(PlottingError) {
    guard !bytes.isEmpty else { throw .unreadable(file: file, reason: "it is empty") }
    if let format = Self.otherFormat(Array(bytes.prefix(16))) { throw .otherFormat(file: file, format: format) }
    do throws(PlottingError) {
      try self.init(decoding: bytes)
    } catch {
      guard case .decodingFailed(let reason) = error else { throw error }
      throw .unreadable(file: file, reason: reason)
    }
  }

  /// Refused are pipes and devices, whose reading might never end.
  private static func contents(of path: String) throws(PlottingError) -> Data {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)).lowercased())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, reason: "it is not an ordinary file")
    }
    guard status.st_size <= fileLimit else {
      throw .unreadable(file: path, reason: "it is larger than \(fileLimit >> 20) MiB")
    }
    // Foundation forgets to free a page for every empty file that it reads.
    guard status.st_size > 0 else { return Data() }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(file: path, reason: "the system gives an error")
    }
  }

  /// The name of another format, if the first bytes are of one that people keep pictures in.
  private static func otherFormat(_ bytes: [UInt8]) -> String? {
    func holds(_ text: String, at start: Int = 0) -> Bool { bytes.dropFirst(start).starts(with: text.utf8) }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "JPEG" }
    if holds("GIF8") { return "GIF" }
    if holds("BM") { return "BMP" }
    if holds("II*\0") || holds("MM\0*") { return "TIFF" }
    if holds("RIFF"), holds("WEBP", at: 8) { return "WebP" }
    if holds("ftyp", at: 4) { return "HEIC or AVIF" }
    if holds("%PDF") { return "PDF" }
    if holds("<svg") || holds("<?xml") { return "SVG" }
    if bytes.count > 2, bytes[0] == UInt8(ascii: "P"), (0x31...0x37).contains(bytes[1]), bytes[2] <= 0x20 {
      return "PNM"
    }
    return nil
  }
}
