import Foundation

@testable import Datasets

extension FuzzedReader {
  /// An IDX file of images, packed or not.
  static let images = FuzzedReader(name: "images", kind: .bytes) { readIDX($0, rank: 3, holding: "images") }

  /// An IDX file of labels, packed or not.
  static let labels = FuzzedReader(name: "labels", kind: .bytes) { readIDX($0, rank: 1, holding: "labels") }

  private static func readIDX(_ bytes: [UInt8], rank: Int, holding contents: String) {
    do throws(DatasetError) {
      let source = try ByteSource(Data(bytes), path: "file")
      let file = try IDXFile(reading: source, rank: rank, holding: contents)
      precondition(file.dimensions.count == rank && file.dimensions.reduce(1, *) == file.bytes.count, "wrong size")
      let isPlain = !GzipInflater.recognises(Data(bytes))
      precondition(!isPlain || file.encoded == bytes, "a plain file is not written as it was read")
    } catch {
      expectSentence(error)
    }
  }
}
