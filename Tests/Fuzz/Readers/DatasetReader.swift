import Foundation

@testable import Datasets

extension FuzzedReader {
  /// The four files of a data set, one after the other: three lengths of two bytes, then the files.
  static let dataset = FuzzedReader(name: "dataset", kind: .bytes) { bytes in
    guard let files = files(in: bytes) else { return }
    let directory = scratchDirectory
    do {
      for (name, contents) in zip(fileNames, files) {
        try Data(contents).write(to: URL(fileURLWithPath: directory + "/" + name))
      }
    } catch {
      fatalError("\(directory) cannot be written.")
    }
    do throws(DatasetError) {
      let dataset = try Dataset.reading(directory: directory, name: "fuzz", title: "Fuzz")
      precondition(dataset.training.pixelCount == dataset.test.pixelCount, "two sizes of images")
      precondition(dataset.training.labels.allSatisfy { $0 < dataset.classCount }, "a label beyond the classes")
      let split = try dataset.split(validationCount: dataset.training.count / 6)
      precondition(split.training.count + split.validation.count == dataset.training.count, "images were lost")
    } catch {
      expectSentence(error)
    }
  }

  private static let fileNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]

  /// In memory where the system offers that.
  private static let scratchDirectory: String = {
    let parent = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    let path = parent + "deepbelief-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: FuzzedReader.scratchDirectory) }
    return path
  }()

  private static func files(in bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
    guard bytes.count >= 6 else { return nil }
    var rest = bytes[6...]
    var files: [ArraySlice<UInt8>] = []
    for place in 0..<3 {
      let length = Int(bytes[2 * place]) << 8 | Int(bytes[2 * place + 1])
      files.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return files + [rest]
  }
}
