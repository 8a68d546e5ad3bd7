import LinearAlgebra

/// All 2ⁿ states of the smaller layer of a machine, in blocks, with the probability that each has in the model.
///
/// State number s has unit k on where bit k of s is 1. The products of the first `lowUnits` units' states with their weights are
/// the same in every block and are computed once; the other units add one row of inputs, so a block is a single pass over
/// memory that stays in cache, without a matrix product. Here "unit" is a unit of the enumerated layer, "other" one of the layer
/// that is summed out by its formula:
///
///     −F(s) = Σₖ aₖ sₖ + Σᵢ softplus(dᵢ + Σₖ sₖ wₖᵢ),   Z = Σₛ e^−F(s)
struct StateEnumeration {
  /// More take too long: every further unit doubles the time.
  static let greatestLayer = 25

  let units: Int
  /// Whether the states are those of the visible layer.
  let isVisible: Bool
  /// units × others
  private let weight: Matrix
  private let unitBias: Matrix
  private let otherBias: Matrix
  private let lowUnits: Int
  /// 2^lowUnits × others: the inputs that the states of the first units bring.
  private let lowInputs: Matrix

  init(_ machine: RestrictedBoltzmannMachine) {
    precondition(
      machine.isEnumerable, "\(machine.visibleUnits) × \(machine.hiddenUnits) units have too many states to enumerate")
    isVisible = machine.visibleUnits < machine.hiddenUnits
    let oriented = isVisible ? machine : machine.upsideDown
    (weight, unitBias, otherBias) = (oriented.weight, oriented.visibleBias, oriented.hiddenBias)
    units = weight.rows
    lowUnits = min(units, 7)
    lowInputs = Matrix(rows: 1 << lowUnits, columns: weight.columns)
    for unit in 0..<lowUnits {
      for state in 0..<1 << unit {
        let target = lowInputs.rows(state + 1 << unit..<state + 1 << unit + 1)
        target.assign(lowInputs.rows(state..<state + 1))
        target.add(weight.rows(unit..<unit + 1))
      }
    }
  }

  var statesInBlock: Int { lowInputs.rows }
  var blocks: Int { 1 << (units - lowUnits) }
  var others: Int { weight.columns }

  /// State number `state` as zeros and ones, 1 × units.
  func write(_ state: Int, into row: Matrix) {
    for unit in 0..<units { row[0, unit] = Float((state >> unit) & 1) }
  }

  /// offset ← d + the inputs from the units beyond the first, which are the same in the whole block; 1 × others.
  func writeOffset(block: Int, into offset: Matrix) {
    offset.assign(otherBias)
    for unit in lowUnits..<units where (block >> (unit - lowUnits)) & 1 == 1 {
      offset.add(weight.rows(unit..<unit + 1))
    }
  }

  /// values[s] ← −F of each state of a block, in nats; the other layer's inputs are `lowInputs` + offset.
  func writeLogWeights(block: Int, offset: Matrix, into values: inout [Double]) {
    writeOffset(block: block, into: offset)
    // BEGIN SOLUTION 7.1
    lowInputs.sumSoftplus(bias: offset, into: &values)
    for state in 0..<statesInBlock {
      let number = block << lowUnits + state
      for unit in 0..<units where (number >> unit) & 1 == 1 { values[state] += Double(unitBias.pointer[unit]) }
    }
    // END SOLUTION
  }

  /// probabilities ← p(other unit on | state) for each state of a block; statesInBlock × others. `offset` is that of the block.
  func writeOtherProbabilities(offset: Matrix, into probabilities: Matrix) {
    probabilities.assign(lowInputs)
    probabilities.applySigmoid(bias: offset)
  }

  /// The blocks in up to 64 parts of equal size, the shares of threads: sums within a part, then over parts in order, do not
  /// depend on how many threads there are.
  var parts: [Range<Int>] {
    let count = min(blocks, 64)
    return (0..<count).map { blocks / count * $0..<blocks / count * ($0 + 1) }
  }

  /// log Σ e^−F(s) over the states of each part.
  func logWeightsOfParts(threads: Int) -> [Double] {
    let parts = parts
    return parallelMap(count: parts.count, threads: threads) { part in
      let offset = Matrix(rows: 1, columns: others)
      var values = [Double](repeating: 0, count: statesInBlock)
      var sum = LogSumExp()
      for block in parts[part] {
        writeLogWeights(block: block, offset: offset, into: &values)
        for value in values { sum.add(value) }
      }
      return sum.value
    }
  }
}

extension RestrictedBoltzmannMachine {
  /// Whether one layer is small enough, at most 25 units, for all its states to be enumerated.
  public var isEnumerable: Bool { min(visibleUnits, hiddenUnits) <= StateEnumeration.greatestLayer }

  /// The same distribution with the layers' roles exchanged: W transposed, the biases swapped. Its parameters are copies.
  public var upsideDown: RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: weight.transposedCopy, visibleBias: hiddenBias.copy(), hiddenBias: visibleBias.copy())
  }
}

extension Matrix {
  fileprivate var transposedCopy: Matrix {
    let copy = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { copy.pointer[column * rows + row] = pointer[row * columns + column] }
    }
    return copy
  }
}
