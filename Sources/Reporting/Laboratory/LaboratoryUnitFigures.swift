import BoltzmannMachines
import Experiments
import NeuralNetworks
import Plotting

/// What single units look for, and how large their weights are.
extension LaboratoryFigures {
  var filters: [ReportFigure] {
    pictures.filters.map { $0.maximisers == nil ? firstFilters($0) : deepFilters($0) }
  }

  private func firstFilters(_ filters: LaboratoryPictures.Filters) -> ReportFigure {
    let grid = Self.grid(filters.weights, filters.usefulness, title: "")
    return ReportFigure(
      file: "filters.png", title: "Filters",
      caption: """
        What each hidden unit looks for: its incoming weights, the most useful unit first. The number below is its usefulness: \
        by how many nats its term in the free energy differs between cases (standard deviation).
        """,
      figure: page(
        "Filters, by usefulness", width: 720,
        footer: """
          Incoming weights of \(filters.usefulness.count) of \(model.settings.hidden[0].formatted) hidden units; blue is negative, \
          orange positive, no colour zero; each image on its own scale. Below: usefulness in nats.
          """, grids: [grid]))
  }

  private func deepFilters(_ filters: LaboratoryPictures.Filters) -> ReportFigure {
    let linear = Self.grid(filters.weights, filters.usefulness, title: "Linear combination of the filters below")
    let count = min(filters.maximisers?.count ?? 0, Self.shownFilters)
    let images = Self.tiles([filters.maximisers].compactMap { $0 })
    let maximised = ImageGrid(
      title: "Activation maximisation", tiles: Array(images.prefix(count)), columns: 10, inkOnPaper: true)
    return ReportFigure(
      file: "filters-machine-\(filters.machine).png", title: "Filters of machine \(filters.machine)",
      caption: """
        What units far from the pixels look for, in two ways: the weights multiplied through, as if nothing were nonlinear; and the \
        image, of a training case's usual length, that drives the unit most.
        """,
      figure: page(
        "Filters of machine \(filters.machine), by usefulness", width: 720,
        footer: """
          The same units in both, of \(model.settings.hidden[filters.machine - 1].formatted). Above: blue is negative, orange positive, \
          each on its own scale; below: usefulness in nats.
          """, grids: [linear, maximised]))
  }

  private static let shownFilters = 60

  private static func grid(_ strip: ImageStrip, _ usefulness: [Double], title: String) -> ImageGrid {
    let tiles = (0..<min(strip.count, shownFilters)).map { index in
      ImageTile(
        width: strip.width, height: strip.height, signed: strip.image(index),
        caption: NumberText.decimal(usefulness[index], digits: 2))
    }
    var grid = ImageGrid(title: title, tiles: tiles, columns: 10)
    grid.isPerTile = true
    return grid
  }

  var parameters: ReportFigure {
    let machines = pictures.parameters
    var figure = Figure(
      size: Size(width: Figure.widestReadable, height: 130 + 250 * Double(machines.count)),
      title: "Parameters and hidden units",
      subtitle: subtitle,
      footer: """
        Weights and biases; probabilities of hidden units for \(monitored); at the right \
        those of the first units and cases, one case a row. sd is the standard deviation.
        """, rows: machines.map { _ in .relative(1) },
      columns: [.relative(1), .relative(1), .relative(1), .relative(1), .relative(1.5)])
    for (row, machine) in machines.enumerated() { place(machine, row: row, in: &figure) }
    return ReportFigure(
      file: "parameters.png", title: "Parameters and hidden units",
      caption: """
        After Hinton (2010), section 15. Weights that pile up far out learn too fast; hidden units that are always on or always \
        off (dark or light columns in the matrix) say nothing; rows that are all alike mean that cases are not told apart.
        """, figure: figure)
  }

  private var isBinaryHidden: Bool { model.settings.hiddenKind == .bernoulli }
  private var hiddenLabel: String { isBinaryHidden ? "p(h = 1 | v)" : "mean of h given v" }

  private func hiddenRange(_ machine: LaboratoryPictures.Parameters) -> ClosedRange<Double> {
    guard !isBinaryHidden else { return 0...1 }
    return Self.range([0] + machine.activations.flatMap { $0 })
  }

  private func place(_ machine: LaboratoryPictures.Parameters, row: Int, in figure: inout Figure) {
    let prefix = isStack ? "Machine \(machine.machine): " : ""
    let color = machineColors[machine.machine - 1]
    let panels = [
      (prefix + (isStack ? "weights" : "Weights"), machine.weights, "weight"),
      ("Visible biases", machine.visibleBiases, "bias"), ("Hidden biases", machine.hiddenBiases, "bias"),
      (isBinaryHidden ? "Hidden probabilities" : "Hidden means", machine.hiddenProbabilities, hiddenLabel),
    ]
    for (column, (title, histogram, label)) in panels.enumerated() {
      let isBias = label == "bias"
      var panel = HistogramPanel(
        after: histogram.plotted, color: color,
        annotations: [
          "mean \(NumberText.significant(histogram.mean))", "sd \(NumberText.significant(histogram.standardDeviation))",
        ], x: Axis(label), y: Axis(column == 0 ? "share" : "", scale: isBias ? .linear : .logarithmic))
      panel.title = title
      figure.place(panel, row: row, column: column)
    }
    var map = HeatMap(
      title: "Hidden units, case by case", values: machine.activations,
      xLabel: "\((machine.activations.first?.count ?? 0).formatted) hidden units",
      yLabel: "\(machine.activations.count.formatted) training cases")
    (map.range, map.colorBarLabel) = (hiddenRange(machine), hiddenLabel)
    figure.place(map, row: row, column: 4)
  }
}
