import LinearAlgebra
import Foundation
import Testing

@testable import ModelFiles

/// Files as they should not be: each is refused with its own sentence, and none crashes or is misread.
@Suite struct DamagedFileTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let header: String
    var count = 0
    let error: ModelFileError

    init(_ description: String, _ header: String, count: Int = 0, _ error: ModelFileError) {
      (testDescription, self.header, self.count, self.error) = (description, header, count, error)
    }
  }

  static let cases: [Case] = [
    Case("no header", "", .notSafetensors(file: "file")),
    Case("a list", "[]", .notSafetensors(file: "file")),
    Case("a space first", " {}", .notSafetensors(file: "file")),
    Case("no end", "{", damage(9, "a name in quotation marks is expected")),
    Case("no name", "{1:2}", damage(9, "a name in quotation marks is expected")),
    Case("no colon", "{\"a\" 1}", damage(13, "a colon is expected")),
    Case("no object", "{\"a\":1}", damage(13, "an object is expected")),
    Case("a comma too many", "{\"__metadata__\":{},}", damage(27, "a name in quotation marks is expected")),
    Case("no comma", "{\"__metadata__\":{} \"a\":{}}", damage(27, "a comma or the end of an object is expected")),
    Case("something after it", "{}{}", damage(10, "something follows its end")),
    Case("a zero byte after it", "{}\u{0}", damage(10, "something follows its end")),
    Case("a line break in a string", "{\"a\nb\":{}}", damage(11, "a string contains a control character")),
    Case("an unknown escape", "{\"\\x\":{}}", damage(12, "a backslash is followed by no known letter")),
    Case("a short escape", "{\"\\u12\":{}}", damage(12, "four hexadecimal digits are expected")),
    Case("a sign in an escape", "{\"\\u+123\":{}}", damage(12, "four hexadecimal digits are expected")),
    Case("half a character", "{\"\\ud800\":{}}", damage(16, "half a character stands alone")),
    Case("two first halves", "{\"\\ud800\\ud800\":{}}", damage(22, "half a character stands alone")),
    Case("a second half", "{\"\\udc00\":{}}", damage(16, "half a character stands alone")),
    Case("a string without end", "{\"abc", damage(13, "a string has no end")),
    Case("a backslash at the end", "{\"abc\\", damage(14, "a string has no end")),
    Case(
      "two tensors of one name", "{\(entry("a", 0, 0, shape: "[0]")),\(entry("a", 0, 0, shape: "[0]"))}", twice("a")),
    Case(
      "two names that look the same",
      "{\(entry("\u{E9}", 0, 0, shape: "[0]")),\(entry("e\u{301}", 0, 0, shape: "[0]"))}",
      twice("\u{E9}")),
    Case(
      "one of two names escaped", "{\(entry("a", 0, 0, shape: "[0]")),\(entry("\\u0061", 0, 0, shape: "[0]"))}",
      twice("a")),
    Case("metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", twice("__metadata__")),
    Case("a remark twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", twice("k")),
    Case("a shape twice", "{\"a\":{\"shape\":[1],\"shape\":[1]}}", twice("shape")),
    Case("a type twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", twice("dtype")),
    Case("offsets twice", "{\"a\":{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}", twice("data_offsets")),
    Case(
      "a number as remark", "{\"__metadata__\":{\"seed\":1}}", damage(32, "metadata in quotation marks is expected")),
    Case("null as remark", "{\"__metadata__\":{\"k\":null}}", damage(29, "metadata in quotation marks is expected")),
    Case("metadata as a list", "{\"__metadata__\":[]}", damage(24, "an object is expected")),
    Case("an unknown member", "{\"a\":{\"size\":1}}", damage(21, "a tensor has dtype, shape and data_offsets only")),
    Case("nothing about a tensor", "{\"a\":{}}", damage(15, "a tensor needs dtype, shape and data_offsets")),
    Case(
      "no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[0]}}",
      damage(40, "a tensor needs dtype, shape and data_offsets")),
    Case("halves", "{\(entry("a", 0, 2, shape: "[1]", type: "F16"))}", count: 2, type("F16")),
    Case("doubles", "{\(entry("a", 0, 8, shape: "[1]", type: "F64"))}", count: 8, type("F64")),
    Case("an unknown type", "{\(entry("a", 0, 4, shape: "[1]", type: "f32"))}", count: 4, type("f32")),
    Case("a negative size", "{\(entry("a", 0, 4, shape: "[-1]"))}", count: 4, number(37)),
    Case("a fraction", "{\(entry("a", 0, 4, shape: "[1.0]"))}", count: 4, listEnd(38)),
    Case("an exponent", "{\(entry("a", 0, 4, shape: "[1e0]"))}", count: 4, listEnd(38)),
    Case("a leading zero", "{\(entry("a", 0, 4, shape: "[01]"))}", count: 4, number(37)),
    Case("a string as size", "{\(entry("a", 0, 4, shape: "[\\\"1\\\"]"))}", count: 4, number(37)),
    Case(
      "a number as shape", "{\(entry("a", 0, 4, shape: "1"))}", count: 4,
      damage(36, "a list of whole numbers is expected")),
    Case("a list in a shape", "{\(entry("a", 0, 4, shape: "[[1]]"))}", count: 4, number(37)),
    Case("a comma at a shape's end", "{\(entry("a", 0, 4, shape: "[1,]"))}", count: 4, number(39)),
    Case("2⁶³", "{\(entry("a", 0, 4, shape: "[9223372036854775808]"))}", count: 4, damage(37, "a number is too large")),
    Case(
      "three offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
      damage(63, "data_offsets are two numbers")),
    Case(
      "2⁶² elements", "{\(entry("a", 0, 4, shape: "[4294967296,1073741824]"))}", count: 4,
      .tooManyElements(file: "file", tensor: "a", shape: [1 << 32, 1 << 30])),
    Case(
      "2⁶⁴ elements, which wrap around to 0", "{\(entry("a", 0, 0, shape: "[4294967296,4294967296]"))}",
      .tooManyElements(file: "file", tensor: "a", shape: [1 << 32, 1 << 32])),
    Case(
      "too many elements, times 0", "{\(entry("a", 0, 0, shape: "[0,4294967296,4294967296]"))}",
      .tooManyElements(file: "file", tensor: "a", shape: [0, 1 << 32, 1 << 32])),
    Case(
      "more bytes than the shape takes", "{\(entry("a", 0, 8, shape: "[1]"))}", count: 8,
      .wrongSpan(file: "file", tensor: "a", shape: [1], expected: 4, found: 8)),
    Case(
      "fewer bytes than the shape takes", "{\(entry("a", 0, 4, shape: "[2,3]"))}", count: 4,
      .wrongSpan(file: "file", tensor: "a", shape: [2, 3], expected: 24, found: 4)),
    Case(
      "beyond the end", "{\(entry("a", 0, 8, shape: "[2]"))}", count: 4,
      .outside(file: "file", tensor: "a", begin: 0, end: 8, count: 4)),
    Case(
      "far beyond the end", "{\(entry("a", 0, .max, shape: "[1]"))}", count: 4,
      .outside(file: "file", tensor: "a", begin: 0, end: .max, count: 4)),
    Case(
      "backwards", "{\(entry("a", 4, 0, shape: "[1]"))}", count: 4,
      .outside(file: "file", tensor: "a", begin: 4, end: 0, count: 4)),
    Case(
      "a hole", "{\(entry("a", 0, 4, shape: "[1]")),\(entry("b", 8, 12, shape: "[1]"))}", count: 12,
      .misplaced(file: "file", tensor: "b", expected: 4, found: 8)),
    Case(
      "a hole at the beginning", "{\(entry("a", 4, 8, shape: "[1]"))}", count: 8,
      .misplaced(file: "file", tensor: "a", expected: 0, found: 4)),
    Case(
      "an overlap", "{\(entry("a", 0, 8, shape: "[2]")),\(entry("b", 4, 12, shape: "[2]"))}", count: 12,
      .misplaced(file: "file", tensor: "b", expected: 8, found: 4)),
    Case(
      "one place twice", "{\(entry("a", 0, 4, shape: "[1]")),\(entry("b", 0, 4, shape: "[1]"))}", count: 4,
      .misplaced(file: "file", tensor: "b", expected: 4, found: 0)),
    Case(
      "bytes left over", "{\(entry("a", 0, 4, shape: "[1]"))}", count: 5, .leftOver(file: "file", expected: 4, found: 5)
    ),
    Case("numbers without a tensor", "{}", count: 1, .leftOver(file: "file", expected: 0, found: 1)),
    Case("a checksum promised", "{\"__metadata__\":{\"checksum\":\"crc32\"}}", .checksumMissing(file: "file")),
    Case(
      "a checksum that is none", "{\"__metadata__\":{\"crc32\":\"\"}}",
      .wrongChecksum(file: "file", expected: "", found: "a3a6bf43")),
  ]

  static func damage(_ offset: Int, _ reason: String) -> ModelFileError {
    .damagedHeader(file: "file", offset: offset, reason: reason)
  }

  static func number(_ offset: Int) -> ModelFileError { damage(offset, "a whole number from 0 is expected") }

  static func listEnd(_ offset: Int) -> ModelFileError {
    damage(offset, "a comma or the end of a list of whole numbers is expected")
  }

  static func twice(_ name: String) -> ModelFileError { .duplicateName(file: "file", name: name) }

  static func type(_ name: String) -> ModelFileError { .unsupportedType(file: "file", tensor: "a", type: name) }

  @Test(arguments: cases)
  func eachFaultHasItsSentence(_ fault: Case) {
    #expect(failure(bytes(header: fault.header, numbers: [UInt8](repeating: 0, count: fault.count))) == fault.error)
  }

  @Test func impossibleLengthsOfTheHeaderAreRefused() {
    for count in 0..<8 {
      #expect(failure([UInt8](repeating: 0, count: count)) == .tooShort(file: "file", count: count))
    }
    let length: (UInt64) -> [UInt8] = { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    #expect(failure(length(3) + [123, 125]) == .headerTruncated(file: "file", length: 3, found: 2))
    #expect(failure(length(100_000_000)) == .headerTruncated(file: "file", length: 100_000_000, found: 0))
    for number in [100_000_001, 1 << 63, UInt64.max] {
      #expect(failure(length(number)) == .headerTooLong(file: "file", length: number, limit: 100_000_000))
    }
  }

  @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func headersThatAreNotUTF8AreRefused(wrong: [UInt8]) {
    #expect(failure(bytes(header: Array("{\"".utf8) + wrong + Array("\":{}}".utf8))) == .notUTF8(file: "file"))
  }

  /// A reader that called itself for each bracket would run out of stack.
  @Test(arguments: ["[", "{", "{\"a\":"])
  func deepNestsAreRefused(opening: String) {
    let nest = String(repeating: opening, count: 100_000)
    for start in ["{\"a\":", "{\"__metadata__\":", "{\"a\":{\"shape\":", "{\"__metadata__\":{\"a\":", ""] {
      switch failure(bytes(header: start + nest)) {
      case .damagedHeader, .notSafetensors: break
      case let other: Issue.record("\(start)\(opening)…: \(String(describing: other))")
      }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN, -.nan])
  func valuesThatAreNotFiniteAreRefused(value: Float) {
    for place in [0, 1, 30, 63] {
      var file = smallFile
      let matrix = numbers(8, 8)
      matrix[place / 8, place % 8] = value
      file.add(matrix, named: "diverged")
      #expect(failure([UInt8](file.encoded())) == .notFinite(file: "file", tensor: "diverged"))
    }
  }

  // MARK: Accidents

  @Test func everyTruncationIsRefused() {
    let whole = [UInt8](smallFile.encoded())
    for count in 0..<whole.count { #expect(failure(Array(whole.prefix(count))) != nil, "\(count) bytes") }
    #expect(failure(whole) == nil)
    #expect(failure(whole + [0]) != nil)
  }

  /// Each byte of a file, replaced by each other byte: what is read is what was written, or nothing is.
  @Test func noChangedByteGoesUnnoticed() throws {
    let whole = [UInt8](smallFile.encoded())
    let original = Contents(smallFile)
    let padding = try paddingRange(whole)
    #expect(!padding.isEmpty)
    var bytes = whole
    for place in whole.indices {
      for change in 1...UInt8.max {
        bytes[place] = whole[place] ^ change
        guard let read = try? parse(bytes) else { continue }
        #expect(padding.contains(place), "byte \(place) ^ \(change)")
        #expect(Contents(read) == original, "byte \(place) ^ \(change)")
      }
      bytes[place] = whole[place]
    }
  }

  /// Several changes at once, bytes lost and bytes repeated: never a crash, and never other contents unless somebody has
  /// damaged the checksum's two entries together.
  @Test func mutationsAreRefusedOrHarmless() throws {
    var generator = PhiloxStream(seed: 5, stream: .selection)
    let whole = [UInt8](smallFile.encoded())
    let original = Contents(smallFile)
    var readable = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<max(bytes.count - 8, 1), using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 2: bytes += bytes[place...].prefix(40)
        default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &generator), bytes.count))
        }
      }
      do throws(ModelFileError) {
        #expect(Contents(try parse(bytes)) == original)
        readable += 1
      } catch {
        #expect(error.description.hasPrefix("file ") && error.description.hasSuffix("."))
      }
    }
    #expect(readable < 2_000)
  }

  /// The spaces between header and numbers.
  private func paddingRange(_ bytes: [UInt8]) throws -> Range<Int> {
    let end = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    let last = try #require(bytes[..<end].lastIndex(of: UInt8(ascii: "}")))
    return last + 1..<end
  }
}
