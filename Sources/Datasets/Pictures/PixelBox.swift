/// A rectangle of whole pixels.
public struct PixelBox: Hashable, Sendable {
  /// Columns from the left.
  public var x: Range<Int>
  /// Rows from the top.
  public var y: Range<Int>

  public var width: Int { x.count }
  public var height: Int { y.count }

  public init(x: Range<Int>, y: Range<Int>) { (self.x, self.y) = (x, y) }

  /// The smallest rectangle around all pixels of width × height that fulfil a condition on column and row; nil if none does.
  init?(width: Int, height: Int, where condition: (Int, Int) -> Bool) {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for y in 0..<height {
      for x in 0..<width where condition(x, y) {
        (left, right) = (min(left, x), max(right, x + 1))
        (top, bottom) = (min(top, y), max(bottom, y + 1))
      }
    }
    guard left < right else { return nil }
    self.init(x: left..<right, y: top..<bottom)
  }

  /// Takes in each neighbouring row and column that has a pixel of the condition within the box's extent, until none has.
  mutating func grow(withinWidth width: Int, height: Int, where condition: (Int, Int) -> Bool) {
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      func row(_ row: Int) -> Bool { (0..<height).contains(row) && x.contains { condition($0, row) } }
      func column(_ column: Int) -> Bool { (0..<width).contains(column) && y.contains { condition(column, $0) } }
      if row(y.lowerBound - 1) { (y, isGrowing) = (y.lowerBound - 1..<y.upperBound, true) }
      if row(y.upperBound) { (y, isGrowing) = (y.lowerBound..<y.upperBound + 1, true) }
      if column(x.lowerBound - 1) { (x, isGrowing) = (x.lowerBound - 1..<x.upperBound, true) }
      if column(x.upperBound) { (x, isGrowing) = (x.lowerBound..<x.upperBound + 1, true) }
    }
  }
}
