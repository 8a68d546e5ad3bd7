import Foundation
import LinearAlgebra
import NeuralNetworks

/// Trains one machine towards the greatest likelihood of its cases.
///
/// Data V⁺ and chains V⁻ are two parts of one matrix, and so are the hidden probabilities H⁺ and −(N/M) H⁻ of N cases and M
/// chains, so that both sides of the gradient are a single product, which is added straight into the velocity.
public final class LikelihoodTrainer {
  /// What was measured in an epoch.
  public struct Epoch: Hashable, Codable, Sendable {
    /// Length of the last update of the weights relative to the weights.
    public let relativeUpdate: Double
    /// Of parallel tempering: which share of the swaps between each temperature and the next colder one was accepted, from the
    /// hottest pair on. Shares near 0 mean that the ladder is broken there.
    public let swapRates: [Double]
  }

  public let machine: RestrictedBoltzmannMachine
  public let settings: LikelihoodTraining

  private let layer: Int
  private let seed: UInt64
  /// nil for the exact gradient.
  private let negativePhase: (any NegativePhase)?
  private let visible: Matrix
  private let hidden: Matrix
  private let dataStates: Matrix
  private let velocity: RestrictedBoltzmannMachine
  private let visibleRows: UnitRows
  private let hiddenRows: UnitRows
  /// The gradient of the present step by itself, for estimators that use it and for learned variances.
  private let gradient: LikelihoodGradient?
  /// ⟨v²⟩data − ⟨v²⟩model of the present step, and the velocity of learned variances; nil without them.
  private let variances: (squares: Matrix, velocity: Matrix)?
  private let sparsity: SparsityAverage?
  /// Nil for descent with a velocity.
  private let adaptation: AdaptiveSteps?
  /// Scratch for penalties, 1 × hidden.
  private let hiddenScratch: Matrix
  private var stream: PhiloxStream

  /// - Parameters:
  ///   - machine: changed by training.
  ///   - cases: those that centring takes its first offsets from, and tempering its base rates.
  ///   - layer: the place in a stack, which names the streams of random numbers.
  public init(
    _ machine: RestrictedBoltzmannMachine, settings: LikelihoodTraining, cases: CaseTable, layer: Int = 0, seed: UInt64
  ) {
    precondition(settings.batchSize >= 1 && settings.chains >= 1, "at least one case and one chain are needed")
    precondition(settings.sparsity == nil || machine.hiddenKind == .bernoulli, "a sparsity target is of binary units")
    precondition(
      settings.centering == .none || machine.visibleLogVariance == nil, "learned variances are trained without centring"
    )
    (self.machine, self.settings, self.layer, self.seed) = (machine, settings, layer, seed)
    // Layers of a stack have seeds of their own, since the names of chains tell epochs and temperatures apart only.
    let chainSeed = seed &+ UInt64(layer) &* 0x9E37_79B9_7F4A_7C15
    negativePhase = settings.negativePhase(machine, cases: cases, seed: chainSeed)
    let rows = settings.batchSize + max(settings.batchSize, settings.chains)
    visible = Matrix(rows: rows, columns: machine.visibleUnits)
    hidden = Matrix(rows: rows, columns: machine.hiddenUnits)
    dataStates = Matrix(rows: settings.batchSize, columns: machine.hiddenUnits)
    velocity = .zeros(like: machine)
    (visibleRows, hiddenRows) = (UnitRows(machine.visibleUnits), UnitRows(machine.hiddenUnits))
    hiddenScratch = UnitRows.row(machine.hiddenUnits)
    sparsity = settings.sparsity.map { SparsityAverage($0, hiddenUnits: machine.hiddenUnits) }
    variances = machine.visibleLogVariance.map { (UnitRows.row($0.count), UnitRows.row($0.count)) }
    adaptation = settings.optimizer.isAdaptive ? AdaptiveSteps(settings.optimizer, velocity, variances?.velocity) : nil
    let isFast = if case .fastPersistent = settings.estimator { true } else { false }
    gradient = isFast || variances != nil || adaptation != nil ? LikelihoodGradient(zerosLike: machine) : nil
    stream = PhiloxStream(seed: seed, stream: .gibbs(layer: layer, epoch: 0))
    if settings.centering != .none {
      let means = machine.dataStatistics(of: cases)
      visibleRows.offset.assign(means.visible)
      hiddenRows.offset.assign(means.hidden)
    }
  }

  /// What there is of each unit of a layer, 1 × units.
  private struct UnitRows {
    /// ⟨v⟩data − ⟨v⟩model of the present step, or the same of h.
    let difference: Matrix
    let mean: Matrix
    /// By which the machine's own biases move.
    let step: Matrix
    /// μ or λ; zeros without centring.
    let offset: Matrix

    init(_ units: Int) {
      (difference, mean, step, offset) = (Self.row(units), Self.row(units), Self.row(units), Self.row(units))
    }

    static func row(_ units: Int) -> Matrix { Matrix(rows: 1, columns: units) }
  }

  /// What is remembered from one epoch to the next: it and the machine decide all that comes.
  ///
  /// Streams of random numbers begin anew with each epoch, and are not in it.
  public var memory: [NamedMatrix] {
    var memory = velocity.named("velocity.")
    if let variances { memory.append(NamedMatrix("velocity.visibleLogVariance", variances.velocity)) }
    if settings.centering != .none {
      memory += [NamedMatrix("offset.visible", visibleRows.offset), NamedMatrix("offset.hidden", hiddenRows.offset)]
    }
    if let sparsity { memory.append(NamedMatrix("sparsity.average", sparsity.average)) }
    memory += adaptation?.memory ?? []
    return memory + (negativePhase?.memory ?? [])
  }

  /// One pass over all cases in a random order of the epoch.
  ///
  /// - Parameters:
  ///   - epoch: counted from 0; of `epochs`, for the schedule of the learning rate.
  ///   - afterStep: called with the number of cases done so far; what it throws ends the epoch there.
  @discardableResult
  public func trainEpoch<Failure: Error>(
    _ cases: CaseTable, epoch: Int, of epochs: Int, afterStep: (Int) throws(Failure) -> Void
  ) throws(Failure) -> Epoch {
    stream = PhiloxStream(seed: seed, stream: .gibbs(layer: layer, epoch: epoch))
    let loop = MinibatchLoop(cases, batchSize: settings.batchSize, epochs: epochs, schedule: settings.schedule)
    negativePhase?.begin(epoch: epoch, step: epoch * loop.minibatches.count)
    sparsity?.begin(epoch: epoch)
    adaptation?.steps = epoch * loop.minibatches.count
    try loop.run(epoch: epoch, layer: layer, seed: seed) { (step) throws(Failure) in
      step.gather(into: visible.rows(0..<step.indices.count))
      self.step(
        cases: step.indices.count, learningRate: settings.learningRate * step.factor,
        momentum: settings.momentum(epoch: epoch))
      try afterStep(step.range.upperBound)
    }
    let swaps = (negativePhase as? TemperingNegativePhase)?.swaps ?? []
    return Epoch(
      relativeUpdate: velocity.weight.norm / max(machine.weight.norm, .leastNormalMagnitude),
      swapRates: swaps.map { Double($0.accepted) / Double(max($0.tried, 1)) })
  }

  /// The same from the beginning to the end.
  @discardableResult
  public func trainEpoch(_ cases: CaseTable, epoch: Int, of epochs: Int) -> Epoch {
    trainEpoch(cases, epoch: epoch, of: epochs) { _ in }
  }

  /// One update by `minibatch`, at most `batchSize` × visible.
  func step(_ minibatch: Matrix, learningRate: Float, momentum: Float) {
    visible.rows(0..<minibatch.rows).assign(minibatch)
    step(cases: minibatch.rows, learningRate: learningRate, momentum: momentum)
  }

  /// One update by the minibatch in the first rows of `visible`.
  private func step(cases: Int, learningRate: Float, momentum: Float) {
    let (data, dataHidden) = (visible.rows(0..<cases), hidden.rows(0..<cases))
    machine.sampleHidden(of: data, probabilities: dataHidden, states: dataStates.rows(0..<cases), using: &stream)
    data.sumRows(into: visibleRows.mean, scale: 1 / Float(cases))
    dataHidden.sumRows(into: hiddenRows.mean, scale: 1 / Float(cases))
    moveOffsets()
    if let gradient {
      addGradient(to: gradient.weight, cases: cases, scale: 1, keeping: 0)
      applyVariances(gradient)
      velocity.weight.scale(by: keeping(momentum))
      velocity.weight.add(gradient.weight, scale: scale(learningRate))
    } else {
      addGradient(to: velocity.weight, cases: cases, scale: learningRate, keeping: momentum)
    }
    update(learningRate: learningRate, momentum: momentum)
    if let gradient {
      // With learned variances the bias's part stands there already, divided by σ².
      gradient.visibleBias.assign(visibleRows.difference)
      gradient.hiddenBias.assign(hiddenRows.difference)
      uncentre(gradient.weight, gradient.visibleBias, gradient.hiddenBias)
      negativePhase?.afterUpdate(gradient)
    }
  }

  /// Turns differences of statistics into the gradient of a machine with learned variances.
  private func applyVariances(_ gradient: LikelihoodGradient) {
    guard let variances else { return }
    gradient.visibleBias.assign(visibleRows.difference)
    machine.applyVariances(to: gradient, squares: variances.squares)
    visibleRows.difference.assign(gradient.visibleBias)
  }

  /// offset ← (1 − rate) offset + rate · mean of the minibatch. The machine's own biases stay as they are: they do not contain
  /// the offsets.
  private func moveOffsets() {
    guard case .dataMean(let rate) = settings.centering else { return }
    for (offset, mean) in [(visibleRows.offset, visibleRows.mean), (hiddenRows.offset, hiddenRows.mean)] {
      offset.scale(by: 1 - rate)
      offset.add(mean, scale: rate)
    }
  }

  /// target ← keeping · target + scale (⟨(v − μ)(h − λ)ᵀ⟩data − ⟨(v − μ)(h − λ)ᵀ⟩model), and the differences of the means.
  ///
  /// The centred difference is ⟨vhᵀ⟩data − ⟨vhᵀ⟩model − μ δhᵀ − δv λᵀ, with δ the differences of the means.
  private func addGradient(to target: Matrix, cases: Int, scale: Float, keeping: Float) {
    if let negativePhase {
      addSampledGradient(negativePhase, to: target, cases: cases, scale: scale, keeping: keeping)
    } else {
      addExactGradient(to: target, cases: cases, scale: scale, keeping: keeping)
    }
    guard settings.centering != .none else { return }
    multiply(visibleRows.offset.transposed, hiddenRows.difference, into: target, scale: -scale, keeping: 1)
    multiply(visibleRows.difference.transposed, hiddenRows.offset, into: target, scale: -scale, keeping: 1)
  }

  private func addSampledGradient(
    _ negativePhase: any NegativePhase, to target: Matrix, cases: Int, scale: Float, keeping: Float
  ) {
    var chains = settings.chains
    if case .contrastiveDivergence = settings.estimator { chains = cases }
    let (model, modelHidden) = (visible.rows(cases..<cases + chains), hidden.rows(cases..<cases + chains))
    negativePhase.sample(dataStates.rows(0..<cases), visible: model, hidden: modelHidden)
    visibleRows.difference.assign(visibleRows.mean)
    hiddenRows.difference.assign(hiddenRows.mean)
    model.sumRows(into: visibleRows.difference, scale: -1 / Float(chains), keeping: 1)
    modelHidden.sumRows(into: hiddenRows.difference, scale: -1 / Float(chains), keeping: 1)
    takeSquares(of: visible.rows(0..<cases), less: model)
    modelHidden.scale(by: -Float(cases) / Float(chains))
    let both = 0..<cases + chains
    multiply(
      visible.rows(both).transposed, hidden.rows(both), into: target, scale: scale / Float(cases), keeping: keeping)
  }

  /// squares ← ⟨v²⟩ of some rows less that of others.
  private func takeSquares(of data: Matrix, less model: Matrix?) {
    guard let variances else { return }
    var sums = [Double](repeating: 0, count: data.columns)
    data.addColumnSquares(to: &sums, scale: 1 / Double(data.rows))
    if let model { model.addColumnSquares(to: &sums, scale: -1 / Double(model.rows)) }
    for unit in sums.indices { variances.squares.pointer[unit] = Float(sums[unit]) }
  }

  private func addExactGradient(to target: Matrix, cases: Int, scale: Float, keeping: Float) {
    let model = machine.modelStatistics()
    let rows = 0..<cases
    multiply(
      visible.rows(rows).transposed, hidden.rows(rows), into: target, scale: scale / Float(cases), keeping: keeping)
    target.add(model.products, scale: -scale)
    takeSquares(of: visible.rows(rows), less: nil)
    if let squares = model.visibleSquares { variances?.squares.add(squares, scale: -1) }
    for (difference, (mean, modelMean)) in [
      (visibleRows.difference, (visibleRows.mean, model.visible)),
      (hiddenRows.difference, (hiddenRows.mean, model.hidden)),
    ] {
      difference.assign(mean)
      difference.add(modelMean, scale: -1)
    }
  }

  /// velocity ← momentum · velocity + learningRate (gradient − penalties), of which the weights' part without penalties is
  /// already done, and the parameters move by it. The velocities are those of a centred machine, whose biases b + Wλ and c + Wᵀμ
  /// are the ones that move; the machine's own biases follow.
  ///
  /// What an adaptive optimizer makes of the gradient takes the velocity's place.
  private func update(learningRate: Float, momentum: Float) {
    velocity.visibleBias.scale(by: keeping(momentum))
    velocity.visibleBias.add(visibleRows.difference, scale: scale(learningRate))
    velocity.hiddenBias.scale(by: keeping(momentum))
    velocity.hiddenBias.add(hiddenRows.difference, scale: scale(learningRate))
    addPenalties(learningRate: scale(learningRate))
    addVarianceSlope(learningRate: learningRate, momentum: momentum)
    if let adaptation {
      velocity.weight.add(machine.weight, scale: -settings.weightDecay)
      adaptation.turnGradientsIntoSteps(learningRate: learningRate)
    }
    machine.weight.applyVelocity(
      velocity.weight, decay: adaptation == nil ? learningRate * settings.weightDecay : 0)
    visibleRows.step.assign(velocity.visibleBias)
    hiddenRows.step.assign(velocity.hiddenBias)
    uncentre(velocity.weight, visibleRows.step, hiddenRows.step)
    machine.visibleBias.add(visibleRows.step)
    machine.hiddenBias.add(hiddenRows.step)
    limitNorms()
    moveVariances()
  }

  /// With a velocity, gradients are added to it as steps; for an adaptive optimizer they are gathered in its place.
  private func scale(_ learningRate: Float) -> Float { adaptation == nil ? learningRate : 1 }
  private func keeping(_ momentum: Float) -> Float { adaptation == nil ? momentum : 0 }

  private func addVarianceSlope(learningRate: Float, momentum: Float) {
    guard let velocity = variances?.velocity, let slope = gradient?.visibleLogVariance else { return }
    velocity.scale(by: keeping(momentum))
    velocity.add(slope, scale: scale(learningRate))
  }

  /// z ← z + velocity, but no lower than the least variance allows.
  private func moveVariances() {
    guard let velocity = variances?.velocity, let logVariance = machine.visibleLogVariance else { return }
    let least = log(settings.leastVariance)
    for unit in 0..<velocity.count {
      let moved = logVariance.pointer[unit] + velocity.pointer[unit]
      if moved < least { velocity.pointer[unit] = 0 }
      logVariance.pointer[unit] = moved.isNaN ? moved : max(moved, least)
    }
  }

  /// velocity ← velocity − learningRate · the gradients of the L1 and the sparsity penalty; that of L2 comes with the weights' move.
  private func addPenalties(learningRate: Float) {
    if settings.l1 > 0 { velocity.weight.addSigns(of: machine.weight, scale: -learningRate * settings.l1) }
    guard let sparsity else { return }
    sparsity.add(hiddenRows.mean)
    sparsity.writeSlope(into: hiddenScratch)
    velocity.hiddenBias.add(hiddenScratch, scale: -learningRate)
    // The means of what the weights multiply. `visibleRows.step` is only needed after this.
    visibleRows.step.assign(visibleRows.mean)
    visibleRows.step.add(visibleRows.offset, scale: -1)
    if variances != nil { visibleRows.step.scaleColumns { Float(machine.visibleLayer.precision($0)) } }
    multiply(visibleRows.step.transposed, hiddenScratch, into: velocity.weight, scale: -learningRate, keeping: 1)
  }

  /// Scales incoming weights that are too long back to the greatest length, with the centred machine's biases kept: those of the
  /// machine itself take up ΔWλ and ΔWᵀμ, where ΔWᵢⱼ = (1 − 1/fⱼ)Wᵢⱼ for a unit whose weights were scaled by fⱼ.
  private func limitNorms() {
    guard let limit = settings.maxNorm else { return }
    machine.weight.limitColumnNorms(to: limit, factors: hiddenScratch)
    guard settings.centering != .none else { return }
    let shares = hiddenScratch
    for unit in 0..<shares.count { shares.pointer[unit] = 1 / shares.pointer[unit] - 1 }
    multiply(visibleRows.offset, machine.weight, into: hiddenRows.step)
    hiddenRows.step.multiplyElements(by: shares)
    machine.hiddenBias.add(hiddenRows.step)
    shares.multiplyElements(by: hiddenRows.offset)
    multiply(shares, machine.weight.transposed, into: machine.visibleBias, keeping: 1)
  }

  /// visibleBias ← visibleBias − weight λ and hiddenBias ← hiddenBias − weightᵀ μ: a step of a centred machine's parameters as a
  /// step of an ordinary one's; Melchior, Fischer & Wiskott (2016).
  private func uncentre(_ weight: Matrix, _ visibleBias: Matrix, _ hiddenBias: Matrix) {
    guard settings.centering != .none else { return }
    multiply(hiddenRows.offset, weight.transposed, into: visibleBias, scale: -1, keeping: 1)
    multiply(visibleRows.offset, weight, into: hiddenBias, scale: -1, keeping: 1)
  }
}
