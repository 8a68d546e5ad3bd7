import BoltzmannMachines
import Experiments
import Plotting
import Reporting

extension Study {
  /// What the likelihood of a machine is, by annealing.
  static let salakhutdinovMurray2008 = Study(
    "salakhutdinov-murray-2008", title: "CD-1, CD-3 and CD-25: likelihoods, exact and between two bounds",
    claim: """
      With 500 hidden units CD-1 reaches −125.53 nats a test case, CD-3 −105.50 and CD-25 −86.34, by annealed importance sampling \
      with 100 chains over 14,500 temperatures.
      """,
    source:
      "Salakhutdinov & Murray, On the quantitative analysis of deep belief networks (2008), section 6 (Docs/References.md)",
    seconds: (2400, 15), seedCount: 2
  ) { context in
    let few = context.size(full: 20, quick: 8, tiny: 4)
    let cases = context.size(full: 50_000, quick: 2_000, tiny: 300)
    let small = try context.machines(
      "\(few) hidden units",
      Annealed.steps.map {
        Annealed.machine(
          context, steps: $0, hidden: few, epochs: context.size(full: 15, quick: 2, tiny: 1), cases: cases)
      })
    let hidden = context.size(full: 500, quick: 40, tiny: 30)
    let large = try context.machines(
      "\(hidden) hidden units",
      Annealed.large.map { steps, isCentered in
        var settings = Annealed.machine(
          context, steps: steps, hidden: hidden, epochs: context.size(full: 30, quick: 2, tiny: 1), cases: cases)
        settings.training.schedule = .linear
        if isCentered { (settings.training.centering, settings.training.weightDecay) = (.dataMean(), 2e-4) }
        settings.annealing = context.size(full: .published, quick: .steps(300), tiny: .steps(20))
        return settings
      })
    return Findings(
      effects: Annealed.effects(small: small, large: large, units: (few, hidden)),
      tables: [
        Annealed.table(large, title: "\(hidden) hidden units: test log-likelihood in nats")
      ],
      figures: [
        Annealed.figure(
          large, names: Annealed.names, file: "annealed.png",
          title: "\(hidden) hidden units, by annealing",
          subtitle: "\(context.dataset.title), \(cases.formatted) cases, binarised by chance anew each epoch",
          published: Annealed.published),
        Annealed.figure(
          small, names: Annealed.steps.map { "CD-\($0)" }, file: "exact.png", title: "\(few) hidden units, exact",
          subtitle: "\(context.dataset.title), \(cases.formatted) cases, binarised by chance anew each epoch",
          published: nil),
      ],
      notes: [
        """
        Upward annealing bounds log Z from below, so that likelihoods come out too high on average; downward annealing does the \
        opposite. What lies between them is not known. The published numbers are one-sided. Learning rate 0.05, momentum 0.5 and \
        then 0.9, and weight decay 10⁻³ are those of the authors' program; the rate of the large machines decays to 0. The centred \
        machine, with a weight decay of 2·10⁻⁴, is ours. The limits \
        for the small machines are a little off what a PyTorch run of ours reached: −161.3, −154.3 and −141.5.
        """
      ])
  }
}

private enum Annealed {
  static let steps = [1, 3, 25]
  /// Of the large machines; the last is not the authors', but ours.
  static let large = [(1, false), (3, false), (25, false), (25, true)]
  static let names = ["CD-1", "CD-3", "CD-25", "CD-25, centred"]
  /// One-sided, by upward annealing.
  static let published = [-125.53, -105.50, -86.34, nil]
  static let colors = [
    MachineColor.contrastiveDivergence.one, MachineColor.contrastiveDivergence.few,
    MachineColor.contrastiveDivergence.many, MachineColor.usual,
  ]

  static func machine(
    _ context: StudyContext, steps: Int, hidden: Int, epochs: Int, cases: Int
  ) -> LaboratorySettings {
    var settings = context.machine(.contrastiveDivergence(steps: steps), hidden: hidden, epochs: epochs, cases: cases)
    settings.training.weightDecay = 1e-3
    return settings
  }

  static func effects(
    small: [[MachineScore]], large: [[MachineScore]], units: (small: Int, large: Int)
  ) -> [Effect] {
    let exact = zip(zip(steps, small), [-161, -154.5, -141.6]).map { pair, limit in
      Effect(
        "\(units.small) hidden units, CD-\(pair.0): exact test log-likelihood, nats", pair.1.map(\.logLikelihood),
        .above(limit))
    }
    func gain(_ better: Int, _ worse: Int) -> Effect {
      Effect(
        "\(units.large) hidden units: CD-\(steps[better]) − CD-\(steps[worse]), conservative, nats",
        zip(large[better], large[worse]).map { $0.conservative - $1.conservative }, .above(0))
    }
    return exact + [
      gain(1, 0), gain(2, 1),
      Effect(
        "\(units.large) hidden units, CD-25, centred: test log-likelihood by annealing, nats",
        large[3].map(\.logLikelihood), .above(-86.34)),
      Effect(
        "\(units.large) hidden units, CD-25, centred: distance of the bounds, nats",
        large[3].map { abs($0.logLikelihood - $0.conservative) }, .below(1)),
    ]
  }

  /// Both bounds of each kind of machine, and the published number.
  static func table(_ scores: [[MachineScore]], title: String) -> StudyTable {
    func text(_ values: [Double]) -> String { Effect("", values, .above(0)).measuredText }
    let rows = names.indices.map { index in
      [
        names[index], text(scores[index].map(\.logLikelihood)), text(scores[index].map(\.conservative)),
        published[index].map { NumberText.decimal($0, digits: 2) } ?? "–",
      ]
    }
    let measure = Effect.measure(ofSeeds: scores.first?.count ?? 0)
    return StudyTable(
      title: "\(title), \(measure)", rows: [["machine", "upward (flatters)", "downward", "published, upward"]] + rows)
  }

  static func figure(
    _ scores: [[MachineScore]], names: [String], file: String, title: String, subtitle: String, published: [Double?]?
  ) -> StudyFigure {
    let rows = names.indices.flatMap { index in
      let name = names[index]
      let values = scores[index]
      let isExact = values.allSatisfy { $0.logLikelihood == $0.conservative }
      let ours = LikelihoodFigures.Row(
        name: isExact ? name : "\(name), upward (flatters)", values: values.map(\.logLikelihood),
        published: published?[index] ?? nil, color: colors[index])
      let safe = LikelihoodFigures.Row(
        name: "\(name), downward", values: values.map(\.conservative), color: colors[index])
      return isExact ? [ours] : [safe, ours]
    }
    return StudyFigure(
      file: file, caption: published == nil ? "Exact log-likelihoods." : "Both bounds, and the published number.",
      figure: LikelihoodFigures.dots(rows, isPaired: false, title: title, subtitle: subtitle))
  }
}
