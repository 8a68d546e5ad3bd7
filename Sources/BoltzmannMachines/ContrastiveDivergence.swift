import LinearAlgebra
import NeuralNetworks

/// The settings of contrastive divergence; Hinton (2002), with the recipe of Hinton (2010).
public struct ContrastiveDivergence: Hashable, Codable, Sendable {
  /// k: full steps of Gibbs sampling between the data and the reconstruction that is unlearned.
  public var steps = 1
  public var learningRate: Float = 0.1
  public var schedule = LearningRateSchedule.constant
  /// Momentum during the first epochs, while the gradients are large; Hinton (2010), section 9.
  public var initialMomentum: Float = 0.5
  public var finalMomentum: Float = 0.9
  /// The epoch, counted from 0, from which on the final momentum holds.
  public var finalMomentumEpoch = 5
  /// λ of the penalty ½λ‖W‖², on weights only; Hinton (2010), section 10.
  public var weightDecay: Float = 2e-4
  /// The most cases in a minibatch; see `Minibatches`.
  public var batchSize = 100

  public init() {}

  public func momentum(epoch: Int) -> Float { epoch < finalMomentumEpoch ? initialMomentum : finalMomentum }

  /// Floating-point operations of the matrix products for one case: up, k times down and up, and both halves of the
  /// gradient.
  public func operations(visible: Int, hidden: Int) -> Double {
    let products = 1 + 2 * steps + 2
    return 2 * Double(visible) * Double(hidden) * Double(products)
  }
}

/// Trains one machine by contrastive divergence.
///
/// All memory that a step needs is allocated here once. The data V⁺ and the reconstructions V⁻ are two halves of one matrix, and
/// so are the hidden probabilities H⁺ and −H⁻, so that both halves of the gradient V⁺ᵀH⁺ − V⁻ᵀH⁻ are a single product. It is
/// added straight into the velocity.
public final class ContrastiveDivergenceTrainer {
  public let machine: RestrictedBoltzmannMachine
  public let settings: ContrastiveDivergence

  private let layer: Int
  private let seed: UInt64
  private let visible: Matrix
  private let hidden: Matrix
  private let states: Matrix
  private let weightVelocity: Matrix
  private let visibleVelocity: Matrix
  private let hiddenVelocity: Matrix
  private var stream: PhiloxStream

  /// - Parameters:
  ///   - machine: changed by training.
  ///   - layer: the place in a stack, which names the streams of random numbers.
  public init(
    _ machine: RestrictedBoltzmannMachine, settings: ContrastiveDivergence, layer: Int = 0, seed: UInt64
  ) {
    precondition(settings.steps >= 1 && settings.batchSize >= 1, "at least one Gibbs step and one case are needed")
    precondition(machine.isBinary, "units that are not binary are trained by LikelihoodTrainer")
    (self.machine, self.settings, self.layer, self.seed) = (machine, settings, layer, seed)
    let rows = settings.batchSize + fastProductRows(settings.batchSize)
    visible = Matrix(rows: rows, columns: machine.visibleUnits)
    hidden = Matrix(rows: rows, columns: machine.hiddenUnits)
    states = Matrix(rows: fastProductRows(settings.batchSize), columns: machine.hiddenUnits)
    memory = Self.emptyMemory(for: machine)
    (weightVelocity, visibleVelocity, hiddenVelocity) = (memory[0].matrix, memory[1].matrix, memory[2].matrix)
    stream = PhiloxStream(seed: seed, stream: .gibbs(layer: layer, epoch: 0))
  }

  /// Where training stands within an epoch, between two steps. The rest of it depends on this, on the machine, and on
  /// ``memory``.
  public struct Position: Hashable, Codable, Sendable {
    /// Cases done in the epoch, and the squared reconstruction error summed over them.
    public var cases = 0
    public var squaredError = 0.0
    /// Of the states of the Gibbs chain.
    public var stream = PhiloxStream.Position()

    /// Before the first step.
    public init() {}
  }

  /// The velocities, which share their numbers with the trainer.
  public let memory: [NamedMatrix]

  /// What a trainer of a machine remembers before its first step: velocities of zero.
  public static func emptyMemory(for machine: RestrictedBoltzmannMachine) -> [NamedMatrix] {
    [
      NamedMatrix("velocity.weight", Matrix(rows: machine.visibleUnits, columns: machine.hiddenUnits)),
      NamedMatrix("velocity.visibleBias", Matrix(rows: 1, columns: machine.visibleUnits)),
      NamedMatrix("velocity.hiddenBias", Matrix(rows: 1, columns: machine.hiddenUnits)),
    ]
  }

  /// One pass over all cases in a random order of the epoch.
  ///
  /// - Parameters:
  ///   - epoch: counted from 0; of `epochs`, for the schedule of the learning rate.
  ///   - start: where to go on from, at the end of a step.
  ///   - afterStep: called with the position reached; what it throws ends the epoch there.
  /// - Returns: the squared reconstruction error, as a mean over cases and visible units.
  public func trainEpoch<Failure: Error>(
    _ cases: CaseTable, epoch: Int, of epochs: Int, from start: Position = Position(),
    afterStep: (Position) throws(Failure) -> Void
  ) throws(Failure) -> Double {
    stream = PhiloxStream(seed: seed, stream: .gibbs(layer: layer, epoch: epoch))
    stream.position = start.stream
    var position = start
    let loop = MinibatchLoop(cases, batchSize: settings.batchSize, epochs: epochs, schedule: settings.schedule)
    try loop.run(epoch: epoch, layer: layer, seed: seed, from: start.cases) { (step) throws(Failure) in
      step.gather(into: visible.rows(0..<step.indices.count))
      position.squaredError += self.step(
        cases: step.indices.count, learningRate: settings.learningRate * step.factor,
        momentum: settings.momentum(epoch: epoch))
      (position.cases, position.stream) = (step.range.upperBound, stream.position)
      try afterStep(position)
    }
    return position.squaredError / Double(cases.count * machine.visibleUnits)
  }

  /// The same from the beginning to the end.
  public func trainEpoch(_ cases: CaseTable, epoch: Int, of epochs: Int) -> Double {
    trainEpoch(cases, epoch: epoch, of: epochs) { _ in }
  }

  /// The length of the last update of the weights relative to that of the weights. About 10⁻³ is healthy; Hinton (2010),
  /// section 7.
  public var relativeUpdate: Double { weightVelocity.norm / max(machine.weight.norm, .leastNormalMagnitude) }

  /// One step on `minibatch`, at most `batchSize` × visible. Returns the squared reconstruction error, summed.
  func step(_ minibatch: Matrix, learningRate: Float, momentum: Float) -> Double {
    visible.rows(0..<minibatch.rows).assign(minibatch)
    return step(cases: minibatch.rows, learningRate: learningRate, momentum: momentum)
  }

  /// velocity ← momentum · velocity + (learningRate / cases) (V⁺ᵀH⁺ − V⁻ᵀH⁻) − learningRate · weightDecay · W, and
  /// W ← W + velocity, for the minibatch in the first rows of `visible`; likewise for the biases, without decay.
  private func step(cases: Int, learningRate: Float, momentum: Float) -> Double {
    let both = 0..<2 * cases
    let (data, reconstruction) = (visible.rows(0..<cases), visible.rows(cases..<2 * cases))
    runChain(cases: cases)

    // BEGIN SOLUTION 3.6
    let scale = learningRate / Float(cases)
    multiply(
      visible.rows(both).transposed, hidden.rows(both), into: weightVelocity, scale: scale, keeping: momentum)
    hidden.rows(both).sumRows(into: hiddenVelocity, scale: scale, keeping: momentum)
    data.sumRows(into: visibleVelocity, scale: scale, keeping: momentum)
    reconstruction.sumRows(into: visibleVelocity, scale: -scale, keeping: 1)

    machine.weight.applyVelocity(weightVelocity, decay: learningRate * settings.weightDecay)
    machine.visibleBias.applyVelocity(visibleVelocity)
    machine.hiddenBias.applyVelocity(hiddenVelocity)
    // END SOLUTION
    return data.squaredDistance(to: reconstruction)
  }

  /// Leaves H⁺ and −H⁻ in `hidden`, V⁻ below V⁺ in `visible`. Hidden states are sampled when they drive a reconstruction;
  /// reconstructions and the last hidden units are probabilities. Hinton (2010), section 3.
  ///
  /// The chain runs on a few rows more where that makes the products faster; what stands there is written over or never read.
  private func runChain(cases: Int) {
    let rows = fastProductRows(cases)
    let (data, reconstruction) = (visible.rows(0..<rows), visible.rows(cases..<cases + rows))
    let (positive, negative) = (hidden.rows(0..<rows), hidden.rows(cases..<cases + rows))
    let states = states.rows(0..<rows)
    // BEGIN SOLUTION 3.6
    machine.sampleHidden(of: data, probabilities: positive, states: states, using: &stream)
    for _ in 1..<settings.steps {
      machine.visibleProbabilities(of: states, into: reconstruction)
      machine.sampleHidden(of: reconstruction, probabilities: negative, states: states, using: &stream)
    }
    machine.visibleProbabilities(of: states, into: reconstruction)
    multiply(reconstruction, machine.weight, into: negative)
    negative.applyNegatedSigmoid(bias: machine.hiddenBias)
    // END SOLUTION
  }
}
