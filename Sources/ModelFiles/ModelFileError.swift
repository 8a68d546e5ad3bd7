/// Why a model file cannot be used: one case a cause, each described by one sentence that says what to do.
public enum ModelFileError: Error, Hashable, CustomStringConvertible {
  case missing(file: String)
  case unreadable(file: String, reason: String)
  case tooLarge(file: String, count: Int, limit: Int)
  case tooShort(file: String, count: Int)
  case headerTooLong(file: String, length: UInt64, limit: Int)
  case headerTruncated(file: String, length: Int, found: Int)
  case notSafetensors(file: String)
  case notUTF8(file: String)
  case damagedHeader(file: String, offset: Int, reason: String)
  case duplicateName(file: String, name: String)
  case unsupportedType(file: String, tensor: String, type: String)
  case tooManyElements(file: String, tensor: String, shape: [Int])
  case outside(file: String, tensor: String, begin: Int, end: Int, count: Int)
  case wrongSpan(file: String, tensor: String, shape: [Int], expected: Int, found: Int)
  case misplaced(file: String, tensor: String, expected: Int, found: Int)
  case leftOver(file: String, expected: Int, found: Int)
  case checksumMissing(file: String)
  case wrongChecksum(file: String, expected: String, found: String)
  case notFinite(file: String, tensor: String)
  case missingMetadata(file: String, key: String)
  case wrongKind(file: String, expected: String, found: String)
  case unknownFormat(file: String, format: String)
  case unknownActivation(file: String, activation: String, known: [String])
  case unknownUnits(file: String, key: String, units: String)
  case missingTensor(file: String, tensor: String)
  case unknownTensor(file: String, tensor: String, part: String, count: Int)
  case wrongShape(file: String, tensor: String, expected: String, found: [Int])

  public var description: String {
    switch self {
    case .missing(let file):
      "There is no file \(file); name a model file that was saved before."
    case .unreadable(let file, let reason):
      "\(file) cannot be read: \(reason); name a model file that can be."
    case .tooLarge(let file, let count, let limit):
      "\(file) has \(count) bytes, more than the limit of \(limit >> 20) MiB; name a smaller model file."
    case .tooShort(let file, let count):
      "\(file) has \(count) bytes where a safetensors file has at least 8; \(Self.again)."
    case .headerTooLong(let file, let length, let limit):
      """
      \(file) announces a header of \(length) bytes, more than the limit of \(limit); name a safetensors file, or \(Self.again).
      """
    case .headerTruncated(let file, let length, let found):
      "\(file) is truncated: its header should have \(length) bytes and \(found) are there; \(Self.again)."
    case .notSafetensors(let file):
      "\(file) is not a safetensors file: its header does not begin with '{' at byte 8; name another file, or \(Self.again)."
    case .notUTF8(let file):
      "\(file) is damaged: its header is not UTF-8; \(Self.again)."
    case .damagedHeader(let file, let offset, let reason):
      "\(file) is damaged at byte \(offset): \(reason); \(Self.again)."
    case .duplicateName(let file, let name):
      "\(file) uses the name \(Self.quoted(name)) twice in one object of its header; \(Self.again)."
    case .unsupportedType(let file, let tensor, let type):
      "\(file) stores tensor \(Self.quoted(tensor)) as \(Self.quoted(type)), which this program does not read; convert it to F32."
    case .tooManyElements(let file, let tensor, let shape):
      """
      \(file) gives tensor \(Self.quoted(tensor)) the shape \(Self.list(shape)), more elements than can be counted; \
      \(Self.again).
      """
    case .outside(let file, let tensor, let begin, let end, let count):
      """
      \(file) places tensor \(Self.quoted(tensor)) at bytes \(begin) to \(end), which is no range within the \(count) bytes \
      after its header; \(Self.again).
      """
    case .wrongSpan(let file, let tensor, let shape, let expected, let found):
      """
      \(file) gives tensor \(Self.quoted(tensor)) \(found) bytes where the shape \(Self.list(shape)) takes \(expected); \
      \(Self.again).
      """
    case .misplaced(let file, let tensor, let expected, let found):
      """
      \(file) places tensor \(Self.quoted(tensor)) at byte \(found) after its header, but the tensor before it ends at byte \
      \(expected); \(Self.again).
      """
    case .leftOver(let file, let expected, let found):
      "\(file) has \(found) bytes after its header, of which its tensors use only \(expected); \(Self.again)."
    case .checksumMissing(let file):
      "\(file) is damaged: it says that it has a checksum, but the entry crc32 is missing; \(Self.again)."
    case .wrongChecksum(let file, let expected, let found):
      "\(file) is damaged: its checksum is \(Self.quoted(expected)) but its contents give '\(found)'; \(Self.again)."
    case .notFinite(let file, let tensor):
      "\(file) holds values in tensor \(Self.quoted(tensor)) that are infinite or no numbers; use a model that did not diverge."
    case .missingMetadata(let file, let key):
      "\(file) does not say in its metadata what its '\(key)' is; name a model file that this program saved."
    case .wrongKind(let file, let expected, let found):
      "\(file) holds a model of the kind \(Self.quoted(found)) where \(expected) is needed; name another file."
    case .unknownFormat(let file, let format):
      "\(file) is a model file of format \(Self.quoted(format)), which this version does not know; update the program."
    case .unknownActivation(let file, let activation, let known):
      """
      \(file) names the unknown activation \(Self.quoted(activation)); known are \(known.joined(separator: ", ")), and a newer \
      version may know more.
      """
    case .unknownUnits(let file, let key, let units):
      """
      \(file) says that its \(key) are \(Self.quoted(units)), a kind that such a layer cannot have or that this version does not \
      know; update the program, or name another file.
      """
    case .missingTensor(let file, let tensor):
      "\(file) has no tensor '\(tensor)', which its model needs; \(Self.again)."
    case .unknownTensor(let file, let tensor, let part, let count):
      """
      \(file) has a tensor \(Self.quoted(tensor)) besides those of its \(count) \(part)\(count == 1 ? "" : "s"), numbered from \
      0 without a gap; take it out, or save the model again.
      """
    case .wrongShape(let file, let tensor, let expected, let found):
      "\(file) gives tensor '\(tensor)' the shape \(Self.list(found)) where \(expected) is needed; save the model again."
    }
  }

  private static let again = "copy it again, or save the model again"

  private static func list(_ shape: [Int]) -> String {
    let sizes = shape.prefix(8).map(String.init) + (shape.count > 8 ? ["…"] : [])
    return "[\(sizes.joined(separator: ", "))]"
  }

  /// A name as the file gives it, kept to one line and a readable length.
  private static func quoted(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars.prefix(60) { text += scalar.escaped(asASCII: false) }
    return "'\(text)\(name.unicodeScalars.count > 60 ? "…" : "")'"
  }
}
