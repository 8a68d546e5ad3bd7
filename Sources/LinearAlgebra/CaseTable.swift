/// The cases that a model learns from, one row each: pixels kept as bytes, or numbers that another model computed.
///
/// Bytes stay bytes until a minibatch is made: 47 MB for MNIST rather than 188 MB.
public enum CaseTable {
  /// Intensities from 0 to 255, row by row; a minibatch holds them divided by 255.
  case bytes([UInt8], columns: Int)
  case numbers(Matrix)

  /// Numbers in a case.
  public var columns: Int {
    switch self {
    case .bytes(_, let columns): columns
    case .numbers(let matrix): matrix.columns
    }
  }

  /// How many cases there are.
  public var count: Int {
    switch self {
    case .bytes(let bytes, let columns): columns == 0 ? 0 : bytes.count / columns
    case .numbers(let matrix): matrix.rows
    }
  }

  /// Whether all cases are the same; true of one case and of none.
  public var isUniform: Bool {
    switch self {
    case .bytes(let bytes, let columns): bytes.withUnsafeBufferPointer { Self.repeats($0, every: columns) }
    case .numbers(let matrix):
      Self.repeats(UnsafeBufferPointer(start: matrix.pointer, count: matrix.count), every: columns)
    }
  }

  /// Ends at the first difference.
  private static func repeats<Value: Equatable>(_ values: UnsafeBufferPointer<Value>, every length: Int) -> Bool {
    values.count <= length || (length..<values.count).allSatisfy { values[$0] == values[$0 - length] }
  }

  /// Fills `minibatch` (cases × columns) with the cases at the given indices.
  public func gather(_ indices: UnsafeBufferPointer<Int32>, into minibatch: Matrix) {
    precondition(minibatch.rows == indices.count && minibatch.columns == columns, "minibatch of the wrong shape")
    let count = count
    minibatch.forEachRow { row in
      let index = indices[row]
      precondition(index >= 0 && index < count, "case \(index) of \(count)")
      copy(Int(index), to: minibatch.pointer + row * columns)
    }
  }

  /// Fills `minibatch` with consecutive cases, the first of them at `start`.
  public func gather(from start: Int, into minibatch: Matrix) {
    precondition(start >= 0 && start + minibatch.rows <= count, "cases from \(start) of \(count)")
    precondition(minibatch.columns == columns, "minibatch of the wrong shape")
    minibatch.forEachRow { copy(start + $0, to: minibatch.pointer + $0 * columns) }
  }

  @inline(__always)
  private func copy(_ index: Int, to target: UnsafeMutablePointer<Float>) {
    switch self {
    case .bytes(let bytes, let columns):
      bytes.withUnsafeBufferPointer {
        target.assign(bytes: $0.baseAddress.unsafelyUnwrapped + index * columns, columns)
      }
    case .numbers(let matrix):
      target.update(from: matrix.pointer + index * columns, count: columns)
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// self[i] ← bytes[i] / 255
  @inline(__always)
  fileprivate func assign(bytes: UnsafePointer<UInt8>, _ count: Int) {
    let scale: Float = 1 / 255
    for index in 0..<count { self[index] = Float(bytes[index]) * scale }
  }
}
