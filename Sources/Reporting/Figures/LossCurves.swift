import Experiments
import Foundation
import Plotting

/// Loss against epoch, on training and validation cases.
enum LossCurves {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard CurveFigures.haveData(summaries) else { return nil }
    var figure = Figure(
      size: Size(width: 840, height: 420), title: "Loss", subtitle: ReportFigure.subtitle(comparison),
      footer: CurveFigures.footer(comparison, summaries, scale: .positive), columns: [.relative(1), .relative(1)])
    let loss = CurveFigures.Quantity(
      label: "cross-entropy, nats a case", scale: .positive, guess: \.loss, training: \.trainingLoss,
      validation: \.validationLoss)
    CurveFigures.place(loss, in: &figure, comparison, summaries)
    return ReportFigure(
      file: "loss-curves.png", title: "Loss",
      caption: """
        Mean cross-entropy against epoch. \(GuessText.loss(comparison))A training loss that falls while the validation loss rises means overfitting.
        """, figure: figure)
  }
}
