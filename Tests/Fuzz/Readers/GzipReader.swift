import Foundation

@testable import Datasets

extension FuzzedReader {
  /// The inflater alone, read in pieces of several sizes up to 8 MiB.
  static let gzip = FuzzedReader(name: "gzip", kind: .bytes) { bytes in
    do throws(DatasetError) {
      var source = try ByteSource(Data(bytes), path: "file")
      var (total, size) = (0, 1)
      while total < 8 << 20 {
        let part = try source.read(size)
        guard !part.isEmpty else { break }
        precondition(part.count <= size, "more than was asked for")
        total += part.count
        size = size * 3 + 1
      }
    } catch {
      expectSentence(error)
    }
  }
}
