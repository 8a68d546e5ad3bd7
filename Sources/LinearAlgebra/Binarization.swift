/// How grey cases become binary ones. The choice is part of every likelihood: nats of one cannot be set against nats of another.
public enum Binarization: Hashable, Codable, Sendable {
  /// Intensities as they are, taken for probabilities. Free energies are then no logarithms of probabilities.
  case none
  /// A pixel of intensity p is on with probability p, drawn anew each epoch; Salakhutdinov & Murray (2008).
  case sampled
  /// The same, drawn once, whatever the run's seed: a fixed data set that others can make again.
  case fixed(seed: UInt64)
  /// On where the intensity is at least the threshold.
  case threshold(Float)

  /// Whether every epoch has the same cases.
  public var isTheSameEachEpoch: Bool { self != .sampled }

  /// The cases of an epoch; bytes become bytes (0 or 255), numbers become numbers (0 or 1).
  ///
  /// - Parameters:
  ///   - name: of the cases, so that they get draws of their own.
  ///   - epoch: counted from 0; matters to `.sampled` only.
  ///   - seed: of the run; matters to `.sampled` only.
  public func cases(_ table: CaseTable, of name: RandomStream.BinaryCases, epoch: Int = 0, seed: UInt64) -> CaseTable {
    switch self {
    case .none: return table
    case .threshold(let threshold):
      return table.mapBytes { $0 >= threshold } ?? table.mapNumbers { $0 >= threshold }
    case .sampled:
      return table.sampled(PhiloxStream(seed: seed, stream: .binarization(of: name, epoch: epoch)))
    case .fixed(let seed):
      return table.sampled(PhiloxStream(seed: seed, stream: .binarization(of: name, epoch: 0)))
    }
  }
}

extension CaseTable {
  /// Bytes of 0 or 255 by a test of their intensity; nil of numbers.
  fileprivate func mapBytes(_ isOn: (Float) -> Bool) -> CaseTable? {
    guard case .bytes(let bytes, let columns) = self else { return nil }
    let table = (0...255).map { isOn(Float($0) / 255) ? UInt8(255) : 0 }
    return .bytes(bytes.map { table[Int($0)] }, columns: columns)
  }

  /// Numbers of 0 or 1 by a test of each; bytes are made numbers.
  fileprivate func mapNumbers(_ isOn: (Float) -> Bool) -> CaseTable {
    let result = Matrix(rows: count, columns: columns)
    gather(from: 0, into: result)
    for index in 0..<result.count { result.pointer[index] = isOn(result.pointer[index]) ? 1 : 0 }
    return .numbers(result)
  }

  /// On with the probability that the intensity gives.
  fileprivate func sampled(_ stream: PhiloxStream) -> CaseTable {
    var stream = stream
    switch self {
    case .bytes(let bytes, let columns):
      return .bytes(bytes.sampled(using: &stream), columns: columns)
    case .numbers(let matrix):
      let result = matrix.copy()
      for index in 0..<result.count {
        result.pointer[index] = stream.nextUniform() < Double(result.pointer[index]) ? 1 : 0
      }
      return .numbers(result)
    }
  }
}

extension [UInt8] {
  /// 255 with probability self/255, else 0. Exact for 0 and 255; for others within 2⁻³².
  fileprivate func sampled(using stream: inout PhiloxStream) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
      for start in stride(from: 0, to: count, by: 64) {
        let words = stream.nextGroup()
        for (part, words) in [words.0, words.1, words.2, words.3].enumerated() {
          let first = start + 16 * part
          // (2³² − 1)/255 is the whole number 16,843,009, so that a word lies at or below byte · 16,843,009 with the right
          // probability.
          for index in first..<Swift.max(first, Swift.min(first + 16, count)) {
            let byte = self[index]
            result[index] = byte > 0 && words[index - first] <= UInt32(byte) &* 16_843_009 ? 255 : 0
          }
        }
      }
      initialized = count
    }
  }
}
