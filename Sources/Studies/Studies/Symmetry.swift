import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Weights that are all alike stay alike.
  static let symmetry = Study(
    "symmetry", title: "Zeros and constants: units that never become different",
    claim: """
      If all weights of a layer start alike, all its units get the same gradient and stay alike for ever: a layer is worth one \
      unit, the rank of its weights stays 1, and the network learns far less than from random weights.
      """,
    source:
      "Rumelhart, Hinton & Williams, Learning internal representations by error propagation (1986), p. 330 (\"symmetry breaking\")",
    cost: (6, 2, seeds: 5)
  ) { context in
    let width = context.size(full: 100, quick: 60, tiny: 12)
    let data = try context.data(cases: context.size(full: 10_000, quick: 4_000, tiny: 300))
    let epochs = context.size(full: 12, quick: 8, tiny: 2)
    let plans = try Symmetry.allCases.flatMap { start in
      let arm = try Arm(start.rawValue, start.about.arm, hidden: [width, width])
      return context.seeds.map { NetworkPlan(arm: arm, seed: $0, epochs: epochs, cases: data.training.count) }
    }
    let name = context.dataset.name
    let measured = try context.map("networks", plans, plan: { $0 }) { plan, _ in
      try Symmetry.Measured(plan.arm, seed: plan.seed, epochs: epochs, data: data, dataset: name)
    }.grouped(by: context.seeds.count)
    let results = Results(Symmetry.allCases, measured)
    return Findings(
      effects: Symmetry.effects(results),
      figures: Symmetry.figures(results, width: width, title: context.title(of: data)),
      notes: [
        """
        With sigmoids and zeros, no error reaches the hidden layers at the first step, but one does once the last weights have \
        learned; from then on all hidden units change, by the same.
        """
      ])
  }
}

private enum Symmetry: String, CaseIterable {
  case zeros
  case constant = "constant 0.1"
  case xavier = "Xavier"

  var about: (arm: String, color: Color) {
    switch self {
    case .zeros: ("zeros:lr=0.1", StartColor.other)
    case .constant: ("xavier-sigmoid:init=constant-0.1,lr=0.1", StartColor.shade(of: StartColor.other, 3))
    case .xavier: ("xavier-sigmoid:init=xavier-uniform,lr=0.1", StartColor.xavierSigmoid)
    }
  }

  struct Measured: Codable, Sendable {
    let losses: [Double]
    /// σ₂/σ₁ and all singular values of the first layer's weights after training, in terms of the greatest.
    let singularValues: [Double]
    /// The second layer's ∂loss/∂W after one epoch: the greatest distance of a unit's gradient from the mean unit's, in terms of
    /// the root mean square of their lengths.
    let difference: Double
    /// Its first twenty rows and columns, in terms of its greatest element.
    let gradient: [[Double]]

    var lastLoss: Double { losses.last ?? .nan }

    init(_ arm: Arm, seed: UInt64, epochs: Int, data: RunData, dataset: String) throws {
      var settings = StudyContext.settings(dataset)
      settings.epochs = epochs
      let network = try ArmNetwork(arm, seed: seed, settings: settings, data: data)
      var gradient = Matrix(rows: 1, columns: 1)
      let early = Minibatches(of: data.training.count, atMost: settings.batchSize).count
      network.train { if $0 == early { gradient = Symmetry.secondGradient(network) } }
      losses = network.epochs.map(\.trainingLoss)
      let values = network.network.layers[0].weight.singularValues.map(Double.init)
      singularValues = values.map { $0 / max(values[0], .leastNormalMagnitude) }
      difference = Symmetry.difference(gradient)
      let greatest = gradient.values.reduce(0) { max($0, abs($1)) }
      self.gradient = (0..<min(20, gradient.rows)).map { row in
        (0..<min(20, gradient.columns)).map { Double(gradient[row, $0] / max(greatest, .leastNormalMagnitude)) }
      }
    }
  }

  private static func secondGradient(_ network: ArmNetwork) -> Matrix {
    let pass = network.signals(cases: 500)
    let gradient = Matrix(rows: pass.activations[0].columns, columns: pass.activations[1].columns)
    multiply(pass.activations[0].transposed, pass.gradients[1], into: gradient)
    return gradient
  }

  /// Columns are the units' gradients.
  private static func difference(_ gradient: Matrix) -> Double {
    let mean = (0..<gradient.rows).map { row in
      (0..<gradient.columns).reduce(0.0) { $0 + Double(gradient[row, $1]) } / Double(gradient.columns)
    }
    let length = gradient.norm / Double(gradient.columns).squareRoot()
    let distances = (0..<gradient.columns).map { column in
      (0..<gradient.rows).reduce(0.0) { $0 + pow(Double(gradient[$1, column]) - mean[$1], 2) }.squareRoot()
    }
    return (distances.max() ?? 0) / length
  }

  static func effects(_ measured: Results<Symmetry, PerSeed<Measured>>) -> [Effect] {
    func distance(_ start: Symmetry, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(start.rawValue): distance between units' gradients / their length", measured[start].difference, criterion)
    }
    func rank(_ start: Symmetry, _ criterion: Effect.Criterion) -> Effect {
      Effect(
        "\(start.rawValue): σ₂/σ₁ of the first weights after training", measured[start].singularValues[1], criterion)
    }
    return [zeros, .constant].flatMap { start in
      [
        distance(start, .below(1e-3)), rank(start, .below(1e-3)),
        Effect(
          "\(start.rawValue): last training loss / that of Xavier",
          measured[start].lastLoss / measured[.xavier].lastLoss, .above(2), isRatio: true),
      ]
    } + [distance(.xavier, .above(0.1)), rank(.xavier, .above(0.1))]
  }

  static func figures(_ measured: Results<Symmetry, PerSeed<Measured>>, width: Int, title: String) -> [StudyFigure] {
    func series(_ value: (Measured) -> [Double]) -> [LineChart.Series] {
      measured.map {
        CurveSeries.over($1.map(value), name: $0.rawValue, color: $0.about.color, scale: .positive, marker: .none)
      }
    }
    let shape = "\(title), sigmoid, two hidden layers of \(width)"
    var curves = Figure(
      size: Size(width: 880, height: 400), title: "Alike for ever", subtitle: shape,
      footer: """
        \(SeedSpread.definition(seeds: measured[.zeros].count, scale: .positive))Single precision ends near 10⁻⁷.
        """,
      columns: [.relative(1), .relative(1)])
    curves.place(
      LineChart(
        title: "Loss", x: .wholes("epoch"), y: Axis("training loss, nats a case", scale: .logarithmic),
        series: series(\.losses),
        references: [ReferenceLine(.horizontal, at: log(10), label: "guessing, log 10")]), row: 0, column: 0)
    curves.place(
      LineChart(
        title: "Rank of the first layer's weights", x: .wholes("i"),
        y: Axis("singular value σᵢ / σ₁", scale: .logarithmic, range: 1e-9...2),
        series: series { Array($0.singularValues.prefix(30)) }, legend: .none), row: 0, column: 1)
    var maps = Figure(
      size: Size(width: 1020, height: 400), title: "Gradients of twenty units of the second layer",
      subtitle: "\(shape), after one epoch", columns: allCases.map { _ in .relative(1) })
    for (column, start) in allCases.enumerated() {
      var map = HeatMap(
        title: start.rawValue, values: measured[start].values[0].gradient, xLabel: "unit", yLabel: "incoming weight")
      (map.map, map.range, map.colorBarLabel) = (.diverging, -1...1, "∂loss/∂W, greatest = 1")
      maps.place(map, row: 0, column: column)
    }
    return [
      StudyFigure(file: "learning.png", caption: "What is learned, and from how many directions.", figure: curves),
      StudyFigure(
        file: "gradients.png", caption: "Columns are units: from equal weights, all columns are equal.", figure: maps,
        isOfFirstSeed: true),
    ]
  }
}
