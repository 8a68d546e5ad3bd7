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
    source: "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), section 2.2", cost: (90, 8, seeds: 8)
  ) { context in
    let width = context.size(full: 100, quick: 64, tiny: 10)
    let data = try context.data(cases: context.size(full: 10_000, quick: 5_000, tiny: 300))
    let epochs = context.size(full: 10, quick: 4, tiny: 1)
    let depths = [22, 30]
    let trained = try depths.map { layers in
      try Results(HeDepth.allCases) { start in
        let arms = try HeDepth.rates.map {
          try Arm(
            "\(start.rawValue), \(layers), \($0)", "he:init=\(start.initializer),lr=\($0),schedule=constant",
            hidden: [Int](repeating: width, count: layers - 1))
        }
        // The learning rate of the lowest last loss over the seeds.
        return try context.train("\(layers) layers, \(start.rawValue)", arms, epochs: epochs, data: data)
          .lowest(\.finalLoss)
      }
    }
    let panels = zip(depths, trained).map { layers, runs in
      (
        title: "\(layers) layers",
        curves: runs.map { TrainingFigures.Curve(name: $0.rawValue, color: $0.color, runs: $1) }
      )
    }
    return Findings(
      effects: zip(depths, trained).flatMap { HeDepth.effects($1, layers: $0) },
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

private enum HeDepth: String, CaseIterable {
  case xavier = "Xavier"
  case he = "He"

  var initializer: String { self == .xavier ? "xavier-normal" : "he-normal" }
  var color: Color { self == .xavier ? StartColor.xavier : StartColor.he }

  static let rates = ["0.01", "0.05"]

  /// Xavier's start is said to converge with 22 layers, and to stall with more.
  static func effects(_ runs: Results<HeDepth, PerSeed<RunRecord>>, layers: Int) -> [Effect] {
    let (he, xavier) = (runs[.he].finalShare, runs[.xavier].finalShare)
    return [
      Effect("\(layers) layers, He: last training loss / log 10", he, .below(0.5), isRatio: true),
      Effect(
        "\(layers) layers, Xavier: last training loss / log 10", xavier, layers > 22 ? .above(0.95) : .below(0.9),
        isRatio: true),
      Effect("\(layers) layers: last training loss, Xavier / He", xavier / he, .above(1.5), isRatio: true),
    ]
  }
}
