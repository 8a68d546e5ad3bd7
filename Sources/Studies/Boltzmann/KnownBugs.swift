import BoltzmannMachines
import Experiments
import Foundation
import LinearAlgebra
import Plotting
import Reporting

extension Study {
  /// Mistakes planted on purpose.
  static let knownBugs = Study(
    "known-bugs", title: "Mistakes of other programs, planted: what each costs, and which monitor shows it",
    claim: """
      Momentum scaled by the learning rate, a sparsity penalty or a gradient summed instead of averaged, hidden units of the wrong \
      phase, decay on the biases, means of rectified units passed through a sigmoid: each costs \
      likelihood, or what is reconstructed. A partition function annealed in one direction only flatters.
      """,
    source:
      "published code of several packages, as read; what each mistake is stands in the docstrings of RecipeTraining",
    cost: (120, 10, seeds: 10)
  ) { context in
    let hidden = context.size(full: 20, quick: 12, tiny: 4)
    let epochs = context.size(full: 15, quick: 6, tiny: 1)
    let cases = context.size(full: 20_000, quick: 3_000, tiny: 300)
    let monitors = try context.machines(
      "machines", Bugs.all, hidden: hidden, epochs: epochs, cases: cases, recipe: \.recipe)
    let rectified = try Bugs.rectified(context, hidden: hidden, epochs: epochs, cases: cases)
    let flattery = try Bugs.flattery(
      context, hidden: hidden, epochs: epochs, cases: cases,
      steps: context.size(full: [10, 100, 1000], quick: [10, 100, 1000], tiny: [10, 50]))
    return Findings(
      effects: Bugs.effects(monitors, rectified, flattery), tables: [Bugs.table(monitors)],
      figures: [
        StudyFigure(
          file: "costs.png", caption: "Exact log-likelihood of the test cases, right and with each mistake.",
          figure: LikelihoodFigures.dots(
            monitors.map {
              LikelihoodFigures.Row(
                name: $0.name, values: $1.logLikelihood,
                color: $0.mistake == nil ? MachineColor.usual : MachineColor.changed)
            }, title: "One mistake at a time",
            subtitle:
              "\(context.dataset.title), \(cases.formatted) cases, \(hidden) hidden units, CD-1, \(epochs) epochs, exact"
          )),
        Bugs.figure(flattery, subtitle: "\(context.dataset.title), \(hidden) hidden units, so that log Z is known"),
      ],
      notes: [
        """
        A monitor shows a mistake if the 95 % interval of its paired change lies on the bad side, and hides it if it lies on the \
        good side. Pseudo-likelihood and the exact likelihood are in nats a case, the reconstruction error is a mean square. \
        The learning rate falls linearly to 0, so that machines are compared where they have converged.
        """
      ])
  }
}

private struct Bugs: Hashable {
  let name: String
  var mistake: RecipeTraining.Mistake?
  var isSparse = false

  static let right = Bugs(name: "right")
  static let sparse = Bugs(name: "right, with sparsity target", isSparse: true)
  static let all = [
    right, sparse, Bugs(name: "momentum × learning rate", mistake: .momentumTimesRate),
    Bugs(name: "negative phase from h⁰", mistake: .negativeFromFirstHidden),
    Bugs(name: "gradient summed", mistake: .summedGradient), Bugs(name: "biases decayed", mistake: .decayedBiases),
    Bugs(name: "sparsity summed", mistake: .summedSparsity, isSparse: true),
  ]

  /// The same without the mistake; nil if there is none.
  var withoutMistake: Bugs? { mistake == nil ? nil : isSparse ? .sparse : .right }

  var recipe: RecipeTraining {
    var recipe = RecipeTraining()
    (recipe.sparsityTarget, recipe.mistake) = (isSparse ? 0.1 : nil, mistake)
    return recipe
  }

  // MARK: Rectified units, which have no exact likelihood

  /// Reconstruction errors of the validation cases.
  static func rectified(
    _ context: StudyContext, hidden: Int, epochs: Int, cases: Int
  ) throws -> (right: PerSeed<Double>, wrong: PerSeed<Double>) {
    let plans = [RecipeTraining.Mistake?.none, .sigmoidOfRectified].flatMap { mistake in
      var recipe = RecipeTraining()
      (recipe.hiddenKind, recipe.learningRate, recipe.mistake) = (.noisyRectified, 0.005, mistake)
      return context.recipePlans(recipe, hidden: hidden, epochs: epochs, cases: cases)
    }
    let errors = try context.map("rectified machines", plans, plan: { $0 }) { [dataset = context.dataset] plan, _ in
      let data = try LaboratoryData(dataset, settings: plan.settings)
      let errors = plan.train(data).reconstructionErrors(of: data.parts[1].cases)
      return errors.reduce(0, +) / Double(errors.count)
    }.grouped(by: context.seeds.count)
    return (errors[0], errors[1])
  }

  // MARK: One-sided annealing

  private struct AnnealingPlan: Codable, Sendable {
    let machine: RecipePlan
    /// Temperatures.
    let steps: [Int]
  }

  private struct Difference: Codable, Sendable {
    let upward: Double
    let downward: Double
  }

  /// By how much likelihoods come out too high or too low with log Z annealed upwards or downwards over so many temperatures.
  struct Flattery: Sendable {
    let steps: Int
    /// Nats.
    let upward: PerSeed<Double>
    let downward: PerSeed<Double>
  }

  static func flattery(
    _ context: StudyContext, hidden: Int, epochs: Int, cases: Int, steps: [Int]
  ) throws -> [Flattery] {
    let plans = context.recipePlans(RecipeTraining(), hidden: hidden, epochs: epochs, cases: cases)
    let errors = PerSeed(
      try context.map("annealing", plans, plan: { AnnealingPlan(machine: $0, steps: steps) }) {
        [dataset = context.dataset] plan, _ in
        let data = try LaboratoryData(dataset, settings: plan.settings)
        let machine = plan.train(data)
        let exact = machine.logPartitionFunction()
        return steps.map { steps in
          var sampling = AnnealedImportanceSampling(data: data.parts[0].cases, seed: plan.settings.seed)
          sampling.schedule = .uniform(steps: steps)
          let bounds = sampling.bounds(of: machine, data: data.parts[0].cases)
          return Difference(
            upward: exact - bounds.lower.logPartition, downward: exact - bounds.upper.logPartition)
        }
      })
    return steps.indices.map {
      Flattery(steps: steps[$0], upward: errors[$0].upward, downward: errors[$0].downward)
    }
  }

  static func figure(_ flattery: [Flattery], subtitle: String) -> StudyFigure {
    func series(_ name: String, _ color: Color, _ value: KeyPath<Flattery, PerSeed<Double>>) -> LineChart.Series {
      CurveSeries.over(
        PerSeed(each: flattery.map { $0[keyPath: value] }), name: name, color: color,
        x: flattery.map { Double($0.steps) })
    }
    var figure = Figure(
      size: Size(width: 720, height: 420), title: "How far annealing is off", subtitle: subtitle,
      footer: """
        \(SeedSpread.definition(seeds: flattery[0].upward.count, scale: .any))100 chains; starts of downward runs are exact draws.
        """)
    figure.place(
      LineChart(
        x: Axis("temperatures", scale: .logarithmic, ticks: flattery.map { Double($0.steps) }),
        y: Axis("log-likelihood, estimated − exact (nats)"),
        series: [
          series("upward only: flatters", MachineColor.changed, \.upward),
          series("downward", MachineColor.usual, \.downward),
        ], references: [ReferenceLine(.horizontal, at: 0, label: "exact")]), row: 0, column: 0)
    return StudyFigure(
      file: "annealing.png", caption: "Log-likelihoods with the partition function annealed from either side.",
      figure: figure)
  }

  // MARK: Effects

  static func effects(
    _ monitors: Results<Bugs, PerSeed<MachineMonitors>>, _ rectified: (right: PerSeed<Double>, wrong: PerSeed<Double>),
    _ flattery: [Flattery]
  ) -> [Effect] {
    let costs = all.compactMap { bug in
      bug.withoutMistake.map { Effect("\(bug.name): costs, nats", cost(monitors[$0], monitors[bug]), .above(0)) }
    }
    return costs + [
      Effect(
        "mean of rectified units through a sigmoid: reconstruction error, wrong / right",
        rectified.wrong / rectified.right, .above(1), isRatio: true),
      Effect(
        "annealed upwards over \(flattery[0].steps) temperatures: flatters by, nats", flattery[0].upward, .above(0)),
      Effect(
        "the same downwards, nats", flattery[0].downward, .below(0)),
    ]
  }

  /// In nats; infinite where the machine with the mistake is none any more.
  private static func cost(_ right: PerSeed<MachineMonitors>, _ wrong: PerSeed<MachineMonitors>) -> PerSeed<Double> {
    (right.logLikelihood - wrong.logLikelihood).paired(wrong.logLikelihood) { $1.isFinite ? $0 : .infinity }
  }

  private static let monitored:
    [(name: String, value: any KeyPath<MachineMonitors, Double> & Sendable, isGoodIfHigh: Bool)] = [
      ("exact log-likelihood", \.logLikelihood, true), ("pseudo-likelihood", \.pseudoLikelihood, true),
      ("reconstruction error", \.reconstructionError, false), ("training − validation", \.overfitting, false),
    ]

  static func table(_ monitors: Results<Bugs, PerSeed<MachineMonitors>>) -> StudyTable {
    let rows = monitors.map { bug, measured in
      [bug.name]
        + monitored.map { monitor in
          let values = measured.map { $0[keyPath: monitor.value] }
          guard let right = bug.withoutMistake.map({ monitors[$0].map { $0[keyPath: monitor.value] } }) else {
            return values.text
          }
          return "\(values.text), \(word(monitor.isGoodIfHigh ? right - values : values - right))"
        } + [measured.activity.text]
    }
    return StudyTable(
      title: "What each monitor says, \(monitors[.right].activity.measure)",
      rows: [["recipe"] + monitored.map(\.name) + ["hidden units on"]] + rows)
  }

  private static func word(_ worse: PerSeed<Double>) -> String {
    switch Effect.Criterion.above(0).standing(of: worse) {
    case .holds: "**shows it**"
    case .fails: "hides it"
    case .open: worse.values.contains { !$0.isFinite } ? "**shows it**" : "no clear change"
    }
  }
}
