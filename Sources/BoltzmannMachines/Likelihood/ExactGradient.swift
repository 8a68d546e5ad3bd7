import Foundation
import LinearAlgebra

/// The gradient of the mean log-likelihood, in nats per case and unit of the parameter.
public struct LikelihoodGradient {
  /// ∂/∂W, visible × hidden.
  public let weight: Matrix
  /// ∂/∂b, 1 × visible.
  public let visibleBias: Matrix
  /// ∂/∂c, 1 × hidden.
  public let hiddenBias: Matrix
}

/// Means of vᵢhⱼ, vᵢ and hⱼ under a distribution; of hidden units their probabilities p(hⱼ = 1 | v).
public struct SufficientStatistics {
  /// ⟨v hᵀ⟩, visible × hidden.
  public let products: Matrix
  /// ⟨v⟩, 1 × visible.
  public let visible: Matrix
  /// ⟨h⟩, 1 × hidden.
  public let hidden: Matrix
}

extension RestrictedBoltzmannMachine {
  /// ⟨vhᵀ⟩data − ⟨vhᵀ⟩model, ⟨v⟩data − ⟨v⟩model and ⟨h⟩data − ⟨h⟩model, exactly, by enumeration; Hinton (2010), equation 5.
  public func exactGradient(of cases: CaseTable, threads: Int = 1) -> LikelihoodGradient {
    let (data, model) = (dataStatistics(of: cases), modelStatistics(threads: threads))
    for (mine, others) in [
      (data.products, model.products), (data.visible, model.visible), (data.hidden, model.hidden),
    ] { mine.add(others, scale: -1) }
    return LikelihoodGradient(weight: data.products, visibleBias: data.visible, hiddenBias: data.hidden)
  }

  /// The means over the cases, with p(h | v) for the hidden units.
  public func dataStatistics(of cases: CaseTable, batchSize: Int = 500) -> SufficientStatistics {
    var sums = StatisticsSum(rows: visibleUnits, columns: hiddenUnits)
    let (visible, hidden) = (
      Matrix(rows: batchSize, columns: visibleUnits), Matrix(rows: batchSize, columns: hiddenUnits)
    )
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let rows = 0..<min(batchSize, cases.count - start)
      cases.gather(from: start, into: visible.rows(rows))
      hiddenProbabilities(of: visible.rows(rows), into: hidden.rows(rows))
      sums.add(visible.rows(rows), hidden.rows(rows))
    }
    return sums.means(of: Double(cases.count))
  }

  /// The means under the model, exactly, by enumerating the states of the smaller layer.
  public func modelStatistics(threads: Int = 1) -> SufficientStatistics {
    let enumeration = StateEnumeration(self)
    let logPartition = LogSumExp.of(enumeration.logWeightsOfParts(threads: threads))
    let parts = parallelMap(count: enumeration.parts.count, threads: threads) {
      enumeration.statistics(of: enumeration.parts[$0], logPartition: logPartition)
    }
    var sums = parts[0]
    for part in parts.dropFirst() { sums.add(part) }
    let statistics = sums.means(of: 1)
    if enumeration.isVisible { return statistics }
    let turned = RestrictedBoltzmannMachine(
      weight: statistics.products, visibleBias: statistics.visible, hiddenBias: statistics.hidden
    ).upsideDown
    return SufficientStatistics(
      products: turned.weight, visible: turned.visibleBias, hidden: turned.hiddenBias)
  }
}

extension StateEnumeration {
  /// Σ p(s) of s oᵀ, s and o over the states s of some blocks, with o the probabilities of the other layer.
  fileprivate func statistics(of blocks: Range<Int>, logPartition: Double) -> StatisticsSum {
    var sums = StatisticsSum(rows: units, columns: others)
    let offset = Matrix(rows: 1, columns: others)
    let (states, probabilities) = (
      Matrix(rows: statesInBlock, columns: units), Matrix(rows: statesInBlock, columns: others)
    )
    var values = [Double](repeating: 0, count: statesInBlock)
    for block in blocks {
      writeLogWeights(block: block, offset: offset, into: &values)
      writeOtherProbabilities(offset: offset, into: probabilities)
      for (state, value) in values.enumerated() {
        write(block * statesInBlock + state, into: states.rows(state..<state + 1))
        let weight = Float(exp(value - logPartition))
        states.rows(state..<state + 1).scale(by: weight)
        sums.addWeighted(probabilities.rows(state..<state + 1), weight: weight)
      }
      sums.add(states, probabilities, columnSums: false)
    }
    return sums
  }
}

/// Sums of products and of rows, gathered in double precision over blocks that are summed in single precision.
private struct StatisticsSum {
  private let rows: Int
  private let columns: Int
  private var products: [Double]
  private var left: [Double]
  private var right: [Double]
  private let block: Matrix
  private let row: Matrix
  private let column: Matrix

  init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    products = [Double](repeating: 0, count: rows * columns)
    left = [Double](repeating: 0, count: rows)
    right = [Double](repeating: 0, count: columns)
    block = Matrix(rows: rows, columns: columns)
    (row, column) = (Matrix(rows: 1, columns: rows), Matrix(rows: 1, columns: columns))
  }

  /// Adds aᵀb and the sums of the rows of a and, if wished, of b.
  mutating func add(_ a: Matrix, _ b: Matrix, columnSums: Bool = true) {
    multiply(a.transposed, b, into: block)
    Self.add(block, to: &products)
    a.sumRows(into: row)
    Self.add(row, to: &left)
    guard columnSums else { return }
    b.sumRows(into: column)
    Self.add(column, to: &right)
  }

  /// Adds weight · b to the sum of the rows of b.
  mutating func addWeighted(_ b: Matrix, weight: Float) {
    for index in 0..<columns { right[index] += Double(weight * b.pointer[index]) }
  }

  mutating func add(_ other: StatisticsSum) {
    for index in products.indices { products[index] += other.products[index] }
    for index in left.indices { left[index] += other.left[index] }
    for index in right.indices { right[index] += other.right[index] }
  }

  func means(of count: Double) -> SufficientStatistics {
    func mean(_ sums: [Double], _ rows: Int, _ columns: Int) -> Matrix {
      Matrix(rows: rows, columns: columns, values: sums.map { Float($0 / count) })
    }
    return SufficientStatistics(
      products: mean(products, rows, columns), visible: mean(left, 1, rows), hidden: mean(right, 1, columns))
  }

  private static func add(_ matrix: Matrix, to sums: inout [Double]) {
    for index in sums.indices { sums[index] += Double(matrix.pointer[index]) }
  }
}
