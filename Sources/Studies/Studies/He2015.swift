import Experiments
import Foundation
import Plotting
import Reporting

extension Study {
  /// 22 and 30 ReLU layers, from Xavier's start and He's.
  static let he2015 = Study(
    "he-2015", title: "22 and 30 ReLU layers from Xavier's start and He's",
    claim: """
      With 22 layers both starts converge, He's sooner; with 30 layers He's still does, and Xavier's completely stalls \
      (figures 2 and 3).
      """,
    source: "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), section 2.2", seconds: (90, 8), seedCount: 8
  ) { context in
    let width = context.size(full: 100, quick: 64, tiny: 10)
    let data = try context.data(cases: context.size(full: 10_000, quick: 5_000, tiny: 300))
    let epochs = context.size(full: 10, quick: 4, tiny: 1)
    var panels: [(title: String, curves: [TrainingFigures.Curve])] = []
    for layers in [22, 30] {
      let hidden = [Int](repeating: width, count: layers - 1)
      let curves = try HeDepth.starts.map { name, start, color in
        let arms = try HeDepth.rates.map {
          try Arm("\(name), \(layers), \($0)", "he:init=\(start),lr=\($0),schedule=constant", hidden: hidden)
        }
        let runs = try context.train("\(layers) layers, \(name)", arms, epochs: epochs, data: data)
        return TrainingFigures.Curve(name: name, color: color, runs: HeDepth.best(runs))
      }
      panels.append(("\(layers) layers", curves))
    }
    return Findings(
      effects: HeDepth.effects(panels.map(\.curves)),
      figures: [
        StudyFigure(
          file: "convergence.png", caption: "Training loss of both starts, 22 and 30 layers with the same axes.",
          figure: TrainingFigures.losses(
            panels, title: "Deep rectifiers from two starts",
            subtitle:
              "\(context.title(of: data)), ReLU, \(width) units a layer, SGD with momentum 0.9, the better of 0.01 and 0.05"
          ))
      ],
      notes: [
        """
        He et al. trained convolutional networks on ImageNet; this is a fully connected network on \(context.dataset.title). \
        From layer to layer Xavier's start halves the mean square of the signals in both directions: errors have lost a factor \
        of √2²¹ ≈ 1,400 in the first of 22 layers, and of 23,000 in that of 30.
        """
      ])
  }
}

private enum HeDepth {
  static let starts = [("Xavier", "xavier-normal", StartColor.xavier), ("He", "he-normal", StartColor.he)]
  static let rates = ["0.01", "0.05"]

  /// The runs with the learning rate of the lowest last loss over the seeds.
  static func best(_ runs: [[RunRecord]]) -> [RunRecord] {
    runs[runs.indexOfLowest { $0.map(\.finalLoss) }]
  }

  static func effects(_ panels: [[TrainingFigures.Curve]]) -> [Effect] {
    func share(_ panel: Int, _ curve: Int) -> [Double] { panels[panel][curve].runs.map { $0.finalLoss / log(10) } }
    func ratio(_ panel: Int) -> [Double] { ratios(share(panel, 0), share(panel, 1)) }
    return [
      Effect("22 layers, He: last training loss / log 10", share(0, 1), .below(0.5), isRatio: true),
      Effect("22 layers, Xavier: last training loss / log 10", share(0, 0), .below(0.9), isRatio: true),
      Effect("22 layers: last training loss, Xavier / He", ratio(0), .above(1.5), isRatio: true),
      Effect("30 layers, He: last training loss / log 10", share(1, 1), .below(0.5), isRatio: true),
      Effect("30 layers, Xavier: last training loss / log 10", share(1, 0), .above(0.95), isRatio: true),
      Effect("30 layers: last training loss, Xavier / He", ratio(1), .above(1.5), isRatio: true),
    ]
  }
}
