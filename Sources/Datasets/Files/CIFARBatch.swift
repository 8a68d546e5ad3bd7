import Foundation

/// CIFAR's binary batches, of Krizhevsky (2009): a class, or for CIFAR-100 a coarse and a fine one, then the red, green and blue of
/// 32 × 32 pixels, one colour after the other.
enum CIFARBatch {
  private static let side = 32
  private static let pixels = 3 * side * side

  static func recognises(_ contents: Data) -> Bool { labelBytes(contents) != nil }

  /// How many bytes of classes a case has; nil if the file is no batch.
  private static func labelBytes(_ contents: Data) -> Int? {
    contents.withUnsafeBytes { bytes in
      func fits(_ limits: [UInt8]) -> Bool {
        let length = limits.count + pixels
        guard !bytes.isEmpty, bytes.count % length == 0 else { return false }
        return stride(from: 0, to: bytes.count, by: length).allSatisfy { start in
          limits.indices.allSatisfy { bytes[start + $0] < limits[$0] }
        }
      }
      return fits([10]) ? 1 : fits([20, 100]) ? 2 : nil
    }
  }

  static func cases(_ contents: Data, file: String) throws(DatasetError) -> RawCases {
    guard let labelBytes = labelBytes(contents) else {
      throw .damaged(
        file: file, place: "byte \(contents.count)",
        what: "it is no whole number of CIFAR's records with classes in range",
        advice: "get the data set again")
    }
    let length = labelBytes + pixels
    let labels = stride(from: labelBytes - 1, to: contents.count, by: length).map {
      Int(contents[contents.startIndex + $0])
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(labels.count * pixels)
    contents.withUnsafeBytes { source in
      for start in stride(from: labelBytes, to: source.count, by: length) {
        bytes.append(contentsOf: source[start..<start + pixels])
      }
    }
    return RawCases(
      columns: pixels, values: NumberList(bytes),
      picture: RawCases.Picture(width: side, height: side, channels: 3, isInterleaved: false),
      labels: RawLabels(labels), featureNames: nil, file: file)
  }

  /// Names classes by the lines of a file beside the batches, if it has as many as there are classes.
  static func name(_ data: inout RawData, in directory: String) {
    for name in ["batches.meta.txt", "fine_label_names.txt"] {
      guard let text = try? String(contentsOfFile: directory + "/" + name, encoding: .utf8) else { continue }
      let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      ArrayNames.rename(&data, lines.filter { !$0.isEmpty })
    }
  }
}
