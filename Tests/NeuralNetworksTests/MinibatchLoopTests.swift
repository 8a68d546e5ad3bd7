import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct MinibatchLoopTests {
  private struct Stopped: Error {}
  private static var cases: CaseTable { .numbers(Matrix(rows: 10, columns: 1, values: (0..<10).map(Float.init))) }

  /// Of each step: its number, the cases that it gathers, and its factor.
  private static func steps(
    _ loop: MinibatchLoop, epoch: Int = 0, layer: Int? = nil, from start: Int = 0, until end: Int = 10
  ) -> [String] {
    var steps: [String] = []
    do throws(Stopped) {
      try loop.run(epoch: epoch, layer: layer, seed: 7, from: start) { (step) throws(Stopped) in
        let rows = Matrix(rows: step.indices.count, columns: 1)
        step.gather(into: rows)
        #expect(rows.values == step.indices.map(Float.init))
        steps.append("\(step.number) \(step.range) \(rows.values) \(step.factor)")
        if step.range.upperBound >= end { throw Stopped() }
      }
    } catch {
      #expect(end <= 10)
    }
    return steps
  }

  /// An epoch that was broken off between two steps goes on as if it had not been.
  @Test func anEpochGoesOnWithinItself() {
    let loop = MinibatchLoop(Self.cases, batchSize: 4, epochs: 2, schedule: .linear)
    let whole = Self.steps(loop, epoch: 1)
    #expect(whole.count == 3 && loop.minibatches.map(\.count) == [4, 3, 3])
    #expect(Self.steps(loop, epoch: 1, until: 4) + Self.steps(loop, epoch: 1, from: 4) == whole)
    #expect(Self.steps(loop, epoch: 1, from: 10).isEmpty)
  }

  @Test func everyEpochAndLayerHasAnOrderOfItsOwn() {
    let loop = MinibatchLoop(Self.cases, batchSize: 10, epochs: 2, schedule: .constant)
    let orders = [
      Self.steps(loop), Self.steps(loop, epoch: 1), Self.steps(loop, layer: 0), Self.steps(loop, layer: 1),
    ]
    #expect(Set(orders).count == 4 && orders[0] == Self.steps(loop))
  }

  @Test func onlyChosenCasesAreLearnedFrom() {
    let loop = MinibatchLoop(Self.cases, chosen: [2, 5, 9], batchSize: 2, epochs: 1, schedule: .constant)
    var seen: [Int32] = []
    loop.run(epoch: 0, layer: nil, seed: 1) { seen += $0.indices }
    #expect(seen.sorted() == [2, 5, 9])
  }

  /// Six steps: the first three warm up, the others fall towards 0.
  @Test func factorsGoOnOverEpochs() {
    let loop = MinibatchLoop(Self.cases, batchSize: 4, epochs: 2, schedule: .linear, warmup: 1)
    let factors = (0..<6).map { loop.factor(epoch: $0 / 3, step: $0 % 3) }
    let third: Float = 1 / 3
    let expected: [Float] = [third, 2 / 3, 1, 1, 1 - third, 1 - 2 / 3]
    #expect(factors == expected)
  }
}
