/// 0 ..< length as some ranges of about the same length, which begin at multiples of a unit.
struct Blocks {
  let length: Int
  let unit: Int
  let count: Int

  /// - Parameter count: at most so many, and no more than there are units.
  init(of length: Int, in count: Int = 1, multiplesOf unit: Int) {
    (self.length, self.unit) = (length, unit)
    self.count = max(1, min(count, length / unit))
  }

  subscript(block: Int) -> Range<Int> { border(block)..<border(block + 1) }

  /// The length of the shortest.
  var shortest: Int { (0..<count).reduce(length) { min($0, self[$1].count) } }

  private func border(_ block: Int) -> Int {
    block == count ? length : (length * block / count + unit / 2) / unit * unit
  }
}
