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
    cost: (500, 15, seeds: 3)
  ) { context in
    let hidden = context.size(full: 20, quick: 10, tiny: 4)
    let epochs = context.size(full: 15, quick: 3, tiny: 2)
    let cases = context.size(full: 30_000, quick: 2_000, tiny: 300)
    let rates = context.size(full: [0.02, 0.05, 0.1] as [Float], quick: [0.05, 0.1], tiny: [0.05])
    let scores = try Results(Persistence.allCases) { kind in
      // The machines whose validation likelihood is the highest in the mean.
      try context.machines(kind.rawValue, rates) { rate in
        var settings = context.machine(kind.about.estimator, hidden: hidden, epochs: epochs, cases: cases)
        (settings.training.learningRate, settings.training.schedule) = (rate, .linear)
        return settings
      }.map { $1 }.lowest { $0.map { -($0.history.last ?? -.infinity) } }
    }
    return Findings(
      effects: Persistence.effects(scores),
      figures: [
        StudyFigure(
          file: "learning.png", caption: "Exact log-likelihood of the validation cases after each epoch.",
          figure: LikelihoodFigures.curves(
            scores.map { LikelihoodFigures.Curve(name: $0.rawValue, color: $0.about.color, histories: $1.history) },
            title: "Estimators of the gradient",
            subtitle:
              "\(context.dataset.title), \(cases.formatted) cases, \(hidden) hidden units, the best of \(rates.count) learning rates, decayed to 0"
          )),
        StudyFigure(
          file: "log-likelihoods.png", caption: "Exact log-likelihood of the test cases.",
          figure: LikelihoodFigures.dots(
            scores.map { LikelihoodFigures.Row(name: $0.rawValue, values: $1.logLikelihood, color: $0.about.color) },
            title: "After \(epochs) epochs", subtitle: "\(context.dataset.title), \(hidden) hidden units, exact")),
      ],
      notes: [
        """
        The papers measured machines of 25 hidden units exactly, on MNIST at a limited time; here the number of epochs is the same \
        for all, with the learning rate of the highest validation likelihood for each.
        """
      ])
  }
}

private enum Persistence: String, CaseIterable {
  case one = "CD-1"
  case ten = "CD-10"
  case persistent = "PCD-1"
  case fast = "FPCD-1"
  case tempered = "PT-10"

  var about: (estimator: GradientEstimator, color: Color) {
    switch self {
    case .one: (.contrastiveDivergence(steps: 1), MachineColor.contrastiveDivergence.one)
    case .ten: (.contrastiveDivergence(steps: 10), MachineColor.contrastiveDivergence.many)
    case .persistent: (.persistent(steps: 1), MachineColor.persistent)
    case .fast: (.fastPersistent(steps: 1), MachineColor.fastPersistent)
    case .tempered: (.parallelTempering(count: 10), MachineColor.tempered)
    }
  }

  static func effects(_ scores: Results<Persistence, PerSeed<MachineScore>>) -> [Effect] {
    func gain(_ better: Persistence, _ worse: Persistence) -> Effect {
      Effect(
        "\(better.rawValue) − \(worse.rawValue): test log-likelihood, nats",
        scores[better].logLikelihood - scores[worse].logLikelihood, .above(0))
    }
    return [gain(.persistent, .one), gain(.persistent, .ten), gain(.fast, .persistent), gain(.tempered, .persistent)]
  }
}
