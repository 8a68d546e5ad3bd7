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
  /// ∂/∂z of learned variances z = log σ², 1 × visible; nil if there are none.
  public var visibleLogVariance: Matrix?
}

extension LikelihoodGradient {
  init(zerosLike machine: RestrictedBoltzmannMachine) {
    let zeros = RestrictedBoltzmannMachine.zeros(like: machine)
    (weight, visibleBias, hiddenBias) = (zeros.weight, zeros.visibleBias, zeros.hiddenBias)
    visibleLogVariance = machine.visibleLogVariance.map { Matrix(rows: 1, columns: $0.count) }
  }
}

/// Means of vᵢhⱼ, vᵢ and hⱼ under a distribution; of hidden units their means given v, which are p(hⱼ = 1 | v) of binary ones.
public struct SufficientStatistics {
  /// ⟨v hᵀ⟩, visible × hidden.
  public let products: Matrix
  /// ⟨v⟩, 1 × visible.
  public let visible: Matrix
  /// ⟨h⟩, 1 × hidden.
  public let hidden: Matrix
  /// ⟨v²⟩, 1 × visible; of machines with learned variances only.
  public var visibleSquares: Matrix?
}

extension RestrictedBoltzmannMachine {
  /// ⟨vhᵀ⟩data − ⟨vhᵀ⟩model, ⟨v⟩data − ⟨v⟩model and ⟨h⟩data − ⟨h⟩model, exactly, by enumeration; Hinton (2010), equation 5. With
  /// learned variances what ``applyVariances(to:squares:)`` makes of them.
  public func exactGradient(of cases: CaseTable) -> LikelihoodGradient {
    let (data, model) = (dataStatistics(of: cases), modelStatistics())
    for (mine, others) in [
      (data.products, model.products), (data.visible, model.visible), (data.hidden, model.hidden),
    ] { mine.add(others, scale: -1) }
    let gradient = LikelihoodGradient(
      weight: data.products, visibleBias: data.visible, hiddenBias: data.hidden,
      visibleLogVariance: data.visibleSquares)
    guard let squares = data.visibleSquares, let modelSquares = model.visibleSquares else { return gradient }
    squares.add(modelSquares, scale: -1)
    applyVariances(to: gradient, squares: squares)
    return gradient
  }

  /// The gradient of a machine with learned variances from the differences of the statistics of data and model, in place; Cho, Ilin &
  /// Raiko (2011), section 3, with z = log σ²:
  ///
  ///     ∂/∂wᵢⱼ = ⟨vᵢhⱼ⟩/σᵢ²,   ∂/∂bᵢ = ⟨vᵢ⟩/σᵢ²,   ∂/∂zᵢ = ⟨½(vᵢ − bᵢ)² − vᵢ Σⱼ wᵢⱼhⱼ⟩/σᵢ²
  ///
  /// where ⟨·⟩ is the mean over the data less that over the model.
  ///
  /// - Parameter squares: ⟨v²⟩, 1 × visible; may be the memory of the result.
  func applyVariances(to gradient: LikelihoodGradient, squares: Matrix) {
    guard let slope = gradient.visibleLogVariance else { return }
    let layer = visibleLayer
    for i in 0..<visibleUnits {
      let interaction = (0..<hiddenUnits).reduce(0.0) { $0 + Double(weight[i, $1]) * Double(gradient.weight[i, $1]) }
      let quadratic =
        0.5 * Double(squares.pointer[i]) - Double(visibleBias.pointer[i]) * Double(gradient.visibleBias.pointer[i])
      slope.pointer[i] = Float(layer.precision(i) * (quadratic - interaction))
      gradient.visibleBias.pointer[i] *= Float(layer.precision(i))
    }
    gradient.weight.scaleRows { Float(layer.precision($0)) }
  }

  /// The means over the cases, with p(h | v) for the hidden units.
  public func dataStatistics(of cases: CaseTable, batchSize: Int = 500) -> SufficientStatistics {
    var sums = StatisticsSum(rows: visibleUnits, columns: hiddenUnits)
    var squares = [Double](repeating: 0, count: visibleLogVariance == nil ? 0 : visibleUnits)
    let (visible, hidden) = (
      Matrix(rows: batchSize, columns: visibleUnits), Matrix(rows: batchSize, columns: hiddenUnits)
    )
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let rows = 0..<min(batchSize, cases.count - start)
      cases.gather(from: start, into: visible.rows(rows))
      hiddenProbabilities(of: visible.rows(rows), into: hidden.rows(rows))
      sums.add(visible.rows(rows), hidden.rows(rows))
      if !squares.isEmpty { visible.rows(rows).addColumnSquares(to: &squares) }
    }
    var statistics = sums.means(of: Double(cases.count))
    if !squares.isEmpty {
      statistics.visibleSquares = Matrix(
        rows: 1, columns: visibleUnits, values: squares.map { Float($0 / Double(cases.count)) })
    }
    return statistics
  }

  /// The means under the model, exactly, by enumerating the states of the smaller layer.
  public func modelStatistics() -> SufficientStatistics {
    let enumeration = StateEnumeration(self)
    let logPartition = LogSumExp.of(enumeration.logWeightsOfParts())
    let parts = ThreadTeam.map(enumeration.parts.count) {
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
      products: turned.weight, visible: turned.visibleBias, hidden: turned.hiddenBias,
      visibleSquares: sums.squares.isEmpty
        ? nil : Matrix(rows: 1, columns: visibleUnits, values: sums.squares.map { Float($0) }))
  }
}

extension StateEnumeration {
  /// Σ p(s) of s oᵀ, s and o over the states s of some blocks, with o the probabilities of the other layer.
  fileprivate func statistics(of blocks: Range<Int>, logPartition: Double) -> StatisticsSum {
    var sums = StatisticsSum(rows: units, columns: others, squares: otherLayer.logVariance != nil)
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
        if otherLayer.logVariance != nil {
          sums.addSquares(probabilities.rows(state..<state + 1), otherLayer, weight: weight)
        }
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
  /// Of the squares of b's units, if they have learned variances; else empty.
  private(set) var squares: [Double]
  private let block: Matrix
  private let row: Matrix
  private let column: Matrix

  init(rows: Int, columns: Int, squares: Bool = false) {
    self.squares = [Double](repeating: 0, count: squares ? columns : 0)
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

  /// Adds weight · (mean² + σ²), the mean square of Gaussian units with these means.
  mutating func addSquares(_ means: Matrix, _ layer: UnitLayer, weight: Float) {
    for index in 0..<columns {
      let mean = Double(means.pointer[index])
      squares[index] += Double(weight) * (mean * mean + 1 / layer.precision(index))
    }
  }

  mutating func add(_ other: StatisticsSum) {
    for index in squares.indices { squares[index] += other.squares[index] }
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

extension Matrix {
  /// sums[column] ← sums[column] + Σ over rows of the squares in it.
  func addColumnSquares(to sums: inout [Double], scale: Double = 1) {
    for row in 0..<rows {
      let numbers = pointer + row * columns
      for column in 0..<columns { sums[column] += scale * Double(numbers[column]) * Double(numbers[column]) }
    }
  }
}
