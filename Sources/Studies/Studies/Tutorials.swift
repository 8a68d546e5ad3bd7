import Datasets
import Experiments
import LinearAlgebra
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  static let xavierTutorial = Tutorial.study(
    "xavier-tutorial", title: "The tutorial's 784-256-256-10 network, evaluated rightly and wrongly",
    hidden: [256, 256],
    claim: "784-256-256-10, ReLU, Xavier uniform, Adam 1e-3, batch 100, 15 epochs: accuracy 0.9766 on the test cases.",
    published: 0.9766, cost: (90, 5, seeds: 10))

  static let deepTutorial = Tutorial.study(
    "deep-tutorial", title: "The tutorial's deep network, as described and as printed", hidden: [512, 512, 512, 512],
    claim: """
      784-512-512-512-512-10, ReLU, Xavier uniform, Adam 1e-3, batch 100, 15 epochs: accuracy 0.9769 on the test cases, which \
      makes depth worth 0.0003.
      """, published: 0.9769, cost: (220, 10, seeds: 3))
}

/// An online tutorial on Xavier's start, whose code evaluates on pixels from 0 to 255 after training on 0 to 1, and whose deep
/// model uses only its first three linear layers, so that its logits are 512.
private enum Tutorial {
  static func study(
    _ name: String, title: String, hidden: [Int], claim: String, published: Double,
    cost: Study.Cost
  ) -> Study {
    Study(
      name, title: title, claim: claim,
      source: "an online PyTorch tutorial on Xavier initialisation, as read (Docs/References.md)", cost: cost
    ) { context in
      let divisor = context.size(full: 1, quick: 2, tiny: 20)
      let widths = hidden.map { $0 / divisor }
      let data =
        try context.scope == .full ? context.allData() : context.data(cases: context.scope == .quick ? 10_000 : 300)
      let epochs = context.size(full: 15, quick: 4, tiny: 1)
      let arm = try Arm("tutorial", "he:init=xavier-uniform,optimizer=adam,lr=1e-3,schedule=constant", hidden: widths)
      let isDeep = hidden.count > 2
      var printed = arm
      printed.hidden = Array(widths.prefix(2))
      let networks = [(arm: arm, outputs: Int?.none)] + (isDeep ? [(printed, widths[0])] : [])
      let plans = networks.flatMap { network in
        context.seeds.map {
          NetworkPlan(
            arm: network.arm, seed: $0, epochs: epochs, cases: data.training.count, outputs: network.outputs)
        }
      }
      let dataset = context.dataset.name
      let all = try context.map("networks", plans, plan: { $0 }) { plan, _ in
        try Score(plan, data: data, dataset: dataset)
      }
      let scores = all.grouped(by: context.seeds.count)
      return findings(
        right: scores[0], printed: scores.dropFirst().first, published: published, title: context.title(of: data))
    }
  }

  /// Accuracies on the test cases after the last epoch.
  struct Score: Codable, Sendable {
    let scaled: Double
    /// With pixels from 0 to 255.
    let unscaled: Double

    init(_ plan: NetworkPlan, data: RunData, dataset: String) throws {
      var settings = StudyContext.settings(dataset)
      (settings.epochs, settings.trainsOnValidation) = (plan.epochs, true)
      let network = try ArmNetwork(plan.arm, seed: plan.seed, settings: settings, data: data, outputs: plan.outputs)
      network.train()
      let test = data.test
      let pixels = Matrix(rows: test.count, columns: test.pixelCount, values: test.pixels.map(Float.init))
      func accuracy(_ cases: CaseTable) -> Double {
        1 - Evaluator(network.network).evaluate(cases, labels: test.labels).errorRate
      }
      scaled = accuracy(.bytes(test.pixels, columns: test.pixelCount))
      unscaled = accuracy(.numbers(pixels))
    }
  }

  static func findings(
    right: PerSeed<Score>, printed: PerSeed<Score>?, published: Double, title: String
  ) -> Findings {
    let mistaken = printed ?? right
    var effects = [
      Effect(
        "with the published mistakes: accuracy", mistaken.unscaled,
        .between(published - 0.004, published + 0.004)),
      Effect("done right: accuracy − published", right.scaled.map { $0 - published }, .above(0)),
      Effect("unscaled pixels cost accuracy", right.scaled - right.unscaled, .above(0)),
    ]
    if let printed {
      effects.append(
        Effect("the dropped layers are worth, in accuracy", right.scaled - printed.scaled, .above(0)))
    }
    var bars = [
      ("done right", right.scaled, MachineColor.usual),
      ("unscaled pixels", right.unscaled, StartColor.shade(of: MachineColor.changed, 3)),
    ]
    if let printed {
      bars += [
        ("dropped layers", printed.scaled, StartColor.shade(of: MachineColor.changed)),
        ("dropped layers, unscaled pixels (as printed)", printed.unscaled, MachineColor.changed),
      ]
    }
    return Findings(effects: effects, figures: [figure(bars, published: published, title: title)], notes: [note])
  }

  private static let note = """
    In full, all 60,000 cases are trained on, as in the tutorial, and the network of the last epoch is tested; a quick look, with \
    fewer cases and half the width, cannot reach the published accuracy. The first effect asks whether our network with the \
    published mistakes scores as published; the others what the mistakes cost.
    """

  private static func figure(_ bars: [(String, PerSeed<Double>, Color)], published: Double, title: String)
    -> StudyFigure
  {
    let rows = bars.enumerated().map { index, bar in
      let (name, accuracies, color) = bar
      let spread = SeedSpread(accuracies.values.map { 1 - $0 }, scale: .share)
      return DotPlot.Row(
        name, color: color, values: spread.values.map { 100 * $0 }, center: 100 * spread.center,
        ends: spread.ends.map { 100 * $0.lowerBound...100 * $0.upperBound },
        // The last kind is the one that was published.
        published: index == bars.count - 1 ? 100 * (1 - published) : nil)
    }
    let chart = DotPlot(rows: rows, value: Axis("test error (%)", scale: .logarithmic))
    let seeds = bars.map(\.1.count).max() ?? 1
    let spread = SeedSpread.definition(seeds: seeds, scale: .share, line: SeedSpread.dotsAndStroke)
    var page = Figure(
      size: Size(width: 720, height: 140 + 30 * Double(rows.count)), title: "Test error", subtitle: title,
      footer: "\(spread)Diamond: published, with the mistakes.")
    page.place(chart, row: 0, column: 0)
    return StudyFigure(
      file: "errors.png", caption: "Errors on the test cases, with and without the mistakes.",
      figure: page)
  }
}
