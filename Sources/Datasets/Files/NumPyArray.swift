import Foundation

/// An array of a `.npy` file: numbers of any usual type, or texts; NumPy Enhancement Proposal 1.
struct NumPyArray: Hashable {
  enum Values: Hashable {
    case numbers(NumberList)
    case texts([String])
  }

  let shape: [Int]
  /// The last dimension fastest.
  let values: Values
  let file: String

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ contents: Data, file: String) throws(DatasetError) {
    let header = try NumPyHeader(contents, file: file)
    (shape, self.file) = (header.shape, file)
    let count = header.shape.reduce(1, *)
    let expected = header.dataStart + count * header.size
    guard contents.count >= expected else { throw .truncated(file: file, expected: expected, found: contents.count) }
    guard contents.count == expected else { throw .tooLong(file: file, expected: expected) }
    let order = header.isFortran ? Self.placesByRows(header.shape) : nil
    values = try contents.withBytes { (bytes) throws(DatasetError) in
      let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[header.dataStart...]))
      if header.isText { return .texts(Self.texts(bytes, header, count, order)) }
      return .numbers(try Self.numbers(bytes, header, count, order))
    }
  }

  /// For each number in the order of rows, where it stands in the order of columns.
  private static func placesByRows(_ shape: [Int]) -> [Int] {
    let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
    return (0..<shape.reduce(1, *)).map { index in
      var (rest, place) = (index, 0)
      for axis in shape.indices.reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      return place
    }
  }

  private static func numbers(
    _ bytes: UnsafeRawBufferPointer, _ header: NumPyHeader, _ count: Int, _ order: [Int]?
  ) throws(DatasetError) -> NumberList {
    if header.kind == "u" || header.kind == "b", header.size == 1, order == nil { return NumberList(Array(bytes)) }
    var list = NumberList(capacity: count)
    for index in 0..<count {
      let value = header.number(bytes, at: (order?[index] ?? index) * header.size)
      guard value.isFinite else {
        throw .damaged(
          file: header.file, place: "number \(index)", what: "it is \(value), which nothing can be learned from",
          advice: "fill it in, or take its case out")
      }
      list.append(value)
    }
    return list
  }

  private static func texts(
    _ bytes: UnsafeRawBufferPointer, _ header: NumPyHeader, _ count: Int, _ order: [Int]?
  ) -> [String] {
    (0..<count).map { index in
      let start = (order?[index] ?? index) * header.size
      let part = bytes[start..<start + header.size]
      guard header.kind == "U" else { return String(decoding: part.prefix { $0 != 0 }, as: UTF8.self) }
      let scalars = stride(from: start, to: start + header.size, by: 4).map { place in
        let code = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        return header.isBigEndian ? code.byteSwapped : code
      }
      return String(String.UnicodeScalarView(scalars.prefix { $0 != 0 }.map { Unicode.Scalar($0) ?? "?" }))
    }
  }
}

/// What stands before the numbers of a `.npy` file: the literal of a Python dictionary.
struct NumPyHeader: Hashable {
  let file: String
  /// f, i, u, b, S or U, as NumPy has it.
  let kind: Character
  /// Bytes of one value.
  let size: Int
  let isBigEndian: Bool
  let isFortran: Bool
  let shape: [Int]
  let dataStart: Int

  var isText: Bool { kind == "S" || kind == "U" }

  init(_ contents: Data, file: String) throws(DatasetError) {
    let bytes = [UInt8](contents.prefix(12))
    func fail(_ what: String, _ advice: String = "save it with numpy.save again") -> DatasetError {
      .damaged(file: file, place: "header", what: what, advice: advice)
    }
    guard bytes.count >= 10, bytes.starts(with: NumPyArray.magic) else { throw fail("it is not one of NumPy") }
    let isShort = bytes[6] == 1
    guard isShort || bytes.count == 12 && (2...3).contains(bytes[6]) else { throw fail("it has an unknown version") }
    let start = isShort ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= min(65_536, contents.count - start) else { throw fail("it announces \(length) bytes of itself") }
    dataStart = start + length
    let text = String(decoding: contents.dropFirst(start).prefix(length), as: UTF8.self)
    guard let type = Self.value("descr", in: text, until: ",") else { throw fail("it has no type of the numbers") }
    let description = type.filter { $0 != "'" && $0 != "\"" }
    guard let parsed = Self.type(description) else {
      throw fail(
        "its values are of the type \(DatasetError.quoted(description))",
        description.contains("O")
          ? "convert objects to numbers or texts, e.g. with array.astype(float)" : "convert it with array.astype(float)"
      )
    }
    (kind, size, isBigEndian) = parsed
    isFortran = Self.value("fortran_order", in: text, until: ",") == "True"
    guard let dimensions = Self.value("shape", in: text, until: ")")?.dropFirst().split(separator: ",") else {
      throw fail("it has no shape")
    }
    let sizes = dimensions.map { Int($0.filter { $0 != " " }) }
    let shape = sizes.compactMap { $0 }
    guard shape.count == sizes.count, shape.count <= 8, shape.allSatisfy({ $0 > 0 }) else {
      throw fail("its shape has no numbers above 0", "give an array of cases")
    }
    guard Self.product(shape + [size]) != nil else {
      throw .tooLarge(file: file, dimensions: shape + [size], limit: IDXFile.sizeLimit)
    }
    (self.shape, self.file) = (shape, file)
  }

  private static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= IDXFile.sizeLimit else { return nil }
      product = next
    }
    return product
  }

  private static func value(_ key: String, in text: String, until end: Character) -> String? {
    guard let range = text.firstRange(of: "'\(key)':") else { return nil }
    return String(text[range.upperBound...].drop { $0 == " " }.prefix { $0 != end && $0 != "}" })
      .trimmingCharacters(in: .whitespaces)
  }

  private static func type(_ text: String) -> (Character, Int, Bool)? {
    var rest = text[...]
    let isBig = rest.first == ">"
    if let first = rest.first, "<>|=".contains(first) { rest = rest.dropFirst() }
    guard let kind = rest.popFirst(), let number = Int(rest), number > 0, number < 1 << 20 else { return nil }
    switch kind {
    case "S": return (kind, number, isBig)
    case "U": return (kind, 4 * number, isBig)
    case "b" where number == 1: return (kind, 1, isBig)
    case "i" where [1, 2, 4, 8].contains(number), "u" where [1, 2, 4, 8].contains(number): return (kind, number, isBig)
    case "f" where [2, 4, 8].contains(number): return (kind, number, isBig)
    default: return nil
    }
  }

  /// The number whose bytes begin at a place.
  func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Float {
    func whole<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      let value = bytes.loadUnaligned(fromByteOffset: place, as: Value.self)
      return isBigEndian ? value.bigEndian : value
    }
    switch (kind, size) {
    case ("f", 2): return Self.half(whole(UInt16.self))
    case ("f", 4): return Float(bitPattern: whole(UInt32.self))
    case ("f", _): return Float(Double(bitPattern: whole(UInt64.self)))
    case ("i", 1): return Float(whole(Int8.self))
    case ("i", 2): return Float(whole(Int16.self))
    case ("i", 4): return Float(whole(Int32.self))
    case ("i", _): return Float(whole(Int64.self))
    case (_, 2): return Float(whole(UInt16.self))
    case (_, 4): return Float(whole(UInt32.self))
    case (_, 8): return Float(whole(UInt64.self))
    default: return Float(bytes[place])
    }
  }

  /// IEEE 754's half precision, which Swift does not have on every platform.
  private static func half(_ bits: UInt16) -> Float {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
    let size: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    return bits >> 15 == 1 ? -size : size
  }
}
