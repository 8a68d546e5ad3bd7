import Datasets
import Experiments
import NeuralNetworks
import Plotting
import Reporting

extension Study {
  /// Whether what holds for digits holds for other pictures.
  static let datasetAndInitializer = Study(
    "dataset-x-initializer", title: "Starts on other pictures",
    claim: """
      Which start is good is a matter of the network and not of the data: the start that does best on digits does as well as the \
      best on other pictures, and the one that fails there fails everywhere.
      """,
    source:
      "implied wherever a start is derived from fan-in and fan-out alone, e.g. Glorot & Bengio (2010), section 4.2",
    cost: (135, 12, seeds: 5)
  ) { context in
    let hidden = [Int](repeating: context.size(full: 100, quick: 50, tiny: 10), count: 10)
    let cases = context.size(full: 5_000, quick: 4_000, tiny: 300)
    let rates = context.size(full: ["0.003", "0.01", "0.03", "0.1"], quick: ["0.01", "0.03"], tiny: ["0.01"])
    let epochs = context.size(full: 10, quick: 5, tiny: 1)
    let contexts = ([context.dataset] + (try OtherPictures.datasets(context))).map(context.on)
    let grids = try contexts.map { context in
      try context.grid(
        TrainingGrid.Start.usual, [.rates(rates, name: OtherPictures.condition, hidden: hidden)], epochs: epochs,
        data: try context.data(cases: cases))
    }
    let all = TrainingGrid(sideBySide: grids, names: contexts.map(\.dataset.title))
    return Findings(
      effects: OtherPictures.effects(all), tables: [all.choices("Learning rates, the best for each network")],
      figures: [
        StudyFigure(
          file: "losses.png", caption: "Training loss and test error of every start on every data set.",
          figure: GridFigures.maps(
            all,
            [
              GridFigures.Panel(title: "Training", conditions: all.conditions.indices),
              GridFigures.Panel(title: "Test", conditions: all.conditions.indices, measure: .testError),
            ], title: "The same starts on other pictures",
            subtitle:
              "\(cases.formatted) cases, ReLU, ten hidden layers of \(hidden[0]), \(epochs) epochs, \(TrainingGrid.optimizer(rates))",
            xLabel: ""))
      ], notes: OtherPictures.notes(contexts.map(\.dataset)),
      inputs: contexts.map(\.dataset.title).joined(separator: ", "))
  }
}

private enum OtherPictures {
  static let condition = "all"

  static func datasets(_ context: StudyContext) throws -> [Dataset] {
    let strokes = context.size(
      full: { Dataset.synthetic(seed: 2) }, quick: { Dataset.synthetic(seed: 2, trainingCount: 2_000, testCount: 500) },
      tiny: { Dataset.synthetic(seed: 2, trainingCount: 400, testCount: 60, size: 8) })()
    do { return [try Dataset.fashionMNIST(), strokes] } catch DatasetError.notInstalled { return [strokes] }
  }

  static func notes(_ datasets: [Dataset]) -> [String] {
    let fashion = datasets.contains { $0.name == "fashion-mnist" }
    return ["For every cell the learning rate is the one with the lowest training loss over the seeds."]
      + (fashion ? [] : ["Fashion-MNIST was not installed: Debian's package `dataset-fashion-mnist` adds it."])
  }

  static func effects(_ grid: TrainingGrid) -> [Effect] {
    let names = grid.conditions.map(\.name)
    let best = grid.lowest(grid.starts, names[0], .trainingLoss)
    let worst = grid.highest(grid.starts, names[0], .trainingLoss)
    let others = grid.starts.filter { $0.name != best.name }
    return names.dropFirst().flatMap { name in
      grid.comparison(
        name, best, with: others, called: "best other", name, .below(1.25))
        + [grid.learning("\(name), worst on \(names[0])", worst, name, .between(0.9, 1.1))]
    }
  }
}
