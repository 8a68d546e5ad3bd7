import BoltzmannMachines
import Experiments
import NeuralNetworks
import Plotting

/// The pictures of a model's report.
struct LaboratoryFigures {
  let model: LaboratoryModel
  /// Of training, validation and test cases, and of noise.
  private static let setColors = [Palette.blue, Palette.vermilion, Palette.green, Palette.purple]

  init(_ model: LaboratoryModel) { self.model = model }

  /// In the order of the report.
  var all: [ReportFigure] {
    // Of a saved model nobody saw the epochs.
    (model.epochs.isEmpty ? [] : [learningCurves]) + filters + [parameters, energies, film, completion]
  }

  /// Machines have an order.
  var machineColors: [Color] { Palette.sequential(model.network.machines.count) }

  var isStack: Bool { model.settings.model == .dbn }
  var pictures: LaboratoryPictures { model.pictures }

  /// What every figure says of its model.
  var subtitle: String {
    let tables = LaboratoryTables(model)
    return "\(tables.title)\nCases: \(tables.cases)"
  }

  /// A page of rows as high as what they hold.
  func page(_ title: String, width: Double, footer: String, grids: [ImageGrid]) -> Figure {
    var figure = Figure(
      size: Size(width: width, height: 400), title: title, subtitle: subtitle, footer: footer,
      rows: grids.map { _ in .fitting })
    for (row, grid) in grids.enumerated() { figure.place(grid, row: row, column: 0) }
    return ReportFigure.fitted(figure)
  }

  /// Grey tiles of probabilities, one after the other.
  static func tiles(_ strips: [ImageStrip]) -> [ImageTile] {
    strips.flatMap { strip in
      (0..<strip.count).map { index in
        ImageTile(
          width: strip.width, height: strip.height,
          grey: strip.image(index).map { UInt8(max(0, min(255, (255 * $0).rounded()))) })
      }
    }
  }
}

// MARK: Learning

extension LaboratoryFigures {
  private var learningCurves: ReportFigure {
    var figure = Figure(
      size: Size(width: Figure.widestReadable, height: 380), title: "Learning curves", subtitle: subtitle,
      footer: """
        After each epoch, on \(monitored) and \(validation)\
        \(isStack ? ", each machine on what the one below makes of them" : "").\
        \(isRough ? " Roughly: log Z by a short annealing upwards, so rather too high than too low." : "")
        """, columns: [.relative(1), .relative(1), .relative(1)])
    figure.place(likelihoodChart, row: 0, column: 0)
    figure.place(
      chart(
        "Reconstruction", Axis("squared error a unit, validation", scale: .logarithmic), \.reconstructionErrorValidation
      ),
      row: 0, column: 1)
    figure.place(energyChart, row: 0, column: 2)
    return ReportFigure(
      file: "learning-curves.png", title: "Learning curves",
      caption: """
        The likelihood is what is learned; the reconstruction error is only a weak witness of it. Free energies of training and \
        validation cases that part mean that the model begins to know its cases by heart.
        """, figure: figure)
  }

  private var isRough: Bool { model.epochs.contains { $0.annealedLogLikelihoodValidation != nil } }

  private var likelihoodChart: LineChart {
    let isExact = model.epochs.allSatisfy { $0.logLikelihoodValidation != nil }
    guard isExact else {
      if model.epochs.allSatisfy({ $0.classificationErrorValidation != nil }) {
        return chart("Classification error", Axis("%, validation", includesZero: true)) {
          100 * ($0.classificationErrorValidation ?? .nan)
        }
      }
      guard model.settings.isBinary else {
        return chart("Overfitting", Axis("free-energy gap, nats", includesZero: true)) {
          $0.freeEnergyValidation - $0.freeEnergyTraining
        }
      }
      return beside(
        independentUnits,
        chart("Log-likelihood, roughly", Axis("nats a case, validation")) { $0.knownLogLikelihood ?? .nan })
    }
    let axis = Axis("nats a case\(isStack ? ", validation" : "")")
    return beside(
      independentUnits,
      isStack
        ? chart("Log-likelihood, exact", axis) { $0.logLikelihoodValidation ?? .nan }
        : pair(
          "Log-likelihood, exact", axis, { $0.logLikelihoodTraining ?? .nan }, { $0.logLikelihoodValidation ?? .nan }))
  }

  /// What machines must be above, where curves come near it.
  private var independentUnits: [ReferenceLine] {
    model.network.machines.indices.compactMap { index in
      model.epochs.first { $0.machine == index + 1 }.map {
        ReferenceLine(
          .horizontal, at: $0.independentLogLikelihoodValidation,
          label: isStack ? "independent units, machine \(index + 1)" : "independent pixels")
      }
    }
  }

  private func beside(_ lines: [ReferenceLine], _ chart: LineChart) -> LineChart {
    var chart = chart
    chart.references = lines
    return chart
  }

  private var energyChart: LineChart {
    isStack
      ? chart("Overfitting", Axis("free-energy gap, nats", includesZero: true)) {
        $0.freeEnergyValidation - $0.freeEnergyTraining
      } : pair("Free energy", Axis("nats a case"), \.freeEnergyTraining, \.freeEnergyValidation)
  }

  /// A line for each machine.
  private func chart(_ title: String, _ y: Axis, _ value: (LaboratoryEpoch) -> Double) -> LineChart {
    let series = model.network.machines.indices.map { index in
      let epochs = model.epochs.filter { $0.machine == index + 1 }
      return Self.line(
        isStack ? "machine \(index + 1)" : "", epochs, value, color: machineColors[index])
    }
    return LineChart(title: title, x: .wholes("epoch"), y: y, series: series)
  }

  /// Training and validation cases.
  private func pair(
    _ title: String, _ y: Axis, _ training: (LaboratoryEpoch) -> Double, _ validation: (LaboratoryEpoch) -> Double
  ) -> LineChart {
    var dashed = Self.line("validation", model.epochs, validation, color: Palette.vermilion)
    dashed.dash = .dashed
    return LineChart(
      title: title, x: .wholes("epoch"), y: y,
      series: [Self.line("training", model.epochs, training, color: Palette.blue), dashed])
  }

  private static func line(
    _ name: String, _ epochs: [LaboratoryEpoch], _ value: (LaboratoryEpoch) -> Double, color: Color
  ) -> LineChart.Series {
    var series = LineChart.Series(name, x: epochs.map { Double($0.epoch) }, y: epochs.map(value), color: color)
    if epochs.count <= 12 { series.marker = .circle }
    return series
  }
}

// MARK: What the model believes

extension LaboratoryFigures {
  private var energies: ReportFigure {
    let sets = pictures.energies
    let range = Self.range(sets.flatMap(\.values))
    let rows = sets.enumerated().map { index, set in
      let floats = set.values.map { Float(isStack ? $0 : -$0) }
      let histogram = floats.withUnsafeBufferPointer {
        NeuralNetworks.Histogram(
          of: $0, bins: 80, range: isStack ? range : -range.upperBound ... -range.lowerBound)
      }
      let panel = HistogramPanel(
        before: nil, after: histogram.plotted, color: Self.setColors[index],
        annotations: ["mean \(NumberText.decimal(histogram.mean, digits: 1))"])
      return HistogramGrid.Row(set.name, color: Self.setColors[index], panels: [panel])
    }
    let label = isStack ? "bound of log p(v) + log Z, nats" : "free energy F(v), nats"
    var grid = HistogramGrid(
      rows: rows, sharedValues: .all, sharedCounts: .none, x: Axis(label), y: Axis("share of cases"))
    (grid.beforeName, grid.afterName) = ("", "")
    var figure = Figure(
      size: Size(width: 720, height: 500),
      title: isStack ? "Bounds of log-probabilities" : "Free energies", subtitle: subtitle,
      footer: model.settings.visible.isGaussian
        ? "Noise: every pixel normal with its own mean and standard deviation of \(monitored), independently of the others."
        : "Noise: every pixel on with its own probability in \(monitored), independently of the others.")
    figure.place(grid, row: 0, column: 0)
    return ReportFigure(
      file: isStack ? "bounds.png" : "free-energies.png",
      title: isStack ? "Bounds of log-probabilities" : "Free energies",
      caption: """
        A model that has learned anything finds cases more probable than noise with the same means\
        \(isStack ? "" : " (a lower free energy)"), and validation and test cases as probable as those it learned from.
        """, figure: figure)
  }

  /// From the least to the greatest number, of those that are finite, and never of no width.
  static func range(_ values: [Double]) -> ClosedRange<Double> {
    let values = values.filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    return low < high ? low...high : low...low + max(1, 1e-6 * abs(low))
  }

  /// The part of the training cases that is measured after each epoch and looked at in pictures.
  var monitored: String {
    let (count, all) = (LaboratoryData.monitored, model.data.trainingCount)
    return count < all ? "the first \(count.formatted) training cases" : "the \(all.counted("training case"))"
  }

  private var validation: String { "the \(model.data.validationCount.counted("validation case"))" }

  /// Chains of a machine with labels begin at those of the cases.
  private var withLabels: String { model.settings.visible == .bernoulliAndLabels ? " with their labels" : "" }

  private var film: ReportFigure {
    let film = pictures.film
    let labels = film.steps.map { $0.formatted }
    func grid(_ title: String, _ strips: [ImageStrip]) -> ImageGrid {
      ImageGrid(
        title: title, tiles: Self.tiles(strips), columns: film.steps.count, columnLabels: labels, inkOnPaper: true)
    }
    return ReportFigure(
      file: "samples.png", title: "Samples",
      caption: """
        Gibbs chains, one a row, after so many steps. Chains from noise that find no digits, or chains from digits that never \
        leave them, do not mix: log Z and samples are then not to be trusted. The mean-field iteration passes probabilities on in the place \
        of states; it is smoother, draws from another distribution, and sticks where a chain would go on.
        """,
      figure: page(
        isStack ? "Fantasies: chains of the top machine, brought down" : "Samples: Gibbs chains", width: 720,
        footer: """
          Above the images: steps; at step 0 the start itself\(isStack ? " (noise is in the layer below the top)" : ""). Sampled: the \
          probabilities that the pixels of the last step were drawn from. Mean-field: pixels' probabilities drive the next step.
          """,
        grids: [
          grid("From noise, sampled: probabilities of the last step", film.fromNoise),
          grid("From noise, mean-field iteration", film.meanFieldFromNoise),
          grid("From test cases\(withLabels), sampled: probabilities of the last step", film.fromData),
          grid("From test cases\(withLabels), mean-field iteration", film.meanFieldFromData),
        ]))
  }

  /// A row of completions has room for ten classes.
  private var shownClasses: String {
    let present = model.data.classCounts?.test.count { $0 > 0 } ?? 0
    let shown = pictures.completion.original.count
    return shown < present ? "of the first \(shown) classes" : "class"
  }

  private var completion: ReportFigure {
    let completion = pictures.completion
    let grid = ImageGrid(
      tiles: Self.tiles([completion.original, completion.covered, completion.drawn, completion.mean]),
      columns: max(completion.original.count, 1), rowLabels: ["test case", "what is known", "a draw", "mean"],
      inkOnPaper: true)
    return ReportFigure(
      file: "completions.png", title: "Completions",
      caption: """
        The upper half of a test case of each \(shownClasses) is held, and the lower drawn from what the model believes of it.
        """,
      figure: page(
        "Completion of half-covered cases", width: 720,
        footer: "Chains that keep the upper half; the mean is over \(completion.steps.formatted) steps.", grids: [grid])
    )
  }
}
