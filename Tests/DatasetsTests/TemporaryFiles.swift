import CZlib
import Foundation

@testable import Datasets

/// A directory that is removed when the test lets go of it.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }
}

/// A gzip member of the given bytes.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  precondition(
    deflateInit2_(
      &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      == Z_OK)
  defer { deflateEnd(&stream) }
  var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 100))
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      return output.count - Int(stream.avail_out)
    }
  }
  return Array(output.prefix(count))
}

/// A whole small data set: 20 training and 6 test images of 3 × 2 pixels in 4 classes.
struct SmallFiles {
  var files: [String: [UInt8]] = [
    "train-images-idx3-ubyte": IDXFile(dimensions: [20, 2, 3], bytes: (0..<120).map { UInt8($0) }).encoded,
    "train-labels-idx1-ubyte": IDXFile(dimensions: [20], bytes: (0..<20).map { UInt8($0 % 4) }).encoded,
    "t10k-images-idx3-ubyte": IDXFile(dimensions: [6, 2, 3], bytes: (0..<36).map { UInt8($0 + 100) }).encoded,
    "t10k-labels-idx1-ubyte": IDXFile(dimensions: [6], bytes: [3, 2, 1, 0, 3, 2]).encoded,
  ]

  func load() throws -> Dataset {
    let directory = try TemporaryDirectory()
    for (name, bytes) in files { try directory.write(bytes, to: name) }
    return try Dataset.reading(directory: directory.path, name: "small", title: "Small")
  }

  /// The error's sentence, or nil if the files could be read.
  func complaint() throws -> String? {
    do {
      _ = try load()
      return nil
    } catch let error as DatasetError {
      return error.description
    }
  }
}
