/// A dense, row-major matrix of single-precision numbers. Rows are cases (or inputs), columns are units.
///
/// A `Matrix` is a view of storage, like an array in NumPy: passing it on, or taking some of its rows, shares the
/// numbers, and whoever holds it may write them. Training updates weights in place this way without a copy. Use
/// ``copy()`` for numbers of one's own. A matrix is not `Sendable`: it belongs to the thread that made it.
public struct Matrix {
  public let rows: Int
  public let columns: Int
  /// The first element; row `r`, column `c` is at `pointer[r * columns + c]`. Valid while this matrix, or any other view
  /// of the same storage, is alive.
  public let pointer: UnsafeMutablePointer<Float>
  private let storage: Storage

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) × \(columns) elements")
    storage = Storage(count: rows * columns)
    (self.rows, self.columns, pointer) = (rows, columns, storage.pointer)
  }

  /// A matrix of the given values, row by row.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns, "\(values.count) values do not fill \(rows) × \(columns)")
    self.init(rows: rows, columns: columns)
    pointer.update(from: values, count: values.count)
  }

  private init(rows: Int, columns: Int, pointer: UnsafeMutablePointer<Float>, storage: Storage) {
    (self.rows, self.columns, self.pointer, self.storage) = (rows, columns, pointer, storage)
  }

  public var count: Int { rows * columns }

  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(contains(row, column), "(\(row), \(column)) lies outside \(rows) × \(columns)")
      return pointer[row * columns + column]
    }
    nonmutating set {
      precondition(contains(row, column), "(\(row), \(column)) lies outside \(rows) × \(columns)")
      pointer[row * columns + column] = newValue
    }
  }

  /// A view of some rows; it shares the numbers of this matrix.
  public func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) lie outside \(rows) rows")
    return Matrix(
      rows: range.count, columns: columns, pointer: pointer + range.lowerBound * columns, storage: storage)
  }

  /// A copy of all values, row by row.
  public var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The same numbers in storage of their own.
  public func copy() -> Matrix {
    let copy = Matrix(rows: rows, columns: columns)
    copy.assign(self)
    return copy
  }

  /// Overwrites every element with those of a matrix of the same shape.
  public func assign(_ other: Matrix) {
    precondition(hasShape(of: other), "cannot assign \(other.rows) × \(other.columns) to \(rows) × \(columns)")
    forEachElementBlock { (pointer + $0.lowerBound).update(from: other.pointer + $0.lowerBound, count: $0.count) }
  }

  public func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  public func hasShape(of other: Matrix) -> Bool { rows == other.rows && columns == other.columns }

  private func contains(_ row: Int, _ column: Int) -> Bool {
    0 <= row && row < rows && 0 <= column && column < columns
  }

  /// Zeroed memory on a cache-line boundary, freed with its last view.
  private final class Storage {
    let pointer: UnsafeMutablePointer<Float>

    init(count: Int) {
      let bytes = max(count, 1) * MemoryLayout<Float>.stride
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
      pointer.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }
  }
}
