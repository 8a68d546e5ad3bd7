import LinearAlgebra
import Testing

@Suite struct MinibatchesTests {
  /// All pairs of up to 60 cases and batch sizes, and some that programs meet.
  static let pairs =
    (0...60).flatMap { cases in (1...61).map { (cases, $0) } } + [
      (1_001, 100), (50_000, 128), (30_000, 128), (50_000, 100), (Int.max, 1 << 40), (7, Int.max), (Int.max, Int.max),
    ]

  @Test func everyCaseHasItsPlaceInOneMinibatchOfNearlyTheSameSize() {
    for (cases, batchSize) in Self.pairs where cases / batchSize < 1_000_000 {
      let minibatches = Minibatches(of: cases, atMost: batchSize)
      var end = 0
      for range in minibatches {
        #expect(range.lowerBound == end && !range.isEmpty && range.count <= batchSize, "\(cases), \(batchSize)")
        end = range.upperBound
      }
      #expect(end == cases, "\(cases) in minibatches of \(batchSize)")
      let sizes = minibatches.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(cases), \(batchSize): \(Set(sizes))")
    }
  }

  /// No more steps than there were when what is left over was a minibatch of its own.
  @Test func thereAreAsFewAsThereCanBe() {
    for (cases, batchSize) in Self.pairs {
      let (quotient, rest) = cases.quotientAndRemainder(dividingBy: batchSize)
      #expect(Minibatches(of: cases, atMost: batchSize).count == quotient + rest.signum())
    }
  }

  /// Where the batch size divides the cases, results are the bytes that they always were.
  @Test func whatDividesIsCutAsEver() {
    let pairs = [(50_000, 100), (60_000, 100), (5_000, 10), (1_000, 200), (3_000, 1_000), (64, 1), (9, 9)]
    for (cases, batchSize) in pairs {
      let strides = stride(from: 0, to: cases, by: batchSize).map { $0..<$0 + batchSize }
      #expect(Array(Minibatches(of: cases, atMost: batchSize)) == strides)
    }
  }

  @Test func fewCases() {
    #expect(Array(Minibatches(of: 0, atMost: 100)) == [])
    #expect(Array(Minibatches(of: 1, atMost: 100)) == [0..<1])
    #expect(Array(Minibatches(of: 99, atMost: 100)) == [0..<99])
    #expect(Array(Minibatches(of: 101, atMost: 100)) == [0..<51, 51..<101])
    #expect(Array(Minibatches(of: 1_001, atMost: 100)).map(\.count) == [Int](repeating: 91, count: 11))
    #expect(Array(Minibatches(of: 3, atMost: 2)) == [0..<2, 2..<3])
  }

  /// A place tells which steps were done before it, so that training goes on from there.
  @Test func placesAreFound() {
    for (cases, batchSize) in Self.pairs where cases < 100 {
      let minibatches = Minibatches(of: cases, atMost: batchSize)
      for (step, range) in minibatches.enumerated() {
        #expect(range.allSatisfy { minibatches.index(at: $0) == step }, "\(cases), \(batchSize)")
      }
      #expect(minibatches.index(at: cases) == minibatches.count)
      let ends = Set([0] + minibatches.map(\.upperBound))
      for place in -3...cases + 3 {
        #expect(minibatches.isBetweenSteps(place) == ends.contains(place), "\(place) of \(cases), \(batchSize)")
      }
    }
    let minibatches = Minibatches(of: 10, atMost: 4)
    #expect(!minibatches.isBetweenSteps(.min) && !minibatches.isBetweenSteps(.max))
  }
}
