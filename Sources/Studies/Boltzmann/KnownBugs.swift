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
    seconds: (120, 10), seedCount: 10
  ) { context in
    let hidden = context.size(full: 20, quick: 12, tiny: 4)
    let epochs = context.size(full: 15, quick: 6, tiny: 1)
    let cases = context.size(full: 20_000, quick: 3_000, tiny: 300)
    let monitors = try context.machines(
      "machines", Bugs.recipes.map(\.recipe), hidden: hidden, epochs: epochs, cases: cases)
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
            zip(Bugs.recipes, monitors).map {
              LikelihoodFigures.Row(
                name: $0.name, values: $1.map(\.logLikelihood),
                color: $0.right == nil ? MachineColor.usual : MachineColor.changed)
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

private enum Bugs {
  /// - Parameter right: the index of the recipe that is the same without the mistake.
  static let recipes: [(name: String, recipe: RecipeTraining, right: Int?)] = [
    ("right", RecipeTraining(), nil),
    ("right, with sparsity target", sparse(nil), nil),
    ("momentum × learning rate", planted(.momentumTimesRate), 0),
    ("negative phase from h⁰", planted(.negativeFromFirstHidden), 0),
    ("gradient summed", planted(.summedGradient), 0),
    ("biases decayed", planted(.decayedBiases), 0),
    ("sparsity summed", sparse(.summedSparsity), 1),
  ]

  private static func planted(_ mistake: RecipeTraining.Mistake) -> RecipeTraining {
    var recipe = RecipeTraining()
    recipe.mistake = mistake
    return recipe
  }

  private static func sparse(_ mistake: RecipeTraining.Mistake?) -> RecipeTraining {
    var recipe = RecipeTraining()
    (recipe.sparsityTarget, recipe.mistake) = (0.1, mistake)
    return recipe
  }

  // MARK: Rectified units, which have no exact likelihood

  /// Reconstruction errors of the validation cases, by seed.
  static func rectified(
    _ context: StudyContext, hidden: Int, epochs: Int, cases: Int
  ) throws -> (right: [Double], wrong: [Double]) {
    let plans = [RecipeTraining.Mistake?.none, .sigmoidOfRectified].flatMap { mistake in
      context.seeds.map { seed in
        var settings = context.machine(.contrastiveDivergence(steps: 1), hidden: hidden, epochs: epochs, cases: cases)
        settings.seed = seed
        var recipe = RecipeTraining()
        (recipe.hiddenKind, recipe.learningRate, recipe.mistake) = (.noisyRectified, 0.005, mistake)
        return RecipePlan(recipe: recipe, settings: settings)
      }
    }
    let errors = try context.map("rectified machines", plans, plan: { $0 }) { [dataset = context.dataset] plan, _ in
      let data = try LaboratoryData(dataset, settings: plan.settings)
      let errors = plan.train(data).reconstructionErrors(of: data.parts[1].cases)
      return errors.reduce(0, +) / Double(errors.count)
    }
    let count = context.seeds.count
    return (Array(errors.prefix(count)), Array(errors.suffix(count)))
  }

  // MARK: One-sided annealing

  private struct AnnealingPlan: Codable, Sendable {
    let machine: RecipePlan
    /// Temperatures.
    let steps: [Int]
  }

  /// By how much likelihoods come out too high or too low with log Z annealed upwards or downwards over so many temperatures.
  struct Flattery: Sendable {
    let steps: Int
    /// Nats, one for each seed.
    let upward: [Double]
    let downward: [Double]
  }

  static func flattery(
    _ context: StudyContext, hidden: Int, epochs: Int, cases: Int, steps: [Int]
  ) throws -> [Flattery] {
    let plans = context.seeds.map { seed in
      var settings = context.machine(.contrastiveDivergence(steps: 1), hidden: hidden, epochs: epochs, cases: cases)
      settings.seed = seed
      return RecipePlan(recipe: RecipeTraining(), settings: settings)
    }
    let errors = try context.map("annealing", plans, plan: { AnnealingPlan(machine: $0, steps: steps) }) {
      [dataset = context.dataset] plan, _ in
      let data = try LaboratoryData(dataset, settings: plan.settings)
      let machine = plan.train(data)
      let exact = machine.logPartitionFunction()
      return steps.map { steps in
        var sampling = AnnealedImportanceSampling(data: data.parts[0].cases, seed: plan.settings.seed)
        sampling.schedule = .uniform(steps: steps)
        let bounds = sampling.bounds(of: machine, data: data.parts[0].cases)
        return [exact - bounds.lower.logPartition, exact - bounds.upper.logPartition]
      }
    }
    return steps.indices.map { index in
      Flattery(steps: steps[index], upward: errors.map { $0[index][0] }, downward: errors.map { $0[index][1] })
    }
  }

  static func figure(_ flattery: [Flattery], subtitle: String) -> StudyFigure {
    func series(_ name: String, _ color: Color, _ value: KeyPath<Flattery, [Double]>) -> LineChart.Series {
      let bySeed = flattery[0][keyPath: value].indices.map { seed in flattery.map { $0[keyPath: value][seed] } }
      return CurveSeries.over(bySeed, name: name, color: color, x: flattery.map { Double($0.steps) })
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
    _ monitors: [[MachineMonitors]], _ rectified: (right: [Double], wrong: [Double]), _ flattery: [Flattery]
  ) -> [Effect] {
    let costs = recipes.indices.compactMap { index in
      recipes[index].right.map { right in
        Effect("\(recipes[index].name): costs, nats", cost(monitors[right], monitors[index]), .above(0))
      }
    }
    return costs + [
      Effect(
        "mean of rectified units through a sigmoid: reconstruction error, wrong / right",
        ratios(rectified.wrong, rectified.right), .above(1), isRatio: true),
      Effect(
        "annealed upwards over \(flattery[0].steps) temperatures: flatters by, nats", flattery[0].upward, .above(0)),
      Effect(
        "the same downwards, nats", flattery[0].downward, .below(0)),
    ]
  }

  /// In nats; infinite where the machine with the mistake is none any more.
  private static func cost(_ right: [MachineMonitors], _ wrong: [MachineMonitors]) -> [Double] {
    zip(right, wrong).map { $1.logLikelihood.isFinite ? $0.logLikelihood - $1.logLikelihood : .infinity }
  }

  private static let monitored:
    [(name: String, value: any KeyPath<MachineMonitors, Double> & Sendable, isGoodIfHigh: Bool)] = [
      ("exact log-likelihood", \.logLikelihood, true), ("pseudo-likelihood", \.pseudoLikelihood, true),
      ("reconstruction error", \.reconstructionError, false), ("training − validation", \.overfitting, false),
    ]

  static func table(_ monitors: [[MachineMonitors]]) -> StudyTable {
    let rows = recipes.indices.map { index in
      [recipes[index].name]
        + monitored.map { monitor in
          let values = monitors[index].map { $0[keyPath: monitor.value] }
          let text = Effect("", values, .above(0)).measuredText
          guard let right = recipes[index].right else { return text }
          let worse = zip(monitors[right], values).map { right, value in
            (right[keyPath: monitor.value] - value) * (monitor.isGoodIfHigh ? 1 : -1)
          }
          return "\(text), \(word(worse))"
        } + [Effect("", monitors[index].map(\.activity), .above(0)).measuredText]
    }
    return StudyTable(
      title: "What each monitor says, \(Effect.measure(ofSeeds: monitors.first?.count ?? 0))",
      rows: [["recipe"] + monitored.map(\.name) + ["hidden units on"]] + rows)
  }

  private static func word(_ worse: [Double]) -> String {
    switch Effect("", worse, .above(0)).standing {
    case .holds: "**shows it**"
    case .fails: "hides it"
    case .unsettled: worse.contains { !$0.isFinite } ? "**shows it**" : "no clear change"
    }
  }
}
