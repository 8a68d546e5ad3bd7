import LinearAlgebra

/// Which cases are learned from and which are tested on, of a file that does not say it.
struct CaseDivision: Hashable {
  let training: [Int]
  let test: [Int]

  /// Takes a share of each class for the test part, drawn at random, and puts both parts in random order.
  ///
  /// ## Edge cases
  /// A class keeps at least one case to learn from. A test part has at least one case.
  ///
  /// - Parameter classes: of each case; nil if there are none, so that all are one class.
  init(count: Int, classes: [Int32]?, testShare: Double, seed: UInt64) {
    let order = Self.order(count, seed: seed)
    var left: [Int32: Int] = [:]
    for row in 0..<count { left[classes?[row] ?? 0, default: 0] += 1 }
    for (label, cases) in left { left[label] = min(cases - 1, Int((testShare * Double(cases)).rounded())) }
    if !left.values.contains(where: { $0 > 0 }), let first = order.first { left[classes?[first] ?? 0] = 1 }
    var parts: (training: [Int], test: [Int]) = ([], [])
    for row in order {
      let label = classes?[row] ?? 0
      if let more = left[label], more > 0 {
        left[label] = more - 1
        parts.test.append(row)
      } else {
        parts.training.append(row)
      }
    }
    (training, test) = parts
  }

  /// A random order of cases.
  static func order(_ count: Int, seed: UInt64) -> [Int] {
    var stream = PhiloxStream(seed: seed, stream: .division)
    return (0..<count).shuffled(using: &stream)
  }
}
