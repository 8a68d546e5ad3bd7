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
    cost: (2400, 15, seeds: 2)
  ) { context in
    let few = context.size(full: 20, quick: 8, tiny: 4)
    let cases = context.size(full: 50_000, quick: 2_000, tiny: 300)
    let small = try context.machines("\(few) hidden units", Annealed.plain) {
      $0.machine(context, hidden: few, epochs: context.size(full: 15, quick: 2, tiny: 1), cases: cases)
    }
    let hidden = context.size(full: 500, quick: 40, tiny: 30)
    let large = try context.machines("\(hidden) hidden units", Annealed.allCases) {
      var settings = $0.machine(
        context, hidden: hidden, epochs: context.size(full: 30, quick: 2, tiny: 1), cases: cases)
      settings.training.schedule = .linear
      if $0 == .centred { (settings.training.centering, settings.training.weightDecay) = (.dataMean(), 2e-4) }
      settings.annealing = context.size(full: .published, quick: .steps(300), tiny: .steps(20))
      return settings
    }
    let subtitle = "\(context.dataset.title), \(cases.formatted) cases, binarised by chance anew each epoch"
    return Findings(
      effects: Annealed.effects(small: small, large: large, units: (few, hidden)),
      tables: [Annealed.table(large, title: "\(hidden) hidden units: test log-likelihood in nats")],
      figures: [
        StudyFigure(
          file: "annealed.png", caption: "Both bounds, and the published number.",
          figure: Annealed.figure(
            large, title: "\(hidden) hidden units, by annealing", subtitle: subtitle, showsPublished: true)),
        StudyFigure(
          file: "exact.png", caption: "Exact log-likelihoods.",
          figure: Annealed.figure(
            small, title: "\(few) hidden units, exact", subtitle: subtitle, showsPublished: false)),
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

private enum Annealed: String, CaseIterable {
  case one = "CD-1"
  case three = "CD-3"
  case many = "CD-25"
  /// Not the authors', but ours.
  case centred = "CD-25, centred"

  typealias Scores = Results<Annealed, PerSeed<MachineScore>>

  static let plain = [one, three, many]

  /// Published are one-sided numbers, by upward annealing.
  private var about: (steps: Int, published: Double?, color: Color) {
    switch self {
    case .one: (1, -125.53, MachineColor.contrastiveDivergence.one)
    case .three: (3, -105.50, MachineColor.contrastiveDivergence.few)
    case .many: (25, -86.34, MachineColor.contrastiveDivergence.many)
    case .centred: (25, nil, MachineColor.usual)
    }
  }

  func machine(_ context: StudyContext, hidden: Int, epochs: Int, cases: Int) -> LaboratorySettings {
    var settings = context.machine(
      .contrastiveDivergence(steps: about.steps), hidden: hidden, epochs: epochs, cases: cases)
    settings.training.weightDecay = 1e-3
    return settings
  }

  static func effects(small: Scores, large: Scores, units: (small: Int, large: Int)) -> [Effect] {
    let exact = [(one, -161), (three, -154.5), (many, -141.6)].map { kind, limit in
      Effect(
        "\(units.small) hidden units, \(kind.rawValue): exact test log-likelihood, nats", small[kind].logLikelihood,
        .above(limit))
    }
    func gain(_ better: Annealed, _ worse: Annealed) -> Effect {
      Effect(
        "\(units.large) hidden units: \(better.rawValue) − \(worse.rawValue), conservative, nats",
        large[better].conservative - large[worse].conservative, .above(0))
    }
    return exact + [
      gain(.three, .one), gain(.many, .three),
      Effect(
        "\(units.large) hidden units, CD-25, centred: test log-likelihood by annealing, nats",
        large[.centred].logLikelihood, .above(-86.34)),
      Effect(
        "\(units.large) hidden units, CD-25, centred: distance of the bounds, nats",
        (large[.centred].logLikelihood - large[.centred].conservative).map(abs), .below(1)),
    ]
  }

  /// Both bounds of each kind of machine, and the published number.
  static func table(_ scores: Scores, title: String) -> StudyTable {
    let rows = scores.map { kind, scores in
      [
        kind.rawValue, scores.logLikelihood.text, scores.conservative.text,
        kind.about.published.map { NumberText.decimal($0, digits: 2) } ?? "–",
      ]
    }
    return StudyTable(
      title: "\(title), \(scores[one].logLikelihood.measure)",
      rows: [["machine", "upward (flatters)", "downward", "published, upward"]] + rows)
  }

  static func figure(_ scores: Scores, title: String, subtitle: String, showsPublished: Bool) -> Figure {
    let rows = scores.map { kind, scores in
      let isExact = scores.logLikelihood == scores.conservative
      let ours = LikelihoodFigures.Row(
        name: isExact ? kind.rawValue : "\(kind.rawValue), upward (flatters)", values: scores.logLikelihood,
        published: showsPublished ? kind.about.published : nil, color: kind.about.color)
      let safe = LikelihoodFigures.Row(
        name: "\(kind.rawValue), downward", values: scores.conservative, color: kind.about.color)
      return isExact ? [ours] : [safe, ours]
    }
    return LikelihoodFigures.dots(rows.flatMap { $0 }, isPaired: false, title: title, subtitle: subtitle)
  }
}
