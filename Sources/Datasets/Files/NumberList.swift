/// Numbers as they are read: bytes as long as all are whole and from 0 to 255, a quarter of the memory, and singles from the first on that
/// is not.
struct NumberList: Hashable {
  private(set) var bytes: [UInt8] = []
  private(set) var numbers: [Float] = []
  private(set) var areBytes = true

  /// - Parameter capacity: numbers for which there is room at once.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }
  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(_ numbers: [Float]) {
    self.init(capacity: numbers.count)
    for number in numbers { append(number) }
  }

  var count: Int { areBytes ? bytes.count : numbers.count }

  subscript(index: Int) -> Float { areBytes ? Float(bytes[index]) : numbers[index] }

  /// - Parameter value: not negative.
  @inline(__always)
  mutating func append(whole value: Int) {
    if areBytes, value <= 255 {
      bytes.append(UInt8(truncatingIfNeeded: value))
    } else {
      append(beyondBytes: Float(value))
    }
  }

  mutating func append(_ value: Float) {
    if areBytes, value >= 0, value <= 255, value == value.rounded() {
      bytes.append(UInt8(value))
    } else {
      append(beyondBytes: value)
    }
  }

  private mutating func append(beyondBytes number: Float) {
    if areBytes {
      numbers.reserveCapacity(bytes.capacity)
      for byte in bytes { numbers.append(Float(byte)) }
      (bytes, areBytes) = ([], false)
    }
    numbers.append(number)
  }

  mutating func append(_ list: NumberList) {
    if areBytes, list.areBytes {
      bytes += list.bytes
    } else {
      for index in 0..<list.count { append(list[index]) }
    }
  }

  /// The numbers at some places of every row of `columns`, in the order of these places.
  func picking(_ places: [Int], columns: Int) -> NumberList {
    func picked<Value>(_ values: [Value]) -> [Value] {
      let rows = columns == 0 ? 0 : values.count / columns
      return [Value](unsafeUninitializedCapacity: rows * places.count) { target, count in
        count = rows * places.count
        values.withUnsafeBufferPointer { values in
          var next = 0
          for row in 0..<rows {
            for place in places {
              target.initializeElement(at: next, to: values[row * columns + place])
              next += 1
            }
          }
        }
      }
    }
    return NumberList(picked(bytes), picked(numbers), areBytes)
  }

  /// The given rows of `columns`, in their order.
  func rows(_ rows: [Int], columns: Int) -> NumberList {
    func gathered<Value>(_ values: [Value]) -> [Value] {
      guard !values.isEmpty else { return [] }
      var result: [Value] = []
      result.reserveCapacity(rows.count * columns)
      for row in rows { result += values[row * columns..<(row + 1) * columns] }
      return result
    }
    return NumberList(gathered(bytes), gathered(numbers), areBytes)
  }

  private init(_ bytes: [UInt8], _ numbers: [Float], _ areBytes: Bool) {
    (self.bytes, self.numbers, self.areBytes) = (bytes, numbers, areBytes)
  }
}
