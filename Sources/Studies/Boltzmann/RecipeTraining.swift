import BoltzmannMachines
import Experiments
import LinearAlgebra
import NeuralNetworks

/// Contrastive divergence with every recipe of Hinton (2010) as a switch, and with mistakes to plant.
///
/// A step of CD-1 written out plainly, for studies of what a recipe is worth and what a mistake costs. Epochs are those of all trainers
/// (`MinibatchLoop`), and without mistakes the step is that of `ContrastiveDivergenceTrainer`: Hinton's gradient, probabilities in the
/// products.
struct RecipeTraining: Codable, Sendable {
  /// Mistakes that others' programs have been found to make.
  enum Mistake: String, Codable, Sendable {
    /// v ← η (μ v + g) instead of v ← μ v + η g: momentum all but vanishes.
    case momentumTimesRate
    /// The sum over the minibatch instead of its mean in the sparsity penalty's gradient.
    case summedSparsity
    /// v¹ h⁰ instead of v¹ h¹ in the negative phase.
    case negativeFromFirstHidden
    /// The gradient summed over the minibatch instead of averaged.
    case summedGradient
    /// Weight decay on the biases too.
    case decayedBiases
    /// σ of the mean of noisy rectified units in the products, which bounds by 1 what has no bound.
    case sigmoidOfRectified
  }

  var learningRate: Float = 0.05
  /// To 0 at the end, so that machines are compared where they have converged. At a constant rate whatever shortens the steps gains,
  /// only because the last weights scatter less.
  var schedule = LearningRateSchedule.linear
  /// Section 9: at first, and from the sixth epoch on.
  var initialMomentum: Float = 0.5
  var finalMomentum: Float = 0.9
  /// Section 10.
  var weightDecay: Float = 2e-4
  /// Section 4.
  var batchSize = 100
  /// Section 8.
  var initialDeviation: Float = 0.01
  var startsFromBaseRates = true
  /// Section 3.1: states rather than probabilities of the hidden units drive the reconstruction.
  var drivesWithStates = true
  /// Section 3.3: probabilities rather than states of the hidden units in the products.
  var multipliesProbabilities = true
  /// Section 11; the share of cases in which a hidden unit is to be on.
  var sparsityTarget: Float?
  var sparsityCost: Float = 0.05
  /// Section 13.
  var hiddenKind = UnitKind.bernoulli
  var mistake: Mistake?

  /// Trains a machine on cases that are drawn anew each epoch.
  func train(hidden: Int, cases: CaseTable, epochs: Int, seed: UInt64) -> RestrictedBoltzmannMachine {
    let machine = start(hidden: hidden, cases: cases, seed: seed)
    let update = Update(self, machine)
    for epoch in 0..<epochs {
      let drawn = Binarization.sampled.cases(cases, of: .training(), epoch: epoch, seed: seed)
      var stream = PhiloxStream(seed: seed, stream: .gibbs(layer: 0, epoch: epoch))
      let loop = MinibatchLoop(drawn, batchSize: batchSize, epochs: epochs, schedule: schedule)
      loop.run(epoch: epoch, layer: 0, seed: seed) { step in
        update.take(
          step, rate: learningRate * step.factor, momentum: epoch < 5 ? initialMomentum : finalMomentum, using: &stream)
      }
    }
    return machine
  }

  private func start(hidden: Int, cases: CaseTable, seed: UInt64) -> RestrictedBoltzmannMachine {
    let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, hidden: hiddenKind, seed: seed)
    var stream = PhiloxStream(seed: seed, stream: .initialization(layer: 0))
    machine.weight.fillNormal(standardDeviation: initialDeviation, using: &stream)
    if !startsFromBaseRates { machine.visibleBias.fill(0) }
    return machine
  }
}

extension RecipeTraining {
  /// The step that ``MinibatchLoop`` takes: contrastive divergence with a recipe's switches and its mistake.
  private struct Update {
    private let recipe: RecipeTraining
    private let machine: RestrictedBoltzmannMachine
    private let velocity: RestrictedBoltzmannMachine
    private let gradient: RestrictedBoltzmannMachine
    private let visible: Matrix
    private let reconstruction: Matrix
    private let hidden: Matrix
    private let states: Matrix
    private let hiddenAgain: Matrix
    /// The decaying average of how often each hidden unit is on, 1 × hidden; section 11.
    private let activity: Matrix

    init(_ recipe: RecipeTraining, _ machine: RestrictedBoltzmannMachine) {
      (self.recipe, self.machine) = (recipe, machine)
      func zeros() -> RestrictedBoltzmannMachine {
        RestrictedBoltzmannMachine(visibleUnits: machine.visibleUnits, hiddenUnits: machine.hiddenUnits)
      }
      func batch(_ units: Int) -> Matrix { Matrix(rows: recipe.batchSize, columns: units) }
      (velocity, gradient) = (zeros(), zeros())
      (visible, reconstruction) = (batch(machine.visibleUnits), batch(machine.visibleUnits))
      (hidden, states, hiddenAgain) = (
        batch(machine.hiddenUnits), batch(machine.hiddenUnits), batch(machine.hiddenUnits)
      )
      activity = Matrix(rows: 1, columns: machine.hiddenUnits)
      activity.fill(recipe.sparsityTarget ?? 0)
    }

    func take(_ step: MinibatchLoop.Step, rate: Float, momentum: Float, using stream: inout PhiloxStream) {
      let rows = 0..<step.indices.count
      let (v0, v1) = (visible.rows(rows), reconstruction.rows(rows))
      let (h0, s0, h1) = (hidden.rows(rows), states.rows(rows), hiddenAgain.rows(rows))
      step.gather(into: v0)
      machine.sampleHidden(of: v0, probabilities: h0, states: s0, using: &stream)
      machine.visibleProbabilities(of: recipe.drivesWithStates ? s0 : h0, into: v1)
      machine.hiddenProbabilities(of: v1, into: h1)
      if recipe.mistake == .sigmoidOfRectified {
        for means in [h0, h1] { means.applySigmoid(bias: Matrix(rows: 1, columns: means.columns)) }
      }
      let positive = recipe.multipliesProbabilities ? h0 : s0
      contrast(v0, positive, v1, recipe.mistake == .negativeFromFirstHidden ? positive : h1)
      if let target = recipe.sparsityTarget { penalize(v0, h0, target: target) }
      move(rate: rate, momentum: momentum)
    }

    /// gradient ← (V⁰ᵀH⁰ − V¹ᵀH¹) / cases, and the same of the biases.
    private func contrast(_ v0: Matrix, _ h0: Matrix, _ v1: Matrix, _ h1: Matrix) {
      let scale = recipe.mistake == .summedGradient ? 1 : 1 / Float(v0.rows)
      multiply(v0.transposed, h0, into: gradient.weight, scale: scale)
      multiply(v1.transposed, h1, into: gradient.weight, scale: -scale, keeping: 1)
      for (bias, plus, minus) in [(gradient.visibleBias, v0, v1), (gradient.hiddenBias, h0, h1)] {
        plus.sumRows(into: bias, scale: scale)
        minus.sumRows(into: bias, scale: -scale, keeping: 1)
      }
    }

    /// Adds cost · (p − qⱼ) to the hidden biases' gradient and, times the mean of vᵢ, to the weights'.
    private func penalize(_ v0: Matrix, _ h0: Matrix, target: Float) {
      h0.sumRows(into: activity, scale: 0.1 / Float(h0.rows), keeping: 0.9)
      let factor = recipe.sparsityCost * (recipe.mistake == .summedSparsity ? Float(h0.rows) : 1)
      let push = Matrix(rows: 1, columns: activity.columns, values: activity.values.map { factor * (target - $0) })
      let means = Matrix(rows: 1, columns: v0.columns)
      v0.sumRows(into: means, scale: 1 / Float(v0.rows))
      multiply(means.transposed, push, into: gradient.weight, keeping: 1)
      gradient.hiddenBias.add(push)
    }

    /// v ← μ v + η (g − λ W), W ← W + v; the biases likewise, without λ.
    private func move(rate: Float, momentum: Float) {
      let decaysBiases = recipe.mistake == .decayedBiases
      for (parameter, velocity, gradient, decays) in [
        (machine.weight, velocity.weight, gradient.weight, true),
        (machine.visibleBias, velocity.visibleBias, gradient.visibleBias, decaysBiases),
        (machine.hiddenBias, velocity.hiddenBias, gradient.hiddenBias, decaysBiases),
      ] {
        velocity.scale(by: recipe.mistake == .momentumTimesRate ? rate * momentum : momentum)
        velocity.add(gradient, scale: rate)
        parameter.applyVelocity(velocity, decay: decays ? rate * recipe.weightDecay : 0)
      }
    }
  }
}

/// What one sees of a machine while it learns, and what it is worth.
struct MachineMonitors: Codable, Sendable {
  /// Exact, of the test cases, in nats.
  let logLikelihood: Double
  /// Means over the validation cases: the squared error a visible unit, and the pseudo-likelihood in nats.
  let reconstructionError: Double
  let pseudoLikelihood: Double
  /// log p of training cases less that of validation cases, in nats.
  let overfitting: Double
  /// The share of cases in which a hidden unit is on, in the mean.
  let activity: Double

  init(_ machine: RestrictedBoltzmannMachine, data: LaboratoryData, seed: UInt64) {
    let (training, validation, test) = (data.parts[0].cases, data.parts[1].cases, data.parts[2].cases)
    logLikelihood = machine.meanLogLikelihood(of: test, logPartition: machine.logPartitionFunction())
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    reconstructionError = mean(machine.reconstructionErrors(of: validation))
    pseudoLikelihood = mean(machine.stochasticPseudoLikelihoods(of: validation, seed: seed))
    let energy = FreeEnergy(machine)
    overfitting = energy.mean(validation) - energy.mean(training)
    activity = mean(machine.hiddenProbabilities(of: validation).values.map(Double.init))
  }
}

extension StudyContext {
  /// Trains a machine by each recipe with each seed.
  func machines<Kind: Hashable>(
    _ what: String, _ kinds: [Kind], hidden: Int, epochs: Int, cases: Int, recipe: (Kind) -> RecipeTraining
  ) throws -> Results<Kind, PerSeed<MachineMonitors>> {
    let plans = kinds.flatMap { recipePlans(recipe($0), hidden: hidden, epochs: epochs, cases: cases) }
    let monitors = try map(what, plans, plan: { $0 }) { [dataset] plan, _ in
      let data = try LaboratoryData(dataset, settings: plan.settings)
      return MachineMonitors(plan.train(data), data: data, seed: plan.settings.seed)
    }
    return Results(kinds, monitors.grouped(by: seeds.count))
  }

  /// With each seed.
  func recipePlans(_ recipe: RecipeTraining, hidden: Int, epochs: Int, cases: Int) -> [RecipePlan] {
    seeds.map { seed in
      var settings = machine(.contrastiveDivergence(steps: 1), hidden: hidden, epochs: epochs, cases: cases)
      settings.seed = seed
      return RecipePlan(recipe: recipe, settings: settings)
    }
  }
}

/// A machine trained by a recipe.
struct RecipePlan: Codable, Sendable {
  let recipe: RecipeTraining
  /// Of its shape, its cases and its seed.
  let settings: LaboratorySettings

  func train(_ data: LaboratoryData) -> RestrictedBoltzmannMachine {
    recipe.train(hidden: settings.hidden[0], cases: data.training, epochs: settings.epochs, seed: settings.seed)
  }
}
