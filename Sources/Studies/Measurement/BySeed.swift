/// Lists of what was measured, a number or a run for each seed.
extension Array {
  /// What comes one kind after the other as a list for each kind.
  func grouped(by count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: Swift.max(count, 1)).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }

  /// The place of what is lowest in the sum over the seeds, so that no single lucky seed decides. The first of several; a sum that
  /// is no number comes last.
  func indexOfLowest(_ bySeed: (Element) -> [Double]) -> Int {
    let sums = map { bySeed($0).reduce(0, +) }.map { $0.isNaN ? .infinity : $0 }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }
}
