import Foundation
import LinearAlgebra

/// Source of the model's side of the gradient: states v⁻ and, of their hidden units, probabilities.
protocol NegativePhase: AnyObject {
  /// Draws new states into `visible` (chains × visible) and p(h | v) into `hidden` (chains × hidden).
  ///
  /// - Parameter dataStates: binary hidden states of the minibatch, cases × hidden.
  func sample(_ dataStates: Matrix, visible: Matrix, hidden: Matrix)

  /// Takes its streams of random numbers from another epoch.
  /// - Parameter step: the number of the epoch's first step, of all epochs.
  func begin(epoch: Int, step: Int)

  /// What it remembers from one epoch to the next.
  var memory: [NamedMatrix] { get }

  /// The machine was changed by learningRate · gradient, before momentum.
  func afterUpdate(_ gradient: LikelihoodGradient)
}

extension NegativePhase {
  var memory: [NamedMatrix] { [] }

  func afterUpdate(_ gradient: LikelihoodGradient) {}
}

/// k steps from hidden states, the last of them by probabilities.
///
/// Chains carry hidden states: v ~ p(v | h), then p(h | v) serves the statistics, and h ~ p(h | v) the next step.
private func walk(
  _ machine: RestrictedBoltzmannMachine, from states: Matrix, steps: Int, visible: Matrix, hidden: Matrix,
  scratch: Matrix,
  drawingVisible: Bool = true, using stream: inout PhiloxStream
) {
  // BEGIN SOLUTION 3.7
  for _ in 0..<steps {
    if drawingVisible {
      machine.sampleVisible(of: states, probabilities: scratch, states: visible, using: &stream)
    } else {
      machine.visibleProbabilities(of: states, into: visible)
    }
    machine.sampleHidden(of: visible, probabilities: hidden, states: states, using: &stream)
  }
  // END SOLUTION
}

/// CD-k: the chains begin at the minibatch.
final class ContrastiveNegativePhase: NegativePhase {
  private let machine: RestrictedBoltzmannMachine
  private let steps: Int
  private let drawsVisible: Bool
  private let states: Matrix
  private let scratch: Matrix
  private let seed: UInt64
  private var stream: PhiloxStream

  init(_ machine: RestrictedBoltzmannMachine, steps: Int, drawsVisible: Bool, batchSize: Int, seed: UInt64) {
    precondition(steps >= 1, "at least one Gibbs step is needed")
    (self.machine, self.steps, self.drawsVisible, self.seed) = (machine, steps, drawsVisible, seed)
    states = Matrix(rows: batchSize, columns: machine.hiddenUnits)
    scratch = Matrix(rows: batchSize, columns: machine.visibleUnits)
    stream = PhiloxStream(seed: seed, stream: .persistent(level: 0, epoch: 0))
  }

  func begin(epoch: Int, step: Int) { stream = PhiloxStream(seed: seed, stream: .persistent(level: 0, epoch: epoch)) }

  func sample(_ dataStates: Matrix, visible: Matrix, hidden: Matrix) {
    let rows = 0..<dataStates.rows
    states.rows(rows).assign(dataStates)
    walk(
      machine, from: states.rows(rows), steps: steps, visible: visible, hidden: hidden, scratch: scratch.rows(rows),
      drawingVisible: drawsVisible, using: &stream)
  }
}

/// PCD-k, and FPCD-k with fast weights.
final class PersistentNegativePhase: NegativePhase {
  /// Weights and biases that are added to the machine's for the chains, and the machine that the chains see.
  private struct Fast {
    let learningRate: Float
    let offsets: RestrictedBoltzmannMachine
    let sum: RestrictedBoltzmannMachine
  }

  private let machine: RestrictedBoltzmannMachine
  private let steps: Int
  private let fast: Fast?
  private let states: Matrix
  private let scratch: Matrix
  private let seed: UInt64
  private var stream: PhiloxStream

  /// - Parameter fastLearningRate: of the fast weights; nil for none.
  init(
    _ machine: RestrictedBoltzmannMachine, steps: Int, chains: Int, fastLearningRate: Float? = nil, seed: UInt64
  ) {
    precondition(steps >= 1 && chains >= 1, "at least one Gibbs step and one chain are needed")
    (self.machine, self.steps, self.seed) = (machine, steps, seed)
    fast = fastLearningRate.map {
      Fast(learningRate: $0, offsets: .zeros(like: machine), sum: .zeros(like: machine))
    }
    states = Matrix(rows: chains, columns: machine.hiddenUnits)
    scratch = Matrix(rows: chains, columns: machine.visibleUnits)
    stream = PhiloxStream(seed: seed, stream: .persistent(level: 0, epoch: 0))
    states.fillWithCoins(using: &stream)
  }

  var memory: [NamedMatrix] {
    [NamedMatrix("chains", states)] + (fast.map { $0.offsets.named("fast.") } ?? [])
  }

  func begin(epoch: Int, step: Int) { stream = PhiloxStream(seed: seed, stream: .persistent(level: 0, epoch: epoch)) }

  func sample(_ dataStates: Matrix, visible: Matrix, hidden: Matrix) {
    var seen = machine
    if let fast {
      for (sum, (slow, offset)) in zip(fast.sum.parameters, zip(machine.parameters, fast.offsets.parameters)) {
        sum.assign(slow)
        sum.add(offset)
      }
      seen = fast.sum
    }
    // BEGIN SOLUTION 3.7
    walk(seen, from: states, steps: steps, visible: visible, hidden: hidden, scratch: scratch, using: &stream)
    // END SOLUTION
  }

  /// fast ← 19/20 fast + learningRate · gradient; Tieleman & Hinton (2009).
  func afterUpdate(_ gradient: LikelihoodGradient) {
    guard let fast else { return }
    for (offset, slope) in zip(fast.offsets.parameters, [gradient.weight, gradient.visibleBias, gradient.hiddenBias]) {
      offset.scale(by: 19 / 20)
      offset.add(slope, scale: fast.learningRate)
    }
  }
}

/// Parallel tempering: a ladder of inverse temperatures for each chain.
///
/// A state v stands on its level with log f_β(v) = (1 − β) b⁰ᵀv + β bᵀv + Σⱼ softplus(β(cⱼ + Σᵢ vᵢwᵢⱼ)), as in annealed importance
/// sampling: the hottest level is the base-rate model of the data, since swaps between noise and images are hardly ever accepted.
/// The hidden units are summed out, so that swaps are accepted more often than those of pairs (v, h). Two neighbours swap with probability
/// min(1, f_high(v_low) f_low(v_high) / (f_low(v_low) f_high(v_high))), which leaves the product of all levels' distributions as
/// it is.
final class TemperingNegativePhase: NegativePhase {
  private struct Level {
    let inverseTemperature: Float
    let visible: Matrix
    /// vW of the present v.
    let inputs: Matrix
    let hidden: Matrix
    var stream: PhiloxStream
  }

  /// Swaps of each level with the next colder one, from the hottest level on, tried and accepted since the last ``begin(epoch:)``.
  private(set) var swaps: [(tried: Int, accepted: Int)]

  private let machine: RestrictedBoltzmannMachine
  private let seed: UInt64
  private var levels: [Level]
  private let probabilities: Matrix
  /// b⁰
  private let baseBias: Matrix
  /// b − b⁰ of the present machine.
  private let biasDifference: Matrix
  private let bias: Matrix
  private var scratch: [Double]
  private var swapStream: PhiloxStream
  private var evenPairsAreNext = true

  init(
    _ machine: RestrictedBoltzmannMachine, inverseTemperatures: [Float], baseBiases: [Float], chains: Int, seed: UInt64
  ) {
    precondition(
      inverseTemperatures.count >= 2 && inverseTemperatures.last == 1 && inverseTemperatures[0] >= 0
        && zip(inverseTemperatures, inverseTemperatures.dropFirst()).allSatisfy { $0 < $1 },
      "inverse temperatures must rise from 0 or more to 1")
    precondition(machine.isBinary, "tempering is for binary units")
    (self.machine, self.seed) = (machine, seed)
    levels = inverseTemperatures.enumerated().map { index, inverseTemperature in
      var stream = PhiloxStream(seed: seed, stream: .persistent(level: index, epoch: 0))
      let hidden = Matrix(rows: chains, columns: machine.hiddenUnits)
      hidden.fillWithCoins(using: &stream)
      return Level(
        inverseTemperature: inverseTemperature, visible: Matrix(rows: chains, columns: machine.visibleUnits),
        inputs: Matrix(rows: chains, columns: machine.hiddenUnits), hidden: hidden, stream: stream)
    }
    probabilities = Matrix(rows: chains, columns: machine.visibleUnits)
    baseBias = Matrix(rows: 1, columns: machine.visibleUnits, values: baseBiases)
    (bias, biasDifference) = (
      Matrix(rows: 1, columns: machine.visibleUnits), Matrix(rows: 1, columns: machine.visibleUnits)
    )
    scratch = [Double](repeating: 0, count: chains)
    swaps = [(tried: Int, accepted: Int)](repeating: (0, 0), count: inverseTemperatures.count - 1)
    swapStream = PhiloxStream(seed: seed, stream: .swaps(epoch: 0))
  }

  var memory: [NamedMatrix] { levels.enumerated().map { NamedMatrix("chains.\($0)", $1.hidden) } }

  func begin(epoch: Int, step: Int) {
    evenPairsAreNext = step.isMultiple(of: 2)
    for index in levels.indices {
      levels[index].stream = PhiloxStream(seed: seed, stream: .persistent(level: index, epoch: epoch))
    }
    swapStream = PhiloxStream(seed: seed, stream: .swaps(epoch: epoch))
    for index in swaps.indices { swaps[index] = (0, 0) }
  }

  func sample(_ dataStates: Matrix, visible: Matrix, hidden: Matrix) {
    biasDifference.assign(machine.visibleBias)
    biasDifference.add(baseBias, scale: -1)
    for index in levels.indices { drawVisible(level: index) }
    // Even and odd pairs take turns, so that a state can climb a level at every update.
    for lower in stride(from: evenPairsAreNext ? 0 : 1, to: levels.count - 1, by: 2) { swap(lower) }
    evenPairsAreNext.toggle()
    for index in levels.indices { drawHidden(level: index) }
    let coldest = levels[levels.count - 1]
    visible.assign(coldest.visible)
    hidden.assign(coldest.inputs)
    hidden.applySigmoid(bias: machine.hiddenBias)
  }

  /// v ~ σ((1 − β)b⁰ + βb + βWh), and its vW.
  private func drawVisible(level index: Int) {
    let level = levels[index]
    bias.assign(baseBias)
    bias.add(biasDifference, scale: level.inverseTemperature)
    multiply(level.hidden, machine.weight.transposed, into: probabilities, scale: level.inverseTemperature)
    probabilities.applySigmoid(bias: bias, sampling: level.visible, using: &levels[index].stream)
    multiply(level.visible, machine.weight, into: level.inputs)
  }

  /// h ~ σ(β(c + vW)).
  private func drawHidden(level index: Int) {
    let (level, inverseTemperature) = (levels[index], levels[index].inverseTemperature)
    level.inputs.anneal(
      bias: machine.hiddenBias, from: inverseTemperature, to: inverseTemperature, drawing: inverseTemperature,
      states: level.hidden, sums: &scratch, using: &levels[index].stream)
  }

  /// Lets chain n of level `lower` and of the next colder one exchange their states.
  private func swap(_ lower: Int) {
    let (hot, cold) = (levels[lower], levels[lower + 1])
    let (hotGain, coldGain) = (gains(of: hot, lower), gains(of: cold, lower))
    for chain in 0..<hotGain.count {
      swaps[lower].tried += 1
      guard log(swapStream.nextUniform()) < hotGain[chain] - coldGain[chain] else { continue }
      swaps[lower].accepted += 1
      hot.visible.exchangeRow(chain, with: cold.visible)
      hot.inputs.exchangeRow(chain, with: cold.inputs)
    }
  }

  /// log f_cold(v) − log f_hot(v) of the states of one of two neighbours.
  private func gains(of level: Level, _ lower: Int) -> [Double] {
    let (low, high) = (levels[lower].inverseTemperature, levels[lower + 1].inverseTemperature)
    var (differences, linear) = (
      [Double](repeating: 0, count: level.visible.rows), [Double](repeating: 0, count: level.visible.rows)
    )
    level.inputs.sumSoftplusDifferences(bias: machine.hiddenBias, from: low, to: high, into: &differences)
    level.visible.dotRows(biasDifference, into: &linear)
    return zip(differences, linear).map { $0 + Double(high - low) * $1 }
  }
}

extension RestrictedBoltzmannMachine {
  /// Weights, visible biases, hidden biases.
  var parameters: [Matrix] { [weight, visibleBias, hiddenBias] }

  /// The same, by name, as in `rbm.0.weight`. Learned variances are not among them.
  public func named(_ prefix: String) -> [NamedMatrix] {
    zip(["weight", "visibleBias", "hiddenBias"], parameters).map { NamedMatrix(prefix + $0, $1) }
  }

  /// The same units with ``parameters`` of zero. Learned variances are those of the machine, shared.
  static func zeros(like machine: RestrictedBoltzmannMachine) -> RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: Matrix(rows: machine.visibleUnits, columns: machine.hiddenUnits),
      visibleBias: Matrix(rows: 1, columns: machine.visibleUnits),
      hiddenBias: Matrix(rows: 1, columns: machine.hiddenUnits), visibleKind: machine.visibleKind,
      hiddenKind: machine.hiddenKind, visibleLogVariance: machine.visibleLogVariance)
  }
}

extension Matrix {
  /// Each element 0 or 1 with probability ½.
  func fillWithCoins(using stream: inout PhiloxStream) {
    for index in 0..<count { pointer[index] = stream.nextWord() & 1 == 0 ? 0 : 1 }
  }

  fileprivate func exchangeRow(_ row: Int, with other: Matrix) {
    for column in 0..<columns {
      let index = row * columns + column
      (pointer[index], other.pointer[index]) = (other.pointer[index], pointer[index])
    }
  }
}
