import Checksums
import Foundation

/// JSON in which numbers may be infinite or none.
enum CourseJSON {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  /// With a checksum, of a value that has fields.
  static func sealed(_ value: some Encodable) throws -> Data { Seal.sealed(try encode(value)) }

  /// Reads a file that is as it was written, or has no checksum since people wrote it.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String, advice: String) throws -> Value {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw CourseError.cannotRead(file: path, advice: advice)
    }
    guard Seal.isWhole(bytes), let value = try? decode(type, from: bytes) else {
      throw CourseError.other("\(path) is damaged; put it back as you got it.")
    }
    return value
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }
}
