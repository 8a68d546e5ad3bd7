import LinearAlgebra

/// Cases of any size that cost what images do: bytes, a fifth of them ink, as in MNIST.
enum BenchmarkData {
  static func cases(count: Int, columns: Int) -> CaseTable {
    var stream = PhiloxStream(seed: 1, stream: .synthesis(part: 0))
    let pattern = (0..<min(count * columns, 1 << 20)).map { _ in
      let word = stream.nextWord()
      return word % 5 == 0 ? UInt8(truncatingIfNeeded: word >> 24) : 0
    }
    return .bytes((0..<count * columns).map { pattern[$0 % pattern.count] }, columns: columns)
  }

  static func labels(count: Int, classes: Int) -> [UInt8] { (0..<count).map { UInt8($0 % classes) } }
}
