import LinearAlgebra

/// All 2ⁿ states of the smaller layer of a machine, in blocks, with the probability that each has in the model.
///
/// State number s has unit k on where bit k of s is 1. The products of the first `lowUnits` units' states with their weights are
/// the same in every block and are computed once; the other units add one row of inputs, so a block is a single pass over
/// memory that stays in cache, without a matrix product. Here "unit" is a unit of the enumerated layer, "other" one of the layer
/// that is summed out by its formula:
///
///     −F(s) = Σₖ aₖ sₖ + Σᵢ softplus(dᵢ + Σₖ sₖ wₖᵢ),   Z = Σₛ e^−F(s)
///
/// The enumerated layer is binary. The other one may have Gaussian units, which are integrated out, or labels; what stands for the
/// softplus then is told by ``UnitLayer/sumLogPartitions(of:offset:into:)``.
struct StateEnumeration {
  /// More take too long: every further unit doubles the time.
  static let greatestLayer = 25

  let units: Int
  /// Whether the states are those of the visible layer.
  let isVisible: Bool
  /// units × others
  private let weight: Matrix
  private let unitBias: Matrix
  /// The layer that is summed out.
  let otherLayer: UnitLayer
  private let lowUnits: Int
  /// 2^lowUnits × others: the inputs that the states of the first units bring.
  private let lowInputs: Matrix

  /// - Parameter isVisible: which layer is enumerated; that with fewer states, unless it is told.
  init(_ machine: RestrictedBoltzmannMachine, isVisible: Bool? = nil) {
    precondition(
      machine.isEnumerable, "\(machine.visibleUnits) × \(machine.hiddenUnits) units have too many states to enumerate")
    let isVisible = isVisible ?? machine.enumeratesVisible ?? true
    self.isVisible = isVisible
    weight = isVisible ? machine.weight : machine.weight.transposedCopy
    unitBias = isVisible ? machine.visibleBias : machine.hiddenBias.copy()
    let other = isVisible ? machine.hiddenLayer : machine.visibleLayer
    otherLayer = UnitLayer(kind: other.kind, bias: other.bias.copy(), logVariance: other.logVariance)
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
    offset.assign(otherLayer.bias)
    for unit in lowUnits..<units where (block >> (unit - lowUnits)) & 1 == 1 {
      offset.add(weight.rows(unit..<unit + 1))
    }
  }

  /// values[s] ← −F of each state of a block, in nats; the other layer's inputs are `lowInputs` + offset.
  func writeLogWeights(block: Int, offset: Matrix, into values: inout [Double]) {
    writeOffset(block: block, into: offset)
    // BEGIN SOLUTION 7.1
    otherLayer.sumLogPartitions(of: lowInputs, offset: offset, into: &values)
    for state in 0..<statesInBlock {
      let number = block << lowUnits + state
      for unit in 0..<units where (number >> unit) & 1 == 1 { values[state] += Double(unitBias.pointer[unit]) }
    }
    // END SOLUTION
  }

  /// −F of each row of `states`, cases × units, in nats.
  func logWeights(of states: Matrix) -> [Double] {
    let inputs = Matrix(rows: states.rows, columns: others)
    var (sums, own) = ([Double](repeating: 0, count: states.rows), [Double](repeating: 0, count: states.rows))
    multiply(states, weight, into: inputs)
    otherLayer.sumLogPartitions(of: inputs, into: &sums)
    states.dotRows(unitBias, into: &own)
    return zip(sums, own).map { $0 + $1 }
  }

  /// probabilities ← the mean of each other unit, of binary ones p(on | state), for each state of a block; statesInBlock × others. `offset` is that of the block.
  func writeOtherProbabilities(offset: Matrix, into probabilities: Matrix) {
    probabilities.assign(lowInputs)
    UnitLayer(kind: otherLayer.kind, bias: offset, logVariance: nil).applyMeans(to: probabilities)
  }

  /// The blocks in up to 64 parts of equal size, the shares of threads: sums within a part, then over parts in order, do not
  /// depend on how many threads there are.
  var parts: [Range<Int>] {
    let count = min(blocks, 64)
    return (0..<count).map { blocks / count * $0..<blocks / count * ($0 + 1) }
  }

  /// log Σ e^−F(s) over the states of each part.
  func logWeightsOfParts() -> [Double] {
    let parts = parts
    return ThreadTeam.map(parts.count) { part in
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
  /// Whether all states of one layer can be enumerated: it is binary and has at most 25 units, and the other layer's units can be summed
  /// or integrated out, as all but noisy rectified ones can.
  public var isEnumerable: Bool { enumeratesVisible != nil }

  /// Units of the layer whose states are enumerated; nil if none can be.
  public var enumeratedUnits: Int? { enumeratesVisible.map { $0 ? visibleUnits : hiddenUnits } }

  /// Whether it is the visible layer, the smaller one of those that can be; nil if none can.
  var enumeratesVisible: Bool? {
    guard hiddenKind != .noisyRectified else { return nil }
    let limit = StateEnumeration.greatestLayer
    let canVisible = visibleKind == .bernoulli && visibleUnits <= limit
    let canHidden = hiddenKind == .bernoulli && hiddenUnits <= limit
    guard canVisible, canHidden else { return canVisible ? true : canHidden ? false : nil }
    return visibleUnits < hiddenUnits
  }

  /// The same distribution with the layers' roles exchanged: W transposed, the biases swapped. Its parameters are copies.
  public var upsideDown: RestrictedBoltzmannMachine {
    precondition(isBinary, "only machines with binary units can be turned")
    return RestrictedBoltzmannMachine(
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
