import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct BinarizationTests {
  /// Every intensity 4,000 times, in an order that mixes them.
  static let bytes = (0..<256 * 4000).map { UInt8(truncatingIfNeeded: $0 * 37) }
  static var table: CaseTable { .bytes(bytes, columns: 256) }

  func values(_ table: CaseTable) -> [Float] {
    let matrix = Matrix(rows: table.count, columns: table.columns)
    table.gather(from: 0, into: matrix)
    return matrix.values
  }

  /// Counts of 254 intensities lie more than 6 standard deviations off with a probability of 5 · 10⁻⁷ in all.
  @Test(arguments: [Binarization.sampled, .fixed(seed: 3)])
  func draws(binarization: Binarization) {
    let numbers = Matrix(rows: Self.table.count, columns: 256)
    Self.table.gather(from: 0, into: numbers)
    for table in [Self.table, .numbers(numbers)] {
      let drawn = values(binarization.cases(table, of: .training(), seed: 8))
      #expect(drawn.allSatisfy { $0 == 0 || $0 == 1 })
      var ones = [Double](repeating: 0, count: 256)
      for (grey, value) in zip(numbers.values, drawn) { ones[Int((grey * 255).rounded())] += Double(value) }
      #expect(ones[0] == 0 && ones[255] == 4000)
      for byte in 1..<255 {
        let p = Double(byte) / 255
        let deviation = (ones[byte] - 4000 * p) / (4000 * p * (1 - p)).squareRoot()
        #expect(abs(deviation) < 6, "intensity \(byte) is \(deviation) standard deviations off")
      }
    }
  }

  @Test func drawsAreNewEachEpochUnlessFixed() {
    func drawn(_ binarization: Binarization, _ cases: RandomStream.BinaryCases, _ epoch: Int, _ seed: UInt64) -> [Float]
    {
      values(binarization.cases(Self.table, of: cases, epoch: epoch, seed: seed))
    }
    let first = drawn(.sampled, .training(), 0, 1)
    #expect(first == drawn(.sampled, .training(), 0, 1))
    for other in [
      drawn(.sampled, .training(), 1, 1), drawn(.sampled, .validation, 0, 1), drawn(.sampled, .training(), 0, 2),
    ] {
      #expect(first != other)
    }
    let fixed = drawn(.fixed(seed: 5), .training(), 0, 1)
    #expect(fixed == drawn(.fixed(seed: 5), .training(), 7, 2))
    #expect(fixed != drawn(.fixed(seed: 6), .training(), 0, 1) && fixed != drawn(.fixed(seed: 5), .validation, 0, 1))
    #expect(!Binarization.sampled.isTheSameEachEpoch && Binarization.fixed(seed: 1).isTheSameEachEpoch)
  }

  @Test func thresholdsAndGreysAsTheyAre() {
    let table = CaseTable.bytes([0, 127, 128, 255, 12], columns: 5)
    #expect(values(Binarization.threshold(0.5).cases(table, of: .training(), seed: 1)) == [0, 0, 1, 1, 0])
    #expect(values(Binarization.none.cases(table, of: .training(), seed: 1)) == values(table))
    let numbers = CaseTable.numbers(Matrix(rows: 1, columns: 3, values: [0.2, 0.5, 0.9]))
    #expect(values(Binarization.threshold(0.5).cases(numbers, of: .training(), seed: 1)) == [0, 1, 1])
  }
}
