import Checksums
import Foundation
import LinearAlgebra

/// The contents of a file in the safetensors format: named tensors of single-precision numbers, and remarks.
///
/// The file is the length of the header in eight bytes (least significant first), the header as JSON, padded with spaces so
/// that the numbers begin at a multiple of 8, then the numbers of one tensor after the other. Names may be anything; they are
/// never taken for paths. Models use those of `Docs/Models.md`.
///
/// ## Edge cases
/// - The same contents always give the same bytes.
/// - A file that this type wrote carries a checksum of all it says; see ``encoded()``. A file by another program without one
///   is read too.
/// - Values that are not finite are written but refused when they are read, since no model can use them.
/// - Tensors keep their order, which is that of their numbers in the file; among neighbours without any number, the names
///   decide.
public struct Safetensors {
  /// Numbers with a name and a shape.
  public struct Tensor {
    public let name: String
    /// [n] for a vector, [rows, columns] for a matrix. Other programs may store any number of dimensions.
    public let shape: [Int]
    /// The first dimension × all the others, row by row; 1 × n for a vector and 1 × 1 for a single number.
    public let values: Matrix
  }

  public private(set) var tensors: [Tensor] = []
  /// Remarks by name. What stands under `crc32` and `checksum` is replaced when the file is written.
  public var metadata: [String: String]
  private var places: [String: Int] = [:]

  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// The values of a tensor, shared; nil if there is none of this name.
  public subscript(name: String) -> Matrix? { tensor(named: name)?.values }

  /// A tensor with its shape; nil if there is none of this name.
  public func tensor(named name: String) -> Tensor? { places[name].map { tensors[$0] } }

  /// Adds a matrix, whose numbers are shared and not copied, under a name that is not taken.
  public mutating func add(_ matrix: Matrix, named name: String) {
    add(Tensor(name: name, shape: [matrix.rows, matrix.columns], values: matrix))
  }

  /// Adds a matrix of one row, whose numbers are shared and not copied, as a tensor of one dimension.
  public mutating func add(vector: Matrix, named name: String) {
    precondition(vector.rows == 1, "\(vector.rows) × \(vector.columns) is no vector")
    add(Tensor(name: name, shape: [vector.columns], values: vector))
  }

  private mutating func add(_ tensor: Tensor) {
    precondition(tensor.name != SafetensorsHeader.metadataName, "\(tensor.name) is not a name for a tensor")
    precondition(places.updateValue(tensors.count, forKey: tensor.name) == nil, "two tensors named \(tensor.name)")
    tensors.append(tensor)
  }

  // MARK: Writing

  /// The file's bytes.
  ///
  /// Two entries are added to the metadata: `checksum` says that there is one, and `crc32` is it, in eight hexadecimal
  /// digits: the CRC-32 of the header without the entry `crc32`, as JSON with sorted keys and no spaces, and of all the
  /// numbers that follow the header in the file.
  public func encoded() -> Data {
    var header = SafetensorsHeader(of: self)
    header.metadata[ModelChecksum.markName] = ModelChecksum.mark
    header.metadata[ModelChecksum.name] = checksum(header).hexadecimal
    let text = Data(header.json.utf8)
    let padding = (8 - text.count % 8) % 8
    let length = UInt64(text.count + padding)
    var data = Data(capacity: 8 + Int(length) + header.size)
    data.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    data.append(text)
    data.append(Data(repeating: UInt8(ascii: " "), count: padding))
    for tensor in tensors { data.append(UnsafeBufferPointer(start: tensor.values.pointer, count: tensor.values.count)) }
    return data
  }

  private func checksum(_ header: SafetensorsHeader) -> Checksum {
    var checksum = Checksum()
    checksum.add(header.json)
    for tensor in tensors {
      checksum.add(UnsafeRawBufferPointer(start: tensor.values.pointer, count: 4 * tensor.values.count))
    }
    return checksum
  }

  // MARK: Reading

  /// In bytes. A larger file is refused before memory is taken, of which reading needs twice its size.
  static let sizeLimit = min(8 << 30, Int(ProcessInfo.processInfo.physicalMemory / 3))

  /// Reads a whole file into memory and checks all of it before anything is used.
  public init(contentsOf path: String) throws(ModelFileError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { throw .missing(file: path) }
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    // A device or a pipe could go on for ever.
    guard !isDirectory.boolValue, attributes?[.type] as? FileAttributeType == .typeRegular else {
      throw .unreadable(file: path, reason: "it is not a file")
    }
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard size <= Self.sizeLimit else { throw .tooLarge(file: path, count: size, limit: Self.sizeLimit) }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(file: path, reason: "the system does not allow it")
    }
    try self.init(reading: data, file: path)
  }

  /// Reads the bytes of a file and checks all of it before anything is used.
  /// - Parameter file: its name, for messages.
  public init(reading data: Data, file: String) throws(ModelFileError) {
    var header = try SafetensorsHeader(reading: data, file: file)
    let buffer = data.dropFirst(header.length)
    let entries = try header.arranged(bufferSize: buffer.count, file: file)
    try ModelChecksum.verify(header, buffer: buffer, file: file)
    header.metadata[ModelChecksum.name] = nil
    header.metadata[ModelChecksum.markName] = nil
    metadata = header.metadata
    for entry in entries {
      let values = Self.values(of: entry, in: buffer)
      guard values.isFinite else { throw .notFinite(file: file, tensor: entry.name) }
      add(Tensor(name: entry.name, shape: entry.shape, values: values))
    }
  }

  /// A tensor's numbers, copied byte by byte since they may lie anywhere.
  private static func values(of entry: SafetensorsHeader.Entry, in buffer: Data) -> Matrix {
    let rows = entry.shape.count < 2 ? 1 : entry.shape[0]
    let columns = entry.shape.dropFirst(entry.shape.count < 2 ? 0 : 1).reduce(1, *)
    let matrix = Matrix(rows: rows, columns: columns)
    buffer.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: matrix.pointer, count: 4 * matrix.count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[entry.begin..<entry.end]))
    }
    return matrix
  }
}
