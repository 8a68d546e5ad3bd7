import BoltzmannMachines
import LinearAlgebra

/// Chapter 3, second half: how a machine learns.
extension Suite {
  /// Settings with numbers that cannot be taken for each other.
  private static func settings(_ situation: Situation, steps: Int = 1, momentum: Float = 0.5) -> ContrastiveDivergence {
    var settings = ContrastiveDivergence()
    (settings.steps, settings.learningRate, settings.weightDecay) = (steps, 0.2, 0.03)
    (settings.initialMomentum, settings.finalMomentum) = (momentum, momentum)
    settings.batchSize = situation.cases
    return settings
  }

  /// Parameters and velocities after some epochs of one minibatch.
  private static func trained(_ situation: Situation, _ settings: ContrastiveDivergence, epochs: Int, cases: Int? = nil)
    -> Numbers
  {
    let machine = situation.machine()
    let data = CaseTable.numbers(situation.states(cases ?? situation.cases, situation.visible, part: 20))
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: situation.seed)
    var errors: [Double] = []
    for epoch in 0..<epochs { errors.append(trainer.trainEpoch(data, epoch: epoch, of: epochs)) }
    let parameters = Numbers([machine.weight, machine.visibleBias, machine.hiddenBias] + trainer.memory.map(\.matrix))
    return Numbers(parameters.values + errors)
  }

  private static func velocity(_ situation: Situation, decay: Float) -> Numbers {
    let (w, v) = (situation.numbers(3, 7, part: 21), situation.numbers(3, 7, part: 22))
    w.applyVelocity(v, decay: decay)
    return Numbers([w, v])
  }

  /// Parameters after persistent training.
  private static func persistent(_ situation: Situation, steps: Int, epochs: Int) -> Numbers {
    let machine = situation.machine()
    var settings = LikelihoodTraining(.persistent(steps: steps))
    (settings.chains, settings.batchSize, settings.learningRate) = (6, situation.cases, 0.2)
    (settings.schedule, settings.initialMomentum, settings.weightDecay) = (.constant, 0.5, 0)
    let data = CaseTable.numbers(situation.states(situation.cases, situation.visible, part: 23))
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: data, seed: situation.seed)
    for epoch in 0..<epochs { trainer.trainEpoch(data, epoch: epoch, of: epochs) }
    return Numbers([machine.weight, machine.visibleBias, machine.hiddenBias])
  }

  static let contrastiveDivergenceChecks: [String: [Check]] = [
    "3.5": [
      .known("W and velocity after a step without decay") { velocity($0, decay: 0) },
      .known("W and velocity after a step with decay") { velocity($0, decay: 0.1) },
      .known("W and velocity after two steps") { situation in
        let (w, v) = (situation.numbers(2, 20, part: 24), situation.numbers(2, 20, part: 25))
        for _ in 0..<2 { w.applyVelocity(v, decay: 0.05) }
        return Numbers([w, v])
      },
    ],
    "3.6": [
      .known("CD-1: parameters, velocities and error after one minibatch") {
        trained($0, settings($0, momentum: 0), epochs: 1)
      },
      .known("CD-1 without weight decay, two minibatches with momentum") {
        var settings = settings($0)
        settings.weightDecay = 0
        return trained($0, settings, epochs: 2)
      },
      .known("CD-3: parameters, velocities and error after one minibatch") {
        trained($0, settings($0, steps: 3, momentum: 0), epochs: 1)
      },
      .known("a last minibatch that is smaller than the others") {
        trained($0, settings($0, momentum: 0.9), epochs: 1, cases: $0.cases + 1)
      },
      .property("the reconstruction of two patterns gets better in 300 steps") { situation in
        let machine = situation.machine(visible: 6, hidden: 4, size: 0.05)
        let cases = Matrix(
          rows: 4, columns: 6, values: [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1])
        var settings = ContrastiveDivergence()
        (settings.batchSize, settings.weightDecay) = (4, 0)
        let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: situation.seed)
        let errors = (0..<300).map { trainer.trainEpoch(.numbers(cases), epoch: $0, of: 300) }
        let (before, after) = (errors[0], errors.suffix(10).reduce(0, +) / 10)
        guard after < before / 2 else {
          throw Check.Complaint(expected: "an error below \(before / 2) (half of the first)", came: "\(after)")
        }
      },
      .property("a machine learns fifty digits: half of the error is gone in 100 epochs") { situation in
        let cases = CaseTable.numbers(Digits.images())
        let machine = RestrictedBoltzmannMachine(hiddenUnits: 40, cases: cases, seed: situation.seed)
        var settings = ContrastiveDivergence()
        settings.batchSize = 10
        let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: situation.seed)
        let errors = (0..<100).map { trainer.trainEpoch(cases, epoch: $0, of: 100) }
        let share = errors[99] / errors[0]
        guard share < 0.5 else {
          throw Check.Complaint(
            expected: "at most half of the first error, \(Float(errors[0]))", came: "\(Float(share)) of it")
        }
      },
    ],
    "3.7": [
      .known("PCD-1: parameters after one minibatch") { persistent($0, steps: 1, epochs: 1) },
      .known("PCD-1: parameters after three minibatches") { persistent($0, steps: 1, epochs: 3) },
      .known("PCD-2: parameters after two minibatches") { persistent($0, steps: 2, epochs: 2) },
      .known("CD-2 with visible probabilities, by the same walk") { situation in
        let machine = situation.machine()
        var settings = LikelihoodTraining(.contrastiveDivergence(steps: 2))
        (settings.batchSize, settings.learningRate, settings.visibleUnits) = (situation.cases, 0.2, .meanField)
        settings.weightDecay = 0
        let data = CaseTable.numbers(situation.states(situation.cases, situation.visible, part: 23))
        let trainer = LikelihoodTrainer(machine, settings: settings, cases: data, seed: situation.seed)
        trainer.trainEpoch(data, epoch: 0, of: 1)
        return Numbers([machine.weight, machine.visibleBias, machine.hiddenBias])
      },
    ],
  ]
}
