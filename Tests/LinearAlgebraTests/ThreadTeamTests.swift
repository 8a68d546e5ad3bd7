import Foundation
import Synchronization
import Testing

@testable import LinearAlgebra

@Suite struct ThreadTeamTests {
  /// Thousands of meetings, some of them after a time in which members fell asleep.
  @Test(arguments: [1, 2, 3, 8])
  func everyPartIsDoneOnce(threads: Int) {
    ThreadTeam.lead(threads: threads) {
      for round in 0..<3000 {
        let count = round % 7 + 1
        nonisolated(unsafe) let done = Matrix(rows: 1, columns: 8)
        ThreadTeam.forEachPart(count) { done[0, $0] += 1 }
        #expect(done.values == (0..<8).map { $0 < count ? 1 : 0 })
        if round % 1000 == 999 { Thread.sleep(forTimeInterval: 0.01) }
      }
    }
  }

  @Test func membersDoTheirShare() {
    let threads = Mutex<Set<UInt>>([])
    ThreadTeam.lead(threads: 3) {
      for _ in 0..<200 {
        ThreadTeam.forEachPart(3) { _ in
          threads.withLock { _ = $0.insert(UInt(bitPattern: pthread_self().hashValue)) }
          Thread.sleep(forTimeInterval: 0.001)
        }
      }
    }
    #expect(threads.withLock { $0.count } == 3)
  }

  /// What a part calls is done by its own thread.
  @Test func partsHaveNoTeam() {
    let most = Mutex(0)
    ThreadTeam.lead(threads: 2) {
      for _ in 0..<100 {
        ThreadTeam.forEachPart(2) { _ in most.withLock { $0 = max($0, ThreadTeam.threads) } }
      }
    }
    #expect(most.withLock { $0 } == 1)
  }

  @Test func resultsComeInOrder() {
    ThreadTeam.lead(threads: 3) {
      #expect(ThreadTeam.map(1000) { $0 * $0 } == (0..<1000).map { $0 * $0 })
      #expect(ThreadTeam.map(0) { $0 }.isEmpty)
    }
  }

  @Test func errorsReachWhoLeads() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try ThreadTeam.lead(threads: 2) { throw Stop() } }
  }

  /// Threads join a team that somebody leads, and are sent away while it works.
  @Test func membersComeAndGo() {
    let team = ThreadTeam()
    let ended = DispatchGroup()
    let sum = Atomic(0)
    team.lead {
      for round in 0..<50 {
        ended.enter()
        let dismissals = team.dismissalCount
        Thread {
          team.serve(since: dismissals)
          ended.leave()
        }.start()
        for _ in 0..<100 { ThreadTeam.forEachPart(4) { sum.add($0, ordering: .relaxed) } }
        if round % 3 == 2 {
          team.dismiss()
          ended.wait()
          #expect(ThreadTeam.threads == 1)
        }
      }
      team.dismiss()
    }
    ended.wait()
    #expect(sum.load(ordering: .relaxed) == 50 * 100 * 6)
  }

  @Test(arguments: [(1000, 3, 16), (17, 4, 16), (5, 9, 1), (640, 10, 64), (0, 2, 1)])
  func blocksCoverAllOnce(length: Int, count: Int, unit: Int) {
    let blocks = Blocks(of: length, in: count, multiplesOf: unit)
    #expect((0..<blocks.count).flatMap { Array(blocks[$0]) } == Array(0..<length))
    #expect((0..<blocks.count).allSatisfy { blocks[$0].lowerBound.isMultiple(of: unit) })
    #expect(blocks.count <= count && blocks.shortest == (0..<blocks.count).map { blocks[$0].count }.min())
  }
}

@Suite struct SharedKernelTests {
  /// Sizes at and beside the borders of parts and vectors.
  private static let shapes = [
    (100, 500, 784), (12, 500, 784), (101, 503, 301), (784, 500, 200), (1000, 70, 300), (300, 2000, 130),
  ]

  private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    var stream = PhiloxStream(seed: seed, stream: .selection)
    matrix.fillUniform(limit: 2, using: &stream)
    return matrix
  }

  /// The bits of `body`'s results alone and with others.
  private func expectSameBits(_ body: () -> [Float]) {
    let alone = body().map(\.bitPattern)
    for threads in [2, 3, 8] {
      // Members may come late, so more than once.
      for _ in 0..<4 {
        let isSame = ThreadTeam.lead(threads: threads, body).map(\.bitPattern) == alone
        #expect(isSame, "\(threads) threads")
      }
    }
  }

  @Test(arguments: shapes)
  func products(m: Int, n: Int, k: Int) {
    let (a, b, c) = (Self.random(m, k, seed: 1), Self.random(k, n, seed: 2), Self.random(m, n, seed: 3))
    let (aT, bT) = (Self.random(k, m, seed: 4), Self.random(n, k, seed: 5))
    expectSameBits {
      let results = (0..<3).map { _ in c.copy() }
      multiply(a, b, into: results[0])
      multiply(a, bT.transposed, into: results[1], scale: 0.3)
      multiply(aT.transposed, b, into: results[2], scale: 0.7, keeping: 0.9)
      return results.flatMap(\.values)
    }
  }

  /// A part that is small, or one too many, would show in bits on some processors only; here it shows on all.
  @Test func partsFollowTheirRules() {
    for (m, n, k) in Self.shapes + [(48, 64, 400), (96, 128, 100), (10, 10, 10), (4000, 4000, 1)] {
      for threads in [1, 2, 3, 8, 64] {
        let free = ProductParts(m, n, k, threads: threads, freedom: ProductFreedom(ofRows: true, ofColumns: true))
        #expect(free.count <= threads)
        #expect(free.count == 1 || free.rows.shortest * free.columns.shortest * k >= ProductParts.least)
        let bound = ProductParts(m, n, k, threads: threads, freedom: ProductFreedom(ofRows: true, ofColumns: false))
        let alone = ProductParts(m, n, k, threads: 1, freedom: ProductFreedom(ofRows: true, ofColumns: false))
        #expect(bound.columns.count == alone.columns.count, "columns are cut by shape alone")
      }
    }
    let wide = ProductParts(100, 500, 784, threads: 2, freedom: ProductFreedom(ofRows: true, ofColumns: true))
    #expect(wide.columns.count == 2 && wide.rows.count == 1)
    let tall = ProductParts(784, 500, 200, threads: 2, freedom: ProductFreedom(ofRows: true, ofColumns: true))
    #expect(tall.rows.count == 2 && tall.columns.count == 1)
  }

  @Test(arguments: [(100, 500), (301, 70), (64, 1000)])
  func passes(rows: Int, columns: Int) {
    let (x, y) = (Self.random(rows, columns, seed: 1), Self.random(rows, columns, seed: 2))
    let (bias, scale) = (Self.random(1, columns, seed: 3), Self.random(1, columns, seed: 4))
    let passes: [(Matrix) -> Void] = [
      { $0.applySigmoid(bias: bias) }, { $0.applyTanh(bias: bias) }, { $0.multiplyBySigmoidDerivative(output: y) },
      { $0.applyParametricRectifier(bias: bias, negativeSlope: scale, preactivation: y.copy()) },
      { $0.multiplyByParametricRectifierDerivative(preactivation: y, negativeSlope: scale) },
      { $0.applyGaussianErrorLinear(bias: bias, slope: y.copy()) }, { $0.applyNoisyRectifierMean(bias: bias) },
      { $0.add(y, scale: 0.1) }, { $0.assign(y) }, { $0.limitColumnNorms(to: 1, factors: bias.copy()) },
      { $0.applyVelocity(y.copy(), decay: 0.01) },
      {
        $0.applyAdam(
          gradient: y, firstMoment: x.copy(), secondMoment: Self.random(rows, columns, seed: 9), step: 3,
          learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.1)
      },
      { $0.applyMomentum(gradient: y, velocity: y.copy(), learningRate: 0.1, momentum: 0.9, decay: 0.1) },
      { $0.applyNesterov(gradient: y, velocity: y.copy(), learningRate: 0.1, momentum: 0.9, decay: 0.1) },
      { $0.applyRMSProp(gradient: y, meanSquare: x.copy(), learningRate: 0.1, rho: 0.9, epsilon: 1e-3, decay: 0.1) },
      { $0.addSigns(of: y, scale: 0.1) },
      { x in
        let (mean, variance) = (Matrix(rows: 1, columns: columns), Matrix(rows: 1, columns: columns))
        x.columnMoments(mean: mean, variance: variance)
        x.normalizeColumns(
          mean: mean, variance: variance, epsilon: 0.1, scale: scale, inverse: bias.copy(), normalized: y.copy())
      },
      {
        $0.propagateThroughNormalization(
          normalized: y, inverse: bias, scale: scale, shiftGradient: bias.copy(), scaleGradient: bias.copy())
      },
      { CaseTable.numbers(y).gather(from: 0, into: $0) },
    ]
    for pass in passes {
      expectSameBits {
        let result = x.copy()
        pass(result)
        return result.values
      }
    }
  }

  @Test(arguments: [(100, 500), (301, 70), (64, 1000), (130, 64)])
  func sums(rows: Int, columns: Int) {
    let (x, y) = (Self.random(rows, columns, seed: 1), Self.random(rows, columns, seed: 2))
    let bias = Self.random(1, columns, seed: 3)
    expectSameBits {
      let columnSums = bias.copy()
      x.sumRows(into: columnSums, scale: 0.5, keeping: 0.9)
      var rowSums = [[Double]](repeating: [Double](repeating: 0, count: rows), count: 4)
      x.sumSoftplus(bias: bias, into: &rowSums[0])
      x.dotRows(bias, into: &rowSums[1])
      x.sumLogProbabilities(of: y, bias: bias, into: &rowSums[2])
      x.sumSoftplusDifferences(bias: bias, from: 0.2, to: 0.7, into: &rowSums[3])
      return columnSums.values + rowSums.flatMap { $0.map(Float.init) }
        + [Float(x.squaredDistance(to: y)), Float(x.norm), Float(x.mean), Float(x.variance)]
    }
  }

  /// The same numbers, and the same place in the stream afterwards.
  @Test(arguments: [(100, 500), (301, 70), (64, 1000), (130, 64)])
  func draws(rows: Int, columns: Int) {
    let (x, bias) = (Self.random(rows, columns, seed: 1), Self.random(1, columns, seed: 3))
    expectSameBits {
      var stream = PhiloxStream(seed: 5, stream: .gibbs(layer: 0, epoch: 0))
      let (p, states, mask, dropped) = (x.copy(), x.copy(), x.copy(), x.copy())
      p.applySigmoid(bias: bias, sampling: states, using: &stream)
      dropped.applyDropout(rate: 0.3, mask: mask, using: &stream)
      let annealed = x.copy()
      var sums = [Double](repeating: 0, count: rows)
      x.anneal(bias: bias, from: 0.1, to: 0.2, drawing: 0.2, states: annealed, sums: &sums, using: &stream)
      _ = stream.nextUniform()
      let normal = x.copy()
      normal.fillNormal(mean: 1, standardDeviation: 2, using: &stream)
      let noisy = x.copy()
      noisy.applyNoisyRectifier(bias: bias, sampling: annealed.copy(), using: &stream)
      return [p, states, mask, dropped, annealed, normal, noisy].flatMap(\.values) + sums.map(Float.init)
        + [Float(stream.nextUniform())]
    }
  }
}

@Suite struct StreamsAheadTests {
  /// As many words ahead as had been drawn one by one, with the same position.
  @Test(arguments: [0, 5, 63, 64], [0, 1, 2, 60, 64, 65, 128, 1000])
  func aheadIsWhereDrawingLeads(drawn: Int, words: Int) {
    var stream = PhiloxStream(seed: 1, stream: .selection)
    for _ in 0..<drawn { _ = stream.nextWord() }
    var (jumped, walked) = (stream.ahead(words: words), stream)
    for _ in 0..<words { _ = walked.nextWord() }
    #expect(jumped.position == walked.position)
    for _ in 0..<70 { #expect(jumped.nextWord() == walked.nextWord()) }
  }
}
