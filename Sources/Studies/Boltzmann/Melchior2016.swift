import BoltzmannMachines
import Datasets
import Experiments
import Plotting

extension Study {
  /// Whether it matters which of ink and paper is called 1.
  static let melchior2016 = Study(
    "melchior-2016", title: "Centring: digits and their inverse are learned alike",
    claim: """
      A machine of 16 hidden units learns MNIST better if it is centred (−142.56 nats against −149.05, exact), and its inverse \
      just as well (−142.09), while one that is not centred loses much there (−183.36).
      """,
    source: """
      Melchior, Fischer & Wiskott, How to center deep Boltzmann machines (2016), with the numbers of their program PyDeep \
      (examples/RBM_MNIST_small.py): PCD-1, 50 epochs, rate 0.01
      """,
    cost: (480, 10, seeds: 20)
  ) { context in
    let hidden = context.size(full: 16, quick: 8, tiny: 4)
    let scores = try Melchior.scores(
      context, hidden: hidden, epochs: context.size(full: 60, quick: 10, tiny: 2),
      cases: context.size(full: 50_000, quick: 4_000, tiny: 300), learningRate: 0.01)
    return Findings(
      effects: Melchior.effects(scores),
      figures: [Melchior.figure(scores, subtitle: "\(context.dataset.title), \(hidden) hidden units, PCD-1, exact")],
      notes: [
        """
        Pixels are on where they are brighter than a half, as in PyDeep. Log-likelihoods are those of the test cases, each machine's \
        own kind. PyDeep's 50 epochs are of all 60,000 training cases, ours 60 epochs of 50,000, since the rest is for validation: 30,000 \
        minibatches in both.
        """
      ])
  }
}

enum Melchior {
  struct Kind: Hashable, Sendable {
    let isInverted: Bool
    let isCentered: Bool
    /// What PyDeep reached, in nats.
    let published: Double

    var name: String { "\(isInverted ? "inverted" : "MNIST"), \(isCentered ? "" : "not ")centred" }
  }

  static let centred = Kind(isInverted: false, isCentered: true, published: -142.56)
  static let plain = Kind(isInverted: false, isCentered: false, published: -149.05)
  static let invertedCentred = Kind(isInverted: true, isCentered: true, published: -142.09)
  static let invertedPlain = Kind(isInverted: true, isCentered: false, published: -183.36)

  /// The exact log-likelihood of the test cases.
  typealias Scores = Results<Kind, PerSeed<Double>>

  static func scores(
    _ context: StudyContext, hidden: Int, epochs: Int, cases: Int, learningRate: Float
  ) throws -> Scores {
    try Results([centred, plain, invertedCentred, invertedPlain]) { kind in
      let own = kind.isInverted ? context.on(context.dataset.inverted) : context
      return try own.machines(kind.name, [kind]) { kind in
        var settings = context.machine(.persistent(steps: 1), hidden: hidden, epochs: epochs, cases: cases)
        settings.training.binarization = .threshold(0.5)
        settings.training.centering = kind.isCentered ? .dataMean(rate: 0.01) : .none
        settings.training.learningRate = learningRate
        (settings.training.initialMomentum, settings.training.finalMomentum) = (0, 0)
        return settings
      }[kind].logLikelihood
    }
  }

  static func effects(_ scores: Scores) -> [Effect] {
    [
      Effect("MNIST, centred: test log-likelihood, nats", scores[centred], .above(-142.6)),
      Effect("MNIST: centred − not centred, nats", scores[centred] - scores[plain], .above(0)),
      Effect("inverted: centred − not centred, nats", scores[invertedCentred] - scores[invertedPlain], .above(0)),
      Effect("centred: inverted − MNIST, nats", scores[invertedCentred] - scores[centred], .between(-0.5, 0.5)),
    ]
  }

  static func figure(_ scores: Scores, subtitle: String) -> StudyFigure {
    StudyFigure(
      file: "log-likelihoods.png", caption: "Exact log-likelihood of the test cases, with PyDeep's number beside ours.",
      figure: LikelihoodFigures.dots(
        scores.map { kind, values in
          LikelihoodFigures.Row(
            name: kind.name, values: values, published: kind.published,
            color: kind.isCentered ? MachineColor.usual : MachineColor.changed)
        }, title: "Centred or not, MNIST or its inverse", subtitle: subtitle))
  }
}

extension Dataset {
  /// The same images with ink and paper exchanged.
  var inverted: Dataset {
    func inverted(_ images: LabeledImages) -> LabeledImages {
      LabeledImages(
        width: images.width, height: images.height, pixels: images.pixels.map { 255 - $0 }, labels: images.labels)
    }
    return Dataset(
      name: name + "-inverted", title: title + ", inverted", training: inverted(training), test: inverted(test))
  }
}
