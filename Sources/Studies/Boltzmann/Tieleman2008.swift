import BoltzmannMachines
import Experiments
import Plotting
import Reporting

extension Study {
  /// Persistent chains against restarted ones.
  static let tieleman2008 = Study(
    "tieleman-2008", title: "Persistent, fast persistent and tempered chains against contrastive divergence",
    claim: """
      For the same number of updates, PCD-1 reaches a higher likelihood than CD-1, and than CD-10, which costs 4.6 times as much; \
      fast weights (FPCD) mix better still where learning is short, and tempered chains (PT) better than a single one.
      """,
    source: """
      Tieleman, Training restricted Boltzmann machines using approximations to the likelihood gradient (2008), section 4; Tieleman & \
      Hinton, Using fast weights to improve persistent contrastive divergence (2009), section 5; Desjardins, Courville, Bengio, \
      Vincent & Delalleau, Parallel tempering for training of restricted Boltzmann machines (2010)
      """,
    seconds: (500, 15), seedCount: 3
  ) { context in
    let hidden = context.size(full: 20, quick: 10, tiny: 4)
    let epochs = context.size(full: 15, quick: 3, tiny: 2)
    let cases = context.size(full: 30_000, quick: 2_000, tiny: 300)
    let rates = context.size(full: [0.02, 0.05, 0.1] as [Float], quick: [0.05, 0.1], tiny: [0.05])
    let scores = try Persistence.estimators.map { name, estimator, _ in
      let kinds = rates.map { rate in
        var settings = context.machine(estimator, hidden: hidden, epochs: epochs, cases: cases)
        settings.training.learningRate = rate
        settings.training.schedule = .linear
        return settings
      }
      return Persistence.best(try context.machines(name, kinds))
    }
    return Findings(
      effects: Persistence.effects(scores),
      figures: [
        StudyFigure(
          file: "learning.png", caption: "Exact log-likelihood of the validation cases after each epoch.",
          figure: LikelihoodFigures.curves(
            zip(Persistence.estimators, scores).map {
              LikelihoodFigures.Curve(name: $0.0, color: $0.2, histories: $1.map(\.history))
            }, title: "Estimators of the gradient",
            subtitle:
              "\(context.dataset.title), \(cases.formatted) cases, \(hidden) hidden units, the best of \(rates.count) learning rates, decayed to 0"
          )),
        StudyFigure(
          file: "log-likelihoods.png", caption: "Exact log-likelihood of the test cases.",
          figure: LikelihoodFigures.dots(
            zip(Persistence.estimators, scores).map {
              LikelihoodFigures.Row(name: $0.0, values: $1.map(\.logLikelihood), color: $0.2)
            }, title: "After \(epochs) epochs", subtitle: "\(context.dataset.title), \(hidden) hidden units, exact")),
      ],
      notes: [
        """
        The papers measured machines of 25 hidden units exactly, on MNIST at a limited time; here the number of epochs is the same \
        for all, with the learning rate of the highest validation likelihood for each.
        """
      ])
  }
}

private enum Persistence {
  static let estimators: [(String, GradientEstimator, Color)] = [
    ("CD-1", .contrastiveDivergence(steps: 1), MachineColor.contrastiveDivergence.one),
    ("CD-10", .contrastiveDivergence(steps: 10), MachineColor.contrastiveDivergence.many),
    ("PCD-1", .persistent(steps: 1), MachineColor.persistent),
    ("FPCD-1", .fastPersistent(steps: 1), MachineColor.fastPersistent),
    ("PT-10", .parallelTempering(count: 10), MachineColor.tempered),
  ]

  /// The machines whose validation likelihood is the highest in the mean.
  static func best(_ scores: [[MachineScore]]) -> [MachineScore] {
    scores[scores.indexOfLowest { $0.map { -($0.history.last ?? -.infinity) } }]
  }

  static func effects(_ scores: [[MachineScore]]) -> [Effect] {
    func gain(_ better: Int, _ worse: Int) -> Effect {
      Effect(
        "\(estimators[better].0) − \(estimators[worse].0): test log-likelihood, nats",
        zip(scores[better], scores[worse]).map { $0.logLikelihood - $1.logLikelihood }, .above(0))
    }
    return [gain(2, 0), gain(2, 1), gain(3, 2), gain(4, 2)]
  }
}
