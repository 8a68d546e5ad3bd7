import Foundation

/// JSON as all files have it: the same bytes for the same values, and words for numbers that JSON does not know.
package struct JSON: Sendable {
  /// Of records and checkpoints.
  package static let record = JSON(infinity: "Infinity", nan: "NaN")
  /// Of figures and studies.
  package static let figure = JSON(infinity: "inf", nan: "nan")

  fileprivate let infinity: String
  fileprivate let nan: String

  /// - Parameter isReadable: on many lines.
  package func encoded(_ value: some Encodable, isReadable: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isReadable { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: nan)
    return try encoder.encode(value)
  }

  package func text(_ value: some Encodable) throws -> String { String(decoding: try encoded(value), as: UTF8.self) }

  /// Values nested too deeply are refused by `JSONDecoder` itself, at 512 levels.
  package func decoded<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: nan)
    return try decoder.decode(type, from: bytes)
  }
}
