/// How kernels go through matrices: on the threads of the calling one's team where there is enough to do, with the same bits on any number
/// of them. Blocks begin where vectors and groups of random words do.
extension Matrix {
  /// A block of elements that is worth a meeting of threads.
  private static var least: Int { 2048 }

  /// Blocks of rows that make up all.
  @inline(__always)
  func forEachRowBlock(multiplesOf unit: Int = 1, _ body: (Range<Int>) -> Void) {
    ThreadTeam.forEachBlock(of: rows, multiplesOf: unit, atLeast: 1 + Self.least / max(columns, 1), body)
  }

  @inline(__always)
  func forEachRow(_ body: (Int) -> Void) {
    forEachRowBlock { for row in $0 { body(row) } }
  }

  /// Blocks of columns that make up all.
  @inline(__always)
  func forEachColumnBlock(_ body: (Range<Int>) -> Void) {
    ThreadTeam.forEachBlock(of: columns, multiplesOf: 16, atLeast: 1 + Self.least / max(rows, 1), body)
  }

  /// All rows in order, of one block of columns and then of another: for sums over rows.
  @inline(__always)
  func forEachRowWithinColumns(_ body: (_ row: Int, _ columns: Range<Int>) -> Void) {
    forEachColumnBlock { block in for row in 0..<rows { body(row, block) } }
  }

  /// Blocks of elements that make up all, in the order of memory.
  @inline(__always)
  func forEachElementBlock(_ body: (Range<Int>) -> Void) {
    ThreadTeam.forEachBlock(of: count, multiplesOf: 64, atLeast: Self.least, body)
  }

  @inline(__always)
  func forEachElement(_ body: (Int) -> Void) {
    forEachElementBlock { for index in $0 { body(index) } }
  }

  /// The start of each full vector of a row's columns, and of what remains.
  @inline(__always)
  func forEachColumnVector(_ body: (Int) -> Void, rest: (_ column: Int, _ count: Int) -> Void) {
    forEachColumnBlock { forEachVector(in: $0, body, rest: rest) }
  }

  /// The same of all elements in the order of memory.
  @inline(__always)
  func forEachElementVector(_ body: (Int) -> Void, rest: (_ index: Int, _ count: Int) -> Void) {
    forEachElementBlock { forEachVector(in: $0, body, rest: rest) }
  }
}

/// Calls `body` with the start of each full vector of a range, then `rest` with what remains, if anything does.
@inline(__always)
func forEachVector(in range: Range<Int>, _ body: (Int) -> Void, rest: (_ index: Int, _ count: Int) -> Void) {
  var index = range.lowerBound
  while index + 16 <= range.upperBound {
    body(index)
    index += 16
  }
  if index < range.upperBound { rest(index, range.upperBound - index) }
}

/// The same of 0 ..< count.
@inline(__always)
func forEachVector(count: Int, _ body: (Int) -> Void, rest: (_ index: Int, _ count: Int) -> Void) {
  forEachVector(in: 0..<count, body, rest: rest)
}
